package cmd

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
)

// including gives the prompts that changed only through files that they
// include, of which paths may be some.
func (c *checker) including(ctx context.Context, j *judged, paths []string, known []hooks.Prompt) ([]hooks.Prompt, error) {
	var affected []string
	for _, path := range paths {
		for includer := range c.includers[path] {
			counted := slices.ContainsFunc(known, func(p hooks.Prompt) bool { return p.Path == includer })
			if !counted && !slices.Contains(affected, includer) {
				affected = append(affected, includer)
			}
		}
	}
	slices.Sort(affected)
	var list []hooks.Prompt
	for _, path := range affected {
		p, ok, err := c.throughPartials(ctx, j, path)
		if err != nil {
			return nil, err
		}
		if ok {
			list = append(list, p)
		}
	}
	return list, nil
}

// throughPartials compares a prompt whose own file did not change.
func (c *checker) throughPartials(ctx context.Context, j *judged, path string) (added hooks.Prompt, ok bool, err error) {
	src, err := readPrompt(ctx, j.now, path)
	if errors.Is(err, fs.ErrNotExist) {
		return hooks.Prompt{}, false, nil
	}
	if err != nil {
		return hooks.Prompt{}, false, err
	}
	blob := c.repo.HashBlob(src)
	var compared []hooks.Prompt
	for _, parent := range j.parents {
		old, err := readPrompt(ctx, parent, path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return hooks.Prompt{}, false, err
		}
		if err != nil || c.repo.HashBlob(old) != blob {
			continue // its own file differs there: the change of that file is counted
		}
		p := hooks.Prompt{Path: path, Status: hooks.Modified}
		p, err = c.compare(ctx, p, version{parent, path, blob}, version{j.now, path, blob})
		if err != nil {
			return hooks.Prompt{}, false, err
		}
		compared = append(compared, p)
	}
	added, ok = own(compared)
	return added, ok && len(added.Changes) > 0, nil
}

// learn reads every prompt of a state, to know which files they include.
func (c *checker) learn(ctx context.Context, at gitops.Snapshot) error {
	files, err := at.Files(ctx, c.conf.Globs())
	if err == nil {
		files, err = promptFiles(ctx, c.conf, at, files)
	}
	if err != nil {
		return err
	}
	for _, f := range files {
		if _, ok := c.conf.Match(f.Path); !ok {
			continue
		}
		if _, err := c.parse(ctx, version{at, f.Path, f.ID}, false); err != nil {
			return err
		}
	}
	return nil
}
