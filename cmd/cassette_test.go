package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// tapedLab is a repository whose model and judge are on a server that the
// configuration names.
func tapedLab(t *testing.T) (*lab, *llmtest.Server) {
	t.Helper()
	l, server := served(t,
		llmtest.Rule{Match: "(?s)nonsense.*pure", Answer: "I cannot say."},
		llmtest.Rule{Match: "(?s)polite.*I say", Answer: `{"pass": true, "score": 1, "reason": "kind"}`},
		llmtest.Rule{Match: "Say (.*)", Answer: "I say $1\nand more", Tokens: [2]int{10, 5}},
	)
	l.write("promptgit.yaml", "providers:\n  local: {type: openai, base_url: '"+server.URL+"', model: m}\njudge: {provider: local}\n")
	l.write("suites/a.yaml", `tests:
- {id: first, vars: {x: one}, assert: [{type: contains, value: one}, {type: llm-rubric, value: polite}]}
- {id: second, vars: {x: two}, assert: [{type: contains, value: two}]}
- {vars: {x: two}, assert: [{type: contains, value: two}]}
`)
	l.set("prompts/a.md", "---\nmodel: local\ntemperature: 0\n---\nsystem:\nBe brief.\nuser:\nSay {{x}}\n", "one")
	return l, server
}

// contents gives the content of a folder by the names of its files.
func (l *lab) contents(dir string) map[string]string {
	l.t.Helper()
	list, err := os.ReadDir(filepath.Join(l.dir, dir))
	if err != nil {
		l.t.Fatal(err)
	}
	files := map[string]string{}
	for _, f := range list {
		raw, err := os.ReadFile(filepath.Join(l.dir, dir, f.Name()))
		if err != nil {
			l.t.Fatal(err)
		}
		files[f.Name()] = string(raw)
	}
	return files
}

// cloned is a clone at another path, of a user without keys.
func (l *lab) cloned(name string) *lab {
	l.t.Helper()
	to := l.beside(filepath.Join(name, "deeper", "clone"))
	l.git("clone", "-q", ".", to)
	return l.at(to, "OPENAI_API_KEY=", "OPENAI_BASE_URL=")
}

func TestACassetteAnswersInACloneWithoutKeyAndNetwork(t *testing.T) {
	t.Parallel()
	l, server := tapedLab(t)
	a := l.want(0, "eval", "--cassette", "ci/tape", "--update-cassette")
	if !strings.Contains(a.stderr, "cassette ci/tape: 0 answers played, 3 added, 0 not asked for") || server.Count() != 3 {
		t.Fatalf("%d calls, %s", server.Count(), a.stderr)
	}
	if a := l.want(0, "eval", "--cassette", "ci/tape", "--quiet"); a.stderr != "" {
		t.Errorf("a quiet run says %q", a.stderr)
	}
	want := l.eval(0, "--cassette", "ci/tape").Runs[0]
	files := l.contents("ci/tape")
	if len(files) != 3 {
		t.Errorf("got %v", files)
	}
	l.ok("eval", "--cassette", "ci/tape", "--update-cassette", "--refresh")
	if diff := cmp.Diff(withoutLatencies(files), withoutLatencies(l.contents("ci/tape"))); diff != "" {
		t.Errorf("asking again changes more than the time that it took:\n%s", diff)
	}
	l.commit("Tape the answers")
	l.ok("check", "HEAD")
	server.Close()
	c := l.cloned("far")
	got := c.eval(0, "--cassette", "ci/tape").Runs[0]
	if got.Passed != 3 || got.Calls != 0 || got.Cached != 3 || got.Results[0].Output != "I say one\nand more" || got.Results[0].Output != want.Results[0].Output {
		t.Errorf("got %+v", got)
	}
	c.at("suites").ok("eval", "HEAD", "--cassette", "../ci/tape")
	if a := c.want(0, "eval", "HEAD", "--cassette", "ci/tape"); !strings.Contains(a.stderr, "3 answers played") {
		t.Errorf("the record is used instead: %s", a.stderr)
	}
}

