package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// names are the ids of the cases that a run judged.
func (r evalRun) names() []string {
	var ids []string
	for _, x := range r.Results {
		ids = append(ids, x.ID)
	}
	return ids
}

func TestSomeCasesAreJudgedAndNothingIsRecorded(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("prompts/a.md", "a {{x}}\n")
	l.write("prompts/b.md", "b {{x}}\n")
	l.write("suites/a.yaml", "tests:\n- {id: north, tags: [cold], vars: {x: 1}}\n- {id: south, description: warm and dry, vars: {x: 2}}\n- {vars: {x: 3}}\n")
	l.write("suites/b.yaml", "tests:\n- {id: east, vars: {x: 1}}\n")
	l.commit("one")
	for _, c := range []struct {
		name string
		args []string
		want [][]string
	}{
		{"by a tag", []string{"--filter", "cold"}, [][]string{{"north"}}},
		{"by a description", []string{"--filter", "warm"}, [][]string{{"south"}}},
		{"by a part of ids in two suites", []string{"--filter", "st"}, [][]string{{"east"}}},
		{"by id in one of two suites", []string{"--case", "east"}, [][]string{{"east"}}},
		{"by two ids", []string{"--case", "east", "--case", "south"}, [][]string{{"south"}, {"east"}}},
		{"by the name of a row", []string{"--case", "Row 3"}, [][]string{{""}}},
		{"by id and text", []string{"--case", "north", "--case", "south", "--filter", "dry"}, [][]string{{"south"}}},
	} {
		var got [][]string
		for _, r := range l.eval(0, append(c.args, "HEAD", "--provider", "echo")...).Runs {
			got = append(got, r.names())
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
	if n := l.records(); n != 0 {
		t.Errorf("%d records were written", n)
	}
	a := l.want(2, "eval", "--case", "nort", "--provider", "echo")
	if !strings.Contains(a.stderr, `has no case "nort"`) || !strings.Contains(a.stderr, `did you mean "north"?`) {
		t.Errorf("got %s", a.stderr)
	}
	a = l.want(2, "eval", "--case", "north", "--case", "eats", "--provider", "echo")
	if !strings.Contains(a.stderr, `did you mean "east"?`) {
		t.Errorf("a wrong name beside a right one: %s", a.stderr)
	}
	l.want(2, "eval", "--filter", "nothing like it", "--provider", "echo")
	if a := l.want(0, "eval", "--filter", "cold", "--provider", "echo"); !strings.Contains(a.stderr, "nothing was recorded") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestPromptsAndSuitesAreNamedFromWhereTheUserStands(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("prompts/help/a.md", "a\n")
	l.write("prompts/help/b.md", "b\n")
	l.write("prompts/c.md", "c\n")
	l.write("suites/any.yaml", "tests: [{id: any}]\n")
	l.write("prompts/help/mine.csv", "x,__expected\n1,contains:a\n")
	l.write("promptgit.yaml", "prompts: [{path: 'prompts/**/*.md', suite: suites/any.yaml}]\n")
	l.commit("one")
	for _, c := range []struct {
		dir    string
		args   []string
		prompt []string
		suite  string
	}{
		{".", []string{"--prompt", "prompts/help/*"}, []string{"prompts/help/a.md", "prompts/help/b.md"}, "suites/any.yaml"},
		{"prompts", []string{"--prompt", "help/*"}, []string{"prompts/help/a.md", "prompts/help/b.md"}, "suites/any.yaml"},
		{"prompts/help", []string{"--prompt", "a.md"}, []string{"prompts/help/a.md"}, "suites/any.yaml"},
		{"prompts/help", []string{"--prompt", "prompts/c.md"}, []string{"prompts/c.md"}, "suites/any.yaml"},
		{"prompts/help", nil, []string{"prompts/c.md", "prompts/help/a.md", "prompts/help/b.md"}, "suites/any.yaml"},
		{"prompts/help", []string{"--suite", "mine.csv", "--prompt", "a.md"}, []string{"prompts/help/a.md"}, "prompts/help/mine.csv"},
		{"prompts/help", []string{"--suite", "../../suites/any.yaml", "--prompt", "b.md"}, []string{"prompts/help/b.md"}, "suites/any.yaml"},
		{"prompts/help", []string{"--suite", "suites/any.yaml", "--prompt", "b.md"}, []string{"prompts/help/b.md"}, "suites/any.yaml"},
	} {
		for _, rev := range []string{"", "HEAD"} {
			args := append([]string{"--provider", "echo"}, c.args...)
			if rev != "" {
				args = append(args, rev)
			}
			var got []string
			for _, r := range l.at(c.dir).eval(0, args...).Runs {
				got = append(got, r.Prompt)
				if r.Suite != c.suite {
					t.Errorf("%s %v: suite %s", c.dir, args, r.Suite)
				}
			}
			if diff := cmp.Diff(c.prompt, got); diff != "" {
				t.Errorf("%s %v: %s", c.dir, args, diff)
			}
		}
	}
	l.want(2, "eval", "--prompt", "no/such", "--provider", "echo")
	l.want(2, "eval", "--prompt", "[", "--provider", "echo")
	l.want(2, "eval", "--suite", "../outside.yaml", "--provider", "echo")
	l.want(3, "eval", "--suite", "suites/none.yaml", "--provider", "echo")
}

func TestAHistoryIsJudgedByOneYardstickWhichARevisionCanPin(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests: [{id: old, assert: [{type: contains, value: a}]}]\n")
	l.write("promptgit.yaml", "provider: echo\ngate: {min_score: 0}\n")
	l.set("prompts/a.md", "a\n", "one")
	l.git("tag", "pin")
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", "tests: [{id: new, assert: [{type: contains, value: b}]}]\n")
	l.set("prompts/a.md", "a a\n", "two")
	if got := l.eval(1, "pin").Runs[0].names(); got[0] != "new" {
		t.Errorf("got %v", got)
	}
	if got := l.eval(0, "HEAD", "--suite-rev", "pin").Runs[0].names(); got[0] != "old" {
		t.Errorf("got %v", got)
	}
	l.write("prompts/a.md", "of the working tree: a\n")
	r := l.eval(0, "--suite-rev", "pin").Runs[0]
	if r.Rev != "worktree" || r.names()[0] != "old" || !strings.HasPrefix(r.Results[0].Output, "of the working tree") {
		t.Errorf("got %+v", r)
	}
	l.write("prompts/a.md", "a a\n")
	l.want(4, "eval", "HEAD", "--suite-rev", "nowhere")
	l.git("rm", "-q", "--cached", "suites/a.yaml")
	l.git("mv", "prompts/a.md", "prompts/b.md")
	l.write("suites/b.yaml", "tests: [{id: moved}]\n")
	l.commit("moved")
	for _, r := range l.eval(0, "--all").Runs {
		if r.Suite != "suites/b.yaml" {
			t.Errorf("%s is judged by %s", r.Rev, r.Suite)
		}
	}
}

func TestAModelAndAProviderCanBeAskedForByName(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests: [{id: any}]\n")
	l.write("prompts/a.md", "---\nmodel: echo:small\n---\na\n")
	l.write("promptgit.yaml", "providers: {mine: {type: echo}}\n")
	for _, c := range []struct{ provider, model, want string }{
		{"", "", "echo small"},
		{"", "large", "echo large"},
		{"", "mine:large", "mine large"},
		{"mine", "", "mine small"},
		{"mine", "large", "mine large"},
		{"mine:tiny", "", "mine tiny"},
		{"mine:tiny", "large", "mine large"},
		{"demo", "", "demo small"},
	} {
		var args []string
		if c.provider != "" {
			args = append(args, "--provider", c.provider)
		}
		if c.model != "" {
			args = append(args, "--model", c.model)
		}
		r := l.eval(0, args...).Runs[0]
		if got := r.Provider + " " + r.Model; got != c.want {
			t.Errorf("--provider %q --model %q: want %s, got %s", c.provider, c.model, c.want, got)
		}
		if r.Simulated != (c.provider == "demo") {
			t.Errorf("%s: simulated %v", r.Provider, r.Simulated)
		}
	}
	a := l.want(3, "eval", "--provider", "ehco")
	if !strings.Contains(a.stderr, "echo") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestTheDocumentOfARunCanBeKeptAndReplayed(t *testing.T) {
	t.Parallel()
	l, _ := twoPrompts(t)
	m := l.newModel(`echo "hello Ann story $(date +%N)"`)
	sub := l.at("prompts")
	first := sub.eval(0, "HEAD", "--provider", m.spec, "--output", "out.json")
	file := filepath.Join(l.dir, "prompts", "out.json")
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	m.calls()
	again := sub.eval(0, "HEAD", "--provider", "replay:out.json")
	if m.calls() != 0 {
		t.Error("replaying called the model")
	}
	for i := range first.Runs {
		for j, want := range first.Runs[i].Results {
			if got := again.Runs[i].Results[j]; got.Output != want.Output || got.Pass != want.Pass {
				t.Errorf("want %+v, got %+v", want, got)
			}
		}
	}
	reused := sub.eval(0, "HEAD", "--provider", m.spec, "--output", "again.json")
	if diff := cmp.Diff(first.Runs[0].Results, reused.Runs[0].Results); diff != "" || !reused.Runs[0].Reused {
		t.Errorf("the reused record has other outputs: %s", diff)
	}
	if err := os.RemoveAll(filepath.Join(l.dir, ".git", "promptgit", "outputs")); err != nil {
		t.Fatal(err)
	}
	if a := l.want(0, "eval", "HEAD", "--provider", m.spec, "--json"); !strings.Contains(a.stderr, "are gone") || !strings.Contains(a.stderr, "--refresh") {
		t.Errorf("lost outputs are not told of: %s", a.stderr)
	}
	if a := l.want(3, "eval", "--provider", "replay:none.json"); !strings.Contains(a.stderr, "none.json") {
		t.Errorf("got %s", a.stderr)
	}
	l.want(4, "eval", "--provider", "echo", "--output", "no/such/folder/x.json")
}
