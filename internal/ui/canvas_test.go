package ui_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/ui"
)

func TestACanvasIsDrawnOverItself(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	c := ui.NewCanvas(&out)
	remove := func(width int) { c.Above(width, func() {}) }
	remove(80)
	if out.Len() != 0 {
		t.Errorf("nothing is drawn yet, got %q", out.String())
	}
	next := func() string { text := out.String(); out.Reset(); return text }
	for _, step := range []struct {
		lines []string
		width int
		want  string
	}{
		{[]string{"one", "two"}, 80, "\rone\x1b[K\r\ntwo\x1b[K\r\n\x1b[J"},
		{[]string{"1"}, 80, "\r\x1b[2A1\x1b[K\r\n\x1b[J"},
		{[]string{strings.Repeat("x", 70)}, 80, "\r\x1b[1A" + strings.Repeat("x", 70) + "\x1b[K\r\n\x1b[J"},
		{[]string{"narrow"}, 30, "\r\x1b[3Anarrow\x1b[K\r\n\x1b[J"}, // the line of 70 became three
	} {
		c.Draw(step.lines, step.width)
		if got := next(); got != step.want {
			t.Errorf("%v: want %q, got %q", step.lines, step.want, got)
		}
	}
	remove(30)
	if got := next(); got != "\r\x1b[1A\x1b[J" {
		t.Errorf("got %q", got)
	}
	c.Draw([]string{strings.Repeat("x", 70)}, 80)
	next()
	c.Above(30, func() { out.WriteString("said\n") })
	if got := next(); got != "\r\x1b[3A\x1b[Jsaid\n" {
		t.Errorf("a terminal that became narrower has to be cleared, too, got %q", got)
	}
	remove(30)
	if got := next(); got != "" {
		t.Errorf("what is gone is not removed again, got %q", got)
	}
}
