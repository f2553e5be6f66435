package provider

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
)

// recording is one line of a file of recorded outputs, or one result of an
// eval document.
type recording struct {
	Rendered     string      `json:"rendered"`
	Case         string      `json:"case"` // key or id of the case
	ID           string      `json:"id"`   // the same, as eval writes it
	Index        *int        `json:"index"`
	Sample       *int        `json:"sample"` // every sample where it is left out
	Model        string      `json:"model"`  // every model where it is left out
	Answered     string      `json:"answered_model"`
	Output       string      `json:"output"`
	Error        string      `json:"error"`
	FinishReason string      `json:"finish_reason"`
	Tokens       eval.Tokens `json:"tokens"`
	LatencyMS    int64       `json:"latency_ms"`
	Structured   bool        `json:"structured"` // output is JSON of what is no text
	Refusal      bool        `json:"refusal"`
	Flagged      *bool       `json:"flagged"`
	LogProbs     []float64   `json:"logprobs"`
	CostUSD      float64     `json:"cost_usd"`

	line, run int // where it stands, from 1; line is 0 in an eval document
}

func (r recording) where() string {
	if r.line > 0 {
		return "line " + strconv.Itoa(r.line)
	}
	return "run " + strconv.Itoa(r.run)
}

func (r recording) identities() (ids []identity) {
	if r.Rendered != "" {
		ids = append(ids, identity{rendered: r.Rendered})
	}
	if r.Case != "" {
		ids = append(ids, identity{name: r.Case})
	}
	if r.ID != "" && r.ID != r.Case {
		ids = append(ids, identity{name: r.ID})
	}
	if r.Index != nil {
		ids = append(ids, identity{row: *r.Index + 1})
	}
	return ids
}

const evalSchema = "promptgit.eval/v1"

// parseRecordings reads JSON Lines of recordings, or one eval document. All bad
// lines are reported at once.
func parseRecordings(path string, src []byte) ([]recording, error) {
	if list, ok := parseDocument(src); ok {
		return list, nil
	}
	var out []recording
	var errs diag.Errors
	for i, line := range bytes.Split(src, []byte("\n")) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		r := recording{line: i + 1}
		pos := diag.Pos{Path: path, Line: i + 1, Col: 1}
		if err := json.Unmarshal(line, &r); err != nil {
			errs.Add(pos, fmt.Sprintf("not a recorded output: %v", err), `each line is a JSON object such as {"case":"id","sample":0,"output":"text"}`)
			continue
		}
		if len(r.identities()) == 0 {
			errs.Add(pos, "nothing says which question this output answers", `add "case", "index" or "rendered"`)
			continue
		}
		out = append(out, r)
	}
	if err := errs.Err(); err != nil {
		return nil, err
	}
	return out, nil
}

// parseDocument reads what eval --json printed, and tells whether it is that.
func parseDocument(src []byte) (list []recording, ok bool) {
	var doc struct {
		Schema string `json:"schema"`
		Runs   []struct {
			Model   string      `json:"model"`
			Results []recording `json:"results"`
		} `json:"runs"`
	}
	if err := json.Unmarshal(src, &doc); err != nil || doc.Schema != evalSchema {
		return nil, false
	}
	for i, run := range doc.Runs {
		for _, r := range run.Results {
			r.Model, r.run = run.Model, i+1
			list = append(list, r)
		}
	}
	return list, true
}
