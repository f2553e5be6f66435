package spool_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/promptgit/promptgit/internal/spool"
)

func entry(n int) []byte { return bytes.Repeat(fmt.Appendf(nil, "%d ", n), 1+n%5000) }

func open(t *testing.T, dir string) (s *spool.Spool, warnings *[]error) {
	t.Helper()
	warnings = new([]error)
	s = spool.Open(dir, time.Now(), func(err error) { *warnings = append(*warnings, err) })
	t.Cleanup(s.Close)
	return s, warnings
}

func TestWhatIsAddedAtOnceIsReadInAnyOrder(t *testing.T) {
	t.Parallel()
	s, warnings := open(t, filepath.Join(t.TempDir(), "outputs"))
	const entries, workers = 2000, 8
	places := make([]spool.Place, entries)
	var all sync.WaitGroup
	for w := range workers {
		all.Go(func() {
			for n := w; n < entries; n += workers {
				places[n] = s.Add(entry(n))
				if got, err := s.Read(places[n], nil); err != nil || !bytes.Equal(got, entry(n)) {
					t.Errorf("entry %d: %v", n, err)
				}
			}
		})
	}
	all.Wait()
	var window spool.Window
	for i := range entries {
		for _, n := range []int{i, (i * 7919) % entries} {
			if got, err := s.Read(places[n], &window); err != nil || !bytes.Equal(got, entry(n)) {
				t.Fatalf("entry %d: %v", n, err)
			}
		}
	}
	if len(*warnings) > 0 {
		t.Errorf("got %v", *warnings)
	}
	if !(spool.Place{}).None() || places[0].None() {
		t.Error("no entry is not told from one")
	}
}

func TestNobodyElseSeesTheFile(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "outputs")
	s, _ := open(t, dir)
	s.Add(entry(1))
	list, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range list { // none where a file can be used without a name
		if info, gone := f.Info(); gone == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: mode %v", f.Name(), info.Mode())
		}
	}
	s.Close()
	if list, err = os.ReadDir(dir); err != nil || len(list) > 0 {
		t.Errorf("left: %v, %v", list, err)
	}
	if info, err := os.Stat(dir); err != nil || info.Mode().Perm() != 0o700 {
		t.Errorf("the folder: %v, %v", info.Mode(), err)
	}
}

func TestWhatAKilledProcessLeftIsSwept(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	old, young, other := filepath.Join(dir, ".spool-1"), filepath.Join(dir, ".spool-2"), filepath.Join(dir, "01ABC.json")
	for _, path := range []string{old, young, other} {
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{old, other} {
		if err := os.Chtimes(path, time.Time{}, time.Now().Add(-48*time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	open(t, dir)
	for path, want := range map[string]bool{old: false, young: true, other: true} {
		if _, err := os.Stat(path); (err == nil) != want {
			t.Errorf("%s: want it there %v: %v", path, want, err)
		}
	}
}

func TestWithoutAFolderEverythingStaysInMemory(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s, warnings := open(t, filepath.Join(file, "below"))
	var window spool.Window
	for n := range 100 {
		if got, err := s.Read(s.Add(entry(n)), &window); err != nil || !bytes.Equal(got, entry(n)) {
			t.Fatalf("entry %d: %v", n, err)
		}
	}
	if len(*warnings) != 1 {
		t.Errorf("want one warning, got %v", *warnings)
	}
}
