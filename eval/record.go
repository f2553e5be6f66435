package eval

import "github.com/promptgit/promptgit/internal/value"

// Record is what is stored of a run: one line of JSON in a note. The format is
// specified in docs/notes.md; pointers are null where there is no value.
type Record struct {
	V             int                `json:"v"`
	ID            string             `json:"id"` // ULID
	Time          string             `json:"t"`  // RFC 3339, UTC
	Path          string             `json:"path"`
	PromptKey     string             `json:"prompt_key"`
	Includes      map[string]string  `json:"includes,omitempty"` // blobs of the included files by path: with the prompt's own they are the version
	Previous      string             `json:"previous"`           // the prompt_key judged before it, "" for none
	Suite         string             `json:"suite"`
	SuiteKey      string             `json:"suite_key"`
	Provider      string             `json:"provider"`
	Model         string             `json:"model"`
	ResolvedModel string             `json:"resolved_model"`
	ParamsKey     string             `json:"params_key"`
	EndpointKey   string             `json:"endpoint_key"` // what else decides the answer, "" in records that do not tell
	Simulated     bool               `json:"simulated"`
	Tool          string             `json:"tool"` // "promptgit/VERSION"
	Score         *float64           `json:"score"`
	Quality       *float64           `json:"quality"` // 1 to 10
	SE            *float64           `json:"se"`
	N             int                `json:"n"` // judged cases
	Reps          int                `json:"reps"`
	Pass          int                `json:"pass"`
	Fail          int                `json:"fail"`
	Error         int                `json:"error"`
	NA            int                `json:"na"`
	Metrics       map[string]float64 `json:"metrics"`
	Weights       map[string]float64 `json:"weights,omitzero"`        // of metrics, as the suite gives them; nil where it is not known
	FailureTypes  []string           `json:"failure_types,omitempty"` // sorted, that assertions of the suite name
	FailureKey    string             `json:"failure_key,omitempty"`   // hash of which assertion names which, "" where none does
	Derived       map[string]float64 `json:"derived,omitempty"`       // metrics that the suite computes from the others
	Cases         []CaseRecord       `json:"cases"`                   // every case that was expected
	Tokens        int                `json:"tokens"`
	CostUSD       *float64           `json:"cost_usd"`
	LatencyP50    *int64             `json:"latency_p50_ms"`
	Judges        *Judging           `json:"judges,omitempty"`   // what judging asked models, nil where it asked none
	Variant       *value.Object      `json:"variant,omitempty"`  // what was asked otherwise than the prompt says, see RecordMeta; nil for the prompt itself
	Fresh         bool               `json:"fresh,omitempty"`    // every answer was asked for in this run, see RecordMeta
	Baseline      bool               `json:"baseline,omitempty"` // drift compares with this record, and with none before it
	Commit        string             `json:"commit"`             // a hint: where it was first judged
}

// CaseRecord is one case of a record, in the compact form that paired tests
// need. A case with an error or without samples was not judged (see Judged),
// and the record is incomplete.
type CaseRecord struct {
	Key       string             `json:"k"`
	ID        string             `json:"id,omitempty"`
	Index     int                `json:"i"`
	Passes    int                `json:"p"`
	Samples   int                `json:"n"` // judged samples
	Score     *float64           `json:"s"` // mean over judged samples
	Metrics   map[string]float64 `json:"m,omitempty"`
	Tokens    int                `json:"t,omitempty"`
	CostUSD   *float64           `json:"c,omitempty"`
	LatencyMS int64              `json:"l,omitempty"` // mean over its calls
	Errors    int                `json:"e,omitempty"` // expected samples that were not judged
	Failures  map[string]int     `json:"f,omitempty"` // judged samples by type of failure
	NA        bool               `json:"na,omitempty"`
	Cluster   string             `json:"g,omitempty"` // what its cases depend on together, "" for nothing

	// What people said, see WithGradings: not a part of the record's line.
	Human         map[string]float64 `json:"-"` // scores by dimension, nil for none
	HumanFailures []string           `json:"-"` // sorted types of failure, nil for none
}
