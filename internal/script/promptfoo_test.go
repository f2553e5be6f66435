package script_test

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/script"
)

// recorded is what promptfoo 0.121.20 said of an output, in
// testdata/promptfoo.json; a score that is no number is null there.
type recorded struct {
	Output    string             `json:"output"`
	Assertion json.RawMessage    `json:"assertion"`
	Error     bool               `json:"error"`
	Success   bool               `json:"success"`
	Score     *float64           `json:"score"`
	Parts     [][2]any           `json:"parts"`
	Named     map[string]float64 `json:"named"`
}

func TestCodeGivesPromptfoosVerdicts(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/promptfoo.json")
	if err != nil {
		t.Fatal(err)
	}
	var all struct {
		Files map[string]string
		Rows  []recorded
	}
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	l := newLab(t, all.Files, script.Options{})
	var left []string // signs of rows that cannot be run here
	for language, signs := range map[string][]string{eval.Python: {`python"`, ".py"}, eval.Ruby: {`ruby"`, ".rb"}} {
		if !installed(t, language) {
			left = append(left, signs...)
		}
	}
	var judged atomic.Int32
	var group errgroup.Group
	group.SetLimit(8) // most of the time goes into starting Python
	for _, row := range all.Rows {
		if slices.ContainsFunc(left, func(sign string) bool { return strings.Contains(string(row.Assertion), sign) }) {
			continue
		}
		s := l.suite(t, `[{"description": "a test", "metadata": {"k": 1}, "vars": {"topic": "cities", "ref": "about {{topic}}"}, "assert": [`+string(row.Assertion)+`]}]`)
		group.Go(func() error {
			judged.Add(1)
			row.compare(t, l, &s.Cases[0])
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		t.Fatal(err)
	}
	if len(left) == 0 && judged.Load() < 350 {
		t.Errorf("only %d of %d rows were judged", judged.Load(), len(all.Rows))
	}
}

func (row *recorded) compare(tb testing.TB, l *lab, c *eval.Case) {
	tb.Helper()
	got, err := l.grade(c, row.Output)
	if (err != nil) != row.Error {
		tb.Errorf("%s: want an error: %v, got %v", row.Assertion, row.Error, err)
		return
	}
	if err != nil {
		return
	}
	if got.Pass != row.Success || !near(row.Score, got.Score) {
		tb.Errorf("%s: want %v %v, got %v %v: %s", row.Assertion, row.Success, row.Score, got.Pass, got.Score, got.Asserts[0].Reason)
	}
	if len(got.Asserts) != len(row.Parts) || len(got.Metrics) != len(row.Named) {
		tb.Errorf("%s: want %v and %v, got %v and %v", row.Assertion, row.Parts, row.Named, got.Asserts, got.Metrics)
		return
	}
	for i, part := range row.Parts {
		if got.Asserts[i].Pass != part[0] {
			tb.Errorf("%s: part %d: want %v, got %v", row.Assertion, i, part, got.Asserts[i])
		}
	}
	for name, score := range row.Named {
		if math.Abs(got.Metrics[name]-score) > 1e-12 {
			tb.Errorf("%s: metric %s: want %v, got %v", row.Assertion, name, score, got.Metrics[name])
		}
	}
}

func near(want *float64, got float64) bool {
	if want == nil {
		return got == 0
	}
	return math.Abs(*want-got) < 1e-12
}
