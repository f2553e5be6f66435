package cmd_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryProblemOfEveryInputIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name  string
		files map[string]string
		want  []string
	}{
		{"the configuration", map[string]string{
			"promptgit.yaml": "provder: echo\npolicy: {mode: blok}\neval: {repeat: 0}\n",
		}, []string{`promptgit.yaml:1:1: `, `did you mean "provider"?`, "promptgit.yaml:2:16: ", `did you mean "block"?`, "promptgit.yaml:3:"}},
		{"two prompts", map[string]string{
			"prompts/a.md": "---\nmodel: [\n---\na\n", "prompts/b.md": "---\ntemprature: {\n---\nb\n",
		}, []string{"prompts/a.md:2", "prompts/b.md:2"}},
		{"a prompt and a suite", map[string]string{
			"prompts/a.md": "---\nmodel: [\n---\na\n", "suites/b.yaml": "tests:\n- assert: [{type: containz, value: x}]\n",
		}, []string{"prompts/a.md:2", "suites/b.yaml:2:19: ", `"containz"`, `did you mean "contains"?`}},
		{"all of a suite", map[string]string{
			"suites/a.yaml": "tests:\n- asert: []\n- assert: [{type: equal, value: x}, {typ: equals}]\n",
		}, []string{"suites/a.yaml:2:3: ", "suites/a.yaml:3:", `did you mean "equals"?`}},
		{"a suite that is not there", map[string]string{
			"promptgit.yaml": "prompts: [{path: 'prompts/*', suite: suites/none.yaml}]\n",
		}, []string{"suites/none.yaml: there is no such suite in worktree", "hint: "}},
		{"a table", map[string]string{
			"promptgit.yaml": "prompts: [{path: 'prompts/*', suite: suites/t.csv}]\n", "suites/t.csv": "x,__expected\n1\n",
		}, []string{"suites/t.csv:2"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			for _, name := range []string{"a", "b"} {
				l.write("prompts/"+name+".md", name+"\n")
				l.write("suites/"+name+".yaml", "tests: [{id: any}]\n")
			}
			l.commit("whole")
			for file, text := range c.files {
				l.write(file, text)
			}
			a := l.want(3, "eval", "--provider", "echo")
			rest := a.stderr
			for _, want := range c.want {
				_, after, ok := strings.Cut(rest, want)
				if !ok {
					t.Fatalf("want %q, in its place, in\n%s", want, a.stderr)
				}
				rest = after
			}
			if a.out != "" {
				t.Errorf("results were printed: %s", a.out)
			}
			var doc struct {
				Schema      string
				Code        int
				Diagnostics []struct {
					Path, Message, Hint string
					Line, Col           int
				}
			}
			l.errorJSON(3, &doc, "eval", "--provider", "echo", "--json")
			if doc.Schema != "promptgit.error/v1" || doc.Code != 3 || len(doc.Diagnostics) == 0 {
				t.Errorf("got %+v", doc)
			}
			for _, d := range doc.Diagnostics {
				if !strings.Contains(a.stderr, d.Path) || !strings.Contains(a.stderr, d.Message) {
					t.Errorf("the text does not tell %+v", d)
				}
			}
		})
	}
}

func TestABrokenSuiteOfManyPromptsIsToldOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "prompts: [{path: 'prompts/*', suite: s.yaml}]\n")
	l.write("s.yaml", "tests: [{asert: []}]\n")
	for _, name := range []string{"a", "b", "c"} {
		l.write("prompts/"+name+".md", name+"\n")
	}
	if a := l.want(3, "eval", "--provider", "echo"); strings.Count(a.stderr, `"asert"`) != 1 {
		t.Errorf("got %s", a.stderr)
	}
}

func TestWarningsOfASuiteAreToldOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "prompts: [{path: 'prompts/*', suite: s.yaml}]\n")
	l.write("s.yaml", "mood: good\ntests: [{id: any}]\n")
	for _, name := range []string{"a", "b"} {
		l.set("prompts/"+name+".md", name+"\n", name)
	}
	for _, args := range [][]string{nil, {"HEAD"}, {"--all"}} {
		a := l.want(0, append([]string{"eval", "--provider", "echo"}, args...)...)
		if strings.Count(a.stderr, `warning: s.yaml:1:1: unknown key "mood"`) != 1 {
			t.Errorf("%v: got %s", args, a.stderr)
		}
	}
}

func TestEveryFormOfASuiteJudges(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"s.yaml":  "- {vars: {x: one}, assert: [{type: contains, value: one}]}\n- {vars: {x: two}, assert: [{type: contains, value: one}]}\n",
		"s.json":  `[{"vars":{"x":"one"},"assert":[{"type":"contains","value":"one"}]},{"vars":{"x":"two"},"assert":[{"type":"contains","value":"one"}]}]`,
		"s.jsonl": "{\"vars\":{\"x\":\"one\"},\"assert\":[{\"type\":\"contains\",\"value\":\"one\"}]}\n{\"vars\":{\"x\":\"two\"},\"assert\":[{\"type\":\"contains\",\"value\":\"one\"}]}\n",
		"s.csv":   "x,__expected\none,contains:one\ntwo,contains:one\n",
		"t.yaml":  "tests: file://more/s.csv\n",
		"u.yaml":  "tests: [file://more/*.csv]\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.write("more/s.csv", "x,__expected\none,contains:one\ntwo,contains:one\n")
			l.write("prompts/a.md", "say {{x}}\n")
			l.write(name, text)
			r := l.eval(1, "--provider", "echo", "--suite", name).Runs[0]
			if r.Passed != 1 || r.Failed != 1 || r.Results[1].Output != "say two" {
				t.Errorf("got %+v", r)
			}
		})
	}
}

