package cmd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/llmtest"
)

type driftDoc struct {
	Schema, ID, Time, Rev string
	Drift                 bool
	Drop, Threshold       float64
	Relative              bool
	Prompts               []driftRow
}

type driftRow struct {
	Prompt, Suite, Provider, Model string
	Simulated                      bool
	Verdict                        string
	Unjudged                       *int
	Baseline                       *struct {
		Score, Bound, Samples float64
		Record, Time          string
	}
	Now *struct {
		Score, Delta float64
		Cases        int
		Interval     [2]float64
		Drop         float64
	}
	W        *float64
	LogW     float64 `json:"log_w"`
	Looks    int
	Missing  *int
	Expected *float64
	Failed   []string `json:"newly_failed"`
	Before   *string  `json:"baseline_model"`
	After    *string  `json:"answered_model"`
	Changed  struct{ Model, Suite bool }
	Uneven   *struct {
		First, After float64
		PValue       float64 `json:"p_value"`
	}
	History []struct {
		Record    string
		Score     *float64
		Cases     int
		Measuring int
		LeftOut   bool    `json:"left_out"`
		LogE      float64 `json:"log_e"`
		LogW      float64 `json:"log_w"`
	}
}

// drift runs promptgit drift on a repository with one prompt.
func (l *lab) drift(code int, args ...string) driftRow {
	l.t.Helper()
	var doc driftDoc
	l.json(code, &doc, append([]string{"drift"}, args...)...)
	if doc.Schema != "promptgit.drift/v1" || len(doc.Prompts) != 1 || doc.Drift != (doc.Prompts[0].Verdict == "drift") {
		l.t.Fatalf("got %+v", doc)
	}
	return doc.Prompts[0]
}

// driftCasesN is enough for a baseline of one run.
const driftCasesN = 120

// driftSuite has n cases, which pass where the model says yes.
func driftSuite(n int) string {
	var b strings.Builder
	b.WriteString("tests:\n")
	for i := range n {
		fmt.Fprintf(&b, "- {id: c%d, vars: {x: q%d-}, assert: [{type: equals, value: yes}]}\n", i, i)
	}
	return b.String()
}

// years is a model that fails so many of the cases in each run, of n cases each:
// the first so many. After the last it goes on like that.
func years(n int, fails ...int) []llmtest.Rule {
	var rules []llmtest.Rule
	for run, fail := range fails {
		for i := range n {
			r := llmtest.Rule{Match: fmt.Sprintf("q%d-", i), Answer: "yes", Times: 1, As: "m-2025"}
			if i < fail {
				r.Answer = "no"
			}
			if run == len(fails)-1 {
				r.Times = 0
			}
			rules = append(rules, r)
		}
	}
	return rules
}

// drifting is a repository whose prompt asks such a model.
func drifting(t *testing.T, n int, rules []llmtest.Rule) (*lab, *llmtest.Server) {
	t.Helper()
	l, server := served(t, rules...)
	l.write("suites/a.yaml", driftSuite(n))
	l.set("prompts/a.md", "---\nmodel: openai:gpt-4.1-mini\n---\n{{x}}\n", "two")
	return l, server
}

func TestAModelThatStaysHasNotDrifted(t *testing.T) {
	t.Parallel()
	l, server := drifting(t, driftCasesN, years(driftCasesN, 15, 13, 18, 14, 16))
	first := l.drift(0)
	if first.Baseline == nil || first.Baseline.Score != 0.875 || first.Now != nil || first.Looks != 0 || first.Verdict != "measuring" || len(first.History) != 1 {
		t.Errorf("the first run is the baseline, got %+v", first)
	}
	for look, fails := range []int{13, 18, 14} {
		got := l.drift(0)
		if got.Verdict != "no drift" || got.Looks != look+1 || got.Now == nil || got.Now.Cases != driftCasesN || *got.W >= 1 || got.LogW >= 0 {
			t.Errorf("look %d: got %+v", look, got)
		}
		if want := float64(15-fails) / driftCasesN; got.Now.Delta-want > 1e-9 || want-got.Now.Delta > 1e-9 {
			t.Errorf("look %d: want a change of %v, got %+v", look, want, got.Now)
		}
	}
	if server.Count() != 4*driftCasesN {
		t.Errorf("want four runs, got %d calls", server.Count())
	}
	status := l.drift(0, "--status")
	if server.Count() != 4*driftCasesN || status.Looks != 3 || len(status.History) != 4 {
		t.Errorf("--status asked %d times: %+v", server.Count(), status)
	}
	l.want(1, "eval", "HEAD", "--repeat", "2") // answers partly of the cache: no look
	if got := l.drift(0, "--status"); got.Looks != 3 {
		t.Errorf("an answer of the cache counts as a look: %+v", got)
	}
	l.want(1, "eval", "HEAD", "--refresh") // as good as a look of drift
	if got := l.drift(0, "--status"); got.Looks != 4 {
		t.Errorf("a fresh eval is no look: %+v", got)
	}
	log := l.log().Entries
	if len(log) != 2 || log[0].Score == nil {
		t.Errorf("the looks disturb the log: %+v", log)
	}
}

