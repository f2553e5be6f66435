// Package watch tells of changes in folders, in batches: an editor that writes a
// file by renaming it, or a checkout of a thousand files, is one change.
package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	quiet   = 100 * time.Millisecond // a batch ends when nothing happened for so long,
	longest = time.Second            // or after so long, where something always happens
)

// Watcher watches folders, and those that are made in them later.
type Watcher struct {
	fs      *fsnotify.Watcher
	skip    func(dir string) bool
	batches chan []string
	done    chan struct{}
	ended   chan struct{}
	failed  error // why no more batches come; read it after Batches is closed
}

// New starts a watcher that watches nothing yet. New folders for which skip is true
// are left alone; it is asked from another goroutine.
func New(skip func(dir string) bool) (*Watcher, error) {
	inner, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, limit(err, 0)
	}
	w := &Watcher{fs: inner, skip: skip, batches: make(chan []string), done: make(chan struct{}), ended: make(chan struct{})}
	go w.collect()
	return w, nil
}

// Close ends the watcher.
func (w *Watcher) Close() error {
	close(w.done)
	err := w.fs.Close()
	<-w.ended
	return err
}

// Batches gives the paths that changed, absolute and each once. An empty batch says
// that changes were lost, so that anything may have changed. It is closed when
// nothing can be watched any more; Err says why.
func (w *Watcher) Batches() <-chan []string { return w.batches }

// Err is why Batches was closed.
func (w *Watcher) Err() error { return w.failed }

// Cover adds folders. One that is gone by now is passed over.
func (w *Watcher) Cover(dirs []string) error {
	for i, dir := range dirs {
		if err := w.fs.Add(dir); err != nil && !gone(err) {
			return limit(err, i)
		}
	}
	return nil
}

func gone(err error) bool { return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) }

// LimitError says that the system watches no more folders for this user.
type LimitError struct {
	Setting string // that bounds it, on Linux
	Err     error
}

// Error says what failed.
func (e *LimitError) Error() string {
	return "the system watches no more files for you: " + e.Err.Error()
}

// Unwrap gives the cause.
func (e *LimitError) Unwrap() error { return e.Err }

// Hint says what to type.
func (e *LimitError) Hint() string {
	return "end another program that watches files, or raise the limit: sudo sysctl " + e.Setting
}

// limit types an error of the system after n folders were added.
func limit(err error, n int) error {
	switch {
	case errors.Is(err, syscall.ENOSPC):
		return &LimitError{fmt.Sprintf("fs.inotify.max_user_watches=%d", max(2*n, 524288)), err}
	case errors.Is(err, syscall.EMFILE), errors.Is(err, syscall.ENFILE):
		return &LimitError{"fs.inotify.max_user_instances=512", err}
	}
	return fmt.Errorf("watch for changes: %w", err)
}

// below are a new folder and the folders in it, without those to skip.
func (w *Watcher) below(dir string) []string {
	var dirs []string
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return nil //nolint:nilerr // it is gone again, which is an event of its own
		case !d.IsDir():
			return nil
		case w.skip(path):
			return fs.SkipDir
		}
		dirs = append(dirs, path)
		return nil
	})
	return dirs
}

func isFolder(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.IsDir()
}
