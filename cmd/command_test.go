package cmd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestACommandKnowsWhatIsAskedOfIt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests: [{id: any, vars: {x: 1}}]\n")
	l.write("prompts/a.md", "---\nmodel: large\ntemperature: 0.25\n---\nsay {{x}}\n")
	m := l.newModel(`echo "$in|$PROMPTGIT_MODEL|$PROMPTGIT_TEMPERATURE|$PROMPTGIT_SAMPLE|${#PROMPTGIT_SEED}"; pwd`)
	outputs := func(args ...string) (got []string) {
		for _, r := range l.eval(0, append(args, "--provider", m.spec)...).Runs[0].Results {
			got = append(got, r.Output)
		}
		return got
	}
	want := []string{"say 1|large|0.25|0|64\n" + l.dir, "say 1|large|0.25|1|64\n" + l.dir}
	if diff := cmp.Diff(want, outputs("--repeat", "2")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{"say 1|small|0.25|0|64\n" + l.dir}, outputs("--model", "small")); diff != "" {
		t.Error(diff)
	}
	l.write("prompts/a.md", "say {{x}}\n")
	if diff := cmp.Diff([]string{"say 1|||0|64\n" + l.dir}, outputs()); diff != "" {
		t.Error(diff)
	}
}

func TestACommandThatFailsIsQuoted(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests: [{id: any}]\n")
	l.write("prompts/a.md", "a\n")
	for _, c := range []struct{ name, body, want string }{
		{"its last words", `i=0; while [ $i -lt 2000 ]; do echo "line $i of a long story" >&2; i=$((i+1)); done; exit 4`, "exit status 4: ... "},
		{"the end of them", `i=0; while [ $i -lt 2000 ]; do echo "line $i of a long story" >&2; i=$((i+1)); done; exit 4`, "line 1999 of a long story"},
		{"no words", "exit 3", "exit status 3"},
		{"a signal", "kill -9 $$", "killed"},
	} {
		a := l.want(5, "eval", "--provider", l.newModel(c.body).spec)
		if !strings.Contains(a.stderr, c.want) || strings.Contains(a.stderr, "line 0 of") {
			t.Errorf("%s: got %.300s", c.name, a.stderr)
		}
	}
	if a := l.want(5, "eval", "--provider", "exec:./prompts/a.md"); !strings.Contains(a.stderr, "chmod +x ./prompts/a.md") {
		t.Errorf("got %s", a.stderr)
	}
	if a := l.want(3, "eval", "--provider", "exec:"); !strings.Contains(a.stderr, "the command is empty") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestACommandHasADeadline(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests: [{id: any}]\n")
	l.write("prompts/a.md", "a\n")
	l.write("promptgit.yaml", "eval: {timeout: 100ms}\n")
	m := l.newModel("exec sleep 600")
	a := l.want(5, "eval", "--provider", m.spec)
	if !strings.Contains(a.stderr, "no answer within 100ms") || !strings.Contains(a.stderr, "hint: raise eval.timeout") {
		t.Errorf("got %s", a.stderr)
	}
	if n := m.calls(); n != 1 {
		t.Errorf("want 1 call, got %d", n)
	}
}