func TestAModelThatGotWorseIsConfirmed(t *testing.T) {
	t.Parallel()
	l, server := drifting(t, driftCasesN, years(driftCasesN, 12, 12, 48))
	l.drift(0)
	l.drift(0)
	got := l.drift(1)
	if got.Verdict != "drift" || got.Looks != 3 || got.Now.Score != 0.6 || *got.W < 1000 || len(got.History) != 4 {
		t.Errorf("got %+v", got)
	}
	if len(got.Failed) != 36 || got.Failed[0] != "c12" {
		t.Errorf("newly failed: %v", got.Failed)
	}
	if server.Count() != 4*driftCasesN {
		t.Errorf("the alarm was not confirmed by a second run: %d calls", server.Count())
	}
	if again := l.drift(1); again.Verdict != "drift" || again.Looks != 4 {
		t.Errorf("a drift stays one: %+v", again)
	}
	if l.drift(1, "--status").Verdict != "drift" {
		t.Error("the state is not kept")
	}
	if fresh := l.drift(0, "--rebase"); fresh.Verdict != "measuring" || fresh.Looks != 0 || fresh.Baseline.Score != 0.6 {
		t.Errorf("after --rebase: %+v", fresh)
	}
	if more := l.drift(0); more.Verdict != "measuring" || *more.Missing != 0 { // near the middle a score varies most
		t.Errorf("after --rebase: %+v", more)
	}
	if calm := l.drift(0); calm.Verdict != "no drift" || calm.Baseline.Score != 0.6 || calm.Looks != 2 {
		t.Errorf("after --rebase: %+v", calm)
	}
}

// A model that drops before its baseline is known must not become the baseline.
func TestADropWhileTheBaselineIsMeasuredIsTold(t *testing.T) {
	t.Parallel()
	l, server := drifting(t, 20, years(20, 3, 14))
	l.drift(0)
	got := l.drift(0)
	if got.Verdict != "measuring" || got.Baseline.Score != 0.85 || got.Now == nil || got.Now.Score != 0.30 || got.Now.Drop < 40 ||
		!got.History[1].LeftOut || got.History[1].Measuring != 0 || len(got.Failed) != 11 {
		t.Errorf("got %+v", got)
	}
	if a := l.want(0, "drift", "--status"); !strings.Contains(a.stderr, "this look seems worse than the baseline, so it is left out of it") ||
		!strings.Contains(a.stderr, "no alarm: W = ") || !strings.Contains(a.stderr, ", until then only one of some 4") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	got = l.drift(1)
	if got.Verdict != "drift" || got.Baseline.Score != 0.85 || got.Looks != 3 || server.Count() != 4*20 {
		t.Errorf("%d calls: %+v", server.Count(), got)
	}
	if fresh := l.drift(0, "--rebase"); fresh.Verdict != "measuring" || fresh.Baseline.Score != 0.30 {
		t.Errorf("after --rebase: %+v", fresh)
	}
}

// A smaller one is no evidence look by look, and is told once the looks add up.
func TestABaselineWhoseFirstLookWasBetterIsTold(t *testing.T) {
	t.Parallel()
	l, _ := drifting(t, 20, years(20, 3, 9))
	l.drift(0)
	for range 4 {
		l.drift(0)
	}
	if got := l.drift(0, "--status"); got.Uneven == nil || got.Uneven.First != 0.85 || got.Uneven.PValue >= 0.01 || got.Verdict != "measuring" {
		t.Errorf("got %+v", got)
	}
	if a := l.want(0, "drift", "--status"); !strings.Contains(a.stderr, "the first look scored 0.850 and those measured after it 0.550") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestAnAlarmThatIsNotConfirmedIsLifted(t *testing.T) {
	t.Parallel()
	l, server := drifting(t, driftCasesN, years(driftCasesN, 15, 42, 15))
	l.drift(0)
	got := l.drift(0)
	if got.Verdict != "no drift" || got.Looks != 2 || got.History[1].LogW < 6.9 || *got.W >= 1000 || server.Count() != 3*driftCasesN {
		t.Errorf("%d calls: %+v", server.Count(), got)
	}
	a := l.want(0, "drift", "--status")
	if !strings.Contains(a.stderr, "an alarm was not confirmed") || !strings.Contains(a.out, "\tno drift\t0.8750\t0.8750\t+0.0000\t") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
}
