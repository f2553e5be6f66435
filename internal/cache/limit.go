package cache

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"
)

// Limits bound what is kept; 0 is no bound.
type Limits struct {
	MaxSize int64         // bytes of all entries together
	MaxAge  time.Duration // since an entry was last used, to within a day
}

// The time of an entry's file says when it was last used. It is renewed once in
// this time, so that reading thousands of entries writes nothing.
const renewal = 24 * time.Hour

// limits are kept without looking at the entries each time: once a day by whoever
// starts first, and after each sixteenth of the largest size that a process
// writes.
type limits struct {
	Limits
	now     func() time.Time // nil: nothing is bounded
	written atomic.Int64     // bytes since the last look
}

// Limit bounds what is kept from now on. It comes before the first use.
func (c *Cache) Limit(l Limits, now func() time.Time) { c.Limits, c.now = l, now }

// marker is the file whose time says when the entries were last looked through.
const marker = "pruned"

// Tend keeps the limits where nobody has for a day. It is cheap otherwise, and
// meant for the start of a run.
func (c *Cache) Tend() error {
	if c.now == nil {
		return nil
	}
	now := c.now()
	path := filepath.Join(c.dir, marker)
	info, err := os.Stat(path)
	if err == nil && now.Sub(info.ModTime()) < renewal {
		return nil
	}
	first := errors.Is(err, fs.ErrNotExist)
	err = os.WriteFile(path, nil, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was ever kept
	}
	if err == nil {
		err = os.Chtimes(path, now, now)
	}
	if err != nil || first {
		return err
	}
	_, err = c.Prune(c.Limits, now, false)
	return err
}

// grown notes what was written, and keeps the size where that is much.
func (c *Cache) grown(n int) error {
	if c.now == nil || c.MaxSize == 0 {
		return nil
	}
	total, step := c.written.Add(int64(n)), max(c.MaxSize/16, 1)
	if total < step || !c.written.CompareAndSwap(total, 0) {
		return nil
	}
	_, err := c.Prune(Limits{MaxSize: c.MaxSize}, c.now(), false)
	return err
}

// touch renews the time of an entry that is used. It is set to half a day ago,
// lest an old answer be taken for one that was just put: see Written.
func (c *Cache) touch(path string, used time.Time) {
	if c.now == nil {
		return
	}
	if now := c.now(); now.Sub(used) > renewal {
		now = now.Add(-renewal / 2)
		_ = os.Chtimes(path, now, now) // it may be gone by now, and is only used sooner again
	}
}

// read gives the content of a file and its time.
func read(path string) (raw []byte, used time.Time, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, used, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	info, err := f.Stat()
	if err != nil {
		return nil, used, err
	}
	raw = make([]byte, info.Size())
	n, err := io.ReadFull(f, raw)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil // decoding says what is missing
	}
	return raw[:n], info.ModTime(), err
}
