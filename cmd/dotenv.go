package cmd

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/dotenv"
)

// dotenvName is the file of keys at the top of the working tree.
const dotenvName = ".env"

// dotenvLimit bounds what is read of it, in bytes.
const dotenvLimit = 1 << 20

// dotenv gives the variables of .env, none where there is no such file or no
// working tree. It is read once, and only when a provider looks for a key that
// the environment lacks.
func (w *workspace) dotenv(ctx context.Context) (map[string]string, error) {
	w.dotenvOnce.Do(func() { w.dotenvValues, w.dotenvErr = w.readDotenv(ctx) })
	return w.dotenvValues, w.dotenvErr
}

func (w *workspace) readDotenv(ctx context.Context) (map[string]string, error) {
	if w.repo.Top == "" {
		return nil, nil
	}
	wrong := func(message, hint string) error {
		return diag.Errors{{Pos: diag.Pos{Path: dotenvName}, Message: message, Hint: hint}}
	}
	path := filepath.Join(w.repo.Top, dotenvName)
	info, err := os.Lstat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, wrong("it is no regular file", "put a file in its place, or the keys into the environment")
	case info.Size() > dotenvLimit:
		return nil, wrong("it is larger than 1 MiB", "it holds NAME=VALUE lines and nothing else")
	}
	tracked, err := w.repo.IsTracked(ctx, dotenvName)
	if err != nil {
		return nil, err
	}
	if tracked || !w.called(dotenvName) {
		return nil, wrong("Git tracks it, so that everybody with the repository has what stands in it",
			"git rm --cached .env && echo .env >> .gitignore; then replace the keys that were in it")
	}
	src, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return dotenv.Parse(dotenvName, src)
}

// called says whether a file at the top has exactly this name: where upper and
// lower case are one, Git may track .ENV.
func (w *workspace) called(name string) bool {
	list, err := os.ReadDir(w.repo.Top)
	return err == nil && slices.ContainsFunc(list, func(e fs.DirEntry) bool { return e.Name() == name })
}
