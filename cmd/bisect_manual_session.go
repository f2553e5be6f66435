package cmd

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// handSession is where the search by hand of one worktree is kept: in the common
// directory, under the name of the worktree. It is written whole, by one process at
// a time.
type handSession struct{ file string }

func (w *workspace) handSession() handSession {
	name := "main"
	if rel, err := filepath.Rel(w.repo.CommonDir, w.repo.GitDir); err == nil && rel != "." {
		name = strings.ReplaceAll(filepath.ToSlash(rel), "/", "-")
	}
	return handSession{filepath.Join(w.repo.CommonDir, "promptgit", "by-hand", name+".log")}
}

// lock keeps other processes from answering until unlock is called.
func (s handSession) lock() (unlock func(), err error) {
	return lockFile(s.file+".lock", "the session of promptgit bisect")
}

// read gives what was answered so far; ok is false where there is no session.
func (s handSession) read() (log handLog, ok bool, err error) {
	f, err := os.Open(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return handLog{}, false, nil
	}
	if err != nil {
		return handLog{}, false, err
	}
	defer f.Close() //nolint:errcheck // it is only read
	if log, err = parseHandLog(s.file, f); err != nil {
		return handLog{}, false, &exitError{
			Code: exitInput, Err: fmt.Errorf("the session of promptgit bisect cannot be read: %s", firstProblem(err)),
			Hint: "promptgit bisect reset ends it, whatever it holds",
		}
	}
	return log, true, nil
}

// write keeps the answers. What stood there before stays whole until it is
// replaced.
func (s handSession) write(app *App, log handLog) error {
	if err := os.MkdirAll(filepath.Dir(s.file), 0o755); err != nil {
		return fmt.Errorf("keep the answer: %w", err)
	}
	if err := writeFile(s.file, app.Now(), log.writeTo); err != nil {
		return fmt.Errorf("keep the answer: %w", err)
	}
	return nil
}

// remove ends the session; ok is false where there was none.
func (s handSession) remove() (ok bool, err error) {
	err = os.Remove(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// firstProblem is one of what is wrong with a file.
func firstProblem(err error) string {
	if list := diagnostics(err); len(list) > 0 {
		return list[0].Error()
	}
	return err.Error()
}
