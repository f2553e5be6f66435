package cmd_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// A branch that was rebased leaves each commit twice, and each copy makes of the files
// what the other does. That refuses all of them without a look at every line that
// leads from one to another.
func TestManyRefusedCommitsCostFewProcesses(t *testing.T) {
	t.Parallel()
	const pairs = 6
	s := newSquashLab(t, false, "echo")
	base, first := s.git("rev-parse", "main"), s.values
	s.set("code.txt", "another parent\n", "of main")
	for _, branch := range []string{"main", "copy"} {
		if branch == "copy" {
			s.git("checkout", "-q", "-b", "copy", base)
			s.values = first
		}
		for i := range pairs {
			s.change(fmt.Sprint("two at once ", i), fmt.Sprint("way ", i), 2*(i%3), 2*(i%3)+1)
		}
	}
	trace := s.beside("trace")
	env := s.at(s.dir, "GIT_TRACE="+trace)
	var doc squashCheck
	env.json(1, &doc, "check", base+"..main")
	if len(doc.Commits) != pairs {
		t.Fatalf("%d commits", len(doc.Commits))
	}
	for i, c := range doc.Commits {
		if c.OK || c.Count != 2 || c.Exempt != "" {
			t.Errorf("commit %d: got %+v", i, c)
		}
	}
	log, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	n := strings.Count(string(log), "trace: built-in: git ")
	t.Logf("%d processes", n)
	if most := 16 + 4*pairs; n > most {
		t.Errorf("%d processes of git for %d refused commits, want at most %d", n, pairs, most)
	}
}