func TestOnePromptUnderTwoSuitesIsTwoRuns(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests: [{id: one}]\n")
	l.write("suites/b.yaml", "tests: [{id: two}, {id: three}]\n")
	l.write("prompts/p.md", "---\nsuite: [suites/a.yaml, suites/b.yaml]\n---\np\n")
	l.write("prompts/q.md", "q\n")
	l.write("promptgit.yaml", "provider: echo\nprompts: [{path: 'prompts/*', suite: [suites/b.yaml, suites/a.yaml]}]\n")
	l.commit("one")
	for _, args := range [][]string{nil, {"HEAD"}, {"--all"}} {
		var got []string
		for _, r := range l.eval(0, args...).Runs {
			got = append(got, r.Prompt+" "+r.Suite+" "+strings.Join(r.names(), ","))
		}
		want := []string{
			"prompts/p.md suites/a.yaml one", "prompts/p.md suites/b.yaml two,three",
			"prompts/q.md suites/b.yaml two,three", "prompts/q.md suites/a.yaml one",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%v: %s", args, diff)
		}
	}
	if n := l.records(); n != 4 {
		t.Errorf("want 4 records, got %d", n)
	}
}

func TestMetricsAndQualityAreWeighed(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", `metrics: {tone: {weight: 3}, facts: {weight: 1}}
tests:
- {assert: [{type: contains, value: a, metric: tone}, {type: contains, value: x, metric: facts}]}
- {assert: [{type: contains, value: a, metric: tone}]}
`)
	l.set("prompts/a.md", "a\n", "one")
	for range 2 { // judged, then reused
		r := l.eval(1, "HEAD", "--provider", "echo").Runs[0]
		if diff := cmp.Diff(map[string]float64{"tone": 1, "facts": 0}, r.Metrics); diff != "" {
			t.Error(diff)
		}
		if *r.Quality != 7.5 || *r.Score != 0.75 || r.Passed != 1 || r.Failed != 1 {
			t.Errorf("quality %v, score %v", *r.Quality, *r.Score)
		}
	}
}

func TestEveryKindOfRepositoryCanBeJudged(t *testing.T) {
	t.Parallel()
	t.Run("without commits", func(t *testing.T) {
		t.Parallel()
		l := newLab(t)
		l.write("suites/a.yaml", "tests: [{id: any}]\n")
		l.write("prompts/a.md", "a\n")
		if r := l.eval(0, "--provider", "echo").Runs[0]; r.Rev != "worktree" || r.Passed != 1 {
			t.Errorf("got %+v", r)
		}
		l.want(2, "eval", "--all", "--provider", "echo")
		l.want(4, "eval", "HEAD", "--provider", "echo")
	})
	t.Run("bare", func(t *testing.T) {
		t.Parallel()
		l, commits := twoPrompts(t)
		bare := l.beside("bare.git")
		l.git("clone", "-q", "--bare", l.dir, bare)
		b := l.at(bare)
		for i, want := range []int{0, 1} {
			r := b.eval(want, commits[i], "--provider", "echo").Runs[0]
			if r.Rev != commits[i] || r.Record == nil || r.Total != 2 {
				t.Errorf("got %+v", r)
			}
		}
		b.eval(0, "--all", "--provider", "echo")
		a := b.want(0, "eval", "--provider", "echo") // there is no working tree: HEAD
		if !strings.HasPrefix(a.out, commits[3]) || strings.Contains(a.stderr, "warning") {
			t.Errorf("got %s%s", a.out, a.stderr)
		}
		if n := b.records(); n != 3 {
			t.Errorf("want 3 records, got %d", n)
		}
	})
	t.Run("bare without commits", func(t *testing.T) {
		t.Parallel()
		l := newLab(t)
		l.git("init", "-q", "--bare", l.beside("bare.git"))
		if a := l.at(l.beside("bare.git")).run("eval", "--provider", "echo"); a.code != 2 && a.code != 4 {
			t.Errorf("got %d, %s", a.code, a.stderr)
		}
	})
	t.Run("a linked worktree", func(t *testing.T) {
		t.Parallel()
		l, commits := twoPrompts(t)
		m := l.newModel(`echo "$in hello story"`)
		l.git("worktree", "add", "-q", l.beside("linked"), commits[1])
		linked := l.at(l.beside("linked"))
		if r := linked.eval(0, "HEAD", "--provider", m.spec).Runs[0]; r.Rev != commits[1] {
			t.Errorf("got %+v", r)
		}
		m.calls()
		if r := l.eval(0, commits[1], "--provider", m.spec).Runs[0]; !r.Reused || m.calls() != 0 {
			t.Error("the main working tree does not know the record")
		}
		linked.eval(0, "--provider", m.spec)
		if n := m.calls(); n != 0 {
			t.Errorf("the cache is not shared: %d calls", n)
		}
	})
	t.Run("a folder in it", func(t *testing.T) {
		t.Parallel()
		l, _ := twoPrompts(t)
		if doc := l.at("suites").eval(0, "HEAD", "--provider", "echo"); len(doc.Runs) != 2 {
			t.Errorf("got %+v", doc.Runs)
		}
		if a := l.run("-C", filepath.Join(l.dir, "prompts"), "eval", "HEAD", "--provider", "echo"); a.code != 0 {
			t.Errorf("got %+v", a)
		}
	})
	t.Run("none", func(t *testing.T) {
		t.Parallel()
		l := newLab(t).at(t.TempDir())
		if a := l.want(4, "eval"); !strings.Contains(a.stderr, "not inside a Git repository") || !strings.Contains(a.stderr, "hint: run git init") {
			t.Errorf("got %s", a.stderr)
		}
	})
}
