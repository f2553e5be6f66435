package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// write puts the new text in the place of the old, and takes it back if the
// suite does not read then as it did in memory.
func (a *addition) write(ctx context.Context) error {
	for _, name := range slices.Sorted(maps.Keys(a.beside)) {
		if err := a.writeBeside(ctx, name); err != nil {
			return err
		}
	}
	if now, err := a.w.now.Read(ctx, a.file); (err == nil) == a.isNew || !bytes.Equal(now, a.before) {
		return &exitError{Code: exitGit, Err: fmt.Errorf("%s was changed meanwhile", a.file), Hint: "run the command again"}
	}
	if err := a.w.replace(a.file, a.after, a.isNew); err != nil {
		return err
	}
	again, err := readSuite(ctx, a.w.now, a.suite, suiteOptions(ctx, a.w.now))
	if err == nil && again.Key() != a.parsed.Key() {
		err = fmt.Errorf("%s does not read as it was written", a.file)
	}
	if err == nil {
		return nil
	}
	if a.isNew {
		return errors.Join(err, os.Remove(a.w.abs(a.file)))
	}
	return errors.Join(err, a.w.replace(a.file, a.before, false))
}

func (a *addition) writeBeside(ctx context.Context, name string) error {
	now, err := a.w.now.Read(ctx, name)
	switch {
	case err == nil && bytes.Equal(now, a.beside[name]):
		return nil
	case err == nil:
		return usageHint("move it away", "%s is there already, with another content", name)
	case !errors.Is(err, fs.ErrNotExist):
		return err
	}
	return a.w.replace(name, a.beside[name], true)
}

func (w *workspace) abs(name string) string {
	return filepath.Join(w.repo.Top, filepath.FromSlash(name))
}

// replace gives a file of the working tree a new content in one step, and keeps
// its mode.
func (w *workspace) replace(name string, content []byte, isNew bool) error {
	file := w.abs(name)
	mode := fs.FileMode(0o644)
	if isNew {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			return err
		}
	} else {
		info, err := os.Lstat(file)
		if err != nil {
			return err
		}
		mode = info.Mode().Perm()
	}
	tmp, err := os.CreateTemp(filepath.Dir(file), ".promptgit-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) //nolint:errcheck // fails after the rename, as it should
	_, err = tmp.Write(content)
	if err == nil {
		err = tmp.Chmod(mode)
	}
	if err == nil {
		err = tmp.Sync()
	}
	if err = errors.Join(err, tmp.Close()); err != nil {
		return err
	}
	return os.Rename(tmp.Name(), file)
}
