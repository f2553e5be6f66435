package gitops

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// Worktree is the snapshot of the files on disk below Top. Files lists what is
// tracked and what is not ignored; a file that is named outright may be
// ignored. In a bare repository every call fails with ErrBare.
func (r *Repo) Worktree() Snapshot { return &worktreeSnapshot{repo: r} }

type worktreeSnapshot struct{ repo *Repo }

func (s *worktreeSnapshot) Name() string { return WorktreeName }

func (s *worktreeSnapshot) Read(_ context.Context, name string) ([]byte, error) {
	root, err := s.open()
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // nothing was written
	if err = checkFile(root, name); err != nil {
		return nil, err
	}
	content, err := root.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	return content, nil
}

func (s *worktreeSnapshot) Files(ctx context.Context, patterns []string) ([]File, error) {
	set, err := parseGlobs(patterns)
	if err != nil {
		return nil, err
	}
	root, err := s.open()
	if err != nil {
		return nil, err
	}
	defer root.Close() //nolint:errcheck // nothing was written
	names, ok := set.literal()
	if !ok {
		if names, err = s.list(ctx, set); err != nil {
			return nil, err
		}
	}
	var files []File
	for _, name := range sortedSet(names) {
		err = checkFile(root, name)
		var notFile *NotFileError
		if errors.Is(err, fs.ErrNotExist) || errors.As(err, &notFile) {
			continue
		}
		if err != nil {
			return nil, err
		}
		files = append(files, File{Path: name, Mode: fileMode(root, name)})
	}
	return files, nil
}

// list gives the tracked and the untracked paths, without the ignored ones and
// without what lies in submodules and other repositories.
func (s *worktreeSnapshot) list(ctx context.Context, set globs) ([]string, error) {
	args := append([]string{"ls-files", "-z", "--cached", "--others", "--exclude-standard", "--"}, set.pathspecs()...)
	out, err := s.repo.run(ctx, nil, args...)
	if err != nil {
		return nil, fmt.Errorf("list files of the working tree: %w", err)
	}
	var names []string
	for name := range bytes.SplitSeq(out, []byte{0}) {
		if len(name) > 0 && set.match(string(name)) {
			names = append(names, string(name))
		}
	}
	return names, nil
}

func (s *worktreeSnapshot) open() (*os.Root, error) {
	if s.repo.Top == "" {
		return nil, ErrBare
	}
	root, err := os.OpenRoot(s.repo.Top)
	if err != nil {
		return nil, fmt.Errorf("open the working tree: %w", err)
	}
	return root, nil
}

// checkFile accepts a regular file that is reached through real folders, as a
// commit would hold it. The Root refuses what leaves the repository, whatever
// happens between the check and the reading.
func checkFile(root *os.Root, name string) error {
	if !inside(name) {
		return &NotFileError{Path: name, What: "outside of the repository"}
	}
	if strings.EqualFold(strings.SplitN(name, "/", 2)[0], ".git") {
		return &NotFileError{Path: name, What: "part of Git's own folder"}
	}
	parts := strings.Split(name, "/")
	for i := range parts {
		info, err := root.Lstat(path.Join(parts[:i+1]...))
		last := i == len(parts)-1
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return notExist(WorktreeName, name)
		case err != nil:
			return fmt.Errorf("read %s: %w", name, err)
		case info.Mode()&fs.ModeSymlink != 0:
			return &NotFileError{Path: name, What: "reached through a symbolic link"}
		case !last && !info.IsDir():
			return notExist(WorktreeName, name)
		case last && info.IsDir():
			return &NotFileError{Path: name, What: "a folder"}
		case last && !info.Mode().IsRegular():
			return &NotFileError{Path: name, What: "a special file"}
		}
	}
	return nil
}

// CheckNewFile says why no file can be written at a path of the working tree, where
// there is none: it would lie outside, in Git's own folder, behind a symbolic link,
// below a file or inside another repository.
func (r *Repo) CheckNewFile(name string) error {
	s := &worktreeSnapshot{repo: r}
	root, err := s.open()
	if err != nil {
		return err
	}
	defer root.Close() //nolint:errcheck // nothing was written
	err = checkFile(root, name)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	parts := strings.Split(name, "/")
	if slices.ContainsFunc(parts, func(part string) bool { return strings.EqualFold(part, ".git") }) {
		return &NotFileError{Path: name, What: "part of Git's own folder"}
	}
	for i := 1; i < len(parts); i++ {
		folder := path.Join(parts[:i]...)
		switch info, err := root.Lstat(folder); {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return fmt.Errorf("look at %s: %w", folder, err)
		case !info.IsDir():
			return &NotFileError{Path: name, What: "below " + folder + ", which is no folder"}
		}
		if _, err := root.Lstat(path.Join(folder, ".git")); err == nil {
			return &NotFileError{Path: name, What: "inside another repository, " + folder}
		}
	}
	return nil
}

// fileMode is the mode that Git would record.
func fileMode(root *os.Root, name string) Mode {
	if info, err := root.Lstat(name); err == nil && info.Mode()&0o100 != 0 {
		return ModeExecutable
	}
	return ModeFile
}
