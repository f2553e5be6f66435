package cmd

import (
	"context"
	"path"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/prompt"
)

// learnStaged notes which files the prompts include that a commit of the index
// would have: those of its base that include any, and all that are staged.
func (c *checker) learnStaged(ctx context.Context, base gitops.OID, now *overlay) error {
	var files []gitops.File
	if base != "" {
		standing, err := c.standingIncluders(ctx, base)
		if err != nil {
			return err
		}
		for _, f := range standing {
			if _, changed := now.changed[f.Path]; !changed {
				files = append(files, f)
			}
		}
	}
	for _, f := range now.changed {
		if _, is := c.conf.Match(f.Path); is && f.Mode.IsFile() {
			files = append(files, f)
		}
	}
	for _, f := range files {
		if _, err := c.parse(ctx, version{now, f.Path, f.ID}, false); err != nil {
			return err
		}
	}
	return nil
}

// standingIncluders finds the prompts of a commit that may include a file. It
// passes over the folders in which an earlier check found none: listing all
// files of a large repository would cost a hook as much as all else it does.
func (c *checker) standingIncluders(ctx context.Context, base gitops.OID) ([]gitops.File, error) {
	commit, err := c.repo.Commit(ctx, base)
	if err != nil {
		return nil, err
	}
	s := includerSearch{repo: c.repo, conf: c.conf, plain: loadPlain(c.repo.CommonDir)}
	for _, e := range c.conf.Prompts {
		s.rules = digest(string(s.rules), e.Path)
		for _, suite := range e.Suites { // is no prompt
			s.rules = digest(string(s.rules), "", suite)
		}
	}
	if _, err := s.folder(ctx, "", commit.Tree); err != nil {
		return nil, err
	}
	s.plain.save()
	return s.found, nil
}

type includerSearch struct {
	repo  *gitops.Repo
	conf  *config.Config
	rules []byte // digest of what makes a file a prompt
	plain *plainParts
	found []gitops.File
}

// folder searches a tree and reports whether it found nothing in it.
func (s *includerSearch) folder(ctx context.Context, dir string, tree gitops.OID) (plain bool, err error) {
	key := plainKey(digest(string(s.rules), dir, string(tree)))
	if s.plain.has(key) {
		return true, nil
	}
	entries, err := s.repo.Tree(ctx, tree)
	if err != nil {
		return false, err
	}
	plain = true
	for _, e := range entries {
		name, ok := path.Join(dir, e.Name), true
		switch {
		case e.Mode == gitops.ModeTree:
			ok, err = s.folder(ctx, name, e.ID)
		case e.Mode.IsFile():
			ok, err = s.file(ctx, gitops.File{Path: name, ID: e.ID, Mode: e.Mode})
		}
		if err != nil {
			return false, err
		}
		plain = plain && ok
	}
	if plain {
		s.plain.add(key)
	}
	return plain, nil
}

func (s *includerSearch) file(ctx context.Context, f gitops.File) (plain bool, err error) {
	if _, is := s.conf.Match(f.Path); !is {
		return true, nil
	}
	key := plainKey(digest("file", string(f.ID)))
	if s.plain.has(key) {
		return true, nil
	}
	src, err := s.repo.Blob(ctx, f.ID)
	if err != nil {
		return false, err
	}
	if prompt.MayInclude(src) {
		s.found = append(s.found, f)
		return false, nil
	}
	s.plain.add(key)
	return true, nil
}
