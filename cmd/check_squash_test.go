package cmd_test

import (
	"strings"
	"testing"
)

func TestASquashOfABranchThatIsHereIsAccepted(t *testing.T) {
	t.Parallel()
	for _, parts := range []bool{false, true} {
		s := newSquashLab(t, parts, "echo")
		tip := s.branch("side", 3)
		s.squash("side", "all of it")
		if ok, reason := s.exempt("main~1..main"); !ok || reason != "squash: 6 checked commits of side ("+tip[:7]+")" {
			t.Errorf("parts %v: got %v, %q", parts, ok, reason)
		}
		if text := s.ok("check", "main"); !strings.Contains(text, "nothing to count (squash: 6 checked commits of side") {
			t.Errorf("got %s", text)
		}
		s.git("checkout", "-q", "side")
		s.change("and on", "later", 1)
		s.git("checkout", "-q", "main")
		if ok, reason := s.exempt("main~1..main"); !ok || reason != "squash: 6 checked commits of "+tip[:7] {
			t.Errorf("a branch that went on: got %v, %q", ok, reason)
		}
		s.git("branch", "-q", "-D", "side")
		if ok, reason := s.exempt("main~1..main"); ok || reason != "" {
			t.Errorf("a branch that is gone and was not judged: got %v, %q", ok, reason)
		}
		s.git("update-ref", "refs/pull/12/head", tip)
		if ok, reason := s.exempt("main~1..main"); !ok || reason != "squash: 6 checked commits of pull/12/head ("+tip[:7]+")" {
			t.Errorf("a pull request: got %v, %q", ok, reason)
		}
	}
}

func TestASquashWithoutABranchIsAcceptedByItsRecords(t *testing.T) {
	t.Parallel()
	for _, parts := range []bool{false, true} {
		s := newSquashLab(t, parts, "echo")
		s.branch("side", 3)
		s.want(1, "eval", "main..side") // a case fails
		s.squash("side", "all of it")
		s.forget("side")
		clone := s.cloned("clone")
		if ok, reason := clone.exempt("main~1..main"); !ok || reason != "squash: 6 judged iterations" {
			t.Errorf("parts %v: got %v, %q", parts, ok, reason)
		}
		clone.git("update-ref", "-d", "refs/notes/promptgit/results")
		a := clone.want(1, "check", "main")
		for _, want := range []string{"6 variables changed", "promptgit split", "promptgit pull fetches the records that show it.\n"} {
			if !strings.Contains(a.out, want) {
				t.Errorf("want %q in\n%s", want, a.out)
			}
		}
		clone.ok("pull")
		if ok, _ := clone.exempt("main~1..main"); !ok {
			t.Error("the hint does not help")
		}
	}
}

func TestWhatRecordsClaimIsComparedAndNotBelieved(t *testing.T) {
	t.Parallel()
	s := newSquashLab(t, false, "echo")
	s.git("checkout", "-q", "-b", "side")
	s.change("one", "one", 0)
	s.change("two at once", "two", 1, 2)
	s.change("three", "three", 3)
	s.ok("eval", "main..side")
	s.git("checkout", "-q", "main")
	s.squash("side", "all of it")
	a := s.want(1, "check", "main")
	if !strings.Contains(a.out, "What is here does not show it: side (") || !strings.Contains(a.out, "changes 2 variables") {
		t.Errorf("got %s", a.out)
	}
	s.forget("side")
	a = s.want(1, "check", "main")
	if !strings.Contains(a.out, "of prompts/a.md tell of 3 steps, but the step to version sha256:") || !strings.Contains(a.out, "changes 2 variables.\n") {
		t.Errorf("got %s", a.out)
	}
}

func TestTheRecordOfTheSquashItselfProvesNothing(t *testing.T) {
	t.Parallel()
	s := newSquashLab(t, false, "echo")
	s.change("all at once", "new", 0, 1, 2)
	s.ok("eval", "HEAD")
	if ok, reason := s.exempt("main~1..main"); ok || reason != "" {
		t.Errorf("got %v, %q", ok, reason)
	}
	s.git("branch", "copy") // what comes after it, or is it, is no line that it squashed
	s.change("and one", "newer", 0)
	if ok, reason := s.exempt("main~2..main~1"); ok || reason != "" {
		t.Errorf("got %v, %q", ok, reason)
	}
}

