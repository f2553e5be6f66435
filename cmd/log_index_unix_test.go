//go:build unix

package cmd_test

import (
	"os/exec"
	"path/filepath"
	"testing"
)

func TestOnADiskThatTakesNoMoreTheLogIsWholeAndKeepsNothing(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.run("eval", "--all")
	want := l.unindexed("log", "--json")
	for range 2 {
		c := exec.CommandContext(t.Context(), "sh", "-c", "ulimit -f 1 && exec promptgit log --json")
		c.Dir, c.Env = l.dir, l.env
		out, err := c.Output()
		if err != nil {
			t.Fatal(err)
		}
		if string(out) != want.out {
			t.Errorf("got %s", out)
		}
		if files, _ := filepath.Glob(filepath.Join(l.indexDir(), "*")); len(files) > 0 {
			t.Errorf("it keeps %v", files)
		}
	}
	l.sameLog("the disk has room again", "log", "--json")
}
