package cache

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// temporary is the folder of entries that are being written. Whatever stays in
// it for longer than an hour was left behind by a crash.
const (
	temporary = "tmp"
	leftover  = time.Hour
)

// write puts an entry in its place by renaming a whole file. It is not synced
// to the disk: after a power cut a lost or empty entry costs one call.
func (c *Cache) write(path string, raw []byte) error {
	temp, err := c.temp()
	if err != nil {
		return err
	}
	_, err = temp.Write(raw)
	if err = errors.Join(err, temp.Close()); err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	err = os.Rename(temp.Name(), path)
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(path), 0o700); err == nil {
			err = os.Rename(temp.Name(), path)
		}
	}
	if err != nil {
		return errors.Join(err, os.Remove(temp.Name()))
	}
	return nil
}

// temp makes a file that only this user can read.
func (c *Cache) temp() (*os.File, error) {
	dir := filepath.Join(c.dir, temporary)
	f, err := os.CreateTemp(dir, "put-*")
	if errors.Is(err, fs.ErrNotExist) {
		if err = os.MkdirAll(dir, 0o700); err == nil {
			f, err = os.CreateTemp(dir, "put-*")
		}
	}
	return f, err
}

// Sweep removes what crashed processes left behind, seen from now. It is cheap
// and meant for the start of a run.
func (c *Cache) Sweep(now time.Time) error {
	dir := filepath.Join(c.dir, temporary)
	list, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var errs []error
	for _, f := range list {
		info, gone := f.Info()
		if gone != nil || now.Sub(info.ModTime()) < leftover {
			continue // or another process still writes it
		}
		if failed := os.Remove(filepath.Join(dir, f.Name())); !errors.Is(failed, fs.ErrNotExist) {
			errs = append(errs, failed)
		}
	}
	return errors.Join(append(errs, err)...)
}
