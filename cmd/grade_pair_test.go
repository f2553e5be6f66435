package cmd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type preferenceDoc struct {
	Prompts []struct {
		Preference *struct {
			Graders    []string
			A, B, Same int
			PValue     *float64 `json:"p_value"`
		}
	}
}

func TestTwoVersionsAreComparedBlind(t *testing.T) {
	t.Parallel()
	l := graded(t)
	l.write("suites/p.yaml", "tests:\n  - {id: secret-one, vars: {q: alpha}}\n  - {id: secret-two, vars: {q: beta}}\n  - {id: secret-three, vars: {q: gamma}}\n")
	l.set("prompts/p.md", "Say {{ q }}!\n", "louder")
	l.ok("eval", "--all")
	var doc preferenceDoc
	if l.json(0, &doc, "diff", "HEAD~1"); doc.Prompts[0].Preference != nil {
		t.Errorf("nobody compared them: %+v", doc)
	}
	// The grader finds the louder one better wherever it stands, and says so after
	// having seen it.
	firsts := map[string]bool{}
	for _, seed := range []string{"1", "2", "3", "4", "5", "6"} {
		a := l.typed("q\n", "--against", "HEAD~1", "--name", "Ada", "--seed", seed)
		if a.code != 0 || strings.Contains(a.stderr, "secret") || strings.Contains(a.stderr, "echo") {
			t.Fatalf("got %+v", a)
		}
		_, shown, _ := strings.Cut(a.stderr, "output 1\n  ")
		first, _, _ := strings.Cut(shown, "\n")
		firsts[first[len(first)-1:]] = true
	}
	if len(firsts) < 2 {
		t.Error("the same version always stands first")
	}
	a := l.typed("q\n", "--against", "HEAD~1", "--name", "Ada", "--seed", "1")
	_, shown, _ := strings.Cut(a.stderr, "output 1\n")
	better := "2"
	if first, _, _ := strings.Cut(shown, "output 2"); strings.Contains(first, "!") {
		better = "1"
	}
	a = l.typed("x\np\n"+better+" louder\nb\n"+better+"\n=\nq\n", "--against", "HEAD~1", "--name", "Ada", "--seed", "1")
	if a.code != 0 || !strings.Contains(a.out, "2 grades stored as Ada\npreferred by Ada: ") || !strings.Contains(a.stderr, "you said "+better) || !strings.Contains(a.stderr, `"p" is no answer`) {
		t.Errorf("got %+v", a)
	}
	if !strings.Contains(a.stderr, "1 output left: promptgit grade ") || !strings.Contains(a.stderr, " --against 'HEAD~1' --name Ada goes on") {
		t.Errorf("got %s", a.stderr)
	}
	l.json(0, &doc, "diff", "HEAD~1")
	p := doc.Prompts[0].Preference
	if diff := cmp.Diff([]string{"Ada"}, p.Graders); diff != "" || p.A != 0 || p.B != 1 || p.Same != 1 || *p.PValue != 1 {
		t.Errorf("got %+v", p)
	}
	if text := l.ok("diff", "HEAD~1"); !strings.Contains(text, "preferred by Ada: after in 1, before in 0, neither in 1 case; p = 1\n") {
		t.Errorf("got\n%s", text)
	}
	if l.human().Human != nil {
		t.Error("a comparison is no grade")
	}
	if a := l.typed("", "--against", "HEAD~1", "--name", "Ada"); !strings.Contains(a.stderr, "1 output of") {
		t.Errorf("what is compared is not asked again: %s", a.stderr)
	}
}

func TestWhatCannotBeComparedIsSaid(t *testing.T) {
	t.Parallel()
	l := graded(t)
	if a := l.typed("", "--against", "HEAD", "--name", "Ada"); a.code != 2 || !strings.Contains(a.stderr, "there is nothing to compare") {
		t.Errorf("got %+v", a)
	}
	if a := l.want(2, "grade", "--against", "HEAD", "--json"); !strings.Contains(a.stderr, "--against is for grading by hand") {
		t.Errorf("got %s", a.stderr)
	}
	l.set("prompts/p.md", "Say {{ q }}\n\n", "a blank line")
	l.want(1, "eval", "HEAD")
	if a := l.typed("", "--against", "HEAD~1", "--name", "Ada"); a.code != 2 || !strings.Contains(a.stderr, "both revisions have one record") {
		t.Errorf("got %+v", a)
	}
	l.set("prompts/p.md", "---\ntemperature: 0.5\n---\nSay {{ q }}\n", "warmer")
	l.want(1, "eval", "HEAD")
	if a := l.typed("", "--against", "HEAD~1", "--name", "Ada"); a.code != 1 || !strings.Contains(a.stderr, "are equal in every case") {
		t.Errorf("got %+v", a)
	}
	l.write("suites/p.yaml", "tests: [{vars: {q: new}}]\n")
	l.set("prompts/p.md", "Tell {{ q }}\n", "another suite")
	l.ok("eval", "HEAD")
	if a := l.typed("", "--against", "HEAD~1", "--name", "Ada"); a.code != 1 || !strings.Contains(a.stderr, "no case was judged both at") {
		t.Errorf("got %+v", a)
	}
}
