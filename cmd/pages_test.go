package cmd_test

import (
	"bytes"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/serve"
	"github.com/promptgit/promptgit/internal/ui"
)

// pages opens what serve would tell of the lab.
func (l *lab) pages() cmd.Pages {
	l.t.Helper()
	app := &cmd.App{
		Streams: ui.Streams{In: strings.NewReader(""), Out: &bytes.Buffer{}, Err: &bytes.Buffer{}},
		Dir:     l.dir, Env: l.env, Now: l.now, HTTP: &http.Client{}, Version: "1.2.3",
	}
	p, err := cmd.OpenPages(l.t.Context(), app)
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(p.Close)
	return p
}

func overview(t *testing.T, p cmd.Pages) *page.Overview {
	t.Helper()
	o, err := p.Overview(t.Context(), page.Query{})
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func history(t *testing.T, p cmd.Pages, q page.Query) *page.History {
	t.Helper()
	h, err := p.History(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func detail(t *testing.T, p cmd.Pages, q page.Query) *page.Detail {
	t.Helper()
	d, err := p.Detail(t.Context(), q)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const ofP = "prompts/p.md"

// sameAsLog holds what a page tells of an iteration to log --json.
func sameAsLog(t *testing.T, got page.Iteration, want logRow) {
	t.Helper()
	type told struct {
		Rev, Subject, Author, Prompt                     string
		Changes, Failed, NewFailed                       []string
		Score, Delta, PValue, Quality, Cost              *float64
		Interval                                         *[2]float64
		Verdict, Suite, Provider, Model, Record, Allowed string
		Passed, Total, Tokens                            int
		Simulated                                        bool
	}
	of := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	number := func(n *int) int {
		if n == nil {
			return 0
		}
		return *n
	}
	page := told{
		got.Rev, got.Subject, got.Author, got.Prompt, got.Changes, got.FailedCases, got.NewFailed, got.Score, got.Delta, got.PValue, got.Quality,
		got.CostUSD, got.Interval, got.Verdict, got.Suite, got.Provider, got.Model, got.Record, got.Allowed, got.Passed, got.Total, number(got.Tokens), got.Simulated,
	}
	log := told{
		want.Rev, want.Subject, want.Author, want.Prompt, want.Changes, want.Failed, want.NewFailed, want.Score, want.Delta, want.PValue, want.Quality,
		want.CostUSD, want.Interval, of(want.Verdict), of(want.Suite), of(want.Provider), of(want.Model), of(want.Record), want.Allowed,
		number(want.Passed), number(want.Total), number(want.Tokens), want.Simulated,
	}
	if diff := cmp.Diff(log, page); diff != "" {
		t.Errorf("log -, page +:\n%s", diff)
	}
}

func TestAHistoryTellsWhatTheLogTells(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b", "a", "a b c d")
	l.run("eval", "--all")
	h := history(t, l.pages(), page.Query{Prompt: ofP})
	rows := l.log().Entries
	if len(h.Iterations) != len(rows) || h.Found != 4 || h.All != 4 || h.Pages != 1 || len(h.Points) != 4 {
		t.Fatalf("%d iterations, %d points, found %d of %d", len(h.Iterations), len(h.Points), h.Found, h.All)
	}
	for i, row := range rows {
		sameAsLog(t, h.Iterations[i], row)
		if p := h.Points[len(rows)-1-i]; p.Rev != row.Rev || *p.Score != *row.Score {
			t.Errorf("point %+v of %s", p, row.Rev)
		}
	}
	if !cmp.Equal(h.Metrics, []string{"tone"}) || !cmp.Equal(h.Authors, []string{"Ada"}) {
		t.Errorf("metrics %v, authors %v", h.Metrics, h.Authors)
	}
	card := overview(t, l.pages()).Prompts[0]
	if card.Path != ofP || card.Iterations != 4 || card.Judged != 4 || card.Deleted || len(card.Trend) != 4 {
		t.Errorf("card %+v", card)
	}
	sameAsLog(t, *card.Latest, rows[0])
}

func TestADetailTellsWhatShowTells(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.run("eval", "--all")
	var doc struct {
		Records []struct {
			Rev        string
			Record     struct{ ID string }
			Comparison struct {
				Rev    string
				Delta  *float64
				Broken []string
			}
			Results []struct {
				Case, Output, Rendered string
				Pass                   bool
			}
		}
	}
	l.json(0, &doc, "show")
	want := doc.Records[0]
	p := l.pages()
	d := detail(t, p, page.Query{Prompt: ofP, Rev: "HEAD"})
	if d.Iteration.Record != want.Record.ID || d.Iteration.Rev != want.Rev || d.Previous != want.Comparison.Rev || *d.Iteration.Delta != *want.Comparison.Delta {
		t.Errorf("iteration %+v, previous %s", d.Iteration, d.Previous)
	}
	if d.Found != 3 || d.All != 3 || len(d.Cases) != 3 || !d.Outputs || d.Cases[0].Outcome != page.Failed || d.Cases[0].Name != "Row 3" {
		t.Fatalf("cases %+v", d.Cases)
	}
	for _, c := range d.Cases {
		for _, r := range want.Results {
			if r.Case == c.Key && (len(c.Answers) != 1 || c.Answers[0].Output != r.Output || c.Answers[0].Pass != r.Pass || len(c.Answers[0].Asserts) != 1) {
				t.Errorf("%s: %+v, show has %+v", c.Name, c.Answers, r)
			}
		}
	}
	if len(d.Changes) != 1 || d.Changes[0].ID != "block:user/1" || d.Changes[0].Kind != "modified" || len(d.Changes[0].Words) < 2 {
		t.Errorf("changes %+v", d.Changes)
	}
	for show, n := range map[string]int{"all": 3, "failed": 1, "flipped": 1} {
		if got := detail(t, p, page.Query{Prompt: ofP, Rev: "HEAD", Show: show}); got.Found != n || len(got.Cases) != n || got.All != 3 {
			t.Errorf("%s shows %d of %d", show, got.Found, got.All)
		}
	}
	first := detail(t, p, page.Query{Prompt: ofP, Rev: "HEAD~1"})
	if first.Next != want.Rev || first.Previous != "" || len(first.Changes) != 0 {
		t.Errorf("first %+v", first)
	}
	if newest := detail(t, p, page.Query{Prompt: ofP}); newest.Iteration.Rev != want.Rev || newest.Query.Rev != want.Rev {
		t.Errorf("without a revision %+v", newest.Iteration)
	}
}

func TestAQueryThatNamesWhatIsNotThereIsToldSo(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.ok("eval", "--all")
	p := l.pages()
	for name, q := range map[string]page.Query{
		"no prompt": {}, "another prompt": {Prompt: "prompts/q.md"}, "a file": {Prompt: "suites/p.yaml"}, "above": {Prompt: "../p.md"},
		"a tree": {Prompt: ofP, Rev: "HEAD:prompts"}, "a search": {Prompt: ofP, Rev: ":/v1"},
	} {
		if _, err := p.Detail(t.Context(), q); !errors.Is(err, serve.ErrNotFound) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d := detail(t, p, page.Query{Prompt: ofP}); d.Iteration.Rev != l.git("rev-parse", "HEAD") {
		t.Errorf("without a revision %+v", d.Iteration)
	}
	for field, q := range map[string]page.Query{
		"rev": {Prompt: ofP, Rev: "--help"}, "show": {Prompt: ofP, Rev: "HEAD", Show: "faild"}, "sort": {Prompt: ofP, Rev: "HEAD", Sort: "x"},
	} {
		_, err := p.Detail(t.Context(), q)
		wrong := (*serve.QueryError)(nil)
		if !errors.As(err, &wrong) || wrong.Field != field || wrong.Hint == "" {
			t.Errorf("%s: %v", field, err)
		}
	}
	_, err := p.History(t.Context(), page.Query{Prompt: ofP, Metric: "tome"})
	if wrong := (*serve.QueryError)(nil); !errors.As(err, &wrong) || !strings.Contains(wrong.Hint, "tone") {
		t.Errorf("metric: %v", err)
	}
}

func TestPagesSeeWhatMoved(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.pages()
	if o := overview(t, p); len(o.Prompts) != 0 || o.Head != "" {
		t.Errorf("an empty repository has %+v", o)
	}
	l.write("promptgit.yaml", "version: 1\nprovider: echo\n")
	l.write("suites/p.yaml", suiteABC)
	l.set(ofP, "a b c\n", "v1")
	if c := overview(t, p).Prompts[0]; c.Latest != nil || c.Newest == nil || c.Judged != 0 {
		t.Errorf("without a record %+v", c)
	}
	l.ok("eval", "HEAD")
	if c := overview(t, p).Prompts[0]; c.Latest == nil || *c.Latest.Score != 1 {
		t.Errorf("a record is not seen: %+v", c)
	}
	l.set(ofP, "a b\n", "v2")
	if c := overview(t, p).Prompts[0]; c.Iterations != 2 || c.Judged != 1 {
		t.Errorf("a commit is not seen: %+v", c)
	}
	l.git("gc", "-q", "--prune=now")
	if h := history(t, p, page.Query{Prompt: ofP}); len(h.Iterations) != 2 {
		t.Errorf("after gc %+v", h.Iterations)
	}
	l.git("checkout", "-q", "-b", "side", "HEAD~1")
	if c := overview(t, p).Prompts[0]; c.Iterations != 1 {
		t.Errorf("a switched branch is not seen: %+v", c)
	}
	d := detail(t, p, page.Query{Prompt: ofP, Rev: "main"})
	if d.Iteration.Subject != "v2" {
		t.Errorf("a branch that HEAD does not reach gives %+v", d.Iteration)
	}
	l.write("promptgit.yaml", "version: 1\nprovider: echo\nprompts: [{path: other/*.md}]\n")
	if o := overview(t, p); len(o.Prompts) != 0 {
		t.Errorf("another configuration is not seen: %+v", o.Prompts)
	}
}

func TestOutputsThatAreGoneAreSaidToBeGone(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.run("eval", "--all")
	p := l.pages()
	dir := filepath.Join(l.dir, ".git", "promptgit", "outputs")
	files, err := os.ReadDir(dir)
	if err != nil || len(files) != 1 {
		t.Fatalf("%v %v", files, err)
	}
	file := filepath.Join(dir, files[0].Name())
	if d := detail(t, p, page.Query{Prompt: ofP, Rev: "HEAD"}); !d.Outputs || d.Cases[0].Answers[0].Output != "a b c" {
		t.Errorf("%+v", d.Cases)
	}
	if err := os.WriteFile(file, []byte(`[{"index":0,"outp`), 0o600); err != nil {
		t.Fatal(err)
	}
	if d := detail(t, p, page.Query{Prompt: ofP, Rev: "HEAD"}); d.Outputs || len(d.Notes) != 1 || len(d.Cases) != 3 {
		t.Errorf("half a file: %v, %q", d.Outputs, d.Notes)
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	d := detail(t, p, page.Query{Prompt: ofP, Rev: "HEAD"})
	if d.Outputs || len(d.Notes) != 0 || len(d.Cases[0].Answers) != 0 || !strings.Contains(d.Again, "--refresh") {
		t.Errorf("%v %q %q", d.Outputs, d.Notes, d.Again)
	}
}