// Two prompts in one commit add up, and no record tells that they were changed in
// two.
func TestRecordsDoNotSplitACommitOverSeveralPrompts(t *testing.T) {
	t.Parallel()
	s := newSquashLab(t, false, "echo")
	s.write("suites/b.yaml", "tests:\n- {assert: [{type: contains, value: B}]}\n")
	s.set("prompts/b.md", "# B\none\n", "another")
	s.write("prompts/b.md", "# B\ntwo\n")
	s.change("both", "new", 0)
	s.ok("eval", "main~1..main")
	if ok, _ := s.exempt("main~1..main"); ok {
		t.Error("two prompts in one commit were accepted")
	}
	s.git("checkout", "-q", "-b", "side", "main~1")
	s.values[0] = s.values[5]
	s.change("one", "newer", 1)
	s.change("two", "newer", 2)
	s.set("prompts/b.md", "# B\nthree\n", "b")
	s.ok("eval", "main~1..side")
	s.git("checkout", "-q", "-B", "main", "main~1")
	s.squash("side", "all of it")
	s.forget("side")
	var doc squashCheck
	s.json(0, &doc, "check", "main~1..main")
	c := doc.Commits[0]
	if c.Exempt != "" || c.Count != 1 || c.Prompts[0].Exempt != "squash: 2 judged iterations" || c.Prompts[1].Exempt != "" {
		t.Errorf("the prompt that records tell of is exempt, the other counts: got %+v", c)
	}
	if text := s.ok("check", "main"); !strings.Contains(text, "1 variable changed\n  prompts/a.md  a squash of 2 judged iterations\n") {
		t.Errorf("got %s", text)
	}
}

// A prompt inside a program is a part of its file, which others change as well.
func TestASquashOfAPromptInsideAFile(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\nprompts:\n- {path: app.py, suite: suites/a.yaml}\n")
	l.write("suites/a.yaml", "tests:\n- {id: c, assert: [{type: not-contains, value: broken}]}\n")
	program := func(code, a, b, c string) string {
		return "x = " + code + "\nP = '''\n# promptgit:begin greet\n# A\n" + a + "\n\n# B\n" + b + "\n\n# C\n" + c + "\n# promptgit:end\n'''\n"
	}
	l.set("app.py", program("1", "a", "b", "c"), "first")
	l.ok("eval", "HEAD")
	l.git("checkout", "-q", "-b", "side")
	l.set("app.py", program("1", "a2", "b", "c"), "a")
	l.set("app.py", program("1", "a2", "broken", "c"), "b")
	l.set("app.py", program("1", "a2", "broken", "c2"), "c")
	l.ok2("eval", "main..side")
	l.git("checkout", "-q", "main")
	l.set("app.py", program("2", "a", "b", "c"), "code alone")
	squash := l.set("app.py", program("2", "a2", "broken", "c2"), "all of it")
	if ok, reason := l.exempt("main~1..main"); !ok || !strings.HasPrefix(reason, "squash: 3 checked commits of side (") {
		t.Errorf("got %v, %q", ok, reason)
	}
	l.git("branch", "-q", "-D", "side")
	l.ok2("eval", "HEAD")
	if ok, reason := l.exempt("main~1..main"); !ok || reason != "squash: 3 judged iterations" {
		t.Errorf("got %v, %q", ok, reason)
	}
	var doc squashBisect
	l.json(0, &doc, "bisect", "--good", "main~1", "--prompt", "app.py#greet")
	if *doc.Culprit != squash || doc.Inside == nil || doc.Inside.Position != 2 || doc.Inside.Path != "app.py#greet" || !strings.HasPrefix(*doc.Restore, "git cat-file blob ") || strings.Contains(*doc.Restore, ">") {
		t.Errorf("got %+v, %+v", doc, doc.Inside)
	}
}
