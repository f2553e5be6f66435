package gitops

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// At is the snapshot of a commit.
func (r *Repo) At(commit OID) Snapshot {
	return &commitSnapshot{repo: r, id: commit, trees: map[OID][]TreeEntry{}}
}

// Empty is the snapshot without files, that of a branch before its first commit.
func (r *Repo) Empty() Snapshot {
	none := r.EmptyTree()
	return &commitSnapshot{repo: r, id: none, root: none, trees: map[OID][]TreeEntry{}}
}

type commitSnapshot struct {
	repo *Repo
	id   OID

	mu    sync.Mutex
	root  OID
	trees map[OID][]TreeEntry // folders already read
}

func (s *commitSnapshot) Name() string { return string(s.id) }

func (s *commitSnapshot) Read(ctx context.Context, name string) ([]byte, error) {
	entry, err := s.lookup(ctx, name)
	if err != nil {
		return nil, err
	}
	if !entry.Mode.IsFile() {
		return nil, &NotFileError{Path: name, What: entry.Mode.what()}
	}
	content, err := s.repo.Blob(ctx, entry.ID)
	if err != nil {
		return nil, fmt.Errorf("read %s of %s: %w", name, s.id.Short(), err)
	}
	return content, nil
}

func (s *commitSnapshot) Files(ctx context.Context, patterns []string) ([]File, error) {
	set, err := parseGlobs(patterns)
	if err != nil {
		return nil, err
	}
	if paths, ok := set.literal(); ok {
		return s.named(ctx, paths)
	}
	if set.whole() {
		return s.everywhere(ctx, set)
	}
	root, err := s.rootTree(ctx)
	if err != nil {
		return nil, err
	}
	var files []File
	if err := s.walk(ctx, root, "", set, &files); err != nil {
		return nil, err
	}
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return files, nil
}

// named looks up paths one by one.
func (s *commitSnapshot) named(ctx context.Context, paths []string) ([]File, error) {
	var files []File
	for _, p := range sortedSet(paths) {
		entry, err := s.lookup(ctx, p)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if entry.Mode.IsFile() {
			files = append(files, File{Path: p, ID: entry.ID, Mode: entry.Mode})
		}
	}
	return files, nil
}

// walk descends into the folders that may hold matches.
func (s *commitSnapshot) walk(ctx context.Context, tree OID, dir string, set globs, files *[]File) error {
	entries, err := s.tree(ctx, tree)
	if err != nil {
		return err
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name)
		switch {
		case e.Mode == ModeTree && set.mayHold(name):
			if err := s.walk(ctx, e.ID, name, set, files); err != nil {
				return err
			}
		case e.Mode.IsFile() && set.match(name):
			*files = append(*files, File{Path: name, ID: e.ID, Mode: e.Mode})
		}
	}
	return nil
}

// everywhere asks git for the whole tree, which it lists faster than this
// process could read the folders one by one.
func (s *commitSnapshot) everywhere(ctx context.Context, set globs) ([]File, error) {
	out, err := s.repo.run(ctx, nil, "ls-tree", "-r", "-z", "--full-tree", "--end-of-options", string(s.id))
	if err != nil {
		return nil, fmt.Errorf("list files of %s: %w", s.id.Short(), s.repo.revisionError(ctx, string(s.id), err))
	}
	var files []File
	for record := range bytes.SplitSeq(out, []byte{0}) {
		head, name, ok := strings.Cut(string(record), "\t")
		columns := strings.Fields(head) // mode, kind, id
		if !ok || len(columns) != 3 || !set.match(name) {
			continue
		}
		mode, err := strconv.ParseUint(columns[0], 8, 32)
		if err != nil {
			return nil, fmt.Errorf("list files of %s: mode of %q: %w", s.id.Short(), name, err)
		}
		if Mode(mode).IsFile() {
			files = append(files, File{Path: name, ID: OID(columns[2]), Mode: Mode(mode)})
		}
	}
	return files, nil
}

// lookup finds one path, reading only the folders above it.
func (s *commitSnapshot) lookup(ctx context.Context, name string) (TreeEntry, error) {
	if !inside(name) {
		return TreeEntry{}, &NotFileError{Path: name, What: "outside of the repository"}
	}
	id, err := s.rootTree(ctx)
	if err != nil {
		return TreeEntry{}, err
	}
	entry := TreeEntry{Mode: ModeTree, ID: id}
	for part := range strings.SplitSeq(name, "/") {
		if entry.Mode != ModeTree {
			return TreeEntry{}, notExist(s.id.Short(), name)
		}
		entries, err := s.tree(ctx, entry.ID)
		if err != nil {
			return TreeEntry{}, err
		}
		i := slices.IndexFunc(entries, func(e TreeEntry) bool { return e.Name == part })
		if i < 0 {
			return TreeEntry{}, notExist(s.id.Short(), name)
		}
		entry = entries[i]
	}
	return entry, nil
}

func (s *commitSnapshot) rootTree(ctx context.Context) (OID, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.root == "" {
		c, err := s.repo.Commit(ctx, s.id)
		if err != nil {
			return "", err
		}
		s.root = c.Tree
	}
	return s.root, nil
}

func (s *commitSnapshot) tree(ctx context.Context, id OID) ([]TreeEntry, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if entries, ok := s.trees[id]; ok {
		return entries, nil
	}
	entries, err := s.repo.Tree(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("list files of %s: %w", s.id.Short(), err)
	}
	s.trees[id] = entries
	return entries, nil
}

func sortedSet(paths []string) []string { return slices.Compact(slices.Sorted(slices.Values(paths))) }
