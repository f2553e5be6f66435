package cmd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/page"
)

type diffNumbers struct {
	Prompts []struct {
		Metric    *string
		ScoreA    *float64 `json:"score_a"`
		ScoreB    *float64 `json:"score_b"`
		Delta     *float64
		Interval  *[2]float64
		PValue    *float64 `json:"p_value"`
		Verdict   *string
		Common    int
		Simulated bool
		Broken    []struct {
			OutputA *string `json:"output_a"`
			OutputB *string `json:"output_b"`
		}
	}
}

type logNumbers struct {
	Entries []struct {
		Score, Delta *float64
		Interval     *[2]float64 `json:"delta_interval"`
		PValue       *float64    `json:"p_value"`
		Verdict      *string
		Common       *int
	}
}

// Three metrics over six cases, of which one falls in each of them: alone it would
// be worse, and corrected for the others it is not.
func TestADiffOnAMetricSaysWhatTheLogSays(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\n")
	var suite strings.Builder
	suite.WriteString("defaultTest: {assert: [{type: contains, value: tone, metric: tone}, " +
		"{type: contains, value: form, metric: form}, {type: contains, value: length, metric: length}]}\ntests:\n")
	for i := range 6 {
		fmt.Fprintf(&suite, "  - {id: c%d, vars: {n: %d}}\n", i, i)
	}
	l.write("suites/p.yaml", suite.String())
	l.set("prompts/p.md", "tone form length {{ n }}\n", "one")
	l.set("prompts/p.md", "form length {{ n }}\n", "two")
	l.run("eval", "--all")
	for _, metric := range []string{"", "tone", "form"} {
		var args []string
		if metric != "" {
			args = []string{"--metric", metric}
		}
		var got diffNumbers
		var want logNumbers
		l.json(0, &got, append([]string{"diff", "HEAD~1"}, args...)...)
		l.json(0, &want, append([]string{"log"}, args...)...)
		d, now, was := got.Prompts[0], want.Entries[0], want.Entries[1]
		if d.Metric == nil != (metric == "") || *d.ScoreA != *was.Score || *d.ScoreB != *now.Score || *d.Delta != *now.Delta ||
			*d.Interval != *now.Interval || *d.PValue != *now.PValue || *d.Verdict != *now.Verdict || d.Common != *now.Common {
			t.Errorf("%q: want %+v, got %+v", metric, now, d)
		}
		c, err := l.pages().Compare(t.Context(), page.Query{Prompt: "prompts/p.md", Metric: metric})
		if err != nil {
			t.Fatal(err)
		}
		if *c.A.Score != *was.Score || *c.B.Score != *now.Score || *c.Delta != *now.Delta || *c.Interval != *now.Interval || *c.PValue != *now.PValue ||
			c.Verdict != *now.Verdict || c.Common != *now.Common {
			t.Errorf("the page on %q: want %+v, got %+v", metric, now, c)
		}
	}
	text := l.ok("diff", "HEAD~1", "--metric", "tone")
	if !strings.Contains(text, "\ntone 1.00 -> 0.00  -1.00 ") || !strings.Contains(text, " p = 0.094  unknown over 6 cases") {
		t.Errorf("got\n%s", text)
	}
	if a := l.want(2, "diff", "HEAD~1", "--metric", "tune"); !strings.Contains(a.stderr, `--metric: no record has a metric "tune"`) {
		t.Errorf("got %s", a.stderr)
	}
}

// A case that could not be judged on one side is not compared, so that the score of
// a record is not the one that the difference was taken of.
func TestShowAndDiffGiveTheScoresOfTheRecords(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: exec:./model.sh\n")
	l.write("suites/p.yaml", "tests:\n"+
		"  - {id: a, vars: {w: a}, assert: [{type: contains, value: a}]}\n"+
		"  - {id: b, vars: {w: b}, assert: [{type: contains, value: new}]}\n"+
		"  - {id: c, vars: {w: c}, assert: [{type: contains, value: c}]}\n")
	l.script("model.sh", `read line; case "$line" in *"c old"*) exit 1 ;; esac; echo "$line"`)
	l.set("prompts/p.md", "{{ w }} old\n", "one")
	l.set("prompts/p.md", "{{ w }} was\n", "two")
	l.run("trust", "--yes")
	l.run("eval", "--all")
	const want = "0.50 -> 0.67  +0.00"
	for _, args := range [][]string{{"show"}, {"diff", "HEAD~1"}} {
		text := l.ok(args...)
		if !strings.Contains(text, want) || !strings.Contains(text, " compared over 2 of 3 cases: 0.50 -> 0.50\n") {
			t.Errorf("%v: got\n%s", args, text)
		}
	}
}

func TestTheRecordOfAPromptThatIsNewOrGoneIsTold(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.git("rm", "-q", "prompts/p.md")
	l.commit("gone")
	l.git("revert", "--no-edit", "HEAD")
	l.run("eval", "HEAD")
	for _, row := range []struct{ a, b, want string }{
		{"HEAD~1", "HEAD", "prompts/p.md  added\n\nscore - -> 1.00\n"},
		{"HEAD", "HEAD~1", "prompts/p.md  deleted\n\nscore 1.00 -> -\n"},
	} {
		if text := l.ok("diff", row.a, row.b); !strings.Contains(text, row.want) || strings.Contains(text, "no record") {
			t.Errorf("want %q in\n%s", row.want, text)
		}
	}
	a := l.run("diff", "HEAD", "HEAD~1", "--suite", "suites/other.yaml")
	if !strings.Contains(a.out, "no records with suite suites/other.yaml\n") || !strings.Contains(a.stderr, "also judged: echo under suites/p.yaml") {
		t.Errorf("got\n%s\n%s", a.out, a.stderr)
	}
}

// A case of several samples breaks by most of them: what is shown must be one of these.
func TestTheOutputsOfAFlipAreThoseThatTellIt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: exec:./model.sh\n")
	l.write("suites/p.yaml", "tests:\n  - {id: a, assert: [{type: contains, value: right}]}\n")
	l.script("model.sh", `read line; case "$line" in *two*) mkdir once 2>/dev/null && echo right || echo wrong ;; *) echo right ;; esac`)
	l.set("prompts/p.md", "Say one\n", "one")
	l.set("prompts/p.md", "Say two\n", "two")
	l.run("trust", "--yes")
	l.run("eval", "--all", "--repeat", "3")
	var doc diffNumbers
	l.json(0, &doc, "diff", "HEAD~1")
	broken := doc.Prompts[0].Broken
	if len(broken) != 1 || strings.TrimSpace(*broken[0].OutputA) != "right" || strings.TrimSpace(*broken[0].OutputB) != "wrong" {
		t.Errorf("got %+v", doc.Prompts)
	}
}
