package gitops

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Index is the snapshot of what is staged, in the index that the environment
// names: that of the commit being made, inside a hook. What it read once it
// does not ask again.
func (r *Repo) Index() Snapshot {
	return &indexSnapshot{repo: r, known: map[string]File{}}
}

type indexSnapshot struct {
	repo *Repo

	mu    sync.Mutex
	known map[string]File // paths asked for; without an ID where there is no file
}

func (s *indexSnapshot) Name() string { return StagedName }

func (s *indexSnapshot) Files(ctx context.Context, patterns []string) ([]File, error) {
	set, err := parseGlobs(patterns)
	if err != nil {
		return nil, err
	}
	entries, err := s.list(ctx, set)
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if paths, ok := set.literal(); ok {
		for _, p := range paths {
			s.known[p] = File{Path: p}
		}
	}
	for _, f := range entries {
		s.known[f.Path] = f
	}
	return slices.DeleteFunc(entries, func(f File) bool { return f.ID == "" }), nil
}

func (s *indexSnapshot) Read(ctx context.Context, name string) ([]byte, error) {
	if !inside(name) {
		return nil, &NotFileError{Path: name, What: "outside of the repository"}
	}
	file, asked := s.recall(name)
	if !asked {
		if _, err := s.Files(ctx, []string{QuoteGlob(name)}); err != nil {
			return nil, err
		}
		file, _ = s.recall(name)
	}
	switch {
	case file.ID != "":
	case file.Mode == 0:
		return nil, notExist(StagedName, name)
	default:
		return nil, &NotFileError{Path: name, What: file.Mode.what()}
	}
	content, err := s.repo.Blob(ctx, file.ID)
	if err != nil {
		return nil, fmt.Errorf("read staged %s: %w", name, err)
	}
	return content, nil
}

func (s *indexSnapshot) recall(name string) (file File, asked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	file, asked = s.known[name]
	return file, asked
}

// list compares the index with the empty tree: that reads split and sparse
// indexes, and leaves out entries that were only announced (git add -N), which
// git ls-files would show as empty files. What is no file comes without an ID.
func (s *indexSnapshot) list(ctx context.Context, set globs) ([]File, error) {
	changes, err := s.repo.diffIndex(ctx, s.repo.EmptyTree(), "--no-renames", set.pathspecs())
	if err != nil {
		return nil, err
	}
	var entries []File
	for _, c := range changes {
		if c.Mode != 0 && set.match(c.Path) {
			entries = append(entries, File{Path: c.Path, ID: c.New, Mode: c.Mode})
		}
	}
	return entries, nil
}

// QuoteGlob gives the pattern that matches just this path.
func QuoteGlob(name string) string {
	if !hasMeta(name) {
		return name
	}
	var b strings.Builder
	for _, c := range []byte(name) {
		if strings.IndexByte(`*?[]{}\`, c) >= 0 {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	return b.String()
}
