package eval

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/promptgit/promptgit/internal/value"
)

// Versions of the format. Fields may be added to one; a change of what a field
// means is a new one. In a variant the key of the prompt does not say that this is
// its score, so that a program that knows version 1 alone must leave it be.
const (
	recordVersion  = 1
	variantVersion = 2
)

// RecordMeta is what a run does not know of itself.
type RecordMeta struct {
	ID       string // ULID
	Time     time.Time
	Tool     string            // "promptgit/VERSION"
	Previous string            // the prompt_key judged before, "" for none
	Includes map[string]string // blobs of the files that the prompt includes, by path; nil for none
	Commit   string            // where the prompt was judged, "" for the working tree
	SuiteKey string            // the key of the suite where it is known already, else ""
	Fresh    bool              // no answer came from a cache or a cassette: what a later look at the same version is told by
	Baseline bool              // drift is to start anew from here

	// Of a variant, as a matrix of models and parameters has: what it asks otherwise
	// than the prompt, by "model" and the names of parameters, and the key of the
	// prompt, which the column holds with the variant's parameters. nil and "" for a
	// prompt that is asked as it stands.
	Variant   *value.Object
	PromptKey string
}

// NewRecord sums up a run as it is stored. Its numbers are those of Summarize;
// its cases are all cases of the suite, those without a verdict too.
func NewRecord(run *Run, meta RecordMeta) Record { return run.Sum().Record(meta) }

// Record is what NewRecord makes of the run.
func (s *Sum) Record(meta RecordMeta) Record {
	col := &s.run.Column
	r := Record{
		V:            recordVersion,
		ID:           meta.ID,
		Time:         meta.Time.UTC().Format(time.RFC3339),
		Path:         col.Prompt.Path,
		PromptKey:    meta.promptKey(*col),
		Includes:     meta.Includes,
		Previous:     meta.Previous,
		Suite:        col.Suite.Path,
		SuiteKey:     meta.SuiteKey,
		Provider:     col.Target.Provider,
		Model:        col.Target.Model,
		ParamsKey:    paramsKey(col.Prompt.Params),
		EndpointKey:  col.Target.EndpointKey(),
		Simulated:    col.Target.Simulated,
		Tool:         meta.Tool,
		Reps:         max(1, col.Repeat),
		Weights:      metricWeights(col.Suite),
		FailureTypes: col.Suite.failureTypes(),
		FailureKey:   col.Suite.failureKey(),
		Variant:      meta.Variant,
		Fresh:        meta.Fresh,
		Baseline:     meta.Baseline,
		Commit:       meta.Commit,
	}
	if r.Variant != nil {
		r.V = variantVersion
	}
	if r.SuiteKey == "" {
		r.SuiteKey = col.Suite.Key()
	}
	r.measured(s)
	return r
}

// measured fills in what the samples of a run come to.
func (r *Record) measured(s *Sum) {
	tally := &s.Tally
	r.ResolvedModel = s.run.resolvedModel()
	r.Score, r.Quality, r.SE = tally.Score, tally.Quality, tally.SE
	r.N = tally.Passed + tally.Failed
	r.Pass, r.Fail, r.Error, r.NA = tally.Passed, tally.Failed, tally.Errors, tally.NA
	r.Metrics, r.Derived = tally.Metrics, s.run.Derived
	r.Cases = s.cases
	r.Tokens, r.CostUSD = tally.Tokens, tally.CostUSD
	r.LatencyP50 = nil
	if len(s.latencies) > 0 {
		r.LatencyP50 = new(tally.LatencyP50.Round(time.Millisecond).Milliseconds())
	}
	if r.Judges = s.run.Judging(); r.Judges != nil {
		r.Judges.Calls, r.Judges.Cached = 0, 0 // of this run, and not of what it measured
	}
}

// resolvedModel is the model that answered. Where several did, all are named,
// so that the record matches none that was answered by one of them alone.
func (run *Run) resolvedModel() string {
	names := map[string]bool{}
	for i := range run.Results {
		if name := run.Results[i].Answer.Model; name != "" {
			names[name] = true
		}
	}
	return strings.Join(slices.Sorted(maps.Keys(names)), ",")
}

// EndpointKey is "sha256:" and the hash of what answers beside the model: the
// server, or the command with the content of its files. An edited script under
// its old name is another model, and so is another prompt before this one.
func (t Target) EndpointKey() string {
	if t.Chain != "" {
		return "sha256:" + digest([]any{t.Endpoint, t.Chain})
	}
	return "sha256:" + digest(t.Endpoint)
}

func paramsKey(params *value.Object) string {
	sum := sha256.Sum256(value.Canonical(params))
	return "sha256:" + hex.EncodeToString(sum[:])
}

func (m RecordMeta) promptKey(col Column) string {
	if m.PromptKey != "" {
		return m.PromptKey
	}
	return col.Prompt.Key()
}

// VariantKey tells variants of one prompt apart: canonical JSON, "" for the prompt
// itself.
func (r Record) VariantKey() string { return VariantKey(r.Variant) }

// VariantKey is that of a variant that is not recorded yet, nil for none.
func VariantKey(variant *value.Object) string {
	if variant.Len() == 0 {
		return ""
	}
	return string(value.Canonical(variant))
}
