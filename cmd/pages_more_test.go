package cmd_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/page"
)

func TestAComparisonTellsWhatDiffTells(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b", "b c", "a")
	l.run("eval", "--all")
	l.git("tag", "v1", "HEAD~3")
	p := l.pages()
	for _, revs := range [][2]string{{"v1", "HEAD"}, {"HEAD", "v1"}, {"HEAD~2", "main"}, {"HEAD", "HEAD"}} {
		var doc struct {
			Prompts []struct {
				ScoreA *float64 `json:"score_a"`
				ScoreB *float64 `json:"score_b"`
				Delta  *float64
				PValue *float64 `json:"p_value"`

				Interval      *[2]float64
				Verdict       *string
				Common        int
				Fixed, Broken []struct {
					Case    string
					OutputA *string `json:"output_a"`
					OutputB *string `json:"output_b"`
				}
				Changes []struct{ ID string }
			}
		}
		l.json(0, &doc, "diff", revs[0], revs[1], "--prompt", ofP)
		c, err := p.Compare(t.Context(), page.Query{Prompt: ofP, A: revs[0], B: revs[1]})
		if err != nil {
			t.Fatal(err)
		}
		d := doc.Prompts[0]
		want := []any{d.ScoreA, d.ScoreB, d.Delta, d.PValue, d.Interval, *d.Verdict, d.Common, len(d.Fixed), len(d.Broken), len(d.Changes)}
		got := []any{c.A.Score, c.B.Score, c.Delta, c.PValue, c.Interval, c.Verdict, c.Common, c.Fixed, c.Broken, len(c.Changes)}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: diff -, page +:\n%s", revs, diff)
		}
		if c.All != 3 || c.Found != 3 || len(c.Revisions) != 4 || c.A.Rev != l.git("rev-parse", revs[0]) {
			t.Errorf("%v: %d of %d, %d revisions", revs, c.Found, c.All, len(c.Revisions))
		}
		for i, f := range d.Broken { // they come first
			x := c.Cases[i]
			if x.Flip != "broken" || x.Name != f.Case || x.A.Answers[0].Output != *f.OutputA || x.B.Answers[0].Output != *f.OutputB || len(x.Output) == 0 {
				t.Errorf("%v: %s is told as %+v", revs, f.Case, x)
			}
		}
		flipped, err := p.Compare(t.Context(), page.Query{Prompt: ofP, A: revs[0], B: revs[1], Show: "flipped"})
		if err != nil || flipped.Found != c.Fixed+c.Broken {
			t.Errorf("%v: %d flipped, %v", revs, flipped.Found, err)
		}
	}
}

func TestAComparisonKnowsTheClustersThatALaterRecordNames(t *testing.T) {
	t.Parallel()
	suite := clusteredSuite(12, "na, and")
	bare := suite
	for _, doc := range strings.Split("abcdefghijkl", "") {
		bare = strings.ReplaceAll(bare, "cluster: doc"+doc+", ", "")
	}
	l := twoVersions(t, bare)
	l.set("prompts/p.md", "Case {{ n }}, or Case {{ n }}.\n", "three")
	l.write("suites/s.yaml", suite)
	p := l.pages()
	for _, step := range []string{"HEAD", "HEAD~1"} {
		l.run("eval", step) // the records of the versions before say nothing of clusters
		rows := l.log().Entries
		for i := range len(rows) - 1 {
			c, err := p.Compare(t.Context(), page.Query{Prompt: ofP, A: rows[i+1].Rev, B: rows[i].Rev})
			if err != nil {
				t.Fatal(err)
			}
			e := l.entries()[i]
			want := []any{rows[i].Score, rows[i].Interval, rows[i].Delta, e.DeltaInterval, rows[i].PValue, *rows[i].Verdict, *e.Common, rows[i+1].Interval}
			got := []any{c.B.Score, c.B.Interval, c.Delta, c.Interval, c.PValue, c.Verdict, c.Common, c.A.Interval}
			if diff := cmp.Diff(want, got); diff != "" || *e.Clusters != 12 {
				t.Errorf("after eval %s, row %d, %d clusters: log -, page +:\n%s", step, i, *e.Clusters, diff)
			}
		}
	}
}

func TestTheWordsOfAComparisonMakeBothTexts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("one two three ", 40_000)
	for name, texts := range map[string][2]string{
		"equal": {"a b", "a b"}, "a word": {"a b c", "a x c"}, "nothing before": {"", "a"}, "nothing after": {"a\n", ""},
		"too much": {long, strings.Repeat("four five ", 40_000)}, "long and near": {long + "x", long + "y"}, "wide": {"猫が好き", "犬が好き"},
	} {
		var was, is strings.Builder
		for _, w := range cmd.PageWords(texts[0], texts[1]) {
			if w.Kind != page.Added {
				was.WriteString(w.Text)
			}
			if w.Kind != page.Gone {
				is.WriteString(w.Text)
			}
		}
		if was.String() != texts[0] || is.String() != texts[1] {
			t.Errorf("%s: the words make other texts", name)
		}
	}
}

