package cmd_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"syscall"
	"testing"
)

// TestAnEvalOnAFullDiskCostsOnlyWhatIsMissing lets a small file system run full at
// any moment of an eval, makes room, and runs it again.
func TestAnEvalOnAFullDiskCostsOnlyWhatIsMissing(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	if err := syscall.Mount("tmpfs", l.dir, "tmpfs", 0, "size=64m"); err != nil {
		t.Skipf("no file system can be mounted here: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(l.dir, syscall.MNT_DETACH); err != nil {
			t.Error(err)
		}
	})
	l.git("init", "-q", "-b", "main")
	disturbed(t, killLab(t, l), disturbance{"full disk", diskFull}, max(1, killRounds(t)/(1+len(disturbances()))))
}

// diskFull leaves few blocks free, runs, and makes room again.
func diskFull(t *testing.T, l *lab, random *rand.Rand, _ string, args []string) bool {
	t.Helper()
	filler := filepath.Join(l.dir, ".git", "filler")
	var disk syscall.Statfs_t
	if err := syscall.Statfs(l.dir, &disk); err != nil {
		t.Fatal(err)
	}
	blocks := int64(disk.Bfree) - random.Int64N(80) //nolint:gosec // it is small
	if err := os.WriteFile(filler, make([]byte, blocks*disk.Bsize), 0o600); err != nil {
		t.Fatal(err)
	}
	p := l.start(args...)
	code, _ := p.wait()
	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	if code != 1 && code != 4 && code != 5 {
		t.Errorf("exit %d\n%s", code, p.stderr.String())
	}
	return code != 1 || p.stderr.Len() > 0
}