// withoutLatencies leaves out the lines that tell how long an answer took.
func withoutLatencies(files map[string]string) map[string]string {
	out := map[string]string{}
	for name, text := range files {
		var kept []string
		for _, line := range strings.Split(text, "\n") {
			if !strings.Contains(line, "latency_ms: ") && !strings.HasPrefix(line, "sha256: ") {
				kept = append(kept, line)
			}
		}
		out[name] = strings.Join(kept, "\n")
	}
	return out
}

func TestAMissIsAnErrorOfItsCaseThatSaysWhatToDo(t *testing.T) {
	t.Parallel()
	l, server := tapedLab(t)
	l.ok("eval", "--cassette", "tape", "--update-cassette")
	before, calls := l.contents("tape"), server.Count()
	l.write("suites/a.yaml", strings.Replace(l.read("suites/a.yaml"), "x: one", "x: three", 1))
	r := l.eval(5, "--cassette", "tape").Runs[0]
	if r.Errors != 1 || r.Passed != 2 || r.Calls != 0 || server.Count() != calls {
		t.Errorf("%d calls, got %+v", server.Count()-calls, r)
	}
	if got := r.Results[0].Error; !strings.Contains(got, `tape has no answer for case "first": not in the cassette`) {
		t.Errorf("got %q", got)
	}
	a := l.want(5, "eval", "--cassette", "tape")
	if !strings.Contains(a.out+a.stderr, "promptgit eval --cassette tape --update-cassette") {
		t.Errorf("the hint is missing: %s%s", a.out, a.stderr)
	}
	if diff := cmp.Diff(before, l.contents("tape")); diff != "" {
		t.Errorf("playing changes files:\n%s", diff)
	}
	l.want(1, "eval", "--cassette", "tape", "--update-cassette") // "one" is not in it any more
	after := l.contents("tape")
	for name, text := range before {
		if after[name] != text {
			t.Errorf("%s changed", name)
		}
	}
	if len(after) != len(before)+2 || server.Count() != calls+2 {
		t.Errorf("%d files, %d calls", len(after), server.Count()-calls)
	}
	a = l.want(1, "eval", "--cassette", "tape", "--prune-cassette")
	if !strings.Contains(a.stderr, "3 answers played, 0 added, 2 removed") || len(l.contents("tape")) != 3 {
		t.Errorf("got %s", a.stderr)
	}
}

func TestACassettePlaysACommandThatIsNeitherTrustedNorRun(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.script("model.sh", "cat; echo ran >> ../ran")
	l.write("promptgit.yaml", "provider: mine\nproviders: {mine: {type: exec, command: ./model.sh --flag}}\n")
	l.write("suites/a.yaml", "tests: [{vars: {x: one}, assert: [{type: contains, value: one}]}]\n")
	l.set("prompts/a.md", "Say {{x}}\n", "one")
	l.at(".", "PROMPTGIT_TRUST=1").ok("eval", "--cassette", "tape", "--update-cassette")
	l.commit("Tape it")
	if a := l.want(5, "eval", "--cassette", "tape", "--update-cassette", "--refresh"); !strings.Contains(a.stderr, "promptgit trust") {
		t.Errorf("asking needs no trust: %s", a.stderr)
	}
	c := l.cloned("far")
	c.ok("eval", "--cassette", "tape")
	if _, err := os.Stat(filepath.Join(filepath.Dir(c.dir), "ran")); err == nil {
		t.Error("it ran")
	}
	c.script("model.sh", "echo another")
	a := c.want(5, "eval", "--cassette", "tape")
	if !strings.Contains(a.out+a.stderr, "not in the cassette") {
		t.Errorf("an edited command is the same: %s%s", a.out, a.stderr)
	}
}

