package grade_test

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// recorded is a case that promptfoo 0.121.20 judged, and what it said of it, as
// the type and, where it was asked, with "not-".
type recorded struct {
	Type         string      `json:"type"`
	Value        any         `json:"-"` // see readRecorded
	Null         bool        `json:"-"`
	Threshold    *float64    `json:"threshold"`
	Output       string      `json:"output"`
	Structured   bool        `json:"structured"` // the provider gave data, of which Output is the JSON
	FinishReason string      `json:"finish_reason"`
	Cost         *float64    `json:"cost"`
	LatencyMS    int64       `json:"latency_ms"`
	LogProbs     []float64   `json:"logprobs"`
	Flagged      *bool       `json:"flagged"`
	Tools        any         `json:"-"`
	Functions    any         `json:"-"`
	Plain        recordedBy  `json:"plain"`
	Not          *recordedBy `json:"not"`
}

type recordedBy struct {
	Pass  bool    `json:"pass"`
	Score float64 `json:"score"`
	Error bool    `json:"error"` // promptfoo threw one
}

func readRecorded(t *testing.T, path string) []recorded {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var lines []json.RawMessage
	if err := json.Unmarshal(raw, &lines); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	list := make([]recorded, len(lines))
	for i, line := range lines {
		if err := json.Unmarshal(line, &list[i]); err != nil {
			t.Fatalf("%s: %s: %v", path, line, err)
		}
		whole, err := value.DecodeJSON(line)
		if err != nil {
			t.Fatal(err)
		}
		fields := whole.(*value.Object)
		v, has := fields.Get("value")
		list[i].Value, list[i].Null = v, has && v == nil
		list[i].Tools, _ = fields.Get("tools")
		list[i].Functions, _ = fields.Get("functions")
	}
	return list
}

func (r *recorded) judge(types grade.Types, not bool) (eval.Verdict, error) {
	a := eval.Assertion{Type: r.Type, Not: not, Value: r.Value, Null: r.Null, Threshold: r.Threshold}
	grader, err := types.New(a)
	if err != nil {
		return eval.Verdict{}, err
	}
	p := &prompt.Prompt{Tools: r.Tools, Params: value.NewObject("functions", r.Functions)}
	return grader.Grade(context.Background(), eval.GradeInput{
		Sample: eval.Sample{
			Case: &eval.Case{},
			Answer: eval.Answer{
				Output: r.Output, Structured: r.Structured, FinishReason: r.FinishReason, Cost: r.Cost,
				Latency: time.Duration(r.LatencyMS) * time.Millisecond, LogProbs: r.LogProbs, Flagged: r.Flagged,
			},
			Column: &eval.Column{Prompt: p},
		},
		Value: r.Value,
	})
}

// Scores must be equal to the last bit: a threshold is compared without
// tolerance.
func TestRecordedCasesAreJudgedAsPromptfooDoes(t *testing.T) {
	t.Parallel()
	paths, err := filepath.Glob(filepath.Join("testdata", "promptfoo", "*.json"))
	if err != nil || len(paths) == 0 {
		t.Fatalf("no recorded cases: %v", err)
	}
	for _, path := range paths {
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Parallel()
			replay(t, readRecorded(t, path))
		})
	}
}

func replay(t *testing.T, list []recorded) {
	t.Helper()
	types := grade.All()
	for i := range list {
		r := &list[i]
		for _, not := range []bool{false, true} {
			want, name := &r.Plain, r.Type
			if not {
				want, name = r.Not, "not-"+r.Type
			}
			if want == nil {
				continue
			}
			got, err := r.judge(types, not)
			switch {
			case want.Error:
				if err == nil {
					t.Errorf("%s of %v on %q: promptfoo threw an error, got %+v", name, r.Value, r.Output, got)
				}
			case err != nil:
				t.Errorf("%s of %v on %q: want %+v, got error %v", name, r.Value, r.Output, *want, err)
			case got.Pass != want.Pass || math.Float64bits(got.Score) != math.Float64bits(want.Score):
				t.Errorf("%s of %v (%v) on %q: want %+v, got %v", name, r.Value, r.Threshold, r.Output, *want, got)
			}
		}
	}
}
