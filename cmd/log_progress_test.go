package cmd

import (
	"bytes"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/ui"
)

func TestALogThatTakesLongSaysSoUntilItsRowsCome(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name                   string
		terminal, quiet, waits bool
		want                   string // what stands there before the end
	}{
		{"on a terminal", true, false, true, "\rreading 10000 iterations ..."},
		{"where it is quick", true, false, false, ""},
		{"asked for quiet", true, true, true, ""},
		{"in a pipe", false, false, true, ""},
	} {
		var out bytes.Buffer
		app := &App{Streams: ui.Streams{Err: &out, ErrTTY: c.terminal}, quiet: c.quiet}
		p := app.logProgress()
		p.reading(10_000)
		if c.waits {
			p.over()
		}
		got := out.String()
		p.done()
		p.over() // the timer was late
		p.reading(3)
		blank := ""
		if c.want != "" {
			blank = "\r" + strings.Repeat(" ", len(c.want)-1) + "\r"
		}
		if got != c.want || out.String() != c.want+blank {
			t.Errorf("%s: want %q, got %q, in the end %q", c.name, c.want, got, out.String())
		}
	}
}
