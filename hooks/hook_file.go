package hooks

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

const byFile = "hook file"

// installFile writes our shim, keeping a foreign hook beside it.
func (i *Installer) installFile(e Event) (Result, error) {
	path, want := filepath.Join(i.HooksDir, e.Name), shim(e, i.Program)
	r := Result{Event: e.Name, State: Active, By: byFile, Path: path, Program: i.Program}
	content, kept, err := readBoth(path)
	if err != nil {
		return Result{}, err
	}
	ours, untouched := isOurs(content)
	switch {
	case ours && !untouched:
		return Result{}, edited(path)
	case ours && bytes.Equal(content, want):
		r.Kept = kept
		return r, nil
	case !ours && content != nil && kept:
		return Result{}, &ConflictError{
			Path: path, Reason: "a foreign hook is here, and another one is already kept as " + filepath.Base(path) + keptSuffix,
			Advice: "merge the two into one file called " + path + ", delete the other, and run promptgit hook install again",
		}
	}
	foreign := !ours && content != nil
	r.Kept, r.Changed = kept || foreign, true
	return r, writeHook(path, want, foreign)
}

// removeFile takes our shim away and puts a kept hook back as it was.
func (i *Installer) removeFile(e Event) (Result, error) {
	path := filepath.Join(i.HooksDir, e.Name)
	r := Result{Event: e.Name, State: Missing, By: byFile, Path: path}
	content, kept, err := readBoth(path)
	if err != nil {
		return Result{}, err
	}
	ours, untouched := isOurs(content)
	switch {
	case ours && !untouched:
		return Result{}, edited(path)
	case ours && !kept:
		r.Changed = true
		return r, os.Remove(path)
	case kept && (ours || content == nil):
		r.Changed = true
		return r, os.Rename(path+keptSuffix, path)
	}
	return r, nil
}

func (i *Installer) statusFile(e Event) (Result, error) {
	path := filepath.Join(i.HooksDir, e.Name)
	content, kept, err := readBoth(path)
	if err != nil {
		return Result{}, err
	}
	r := Result{Event: e.Name, State: Missing, By: byFile, Path: path}
	ours, untouched := isOurs(content)
	if !ours {
		return r, nil
	}
	r.State, r.Program, r.Kept = Active, programOf(string(content)), kept
	switch {
	case !untouched:
		r.State = Edited
	case !runnable(r.Program):
		r.State = Broken
	}
	return r, nil
}

func edited(path string) error {
	return &ConflictError{
		Path: path, Reason: "promptgit wrote this hook, and it was edited since",
		Advice: "move your lines to a file of their own, delete " + path + ", and run the command again",
	}
}

// readBoth gives the content of a hook file, and whether a foreign hook is kept
// beside it.
func readBoth(path string) (content []byte, kept bool, err error) {
	if content, err = readHook(path); err != nil {
		return nil, false, err
	}
	kept, err = exists(path + keptSuffix)
	return content, kept, err
}

// readHook gives the content of a hook file, nil for a missing one. A symbolic
// link that leads nowhere is there, and foreign.
func readHook(path string) ([]byte, error) {
	content, err := readIfThere(path)
	if content != nil || err != nil {
		return content, err
	}
	if there, err := exists(path); err != nil || !there {
		return nil, err
	}
	return []byte{}, nil
}

func exists(path string) (bool, error) {
	_, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) {
		return false, nil
	}
	return err == nil, err
}

// writeHook puts an executable file in place at once, so that Git never runs
// half of it. A foreign hook makes room only when the new one is on the disk.
func writeHook(path string, content []byte, foreign bool) error {
	dir := filepath.Dir(path)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	// A process that is forked while the file is open for writing holds it open
	// too, and then Git cannot run it: "text file busy".
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	f, err := os.CreateTemp(dir, ".promptgit-hook-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name()) //nolint:errcheck // it is gone after the rename
	_, err = f.Write(content)
	if err = errors.Join(err, f.Chmod(0o755), f.Close()); err != nil {
		return err
	}
	if !foreign {
		return os.Rename(f.Name(), path)
	}
	if err = os.Rename(path, path+keptSuffix); err != nil {
		return fmt.Errorf("keep the foreign hook: %w", err)
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return errors.Join(err, os.Rename(path+keptSuffix, path))
	}
	return nil
}
