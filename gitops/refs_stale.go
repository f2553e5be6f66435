package gitops

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
)

// lockWatch finds the lock of one of promptgit's own refs that a git left behind
// which was killed. Git never removes such a lock, and every later update would
// fail. Those who write these refs hold their lock for milliseconds: one that stays
// the same for half the time that an update tries belongs to nobody.
type lockWatch struct {
	path string
	seen fs.FileInfo
	old  *atomic.Bool // seen stayed long enough
	stop func() bool
}

func (n *Notes) watchLock() *lockWatch {
	return &lockWatch{path: filepath.Join(n.repo.CommonDir, filepath.FromSlash(n.ref)+".lock")}
}

// blocked looks at the lock after an update that it kept from the ref, and
// removes it when it is nobody's.
func (w *lockWatch) blocked(err error, limit time.Duration) {
	var conflict *RefConflictError
	if !errors.As(err, &conflict) || conflict.Conflict != ConflictLocked {
		return
	}
	now, statErr := os.Lstat(w.path)
	if statErr != nil {
		return // it is gone, or this repository keeps its refs elsewhere
	}
	if !w.same(now) {
		w.end()
		old := &atomic.Bool{}
		w.seen, w.old, w.stop = now, old, time.AfterFunc(limit, func() { old.Store(true) }).Stop
		return
	}
	if w.old.Load() {
		w.remove()
	}
}

func (w *lockWatch) same(now fs.FileInfo) bool {
	return w.seen != nil && os.SameFile(w.seen, now) && w.seen.ModTime().Equal(now.ModTime()) && w.seen.Size() == now.Size()
}

// remove moves the lock away first, so that one which another process made
// meanwhile can be put back.
func (w *lockWatch) remove() {
	aside, err := os.MkdirTemp(filepath.Dir(w.path), ".stale-")
	if err != nil {
		return
	}
	defer os.RemoveAll(aside) //nolint:errcheck // an empty folder is no ref
	moved := filepath.Join(aside, "lock")
	if os.Rename(w.path, moved) != nil {
		return // another process removed it
	}
	if now, err := os.Lstat(moved); err == nil && !w.same(now) {
		_ = os.Link(moved, w.path) // fails where there is a third one already
	}
}

func (w *lockWatch) end() {
	if w.stop != nil {
		w.stop()
	}
}
