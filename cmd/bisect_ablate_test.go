package cmd_test

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// insideDoc is what a search says of the variables of the culprit.
type insideDoc struct {
	bisectDoc
	None     float64
	CostUSD  *float64 `json:"cost_usd"`
	Outputs  []struct{ Case, Before, After string }
	Ablation *struct {
		Design    string
		Variables []struct {
			Variable  string
			Effect    float64
			Interval  *[2]float64
			Corrected float64 `json:"p_corrected"`
		}
		DidIt    []string `json:"did_it"`
		Together bool
		Cases    []string
		CaseRuns int `json:"case_runs"`
		Unknown  *string
	}
	Revert, Restore *string
}

// sectioned is a prompt of sections, each with a text.
func sectioned(texts ...string) string {
	var b strings.Builder
	for i, text := range texts {
		fmt.Fprintf(&b, "# S%d\n%s\n\n", i, text)
	}
	return b.String() + "# Question\n{{ q }}\n"
}

// mixed is a history in which one commit changes several sections.
func mixed(t *testing.T, cases int, before, after []string) (l *lab, good, culprit string) {
	t.Helper()
	l = newLab(t)
	l.write("suites/p.yaml", suiteOf(cases))
	good = l.set("prompts/p.md", sectioned(before...), "good")
	for i := range 3 {
		before = slices.Clone(before)
		before[0] = fmt.Sprint("quiet ", i)
		l.set("prompts/p.md", sectioned(before...), "quiet")
	}
	culprit = l.set("prompts/p.md", sectioned(after...), "many things")
	l.set("prompts/p.md", sectioned(after...)+"\nLater.\n", "later")
	return l, good, culprit
}

func (l *lab) inside(code int, args ...string) insideDoc {
	l.t.Helper()
	var doc insideDoc
	l.json(code, &doc, append([]string{"bisect"}, args...)...)
	return doc
}

func TestASearchGoesOnToTheVariableThatDidIt(t *testing.T) {
	t.Parallel()
	l, good, culprit := mixed(t, 3, []string{"a", "b", "c"}, []string{"A", "BAD", "C"})
	m := l.newModel(honest)
	args := []string{"--good", good, "--provider", m.spec}
	doc := l.inside(0, args...)
	if doc.Verdict != "found" || *doc.Culprit != culprit || doc.Ablation == nil {
		t.Fatalf("got %+v", doc)
	}
	a := doc.Ablation
	if a.Design != "factorial" || !slices.Equal(a.DidIt, []string{"section:user/S1"}) || a.Together || len(a.Variables) != 3 || a.Unknown != nil {
		t.Errorf("got %+v", a)
	}
	for _, v := range a.Variables {
		if did := v.Variable == "section:user/S1"; did != (v.Corrected < 0.05) || did != (v.Effect == -1) {
			t.Errorf("got %+v", v)
		}
	}
	if calls := m.calls(); calls != doc.ModelCalls || a.CaseRuns == 0 || calls > doc.CaseRuns+a.CaseRuns {
		t.Errorf("%d calls, got %+v", calls, doc)
	}
	again := l.inside(0, args...)
	if m.calls() != 0 || again.ModelCalls != 0 || !slices.Equal(again.Ablation.DidIt, a.DidIt) {
		t.Errorf("a second search asks nothing: got %+v", again)
	}
	text := l.terminal(append([]string{"bisect"}, args...)...).out
	if !strings.Contains(text, "did it  section:user/S1  -1.00  p 0.0139") || !strings.Contains(text, "         section:user/S2  +0.00") {
		t.Errorf("got %s", text)
	}
	if want := fmt.Sprintf("0 samples judged and %d more for the variables, 0 calls", a.CaseRuns); !strings.Contains(text, want) {
		t.Errorf("want %q in\n%s", want, text)
	}
	text = l.terminal(append([]string{"bisect", "--no-ablate"}, args...)...).out
	if !strings.Contains(text, "which of them did it: promptgit ablate "+culprit[:7]) || m.calls() != 0 {
		t.Errorf("got %s", text)
	}
}