func TestAJudgeIsNotAskedAgainPastACassette(t *testing.T) {
	t.Parallel()
	l, server := tapedLab(t)
	l.write("suites/a.yaml", "tests: [{id: odd, vars: {x: pure}, assert: [{type: llm-rubric, value: nonsense}]}]\n")
	l.want(5, "eval", "--cassette", "tape", "--update-cassette")
	calls := server.Count()
	a := l.want(5, "eval", "--cassette", "tape")
	if server.Count() != calls || strings.Contains(a.out+a.stderr, "not in the cassette") {
		t.Errorf("%d calls, %s%s", server.Count()-calls, a.out, a.stderr)
	}
}

func TestOtherCommandsPlayACassetteToo(t *testing.T) {
	t.Parallel()
	l, server := tapedLab(t)
	l.write("suites/a.yaml", `tests:
- {id: first, vars: {x: one}, assert: [{type: contains, value: one}]}
- {id: labeled, vars: {x: one}, providerOutput: I say hello, assert: [{type: llm-rubric, value: polite, label: pass}]}
`)
	l.set("prompts/a.md", "---\nmodel: local\ntemperature: 1\n---\nsystem:\nBe very brief.\nuser:\nSay {{x}}\n", "two")
	for _, args := range [][]string{
		{"run", "prompts/a.md", "-v", "x=one"},
		{"suite", "check"},
		{"ablate", "HEAD"},
		{"bisect", "--good", "HEAD~1", "--case", "first", "--max-runs", "6"},
	} {
		tape := []string{"--cassette", "tape-" + args[0]}
		first := l.run(append(append(args, tape...), "--update-cassette")...)
		if !strings.Contains(first.stderr, " added") || strings.Contains(first.stderr, " 0 added") {
			t.Errorf("%v adds nothing: %d %s%s", args, first.code, first.out, first.stderr)
			continue
		}
		calls := server.Count()
		again := l.run(append(args, tape...)...)
		if again.code != first.code || again.out != first.out && args[0] != "bisect" || server.Count() != calls {
			t.Errorf("%v: %d calls, %d %s%s and not %d %s", args, server.Count()-calls, again.code, again.out, again.stderr, first.code, first.out)
		}
	}
	if a := l.want(5, "run", "prompts/a.md", "-v", "x=new", "--cassette", "tape-run"); !strings.Contains(a.stderr, "hint: ") || !strings.Contains(a.stderr, "--update-cassette") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestFlagsOfACassetteThatContradictAreRefused(t *testing.T) {
	t.Parallel()
	l, _ := tapedLab(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"--cassette", "none"}, "--cassette none --update-cassette makes it"},
		{[]string{"--cassette", "prompts/a.md"}, "no folder"},
		{[]string{"--update-cassette"}, "--cassette DIR"},
		{[]string{"--cassette", "ci", "--refresh"}, "--refresh asks models"},
		{[]string{"--prune-cassette"}, "whole run"},
		{[]string{"--cassette", "ci", "--prune-cassette", "--case", "first"}, "whole run"},
		{[]string{"HEAD", "--cassette", "ci", "--prune-cassette", "--shard", "1/2"}, "whole run"},
	} {
		if a := l.want(2, append([]string{"eval"}, c.args...)...); !strings.Contains(a.stderr, c.want) {
			t.Errorf("%v: got %s", c.args, a.stderr)
		}
	}
}

func TestACassetteThatCannotBeWrittenFailsTheRun(t *testing.T) {
	t.Parallel()
	l, _ := tapedLab(t)
	l.ok("eval", "--cassette", "tape", "--update-cassette")
	for name := range l.contents("tape") {
		if err := os.Remove(filepath.Join(l.dir, "tape", name)); err != nil {
			t.Fatal(err)
		}
		l.write("tape/"+name+"/in the way", "")
	}
	l.ok("cache", "clear", "--yes")
	a := l.want(4, "eval", "--cassette", "tape", "--update-cassette")
	if !strings.Contains(a.stderr, "write the cassette: ") || !strings.Contains(a.stderr, "could not be written") || l.cached() != 3 {
		t.Errorf("%d answers, %s", l.cached(), a.stderr)
	}
}