func TestAMatrixHasAColumnForEachModel(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.run("eval", "--all")
	l.script("model.sh", "cat; echo ' c'")
	l.run("eval", "HEAD", "--provider", "exec:./model.sh")
	m, err := l.pages().Matrix(t.Context(), page.Query{Prompt: ofP})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Columns) != 2 || m.Found != 2 || len(m.Rows) != 2 {
		t.Fatalf("columns %q, rows %d", m.Columns, len(m.Rows))
	}
	at := 0
	if m.Columns[1] == "echo" {
		at = 1
	}
	if c := m.Rows[0].Cells; *c[at].Score >= 1 || *c[1-at].Score != 1 {
		t.Errorf("scores %v and %v", *c[0].Score, *c[1].Score)
	}
	if c := m.Rows[1].Cells; c[at] == nil || c[1-at] != nil {
		t.Errorf("the older version has %v", c)
	}
}

func TestASuiteTellsEachCaseThroughTheHistory(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b", "a c", "b")
	l.write("suites/p.yaml", strings.Replace(suiteABC, "{id: a,", "{id: a, tags: [core], split: holdout,", 1))
	l.run("eval", "--all", "--repeat", "2")
	p := l.pages()
	s, err := p.Suite(t.Context(), page.Query{Prompt: ofP})
	if err != nil {
		t.Fatal(err)
	}
	if s.Path != "suites/p.yaml" || len(s.Revisions) != 4 || len(s.Cases) != 3 || s.Found != 3 || !cmp.Equal(s.Prompts, []string{ofP}) || len(s.Problems) > 0 {
		t.Fatalf("%+v", s)
	}
	want := []page.SuiteCase{
		{Name: "a", Tags: []string{"core"}, Holdout: true, Outcomes: []page.Outcome{"fail", "pass", "pass", "pass"}, PassRate: new(.75), Flips: 1, Flaky: new(0.0)},
		{Name: "b", Outcomes: []page.Outcome{"pass", "fail", "pass", "pass"}, PassRate: new(.75), Flips: 2, Flaky: new(0.0)},
		{Name: "Row 3", Outcomes: []page.Outcome{"fail", "pass", "fail", "pass"}, PassRate: new(.5), Flips: 3, Flaky: new(0.0)},
	}
	for i := range s.Cases {
		want[i].Key = s.Cases[i].Key
	}
	if diff := cmp.Diff(want, s.Cases); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	rows := l.log().Entries
	for i, it := range s.Revisions {
		sameAsLog(t, it, rows[i])
	}
	if s, err := p.Suite(t.Context(), page.Query{Prompt: ofP, Sort: "flips", Text: "b"}); err != nil || s.Found != 1 || s.Cases[0].Name != "b" {
		t.Errorf("%+v, %v", s, err)
	}
	l.write("suites/p.yaml", "tests: [{assert: [{type: equalz, value: a}]}]\n")
	if s, err := p.Suite(t.Context(), page.Query{Prompt: ofP}); err != nil || len(s.Problems) == 0 || len(s.Cases) != 3 || !strings.Contains(s.Problems[0], "equalz") {
		t.Errorf("a suite with a mistake: %+v, %v", s, err)
	}
}

func TestASearchFindsPromptsIterationsAndOutputs(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b <script>Üb</script>")
	l.run("eval", "--all")
	p := l.pages()
	for text, want := range map[string][3]int{"P.MD": {1, 0, 0}, "v2": {0, 1, 0}, "SCRIPT>üb": {0, 0, 3}, "row 3": {0, 0, 2}, "nowhere": {}, " ": {}} {
		s, err := p.Search(t.Context(), page.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		if got := [3]int{len(s.Prompts), len(s.Iterations), len(s.Cases)}; got != want || s.Truncated {
			t.Errorf("%q: want %v, got %v", text, want, got)
		}
	}
	s, err := p.Search(t.Context(), page.Query{Text: "script>üb"})
	if err != nil || s.Cases[0].Where != "output" || s.Cases[0].Words[1].Text != "script>Üb" {
		t.Errorf("%+v, %v", s.Cases, err)
	}
}

func TestPagesOfASearchTellTheLastOne(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b c d", "a", "a e")
	p := l.pages()
	b, err := p.Bisect(t.Context(), page.Query{Prompt: ofP})
	if err != nil || b.Verdict != "" || !strings.HasPrefix(b.Next, "promptgit bisect") {
		t.Errorf("before any search %+v, %v", b, err)
	}
	var doc struct {
		Verdict, Culprit string
		Posterior        float64
		Candidates       int
	}
	l.json(0, &doc, "bisect", "--good", "HEAD~3", "--bad", "HEAD", "--assume-regression", "--prompt", ofP)
	if b, err = p.Bisect(t.Context(), page.Query{Prompt: ofP}); err != nil {
		t.Fatal(err)
	}
	if b.Verdict != doc.Verdict || b.Culprit == nil || b.Culprit.Rev != doc.Culprit || b.Culprit.Subject != "v3" || *b.Posterior != doc.Posterior || len(b.Candidates) != doc.Candidates {
		t.Errorf("want %+v, got %+v", doc, b)
	}
}

func TestABareRepositoryAndALinkedWorktreeHaveTheSamePages(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.run("eval", "--all")
	want := history(t, l.pages(), page.Query{Prompt: ofP})
	l.git("worktree", "add", "-q", l.beside("linked"))
	l.git("clone", "-q", "--bare", "--mirror", l.dir, l.beside("bare.git"))
	for _, dir := range []string{"linked", "bare.git"} {
		p := l.at(l.beside(dir)).pages()
		got := history(t, p, page.Query{Prompt: ofP})
		if diff := cmp.Diff(want.Iterations, got.Iterations); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", dir, diff)
		}
		d := detail(t, p, page.Query{Prompt: ofP, Rev: "HEAD"})
		if d.Outputs != (dir == "linked") || len(d.Cases) != 3 {
			t.Errorf("%s: outputs %v, cases %d", dir, d.Outputs, len(d.Cases))
		}
		if _, err := p.Suite(t.Context(), page.Query{Prompt: ofP}); err != nil {
			t.Errorf("%s: %v", dir, err)
		}
	}
	if name := overview(t, l.at(l.beside("bare.git")).pages()).Repository; name != "bare" {
		t.Errorf("the repository is called %q", name)
	}
}

