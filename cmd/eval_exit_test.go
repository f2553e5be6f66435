package cmd_test

import (
	"context"
	"os/exec"
	"strings"
	"testing"
)

// judged is a repository with one prompt that says what a test puts into it, and
// a suite of a case that wants "good" and one that takes anything.
func judged(t *testing.T, config string) *lab {
	t.Helper()
	l := newLab(t)
	l.write("suites/a.yaml", "tests:\n- {id: good, assert: [{type: contains, value: good}]}\n- {id: any}\n")
	l.write("promptgit.yaml", config)
	l.set("prompts/a.md", "good\n", "good")
	return l
}

func TestTheExitCodeOfAnEvalIsItsAnswer(t *testing.T) {
	t.Parallel()
	const echo = "provider: echo\n"
	for _, c := range []struct {
		name, config, text string
		args               []string
		code               int
	}{
		{"all passed", echo, "good", nil, 0},
		{"one failed", echo, "bad", nil, 1},
		{"one failed, the score is enough", echo + "gate: {min_score: 0.5}\n", "bad", nil, 0},
		{"one failed, the score is too low", echo + "gate: {min_score: 0.6}\n", "bad", nil, 1},
		{"all passed, an older one failed", echo, "good", []string{"--all"}, 0},
		{"the newest failed, an older one passed", echo, "bad", []string{"HEAD~1..HEAD"}, 1},
		{"two answers to one question", echo, "good", []string{"--all", "HEAD"}, 2},
		{"a flag that is none", echo, "good", []string{"--frob"}, 2},
		{"a number below its bound", echo, "good", []string{"--repeat", "-1"}, 2},
		{"a budget without a price", echo, "good", []string{"--provider", "exec:cat", "--max-cost", "1"}, 2},
		{"a budget where nothing costs", echo, "good", []string{"--max-cost", "0"}, 0},
		{"a broken configuration", "provder: echo\n", "good", nil, 3},
		{"a provider that is none", echo, "good", []string{"--provider", "ehco:x"}, 3},
		{"a revision that is none", echo, "good", []string{"nowhere"}, 4},
		{"a command that fails", echo, "good", []string{"--provider", "exec:false"}, 5},
		{"a command that is not there", echo, "good", []string{"--provider", "exec:./none.sh"}, 5},
		{"no answer counts more than a bad one", echo + "gate: {min_score: 1}\n", "bad", []string{"HEAD", "--provider", "exec:false"}, 5},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := judged(t, echo)
			l.write("promptgit.yaml", c.config)
			l.write("prompts/a.md", "a "+c.text+" text\n")
			if c.name == "all passed, an older one failed" {
				l.set("prompts/a.md", "bad\n", "bad")
				l.write("prompts/a.md", "good again\n")
			}
			l.commit("more")
			l.want(c.code, append([]string{"eval"}, c.args...)...)
		})
	}
}

