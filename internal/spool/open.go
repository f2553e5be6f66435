package spool

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const (
	prefix = ".spool-"
	stale  = 24 * time.Hour // after which nobody writes to a file any more
)

// Open makes a spool in a folder, and removes what killed processes left there.
// A folder that takes no file is told once, and everything stays in memory.
func Open(dir string, now time.Time, warn func(error)) *Spool {
	s := &Spool{memory: map[int64][]byte{}}
	s.warn = func(err error) {
		warn(fmt.Errorf("what is finished stays in memory, since the disk does not take it: %w", err))
	}
	if err := s.create(dir, now); err != nil {
		s.giveUp(err)
	}
	return s
}

// create makes the file. Where the system lets a file be used without a name, it
// has none, so that it is gone with the process, however that ends.
func (s *Spool) create(dir string, now time.Time) error {
	if err := errors.Join(os.MkdirAll(dir, 0o700), sweep(dir, now)); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, prefix+"*")
	if err != nil {
		return err
	}
	s.file, s.name = f, f.Name()
	if os.Remove(s.name) == nil {
		s.name = ""
	}
	return nil
}

func sweep(dir string, now time.Time) error {
	list, err := os.ReadDir(dir)
	for _, f := range list {
		if !strings.HasPrefix(f.Name(), prefix) {
			continue
		}
		info, gone := f.Info()
		if gone == nil && now.Sub(info.ModTime()) > stale {
			err = errors.Join(err, os.Remove(filepath.Join(dir, f.Name())))
		}
	}
	return err
}