func TestPagesAreAskedByManyAtOnce(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b", "a")
	l.run("eval", "--all")
	p := l.pages()
	q := page.Query{Prompt: ofP, Rev: "HEAD", Text: "a"}
	asks := []func() error{
		func() error { _, err := p.Overview(t.Context(), q); return err },
		func() error { _, err := p.History(t.Context(), q); return err },
		func() error { _, err := p.Detail(t.Context(), q); return err },
		func() error { _, err := p.Compare(t.Context(), q); return err },
		func() error { _, err := p.Matrix(t.Context(), q); return err },
		func() error { _, err := p.Suite(t.Context(), q); return err },
		func() error { _, err := p.Search(t.Context(), q); return err },
		func() error { _, err := p.Bisect(t.Context(), q); return err },
	}
	var group sync.WaitGroup
	for i := range 40 {
		group.Go(func() {
			if err := asks[i%len(asks)](); err != nil {
				t.Errorf("ask %d: %v", i%len(asks), err)
			}
		})
	}
	for i := range 3 {
		l.set(ofP, fmt.Sprintf("a b c %d\n", i), "more")
		l.run("eval", "HEAD")
	}
	group.Wait()
	if h := history(t, p, page.Query{Prompt: ofP}); h.Found != 6 || *h.Iterations[0].Score != 1 {
		t.Errorf("%d iterations", h.Found)
	}
}

func TestALongOutputIsCutAndSaysByHowMuch(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.script("model.sh", "head -c 50000 /dev/zero | tr '\\0' x; printf '\\033[31m<script>\\0'")
	l.run("eval", "--all", "--provider", "exec:./model.sh")
	d := detail(t, l.pages(), page.Query{Prompt: ofP, Rev: "HEAD"})
	files, err := filepath.Glob(filepath.Join(l.dir, ".git", "promptgit", "outputs", "*.json"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	raw, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var kept []struct{ Output string }
	if err := json.Unmarshal(raw, &kept); err != nil {
		t.Fatal(err)
	}
	a := d.Cases[0].Answers[0]
	if len(a.Output) != 16<<10 || len(a.Output)+a.Cut != len(kept[0].Output) {
		t.Errorf("%d bytes shown and %d cut of %d", len(a.Output), a.Cut, len(kept[0].Output))
	}
}

func TestASearchLooksThroughInputsAndNotThroughThePromptOfEachCase(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: '"+l.newModel("cat >/dev/null; printf fine").spec+"'\n")
	l.write("suites/p.yaml", "tests: [{id: one, vars: {q: Where is my parcel}, assert: [{type: is-json}]}, {id: two, vars: {q: Hello}, assert: [{type: is-json}]}]\n")
	l.set("prompts/p.md", "system:\nAnswer as a shop does.\nuser:\n{{q}}\n", "one")
	l = l.at(".", "PROMPTGIT_TRUST=1")
	l.run("eval", "--all")
	p := l.pages()
	for text, want := range map[string]string{"my parcel": "one in input q", "as a shop": "", "HELLO": "two in input q", "fine": "one in output, two in output"} {
		s, err := p.Search(t.Context(), page.Query{Text: text})
		if err != nil {
			t.Fatal(err)
		}
		names := []string{}
		for _, c := range s.Cases {
			names = append(names, c.Case+" in "+c.Where)
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%q: want %q, got %q", text, want, got)
		}
	}
}