func TestAPlainCulpritOfTwoVariablesTakesTwelveSamples(t *testing.T) {
	t.Parallel()
	l, good, _ := mixed(t, 3, []string{"a", "b"}, []string{"A", "BAD"})
	m := l.newModel(honest)
	doc := l.inside(0, "--good", good, "--provider", m.spec, "--case", "c1")
	a, calls := doc.Ablation, m.calls()
	if a == nil || !slices.Equal(a.DidIt, []string{"section:user/S1"}) || a.CaseRuns != 12 || !slices.Equal(a.Cases, []string{"c1"}) {
		t.Fatalf("got %+v", a)
	}
	if calls != doc.ModelCalls || calls > doc.CaseRuns+12 {
		t.Errorf("%d calls, got %+v", calls, doc)
	}
}

// What was seen once and does not come again is not asked for without end.
func TestASearchByHalvesThatSeesNothingEnds(t *testing.T) {
	t.Parallel()
	var before, after []string
	for i := range 6 {
		before, after = append(before, fmt.Sprint("was ", i)), append(after, fmt.Sprint("is ", i))
	}
	after[4] = "BAD"
	l, good, culprit := mixed(t, 1, before, after)
	m := l.newModel(`[ -e "$0.mended" ] && printf right && exit` + "\n" + honest)
	found := l.inside(0, "--good", good, "--provider", m.spec, "--no-ablate")
	if err := os.WriteFile(strings.TrimPrefix(m.spec, "exec:")+".mended", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	m.calls()
	doc := l.inside(0, "--good", good, "--provider", m.spec)
	a := doc.Ablation
	if *found.Culprit != culprit || *doc.Culprit != culprit || a == nil || len(a.DidIt) > 0 || a.Unknown == nil || m.calls() > 460 {
		t.Fatalf("got %+v", a)
	}
}

func TestVariablesThatOnlyDoItTogetherAreNamedTogether(t *testing.T) {
	t.Parallel()
	l, good, _ := mixed(t, 4, []string{"a", "b", "c"}, []string{"LEFT", "RIGHT", "C"})
	m := l.newModel(`case "$in" in *LEFT*RIGHT*) printf wrong ;; *) printf right ;; esac`)
	args := []string{"--good", good, "--provider", m.spec}
	a := l.inside(0, args...).Ablation
	if a == nil || !a.Together || !slices.Equal(sorted(a.DidIt), []string{"section:user/S0", "section:user/S1"}) {
		t.Fatalf("got %+v", a)
	}
	if text := l.terminal(append([]string{"bisect"}, args...)...).out; !strings.Contains(text, "neither of them does it alone") {
		t.Errorf("got %s", text)
	}
}

func TestManyVariablesAreSearchedByHalves(t *testing.T) {
	t.Parallel()
	var before, after []string
	for i := range 12 {
		before, after = append(before, fmt.Sprint("was ", i)), append(after, fmt.Sprint("is ", i))
	}
	after[7] = "is 7 and BAD"
	l, good, culprit := mixed(t, 2, before, after)
	m := l.newModel(honest)
	doc := l.inside(0, "--good", good, "--provider", m.spec)
	a := doc.Ablation
	if *doc.Culprit != culprit || a == nil || a.Design != "halves" || !slices.Equal(a.DidIt, []string{"section:user/S7"}) {
		t.Fatalf("got %+v", a)
	}
	if all := 2 * 12 * 2; a.CaseRuns > 2*all {
		t.Errorf("%d samples for 12 variables", a.CaseRuns)
	}
}

func TestTheBudgetOfASearchHoldsForWhatGoesOnInside(t *testing.T) {
	t.Parallel()
	l, good, _ := mixed(t, 3, []string{"a", "b", "c"}, []string{"A", "BAD", "C"})
	m := l.newModel(honest)
	all := l.inside(0, "--good", good, "--provider", m.spec, "--no-ablate").CaseRuns
	m.calls()
	doc := l.inside(0, "--good", good, "--provider", m.spec, "--max-runs", strconv.Itoa(all+5))
	if doc.Ablation == nil || doc.Ablation.Unknown == nil || !strings.Contains(*doc.Ablation.Unknown, "--max-runs") || m.calls() > 5 {
		t.Errorf("got %+v", doc.Ablation)
	}
}
