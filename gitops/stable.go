package gitops

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
)

// Stable says whether ids alone decide what a history holds: no commit is shown
// with other parents or another content than its own, as in a shallow clone, with
// grafts or with replaced objects, and what was read so far did not depend on which
// objects happen to be here.
func (r *Repo) Stable(ctx context.Context) bool {
	if r.partly.Load() {
		return false
	}
	for _, name := range []string{"GIT_REPLACE_REF_BASE", "GIT_NO_REPLACE_OBJECTS", "GIT_GRAFT_FILE", "GIT_SHALLOW_FILE"} {
		if getEnv(r.env, name) != "" {
			return false
		}
	}
	for _, name := range []string{"shallow", filepath.Join("info", "grafts")} {
		if _, err := os.Stat(filepath.Join(r.CommonDir, name)); !errors.Is(err, fs.ErrNotExist) {
			return false
		}
	}
	if r.RefFormat == "files" {
		return !r.replacesObjects()
	}
	refs, err := r.Refs(ctx, "refs/replace/")
	return err == nil && len(refs) == 0
}

// Program tells one git program from another: where it is, and what tells it from
// an update in its place.
func (r *Repo) Program() string { return FileVersion(r.git) }

// FileVersion is a path with the size and time of what is there.
func FileVersion(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return path
	}
	return path + " " + info.ModTime().UTC().Format("2006-01-02T15:04:05.999999999") + " " + strconv.FormatInt(info.Size(), 10)
}
