package eval_test

import (
	"math"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func TestVerdictsOfCodeAreBounded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"pass": true, "score": 1e16, "reason": ""}`:                                                       "the score 1e+16",
		`{"pass": true, "score": 1, "reason": "", "namedScores": {"a": "0.5"}}`:                             `named score "a"`,
		`{"pass": true, "score": 1, "reason": "", "namedScores": {"a": -1e300}}`:                            `named score "a"`,
		`{"pass": true, "score": 1, "reason": "", "namedScores": {"a": 1}, "namedScoreWeights": {"a": []}}`: `named score "a"`,
	} {
		v, err := value.DecodeJSON([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		own, ok := eval.NewScriptVerdict(v)
		if !ok {
			t.Errorf("%s is no verdict", text)
			continue
		}
		if _, err := own.Verdict(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, got %v", text, want, err)
		}
	}
	if f, err := eval.BoundScore(math.NaN()); f != 0 || err != nil {
		t.Errorf("got %v, %v", f, err)
	}
	if _, err := eval.BoundScore(math.Inf(1)); err == nil {
		t.Error("an infinite score is no error")
	}
}

func FuzzScriptVerdicts(f *testing.F) {
	for _, seed := range []string{
		`{"pass": true, "score": 1, "reason": "r", "namedScores": {"a": 1}, "componentResults": [{"pass": 1, "score": "x"}, null, [1]]}`,
		`{"pass": true, "score": 1e400, "reason": null}`, `[]`, `null`, `{"pass": false, "score": -0, "reason": "", "namedScores": []}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		v, err := value.DecodeJSON([]byte(text))
		if err != nil {
			return
		}
		own, ok := eval.NewScriptVerdict(v)
		if !ok {
			return
		}
		verdict, err := own.Verdict()
		if err != nil {
			return
		}
		if math.IsNaN(verdict.Score) || math.Abs(verdict.Score) > 1e15 {
			t.Errorf("%q gave the score %v", text, verdict.Score)
		}
		if verdict.Details != nil {
			for name, n := range verdict.Details.Named {
				if math.IsNaN(n.Score*n.Weight) || math.IsInf(n.Score*n.Weight, 0) {
					t.Errorf("%q gave %s %v", text, name, n)
				}
			}
		}
	})
}
