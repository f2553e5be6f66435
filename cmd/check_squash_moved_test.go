package cmd_test

import (
	"strings"
	"testing"
)

func TestASquashOnTopOfAMainThatMovedOn(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		moved func(s *squashLab) // what main does meanwhile
		ok    bool
	}{
		{"in nothing", func(*squashLab) {}, true},
		{"in another prompt", func(s *squashLab) { s.set("prompts/b.md", "# B\nx\n", "another") }, true},
		{"in the same prompt", func(s *squashLab) { s.change("main: five", "of main", 5) }, true},
		{"in what its branch changed, too", func(s *squashLab) { s.change("main: zero", "of main", 0) }, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			s := newSquashLab(t, false, "echo")
			s.git("checkout", "-q", "-b", "side")
			for i := range 3 {
				s.change("step", "new text", i)
			}
			s.git("checkout", "-q", "main")
			for i := range 3 {
				s.values[i] = "Say it plainly."
			}
			row.moved(s)
			for i := range 3 { // whatever main made of it, as a merge with -X theirs
				s.values[i] = "new text"
			}
			s.writePrompt()
			s.commit("Squash it (#7)")
			ok, reason := s.exempt("main~1..main")
			if ok != row.ok || ok && !strings.HasPrefix(reason, "squash: 3 checked commits of side (") {
				t.Errorf("got %v, %q", ok, reason)
			}
		})
	}
}

// What comes from the line of a squash must be all that it does.
func TestASquashThatAddsOrLeavesOutSomethingIsNone(t *testing.T) {
	t.Parallel()
	s := newSquashLab(t, false, "echo")
	s.branch("side", 3)
	s.ok2("eval", "main..side")
	s.git("merge", "-q", "--squash", "side")
	for i := range s.values {
		s.values[i] = "Say it in way " + string(rune('0'+i)) + "."
	}
	s.values[3] = "Say it in another way."
	s.writePrompt()
	s.commit("with another text")
	if ok, _ := s.exempt("main~1..main"); ok {
		t.Error("a text that no commit made")
	}
	s.git("reset", "-q", "--hard", "main~1")
	s.git("merge", "-q", "--squash", "side")
	s.write("suites/a.yaml", "tests:\n- {id: c0, assert: [{type: contains, value: anything}]}\n")
	s.commit("with another suite")
	if ok, _ := s.exempt("main~1..main"); ok {
		t.Error("cases that no commit changed")
	}
	if a := s.want(1, "check", "main"); !strings.Contains(a.out, "no record tells in which step suites/a.yaml changed") {
		t.Errorf("got %s", a.out)
	}
}

func TestASquashOfASquash(t *testing.T) {
	t.Parallel()
	s := newSquashLab(t, false, "echo")
	s.branch("inner", 9)
	s.git("checkout", "-q", "-b", "outer")
	s.squash("inner", "inner, as one")
	s.change("and one more", "more", 0)
	s.git("checkout", "-q", "main")
	s.squash("outer", "outer, as one")
	if ok, reason := s.exempt("main~1..main"); !ok || !strings.HasPrefix(reason, "squash: 2 checked commits of outer (") {
		t.Errorf("got %v, %q", ok, reason)
	}
	s.git("branch", "-q", "-D", "inner")
	if ok, _ := s.exempt("main~1..main"); ok {
		t.Error("a commit of the branch is a squash of which nothing is known")
	}
}

func TestWithScopePromptEachIsProvedAlone(t *testing.T) {
	t.Parallel()
	s := newSquashLab(t, false, "echo")
	s.write("promptgit.yaml", "version: 1\nprovider: echo\npolicy: {scope: prompt}\n")
	s.write("suites/b.yaml", "tests:\n- {assert: [{type: contains, value: B}]}\n")
	s.set("prompts/b.md", "# B\none\n\n# C\none\n", "another")
	s.git("checkout", "-q", "-b", "side")
	s.change("a0", "new", 0)
	s.change("a1", "new", 1)
	s.ok("eval", "main..side")
	s.git("checkout", "-q", "main")
	s.git("merge", "-q", "--squash", "side")
	s.set("prompts/b.md", "# B\ntwo\n\n# C\none\n", "and one of b")
	s.git("branch", "-q", "-D", "side")
	var doc squashCheck
	s.json(0, &doc, "check", "main~1..main")
	if p := doc.Commits[0].Prompts; p[0].Exempt != "squash: 2 judged iterations" || p[1].Exempt != "" {
		t.Errorf("got %+v", doc)
	}
	s.set("prompts/b.md", "# B\ntwo more\n\n# C\ntwo\n", "two of b")
	s.git("reset", "-q", "--soft", "main~2")
	s.commit("both")
	s.json(1, &doc, "check", "main~1..main")
	if p := doc.Commits[0].Prompts; p[0].Exempt != "squash: 2 judged iterations" || p[1].Exempt != "" {
		t.Errorf("got %+v", doc)
	}
}

// A server takes a squash whose branch it has, comes with it, or has the records of.
func TestAServerTakesASquashThatIsProved(t *testing.T) {
	t.Parallel()
	s := newSquashLab(t, false, "echo")
	s.branch("side", 3)
	s.ok2("eval", "main..side")
	s.squash("side", "all of it")
	zero := strings.Repeat("0", 40)
	base, squash, tip := s.git("rev-parse", "main~1"), s.git("rev-parse", "main"), s.git("rev-parse", "side")
	for _, row := range []struct {
		name, has, comes string
		ok               bool
	}{
		{"alone", "", "", false},
		{"with its branch", "", zero + " " + tip + " refs/heads/side\n", true},
		{"after its branch", "refs/heads/side", "", true},
		{"after the records", "refs/notes/promptgit/results", "", true},
	} {
		hub := s.beside(strings.ReplaceAll(row.name, " ", "-") + ".git")
		s.git("init", "-q", "--bare", "-b", "main", hub)
		s.git("push", "-q", hub, "main~1:refs/heads/main", "main:refs/arriving/main")
		if row.has != "" {
			s.git("push", "-q", hub, row.has+":"+row.has)
		}
		if row.comes != "" {
			s.git("push", "-q", hub, "side:refs/arriving/side")
		}
		a := s.at(hub).piped(base+" "+squash+" refs/heads/main\n"+row.comes, "hook", "run", "pre-receive")
		if (a.code == 0) != row.ok {
			t.Errorf("%s: exit %d\n%s%s", row.name, a.code, a.out, a.stderr)
		}
	}
}
