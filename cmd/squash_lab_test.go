package cmd_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
)

// A prompt of six sections and two parameters, of which a version changes some.
const squashSections = 6

// squashLab is a repository whose prompt has a first version on main that was
// judged, and a branch with the steps of the variables given, each one commit.
type squashLab struct {
	*lab
	provider string
	parts    bool // its sections are included files
	values   [squashSections]string
}

func newSquashLab(t *testing.T, parts bool, provider string) *squashLab {
	t.Helper()
	s := &squashLab{lab: newLab(t), provider: provider, parts: parts}
	s.write("promptgit.yaml", "version: 1\nprovider: "+provider+"\n")
	var tests strings.Builder
	for i := range squashSections {
		fmt.Fprintf(&tests, "- {id: c%d, assert: [{type: not-contains, value: broken%d}]}\n", i, i)
	}
	s.write("suites/a.yaml", "tests:\n"+tests.String())
	for i := range s.values {
		s.values[i] = "Say it plainly."
	}
	s.writePrompt()
	s.commit("first")
	s.ok("eval", "HEAD")
	return s
}

func (s *squashLab) writePrompt() {
	s.t.Helper()
	var b strings.Builder
	for i, v := range s.values {
		text := v
		if s.parts {
			text = fmt.Sprintf("{%% include \"/parts/%d.md\" %%}", i)
			s.write(fmt.Sprintf("parts/%d.md", i), v+"\n")
		}
		fmt.Fprintf(&b, "# Part %d\n%s\n\n", i, text)
	}
	s.write("prompts/a.md", b.String())
}

// change makes one commit that gives sections new texts.
func (s *squashLab) change(message, text string, sections ...int) string {
	s.t.Helper()
	for _, i := range sections {
		s.values[i] = text
	}
	s.writePrompt()
	return s.commit(message)
}

// branch makes a branch with a commit for each section; that of the section broken
// breaks a case.
func (s *squashLab) branch(name string, broken int) (tip string) {
	s.t.Helper()
	s.git("checkout", "-q", "-b", name)
	for i := range squashSections {
		text := fmt.Sprintf("Say it in way %d.", i)
		if i == broken {
			text += fmt.Sprintf(" broken%d", i)
		}
		tip = s.change(fmt.Sprint("step ", i), text, i)
	}
	s.git("checkout", "-q", "main")
	return tip
}

// squash merges a branch into main as one commit.
func (s *squashLab) squash(branch, message string) string {
	s.t.Helper()
	s.git("merge", "-q", "--squash", branch)
	return s.commit(message)
}

// forget removes a branch and all that only it kept, as services do in time.
func (s *squashLab) forget(branch string) {
	s.t.Helper()
	s.git("branch", "-q", "-D", branch)
	s.git("reflog", "expire", "--expire=now", "--all")
	s.git("gc", "-q", "--prune=now")
}

// cloned is a fresh clone with the records, made by git alone.
func (s *squashLab) cloned(name string) *lab {
	s.t.Helper()
	hub := s.beside("hub.git")
	s.git("init", "-q", "--bare", "-b", "main", hub)
	s.git("push", "-q", hub, "main", "refs/notes/promptgit/results")
	clone := filepath.Join(filepath.Dir(s.dir), name)
	s.git("clone", "-q", "file://"+hub, clone)
	l := s.at(clone)
	l.git("fetch", "-q", "origin", "refs/notes/promptgit/*:refs/notes/promptgit/*")
	return l
}

type squashCheck struct {
	OK      bool
	Commits []struct {
		OK      bool
		Count   int
		Exempt  string
		Prompts []struct {
			Path, Exempt string
			Changes      []struct{ ID string }
		}
	}
}

// exempt is why the last commit of a range is, with the verdict.
func (l *lab) exempt(spec string) (ok bool, reason string) {
	l.t.Helper()
	var doc squashCheck
	a := l.run("check", spec, "--json")
	if a.code != 0 && a.code != 1 {
		l.t.Fatalf("check %s: exit %d\n%s%s", spec, a.code, a.out, a.stderr)
	}
	code := a.code
	l.json(code, &doc, "check", spec)
	last := doc.Commits[len(doc.Commits)-1]
	return last.OK, last.Exempt
}
