package cmd_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type gateDoc struct {
	Schema, Base, Head, Answer string
	OK                         bool
	MinScore                   *float64 `json:"min_score"`
	Compared, Calls, Cached    int
	CostUSD                    *float64 `json:"cost_usd"`
	Unsuited, Deleted, Notes   []string
	Unchanged                  int
	Verdicts                   []gateVerdict
}

type gateVerdict struct {
	Prompt, Status, Suite, Answer string
	OldPath                       string `json:"old_path"`
	OK                            bool
	Changes, Reasons              []string
	ScoreA                        *float64 `json:"score_a"`
	ScoreB                        *float64 `json:"score_b"`
	Delta, Detectable             *float64
	Interval                      *[2]float64
	PValue                        *float64 `json:"p_value"`
	Adjusted                      *float64 `json:"p_adjusted"`
	MidP                          *float64 `json:"mid_p"`
	Verdict                       *string
	Common, Passed, Errors, NA    int
	Broken, Fixed                 []gateCase
	Splits                        []struct {
		Split  string
		Common int
		Delta  *float64
	}
	ReusedA     bool     `json:"reused_a"`
	ReusedB     bool     `json:"reused_b"`
	JudgedAgain []string `json:"judged_again"`
	Calls       int
}

type gateCase struct {
	Case, Path, Reason string
	Line               int
	OutputA            *string `json:"output_a"`
	OutputB            *string `json:"output_b"`
}

// breaking is a prompt whose first n cases fail when it is echoed.
func breaking(n int) string {
	return fmt.Sprintf("# Task\n{%% if x < %d %%}wrong{%% else %%}right{%% endif %%} {{x}}\n", n)
}

// twenty is a suite of so many cases that want the right answer.
func twenty(n int) string {
	var b strings.Builder
	b.WriteString("tests:\n")
	for i := range n {
		fmt.Fprintf(&b, "- {id: c%d, vars: {x: %d}, assert: [{type: contains, value: right}]}\n", i, i)
	}
	return b.String()
}

// gated is a repository whose prompt at the tag base breaks so many of 20 cases,
// and at HEAD so many. The echoed prompt is its own answer.
func gated(t *testing.T, base, head int) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", twenty(20))
	l.set("prompts/a.md", breaking(base)+"One.\n", "one")
	l.git("tag", "base")
	l.set("prompts/a.md", breaking(head)+"Two.\n", "two")
	return l
}

func (l *lab) gate(code int, args ...string) gateDoc {
	l.t.Helper()
	var doc gateDoc
	l.json(code, &doc, append([]string{"gate"}, args...)...)
	if doc.Schema != "promptgit.gate/v1" || doc.OK != (code == 0) {
		l.t.Errorf("got %+v", doc)
	}
	return doc
}

func TestAGateSaysYesOrNo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name       string
		base, head int
		args       []string
		code       int
		verdict    string
		reason     string
	}{
		{"worse", 0, 6, nil, 1, "worse", "worse: -0.30 over 20 cases, p = 0.031"},
		{"five broken cases prove nothing", 0, 5, nil, 0, "unknown", ""},
		{"better", 6, 0, nil, 0, "better", ""},
		{"another wording that changes nothing", 3, 4, nil, 0, "unknown", ""},
		{"under the least score", 6, 5, []string{"--min-score", "0.8"}, 1, "unknown", "the score 0.75 is under the least score 0.8"},
		{"at the least score", 6, 4, []string{"--min-score", "0.8"}, 0, "unknown", ""},
		{"a drop that may be chance and is too large", 0, 2, []string{"--max-regression", "0.05"}, 1, "unknown", "the score dropped by 0.1, and may by 0.05"},
		{"a drop of exactly what may be", 1, 2, []string{"--max-regression", "0.05"}, 0, "unknown", ""},
		{"worse, whatever the bounds", 0, 8, []string{"--min-score", "0.1", "--max-regression", "0.9"}, 1, "worse", "worse"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := gated(t, c.base, c.head)
			doc := l.gate(c.code, append([]string{"--base", "base"}, c.args...)...)
			v := doc.Verdicts[0]
			if len(doc.Verdicts) != 1 || *v.Verdict != c.verdict || v.Status != "modified" || v.Common != 20 || !strings.Contains(strings.Join(v.Reasons, "; "), c.reason) || (c.code == 0) != (len(v.Reasons) == 0) {
				t.Fatalf("got %+v", v)
			}
			if math.Abs(*v.Delta-float64(c.base-c.head)/20) > 1e-9 || len(v.Broken) != max(0, c.head-c.base) || len(v.Fixed) != max(0, c.base-c.head) || v.Interval == nil || v.MidP == nil || v.Detectable == nil {
				t.Errorf("got %+v", v)
			}
			if diff := cmp.Diff([]string{"section:user/Task"}, v.Changes); diff != "" {
				t.Error(diff)
			}
			text := l.want(c.code, append([]string{"gate", "--base", "base"}, c.args...)...)
			if unknown := strings.Contains(text.out, "20 cases can show a drop of 32 points or more"); unknown != (c.verdict == "unknown") {
				t.Errorf("what the suite can show: %s", text.out)
			}
		})
	}
}

