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
// suite does not read then as it did in memory. Others who write cases wait.
func (a *addition) write(ctx context.Context) error {
	unlock, err := a.w.lockSuites()
	if err != nil {
		return err
	}
	defer unlock()
	if err = a.refresh(ctx); err != nil {
		return err
	}
	if err = context.Cause(ctx); err != nil { // from here on it is finished
		return err
	}
	made, err := a.writeBeside(ctx)
	if err == nil {
		err = a.writeSuite(ctx)
	}
	if err != nil {
		a.w.unmake(made)
	}
	return err
}

func (a *addition) writeSuite(ctx context.Context) error {
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

// writeBeside writes the files that the cases name, and tells which are new.
func (a *addition) writeBeside(ctx context.Context) (made []string, err error) {
	for _, name := range slices.Sorted(maps.Keys(a.beside)) {
		now, err := a.w.now.Read(ctx, name)
		switch {
		case err == nil && bytes.Equal(now, a.beside[name]):
			continue
		case err == nil:
			return made, usageHint("move it away", "%s is there already, with another content", name)
		case !errors.Is(err, fs.ErrNotExist):
			return made, err
		}
		if err := a.w.replace(name, a.beside[name], true); err != nil {
			return made, err
		}
		made = append(made, name)
	}
	return made, nil
}

// unmake takes new files away, and their folder where nothing else is in it.
func (w *workspace) unmake(names []string) {
	for _, name := range names {
		os.Remove(w.abs(name))               //nolint:errcheck // what failed before is told
		os.Remove(filepath.Dir(w.abs(name))) //nolint:errcheck // it holds other files
	}
}

func (w *workspace) abs(name string) string {
	return filepath.Join(w.repo.Top, filepath.FromSlash(name))
}

// replace gives a file of the working tree a new content in one step, and keeps
// its mode. Where it fails, nothing is left of it.
func (w *workspace) replace(name string, content []byte, isNew bool) error {
	err := replaceFile(w.abs(name), content, isNew)
	if err == nil {
		return nil
	}
	if e := (*fs.PathError)(nil); errors.As(err, &e) { // it names a file that the user never sees
		err = e.Err
	}
	return &exitError{Code: exitGit, Err: fmt.Errorf("write %s: %w", name, err), Hint: "nothing was changed"}
}

func replaceFile(file string, content []byte, isNew bool) (err error) {
	dir, mode := filepath.Dir(file), fs.FileMode(0o644)
	if isNew {
		if _, missing := os.Lstat(file); missing == nil { // such as a link, which Git does not follow
			return fs.ErrExist
		}
		if _, missing := os.Lstat(dir); missing != nil {
			defer func() {
				if err != nil {
					os.Remove(dir) //nolint:errcheck // what failed before is told
				}
			}()
		}
		if err = os.MkdirAll(dir, 0o755); err != nil {
			return err
		}
	} else {
		info, missing := os.Lstat(file)
		if missing != nil {
			return missing
		}
		mode = info.Mode().Perm()
	}
	tmp, err := os.CreateTemp(dir, ".promptgit-*")
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
