//go:build linux

package spool_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"syscall"
	"testing"
	"time"

	"github.com/promptgit/promptgit/internal/spool"
)

// childDir starts the test binary again, with a limit of what a file may hold.
const childDir = "PROMPTGIT_TEST_SPOOL_DIR"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		if err := fill(dir); err != nil {
			_, _ = os.Stderr.WriteString(err.Error())
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// fill adds twelve times what a file may hold, and reads everything.
func fill(dir string) error {
	const limit = 1<<20 + 12345 // inside of an entry
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		return err
	}
	warnings := 0
	s := spool.Open(dir, time.Now(), func(error) { warnings++ })
	defer s.Close()
	var places []spool.Place
	for n, size := 0, 0; size < 12*limit; n++ {
		places = append(places, s.Add(entry(n)))
		size += len(entry(n))
	}
	var window spool.Window
	for n, at := range places {
		for _, w := range []*spool.Window{nil, &window} {
			if got, err := s.Read(at, w); err != nil || !bytes.Equal(got, entry(n)) {
				return errors.Join(errors.New("an entry is lost"), err)
			}
		}
	}
	if warnings != 1 {
		return errors.New("not told once")
	}
	return nil
}

func TestAFullDiskIsToldOnceAndLosesNothing(t *testing.T) {
	t.Parallel()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	c := exec.CommandContext(t.Context(), self)
	c.Env = append(os.Environ(), childDir+"="+t.TempDir())
	if out, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}
