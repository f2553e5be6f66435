//go:build unix

package cmd_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestAnInterruptedBisectKeepsWhatItKnows(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(16, 12)...)
	gate := filepath.Join(t.TempDir(), "gate")
	if err := syscall.Mkfifo(gate, 0o600); err != nil {
		t.Fatal(err)
	}
	// The ends are answered at once; every version between waits for the gate.
	m := l.newModel(`case "$in" in *"version 0"*|*"version 15"*) ;; *) [ -p '` + gate + `' ] && read x < '` + gate + `' ;; esac` + "\n" + honest)
	p := l.start("bisect", "--good", revs[0], "--provider", m.spec)
	eventually(t, "the ends are judged and a version between is asked", func() bool { return lines(t, m.log) == 5 })
	p.signal(syscall.SIGINT)
	if code, by := p.wait(); code != 130 {
		t.Errorf("want exit 130, got %d (%v)\n%s%s", code, by, p.out.String(), p.stderr.String())
	}
	if !strings.Contains(p.out.String(), "undecided: 15 of 15 versions may be the one") {
		t.Errorf("what is known is told, got %s", p.out.String())
	}
	if doc := l.log("-n", "1"); doc.Entries[0].Score == nil {
		t.Error("the newest version was judged whole, but has no record")
	}
	if err := syscall.Unlink(gate); err != nil {
		t.Fatal(err)
	}
	m.calls()
	if doc := l.bisect(0, "--good", revs[0], "--provider", m.spec); *doc.Culprit != revs[12] || m.calls() > 6 {
		t.Errorf("the ends are not asked again, got %+v", doc)
	}
}
