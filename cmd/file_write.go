package cmd

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// leftover is the age from which a file that was being written was left behind by
// a crash.
const leftover = time.Hour

// writeFile writes a file that only its owner can read: whole, or not at all.
// What crashed processes left beside it is removed.
func writeFile(path string, now time.Time, write func(io.Writer) error) error {
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return errors.New("it is there, and no regular file")
	}
	if target, err := filepath.EvalSymlinks(path); err == nil { // a link stays what it is
		path = target
	}
	dir, prefix := filepath.Dir(path), "."+filepath.Base(path)+".part-"
	sweepParts(dir, prefix, now)
	part, err := os.CreateTemp(dir, prefix+"*")
	if err != nil {
		return err
	}
	defer os.Remove(part.Name()) //nolint:errcheck // fails after the rename, as it should
	err = write(part)
	if err == nil {
		err = part.Sync() // it leaves the machine: an empty file under this name would be taken for damaged
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return err
	}
	return os.Rename(part.Name(), path)
}

// sweepParts removes what it can: it is nothing that this run needs.
func sweepParts(dir, prefix string, now time.Time) {
	list, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	for _, e := range list {
		if !strings.HasPrefix(e.Name(), prefix) {
			continue
		}
		if info, err := e.Info(); err == nil && now.Sub(info.ModTime()) > leftover {
			_ = os.Remove(filepath.Join(dir, e.Name()))
		}
	}
}

// regular says why a path is no file to read.
func regular(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return errors.New("there is no such file")
	case err != nil:
		return err
	case info.IsDir():
		return errors.New("it is a folder")
	}
	return nil
}
