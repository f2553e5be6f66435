//go:build unix

package cmd_test

import (
	"strings"
	"testing"
)

func TestOnATerminalAReviewIsAskedFor(t *testing.T) {
	t.Parallel()
	l := reviewLab(t)
	bob := l.as("Bob")
	s := bob.screen(100, 30, []string{"PAGER=cat"}, "review", "prompts/a.md")
	s.until("(a)pprove, (c)omment, (r)equest changes")
	s.keys("a", "Enter")
	s.until("what you say of it, Enter for none:")
	s.keys("fine", "Enter")
	if text := s.done(0); !strings.Contains(text, "approved prompts/a.md") {
		t.Error(text)
	}
	if note := l.git("notes", "--ref", "promptgit/reviews", "show", "HEAD:prompts/a.md"); !strings.Contains(note, `"text":"fine"`) {
		t.Error(note)
	}
	s = bob.screen(100, 30, []string{"PAGER=cat"}, "review", "prompts/a.md")
	s.until("(a)pprove, (c)omment, (r)equest changes")
	s.keys("Enter")
	s.done(0)
	if note := l.git("notes", "--ref", "promptgit/reviews", "show", "HEAD:prompts/a.md"); strings.Contains(note, "\n") {
		t.Errorf("nothing was said: %s", note)
	}
}
