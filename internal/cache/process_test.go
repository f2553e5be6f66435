package cache_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/cache"
)

// The test binary, started again with this variable, writes into a cache.
const childDir = "PROMPTGIT_TEST_CACHE_DIR"

const shared = 200 // keys that all processes write

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if os.Args[1] == "claim" {
			os.Exit(claimer(dir))
		}
		os.Exit(writer(dir, os.Args[1]))
	}
	os.Exit(m.Run())
}

// writer puts answers until it is done ("once") or killed ("forever"), and
// reads each back.
func writer(dir, mode string) int {
	c := cache.New(dir)
	for round := 0; round == 0 || mode == "forever"; round++ {
		for n := range shared {
			if err := c.Put(key(n), answer(n)); err != nil {
				fmt.Fprintln(os.Stderr, err)
				return 1
			}
			if a, ok, err := c.Get(key(n)); !ok || err != nil || a.Output != answer(n).Output {
				fmt.Fprintln(os.Stderr, n, ok, err)
				return 1
			}
			if mode == "forever" && n == 0 && round == 1 {
				fmt.Println("writing")
			}
		}
	}
	return 0
}

func answer(n int) eval.Answer {
	return eval.Answer{Output: strings.Repeat(strconv.Itoa(n)+" ", 2000)}
}

func child(t *testing.T, dir, mode string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), self, mode)
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	return cmd
}

// allWhole checks that every key that is there reads back as it was written.
func allWhole(t *testing.T, dir string) (found int) {
	t.Helper()
	c := cache.New(dir)
	for n := range shared {
		a, ok, err := c.Get(key(n))
		if err != nil {
			t.Errorf("key %d: %v", n, err)
		}
		if ok {
			found++
			if a.Output != answer(n).Output {
				t.Errorf("key %d holds another answer", n)
			}
		}
	}
	return found
}

func TestFourProcessesShareACache(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var running []*exec.Cmd
	for range 4 {
		cmd := child(t, dir, "once")
		cmd.Stderr = os.Stderr
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		running = append(running, cmd)
	}
	for _, cmd := range running {
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	}
	if found := allWhole(t, dir); found != shared {
		t.Errorf("want %d entries, got %d", shared, found)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) != 0 {
		t.Errorf("temporary files stay: %v, %v", left, err)
	}
}

func TestAKilledWriterLeavesNoBrokenEntry(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for range 10 {
		cmd := child(t, dir, "forever")
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		if _, err := out.Read(make([]byte, 1)); err != nil { // it is in the middle of its work
			t.Fatal(err)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		var exit *exec.ExitError
		if err := cmd.Wait(); !errors.As(err, &exit) || exit.Exited() {
			t.Fatalf("want it killed, got %v", err)
		}
		if found := allWhole(t, dir); found != shared {
			t.Errorf("want %d entries, got %d", shared, found)
		}
	}
	if err := cache.New(dir).Sweep(farFuture()); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(filepath.Join(dir, "tmp")); err != nil || len(left) != 0 {
		t.Errorf("temporary files stay: %v, %v", left, err)
	}
}

func farFuture() time.Time { return time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC) }
