package cmd_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/serve"
)

func TestPagesFilterAsTheLogDoes(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b", "a", "a b c d")
	l.run("eval", "--all")
	p := l.pages()
	revs := func(q page.Query) []string {
		var list []string
		for _, it := range history(t, p, q).Iterations {
			list = append(list, it.Rev)
		}
		return list
	}
	for _, row := range []struct {
		flags []string
		query page.Query
	}{
		{[]string{"--where", `score < 0.9 && changes("user")`}, page.Query{Where: `score < 0.9 && changes("user")`}},
		{[]string{"--failed"}, page.Query{Show: "failed"}},
		{[]string{"--author", "ada"}, page.Query{Author: "ada"}},
		{[]string{"--since", "2030-01-01"}, page.Query{Since: "2030-01-01"}},
		{[]string{"--where", `verdict == "unknown"`}, page.Query{Verdict: "unknown"}},
	} {
		var want []string
		for _, e := range l.log(row.flags...).Entries {
			want = append(want, e.Rev)
		}
		row.query.Prompt = ofP
		if diff := cmp.Diff(want, revs(row.query)); diff != "" {
			t.Errorf("%v: log -, page +:\n%s", row.flags, diff)
		}
	}
	for field, q := range map[string]page.Query{
		"where": {Where: "score <"}, "since": {Since: "never ever"}, "verdict": {Verdict: "bad"}, "show": {Show: "flipped"}, "sort": {Sort: "beauty"},
	} {
		q.Prompt = ofP
		_, err := p.History(t.Context(), q)
		if wrong := (*serve.QueryError)(nil); !errors.As(err, &wrong) || wrong.Field != field || wrong.Hint == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	want := revs(page.Query{Prompt: ofP})
	slices.Reverse(want)
	if got := revs(page.Query{Prompt: ofP, Sort: "time"}); !slices.Equal(got, want) {
		t.Errorf("the oldest first gives %v", got)
	}
	scores := func(sort string) (list []float64) {
		for _, it := range history(t, p, page.Query{Prompt: ofP, Sort: sort}).Iterations {
			list = append(list, *it.Score)
		}
		return list
	}
	up := scores("score")
	down := scores("-score")
	slices.Reverse(down)
	if !slices.IsSorted(up) || !slices.Equal(up, down) {
		t.Errorf("scores %v and %v", up, down)
	}
}

func TestALongHistoryComesInPages(t *testing.T) {
	t.Parallel()
	var texts []string
	for i := range 55 {
		texts = append(texts, fmt.Sprintf("a b %d", i))
	}
	l := abc(t, texts...)
	p := l.pages()
	first := history(t, p, page.Query{Prompt: ofP})
	last := history(t, p, page.Query{Prompt: ofP, Page: 99})
	if len(first.Iterations) != 50 || first.Pages != 2 || first.Query.Page != 1 || len(last.Iterations) != 5 || last.Query.Page != 2 || len(last.Points) != 55 {
		t.Errorf("%d and %d rows of %d pages", len(first.Iterations), len(last.Iterations), first.Pages)
	}
}

func TestWhatWasNotJudgedIsAnErrorAndNoFail(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.write("suites/p.yaml", "tests:\n  - {id: fine, vars: {x: fine}, assert: [{type: contains, value: a}]}\n  - {id: lost, vars: {x: lost}, assert: [{type: contains, value: a}]}\n")
	l.set(ofP, "a {{ x }}\n", "v1")
	l.script("model.sh", "if grep -q lost; then echo no >&2; exit 1; fi; echo a")
	l.run("eval", "HEAD", "--provider", "exec:./model.sh")
	p := l.pages()
	d := detail(t, p, page.Query{Prompt: ofP, Rev: "HEAD"})
	if it := d.Iteration; it.Errors != 1 || it.Failed != 0 || it.Passed != 1 || it.Total != 2 {
		t.Fatalf("%+v", it)
	}
	if c := d.Cases[0]; c.Name != "lost" || c.Outcome != page.NotJudged || c.Score != nil || len(c.Answers) != 1 || c.Answers[0].Error == "" {
		t.Errorf("%+v", c)
	}
	s, err := p.Suite(t.Context(), page.Query{Prompt: ofP})
	if err != nil || s.Cases[1].Outcomes[0] != page.NotJudged || s.Cases[1].PassRate != nil {
		t.Errorf("%+v, %v", s, err)
	}
	r := readReport(t, l.report())
	r.whole()
	if !strings.Contains(r.text, "lost") {
		t.Error("the report does not name the case")
	}
}

func TestSimulatedScoresAreMarkedOnEveryPage(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.run("demo", l.beside("demo"))
	p := l.at(l.beside("demo")).pages()
	o := overview(t, p)
	if !o.Simulated || len(o.Prompts) == 0 || !o.Prompts[0].Latest.Simulated {
		t.Fatalf("%+v", o)
	}
	path := o.Prompts[0].Path
	d := detail(t, p, page.Query{Prompt: path, Rev: "HEAD"})
	c, err := p.Compare(t.Context(), page.Query{Prompt: path})
	if err != nil {
		t.Fatal(err)
	}
	m, err := p.Matrix(t.Context(), page.Query{Prompt: path})
	if err != nil {
		t.Fatal(err)
	}
	s, err := p.Suite(t.Context(), page.Query{Prompt: path})
	if err != nil {
		t.Fatal(err)
	}
	if !d.Simulated || !c.Simulated || !m.Simulated || !s.Simulated || !history(t, p, page.Query{Prompt: path}).Simulated {
		t.Errorf("detail %v, compare %v, matrix %v, suite %v", d.Simulated, c.Simulated, m.Simulated, s.Simulated)
	}
	r := readReport(t, l.at(l.beside("demo")).report())
	r.whole()
	if !strings.Contains(r.text, "simulated") {
		t.Error("the report does not say that scores are simulated")
	}
}