func TestTheCasesOfAGateHaveTheirOutputsAndPlaces(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 6)
	v := l.gate(1, "--base", "base").Verdicts[0]
	first := v.Broken[0]
	if first.Case != "c0" || first.Path != "suites/a.yaml" || first.Line != 2 || !strings.Contains(first.Reason, "contains") ||
		*first.OutputA != "# Task\nright 0\nOne." || *first.OutputB != "# Task\nwrong 0\nTwo." {
		t.Errorf("got %+v", first)
	}
}

func TestAGateWithoutAChangeSaysYes(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 6)
	l.set("README", "no prompt", "three")
	if doc := l.gate(0, "--base", "HEAD~1"); len(doc.Verdicts) != 0 || doc.Unchanged != 1 || l.records() != 0 {
		t.Errorf("got %+v", doc)
	}
	a := l.want(0, "gate", "--base", "HEAD~1")
	if !strings.Contains(a.stderr, "gate: yes: no prompt differs that a suite judges; 1 prompt as at the base") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	doc := l.gate(1, "--base", "HEAD~1", "--all", "--min-score", "0.9")
	if v := doc.Verdicts[0]; v.Status != "unchanged" || v.Verdict != nil || l.records() != 1 {
		t.Errorf("got %+v", v)
	}
}

func TestNewDeletedAndRenamedPrompts(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 0)
	l.write("suites/b.yaml", twenty(20))
	l.write("suites/c.yaml", twenty(20))
	l.set("prompts/c.md", breaking(0), "to be deleted")
	l.git("tag", "-f", "base")
	l.git("mv", "prompts/a.md", "prompts/b.md")
	l.git("rm", "-q", "prompts/c.md")
	l.commit("move")
	if doc := l.gate(0, "--base", "base"); len(doc.Verdicts) != 0 || doc.Unchanged != 1 || cmp.Diff([]string{"prompts/c.md"}, doc.Deleted) != "" {
		t.Errorf("got %+v", doc)
	}
	l.write("prompts/b.md", breaking(7))
	l.write("prompts/a.md", "Be {% if x < 9 %}wrong{% else %}right{% endif %}\n")
	l.commit("worse, and a new prompt")
	doc := l.gate(1, "--base", "base")
	if v := doc.Verdicts[0]; v.Prompt != "prompts/a.md" || v.Status != "modified" {
		t.Errorf("another prompt at the old path is that prompt: %+v", v)
	}
	l.git("mv", "prompts/a.md", "prompts/d.md")
	l.set("suites/d.yaml", twenty(20), "a new name")
	doc = l.gate(1, "--base", "base")
	if len(doc.Verdicts) != 2 {
		t.Fatalf("got %+v", doc)
	}
	moved, added := doc.Verdicts[0], doc.Verdicts[1]
	if moved.Prompt != "prompts/b.md" || moved.OldPath != "prompts/a.md" || moved.Status != "renamed" || *moved.Verdict != "worse" || moved.Suite != "suites/b.yaml" {
		t.Errorf("got %+v", moved)
	}
	if added.Status != "added" || added.Verdict != nil || !added.OK || added.ScoreA != nil || *added.ScoreB != 0.55 {
		t.Errorf("without a base only the least score counts: %+v", added)
	}
	if added = l.gate(1, "--base", "base", "--min-score", "0.6").Verdicts[1]; added.OK {
		t.Errorf("got %+v", added)
	}
}