func TestAnErrorNeverFailsACaseAndIsTriedAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", `tests:
- {id: one, vars: {x: one}, assert: [{type: contains, value: one}]}
- {id: two, vars: {x: two}, assert: [{type: contains, value: two}]}
- {id: three, vars: {x: three}, assert: [{type: contains, value: three}]}
`)
	l.set("prompts/a.md", "{{x}}\n", "one")
	// The model fails for "two" until the file mended is there.
	m := l.newModel(`case $in in *two*) [ -e mended ] || { echo "no idea" >&2; exit 3; };; esac; echo "$in"`)
	for _, args := range [][]string{{"HEAD"}, {"--all"}} {
		r := l.eval(5, append(args, "--provider", m.spec)...).Runs[0]
		if r.Passed != 2 || r.Failed != 0 || r.Errors != 1 || r.Total != 3 || *r.Score != 1 || r.Record == nil {
			t.Errorf("got %+v", r)
		}
		if e := r.Results[1]; e.Pass || e.Score != 0 || !strings.Contains(e.Error, "no idea") {
			t.Errorf("got %+v", e)
		}
	}
	if n := m.calls(); n != 4 {
		t.Errorf("want 3 calls and 1 more for what is missing, got %d", n)
	}
	if a := l.want(5, "eval", "HEAD", "--provider", m.spec); !strings.Contains(a.stderr, "ERROR  two") || !strings.Contains(a.stderr, "no idea") {
		t.Errorf("the error is not told: %s", a.stderr)
	}
	m.calls()
	l.write("mended", "")
	if r := l.eval(0, "--all", "--provider", m.spec).Runs[0]; r.Errors != 0 || r.Calls != 1 || r.Cached != 2 || m.calls() != 1 {
		t.Errorf("got %+v", r)
	}
	if r := l.eval(0, "--all", "--provider", m.spec).Runs[0]; !r.Reused || m.calls() != 0 {
		t.Errorf("got %+v", r)
	}
}

func TestAnErrorIsToldWithItsHintInJSONToo(t *testing.T) {
	t.Parallel()
	l := judged(t, "")
	for _, args := range [][]string{nil, {"--json"}, {"HEAD", "--json"}} {
		a := l.want(5, append([]string{"eval", "--provider", "exec:./none.sh"}, args...)...)
		if strings.Count(a.stderr, "command not found: ./none.sh") != 1 || !strings.Contains(a.stderr, "hint: commands are run from the top") {
			t.Errorf("%v: got %s", args, a.stderr)
		}
	}
}

// gitBisect lets the real git search by promptgit's answers.
func gitBisect(t *testing.T, l *lab, good string) string {
	t.Helper()
	program, err := exec.LookPath("promptgit") // this test binary
	if err != nil {
		t.Fatal(err)
	}
	l.git("bisect", "start", "HEAD", good)
	c := exec.CommandContext(context.Background(), "git", "bisect", "run", program, "eval", "--git-bisect", "--provider", "echo")
	c.Dir, c.Env = l.dir, l.env
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return string(out)
}

func TestGitBisectFindsTheCommitByTheExitCode(t *testing.T) {
	t.Parallel()
	l := judged(t, "")
	good := l.git("rev-parse", "HEAD")
	for i, text := range []string{"good a", "good b", "---\nmodel: [", "good c", "bad a", "bad b", "bad c"} {
		l.set("prompts/a.md", text+"\n", "change "+string(rune('1'+i)))
	}
	culprit := l.git("rev-parse", ":/^change 5")
	if out := gitBisect(t, l, good); !strings.Contains(out, culprit+" is the first bad commit") {
		t.Errorf("want %s, got\n%s", culprit, out)
	}
}

func TestUnderGitBisectEverythingElseIsSkipped(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, text string
		args       []string
		code       int
	}{
		{"good", "good", nil, 0},
		{"bad", "bad", nil, 1},
		{"a prompt that cannot be read", "---\nmodel: [", nil, 125},
		{"no answer", "good", []string{"--provider", "exec:false"}, 125},
		{"a provider that is none", "good", []string{"--provider", "ehco:x"}, 125},
		{"no such prompt at this commit", "good", []string{"--prompt", "prompts/later.md"}, 125},
		{"a suite that is not there yet", "good", []string{"--suite", "later.yaml"}, 125},
		{"no such case", "good", []string{"--case", "later"}, 125},
		{"flags that exclude each other", "good", []string{"--no-cache", "--refresh"}, 125},
		{"a pin that is none", "good", []string{"--suite-rev", "nowhere"}, 125},
		{"a flag that is none", "good", []string{"--frob"}, 125},
		{"a folder that is not there", "good", []string{"-C", "nowhere"}, 125},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := judged(t, "provider: echo\n")
			l.write("prompts/a.md", c.text+"\n")
			l.want(c.code, append([]string{"eval", "--git-bisect"}, c.args...)...)
		})
	}
}

func TestAnInterruptEndsAGitBisect(t *testing.T) {
	t.Parallel()
	l := judged(t, "provider: echo\n")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if a := l.runIn(ctx, "eval", "--git-bisect"); a.code != 130 {
		t.Errorf("want 130, which ends it, got %d", a.code)
	}
}

func TestABrokenVersionInThePastDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	l := judged(t, "provider: echo\n")
	l.set("prompts/a.md", "---\nmodel: [\n---\ngood\n", "broken")
	l.set("prompts/a.md", "good again\n", "mended")
	a := l.want(0, "eval", "--all")
	if rows := linesOf(a.out); len(rows) != 2 || !strings.Contains(a.stderr, "is not judged") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	l.set("prompts/a.md", "---\nmodel: [\n---\ngood\n", "broken again")
	if a := l.want(3, "eval", "--all"); len(linesOf(a.out)) != 2 {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	l.want(3, "eval", "HEAD~1..HEAD")
	l.want(0, "eval", "HEAD..HEAD")
}

func TestAnOldVersionThatCannotBeAskedDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, model, want string
		alone, among      int
	}{
		{"its provider is gone", "ehco:x", `unknown provider "ehco"`, 3, 0},
		{"its command is not allowed", "exec:./x.sh", "nobody has allowed it", 5, 5},
	} {
		l := judged(t, "provider: echo\n")
		l.script("x.sh", "touch "+marker+"; cat")
		l.set("prompts/a.md", "---\nmodel: "+c.model+"\n---\ngood\n", "old")
		a := l.want(c.alone, "eval", "HEAD")
		if !strings.Contains(a.stderr, c.want) {
			t.Errorf("%s: got %s", c.name, a.stderr)
		}
		l.set("prompts/a.md", "good again\n", "new")
		a = l.want(c.among, "eval", "--all")
		if len(linesOf(a.out)) != 2 || !strings.Contains(a.stderr, "is not judged: ") || !strings.Contains(a.stderr, c.want) {
			t.Errorf("%s: got %s%s", c.name, a.out, a.stderr)
		}
		if l.ran() {
			t.Errorf("%s: it ran", c.name)
		}
	}
}

func TestAPromptWithoutASuiteDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	l := judged(t, "provider: echo\n")
	l.set("prompts/b.md", "b\n", "b")
	for _, args := range [][]string{nil, {"HEAD"}, {"--all"}} {
		a := l.want(0, append([]string{"eval"}, args...)...)
		if !strings.Contains(a.stderr, "warning: no suite judges prompts/b.md") || len(linesOf(a.out)) != 1 {
			t.Errorf("%v: got %s%s", args, a.out, a.stderr)
		}
		a = l.want(2, append([]string{"eval", "--prompt", "prompts/b.md"}, args...)...)
		if !strings.Contains(a.stderr, "no suite judges prompts/b.md") || !strings.Contains(a.stderr, "write suites/b.yaml") {
			t.Errorf("%v: got %s", args, a.stderr)
		}
	}
}
