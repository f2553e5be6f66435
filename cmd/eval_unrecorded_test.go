package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestWhatCouldNotBeRecordedIsPrintedAndWaits(t *testing.T) {
	t.Parallel()
	l := judged(t, "provider: echo\n")
	inTheWay := filepath.Join(l.dir, ".git", "refs", "notes")
	if err := os.WriteFile(inTheWay, []byte("no folder\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	a := l.want(4, "eval", "HEAD")
	if !strings.Contains(a.out, "\t2/2\t") || !strings.Contains(a.stderr, "pending") {
		t.Errorf("got %q and %q", a.out, a.stderr)
	}
	if err := os.Remove(inTheWay); err != nil {
		t.Fatal(err)
	}
	if r := l.eval(0, "HEAD").Runs[0]; !r.Reused {
		t.Error("the record that waited is made a second time")
	}
	if n := l.records(); n != 1 {
		t.Errorf("want the record that waited, got %d", n)
	}
	l.want(0, "notes", "fsck")
}
