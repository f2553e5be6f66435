package gitops

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
)

// Folders lists the folders of the working tree that hold what is tracked or not
// ignored, with those above them, as absolute paths; the first is the top.
func (r *Repo) Folders(ctx context.Context) ([]string, error) {
	if r.Top == "" {
		return nil, ErrBare
	}
	out, err := r.run(ctx, nil, "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--full-name", ":/")
	if err != nil {
		return nil, fmt.Errorf("list the folders of the working tree: %w", err)
	}
	dirs, seen := []string{r.Top}, map[string]bool{".": true}
	for name := range bytes.SplitSeq(out, []byte{0}) {
		for dir := path.Dir(string(name)); !seen[dir]; dir = path.Dir(dir) {
			seen[dir] = true
			dirs = append(dirs, filepath.Join(r.Top, filepath.FromSlash(dir)))
		}
	}
	return dirs, nil
}

// Ignored says whether .gitignore and the like leave a path out.
func (r *Repo) Ignored(ctx context.Context, name string) (bool, error) {
	_, err := r.run(ctx, nil, "check-ignore", "--quiet", "--", name)
	if exitCode(err) == 1 {
		return false, nil
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		return false, fmt.Errorf("is %s ignored: %w", name, err)
	}
	return err == nil, err
}
