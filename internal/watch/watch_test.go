package watch_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/promptgit/promptgit/internal/watch"
)

// patience bounds how long a test waits for what must come.
const patience = 30 * time.Second

type watched struct {
	*watch.Watcher
	tb  testing.TB
	dir string
}

func start(t *testing.T) watched {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w, err := watch.New(func(dir string) bool { return filepath.Base(dir) == "skipped" })
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := w.Close(); err != nil {
			t.Error(err)
		}
		goleak.VerifyNone(t)
	})
	if err := w.Cover([]string{dir, filepath.Join(dir, "nosuch")}); err != nil {
		t.Fatal(err)
	}
	return watched{w, t, dir}
}

func (w watched) write(name, content string) {
	w.tb.Helper()
	path := filepath.Join(w.dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		w.tb.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
		w.tb.Fatal(err)
	}
}

// until takes batches until one of them has a path, and gives all paths so far.
func (w watched) until(name string) []string {
	w.tb.Helper()
	var all []string
	deadline := time.After(patience)
	for {
		select {
		case batch, ok := <-w.Batches():
			if !ok {
				w.tb.Fatal(w.Err())
			}
			for _, path := range batch {
				all = append(all, strings.TrimPrefix(path, w.dir+"/"))
			}
			if slices.Contains(all, name) {
				return all
			}
		case <-deadline:
			w.tb.Fatalf("%s did not come, only %v", name, all)
		}
	}
}

func TestManyChangesAreOneBatchAndEachPathStandsThereOnce(t *testing.T) {
	w := start(t)
	for range 3 {
		for i := range 50 {
			w.write(fmt.Sprintf("f%02d", i), "x")
		}
	}
	w.write("last", "x")
	all := w.until("last")
	if len(all) != 51 {
		t.Errorf("want 51 paths, got %d", len(all))
	}
}

func TestAFileWrittenByRenamingIsAChangeOfIt(t *testing.T) {
	w := start(t)
	w.write("a.md", "one")
	w.until("a.md")
	w.write("a.tmp", "two")
	if err := os.Rename(filepath.Join(w.dir, "a.tmp"), filepath.Join(w.dir, "a.md")); err != nil {
		t.Fatal(err)
	}
	w.until("a.md")
}

func TestFoldersMadeLaterAreWatchedButThoseToSkip(t *testing.T) {
	w := start(t)
	w.write("new/deep/a", "x")
	w.until("new")
	w.write("new/deep/b", "x")
	w.until("new/deep/b")
	w.write("skipped/a", "x")
	w.until("skipped")
	w.write("skipped/b", "x")
	w.write("end", "x")
	if all := w.until("end"); slices.Contains(all, "skipped/b") {
		t.Errorf("a folder to skip is watched: %v", all)
	}
	if err := os.RemoveAll(filepath.Join(w.dir, "new")); err != nil {
		t.Fatal(err)
	}
	w.until("new")
}

func TestALimitOfTheSystemIsNamed(t *testing.T) {
	for cause, want := range map[error]string{
		syscall.ENOSPC: "fs.inotify.max_user_watches=524288",
		syscall.EMFILE: "fs.inotify.max_user_instances=512",
	} {
		err := watch.Limit(fmt.Errorf("add: %w", cause), 3)
		var limit *watch.LimitError
		if !errors.As(err, &limit) || !strings.Contains(limit.Hint(), want) || !errors.Is(err, cause) {
			t.Errorf("%v: want %s, got %v", cause, want, err)
		}
	}
}
