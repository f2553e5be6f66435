//go:build unix

package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// TestADocumentThatDoesNotFitLeavesTheOneBefore has the system stop the file of
// --output in its middle, as a full disk does.
func TestADocumentThatDoesNotFitLeavesTheOneBefore(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests:\n"+strings.Repeat("- {vars: {x: '"+strings.Repeat("long ", 400)+"'}}\n", 30))
	l.set("prompts/a.md", "Say {{x}}\n", "one")
	program, err := exec.LookPath("promptgit")
	if err != nil {
		t.Fatal(err)
	}
	l.write("out.json", "before")
	if err = os.Symlink(filepath.Join(l.dir, "out.json"), l.beside("link.json")); err != nil {
		t.Fatal(err)
	}
	small := func(blocks string, args ...string) (string, error) {
		c := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `ulimit -f "$0"; exec "$@"`, blocks, program}, args...)...)
		c.Dir, c.Env = l.dir, l.env
		said, failed := c.CombinedOutput()
		return string(said), failed
	}
	out, err := small("100", "eval", "--provider", "echo", "--output", l.beside("link.json"))
	if err == nil || !strings.Contains(out, "file too large") || l.read("out.json") != "before" {
		t.Errorf("got %v, %.300s; the file has %.60q", err, out, l.read("out.json"))
	}
	left, err := filepath.Glob(filepath.Join(l.dir, ".out.json*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%q is left, %v", left, err)
	}
	l.ok("eval", "--provider", "echo", "--output", l.beside("link.json"))
	info, err := os.Lstat(l.beside("link.json"))
	if err != nil || info.Mode()&os.ModeSymlink == 0 || !strings.HasPrefix(l.read("out.json"), "{") {
		t.Errorf("the link became %v, %v", info.Mode(), err)
	}
	if info, err := os.Stat(l.beside("link.json")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
	pipe := l.beside("pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	read := make(chan string, 1)
	go func() {
		raw, _ := os.ReadFile(pipe)
		read <- string(raw)
	}()
	l.ok("eval", "--provider", "echo", "--output", pipe)
	if got := <-read; !strings.HasPrefix(got, "{") || !strings.HasSuffix(got, "}\n") {
		t.Errorf("the pipe got %.60q", got)
	}
}