func TestSeveralPromptsAreCorrectedTogether(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 0)
	for _, name := range []string{"b", "c"} {
		l.write("suites/"+name+".yaml", twenty(20))
		l.write("prompts/"+name+".md", breaking(0))
	}
	l.commit("three prompts")
	l.git("tag", "-f", "base")
	for _, name := range []string{"a", "b", "c"} {
		l.write("prompts/"+name+".md", breaking(6))
	}
	l.commit("each drops a little")
	doc := l.gate(0, "--base", "base")
	if doc.Compared != 3 {
		t.Errorf("got %+v", doc)
	}
	for _, v := range doc.Verdicts {
		if *v.PValue != 0.03125 || *v.Adjusted != 3*0.03125 || *v.Verdict != "unknown" {
			t.Errorf("got %+v", v)
		}
	}
	l.set("prompts/b.md", breaking(9), "one drops more")
	doc = l.gate(1, "--base", "base")
	for i, want := range []bool{true, false, true} {
		if doc.Verdicts[i].OK != want {
			t.Errorf("%d: %+v", i, doc.Verdicts[i])
		}
	}
	if a := l.want(1, "gate", "--base", "base"); !strings.Contains(a.out, "Holm's method for 3 comparisons") {
		t.Errorf("got %s", a.out)
	}
	if doc = l.gate(1, "--base", "base", "--prompt", "prompts/b.md"); len(doc.Verdicts) != 1 || doc.Compared != 1 {
		t.Errorf("got %+v", doc)
	}
}

func TestBothSidesAreJudgedByTheHeadsSuite(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 0)
	l.write("prompts/a.md", "# Task\nright {{x}} {{y}}\n")
	l.write("suites/a.yaml", twenty(18)+"- {id: y, vars: {x: 1, y: 2}, assert: [{type: contains, value: right}]}\n")
	l.commit("an input that the base does not know")
	doc := l.gate(0, "--base", "base")
	v := doc.Verdicts[0]
	if v.Common != 18 || v.Passed != 19 {
		t.Errorf("a case of a new input is no case of the base: %+v", v)
	}
	note := "suites/a.yaml is not what it was at the base: 1 of its cases are new or changed, 2 of the base's are gone or changed"
	if !strings.Contains(strings.Join(doc.Notes, "\n"), note) {
		t.Errorf("got %q", doc.Notes)
	}
	l.write("promptgit.yaml", "provider: echo\ngate: {min_score: 0.5}\n")
	l.write("prompts/a.md", "not committed\n")
	notes := strings.Join(l.gate(0, "--base", "base").Notes, "\n")
	for _, want := range []string{"gate.min_score is 0.50 and was - at the base", "without what is not committed of prompts/a.md"} {
		if !strings.Contains(notes, want) {
			t.Errorf("want %q in %s", want, notes)
		}
	}
}

func TestCasesThatAreHeldOutAreToldApart(t *testing.T) {
	t.Parallel()
	l := gated(t, 0, 6)
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for i := range 20 {
		fmt.Fprintf(&suite, "- {id: c%d, vars: {x: %d}, split: '%s', assert: [{type: contains, value: right}]}\n", i, i, []string{"", "holdout"}[i%2])
	}
	l.write("suites/a.yaml", suite.String())
	v := l.gate(1, "--base", "base").Verdicts[0]
	if len(v.Splits) != 2 || v.Splits[0].Split != "tuning" || v.Splits[1].Split != "holdout" || v.Splits[1].Common != 10 || math.Abs(*v.Splits[1].Delta+0.3) > 1e-9 || v.Common != 20 {
		t.Errorf("got %+v", v)
	}
	if a := l.want(1, "gate", "--base", "base"); !strings.Contains(a.out, "holdout: 1.00 -&gt; 0.70 over 10 cases, -0.30") {
		t.Errorf("got %s", a.out)
	}
}
