//go:build unix

package cmd_test

import "testing"

func TestTheLogOnATerminal(t *testing.T) {
	t.Parallel()
	l := letters(t)
	got := l.screen(80, 24, nil, "log").done(0)
	if widest(got) > 80 {
		t.Errorf("a line is too long:\n%s", got)
	}
	snapshot(t, "log-80", got)
}
