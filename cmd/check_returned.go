package cmd

import (
	"context"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
)

// returned compares a prompt that a commit adds, or fills after it was emptied, with the
// version where the line of the commit left the state that the policy is taken from. One
// that was there already has no first version: to delete it and to add it again, or to
// merge a history that shares nothing, would change it unseen.
func (c *checker) returned(ctx context.Context, j *judged, p hooks.Prompt, is version) (hooks.Prompt, error) {
	if j.id == "" || c.base == "" || p.Exempt != hooks.ExemptBaseline {
		return p, nil
	}
	there, err := c.promptsAt(ctx, c.base)
	if err != nil || there[is.path] == "" {
		return p, err
	}
	fork, err := c.repo.MergeBase(ctx, c.base, j.id)
	if err != nil {
		return p, err
	}
	if fork == "" {
		fork = c.base
	}
	if there, err = c.promptsAt(ctx, fork); err != nil || there[is.path] == "" {
		return p, err
	}
	p.Status, p.OldPath = hooks.Modified, ""
	return c.compare(ctx, p, version{at: c.repo.At(fork), path: is.path, blob: there[is.path]}, is)
}

// promptsAt are the prompts of a commit with their blobs, none where this clone does not
// have it.
func (c *checker) promptsAt(ctx context.Context, id gitops.OID) (map[string]gitops.OID, error) {
	if list, ok := c.listed[id]; ok {
		return list, nil
	}
	files, err := c.repo.At(id).Files(ctx, c.conf.Globs())
	if err == nil {
		files, err = promptFiles(ctx, c.conf, c.repo.At(id), files)
	}
	if err != nil && !isIncompleteStore(err) {
		return nil, err
	}
	list := map[string]gitops.OID{}
	for _, f := range files {
		if _, is := c.conf.Match(f.Path); is && f.Mode.IsFile() {
			list[f.Path] = f.ID
		}
	}
	c.listed[id] = list
	return list, nil
}
