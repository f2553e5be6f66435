package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/prompt"
)

// readBy is the workspace that reads prompts by another configuration.
func (w *workspace) readBy(cfg *config.Config) *workspace {
	return &workspace{
		app: w.app, repo: w.repo, now: w.now, config: cfg, judge: w.judge, cassette: w.cassette, past: w.past,
		suites: w.suites, judgeKeys: w.judgeKeys, targets: map[string]eval.Target{},
	}
}

// committed reads a prompt of a commit by the configuration of that commit, so that
// what is released depends on nothing that could differ between two clones. One that
// cannot be parsed is an error, as is one that is not there (fs.ErrNotExist).
func (w *workspace) committed(ctx context.Context, at gitops.OID, file string) (*iteration, *workspace, error) {
	commit, err := w.repo.Commit(ctx, at)
	if err != nil {
		return nil, nil, err
	}
	snap := w.repo.At(at)
	cfg, err := readConfig(ctx, snap)
	if err != nil {
		return nil, nil, fmt.Errorf("at %s: %w", shortRev(string(at)), err)
	}
	src, err := readPrompt(ctx, snap, file)
	if err != nil {
		return nil, nil, err
	}
	own := w.readBy(cfg)
	it := &iteration{commit: commit, path: file, lineage: file, blob: w.repo.HashBlob(src)}
	if err = own.read(ctx, snap, it, src); err == nil {
		err = it.broken
	}
	return it, own, err
}

// isPrompt says whether a file of a commit is a prompt, and not one that has some
// inside of it.
func (w *workspace) isPrompt(ctx context.Context, at gitops.OID, file string) (bool, error) {
	_, ok := w.config.Match(file)
	if _, _, inner := prompt.SplitPath(file); !ok || inner || !w.config.Holds(file) {
		return ok, nil
	}
	src, err := w.repo.At(at).Read(ctx, file)
	return err == nil && !w.holdsPrompts(file, src), err
}

// released finds a prompt of a commit by the name that the user typed: from where
// the user stands, or from the root of the repository. A file that neither the
// configuration of the commit nor that of now takes for a prompt is none.
func (w *workspace) released(ctx context.Context, at gitops.OID, typed string) (*iteration, *workspace, error) {
	file, err := w.userPath(typed)
	if err != nil {
		return nil, nil, err
	}
	for _, name := range []string{file, path.Clean(typed)} {
		it, own, err := w.committed(ctx, at, name)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		for _, by := range []*workspace{own, w} {
			if is, err := by.isPrompt(ctx, at, name); err != nil || is {
				return it, own, err
			}
		}
		return nil, nil, usageHint("promptgit.yaml says which files are prompts, and promptgit log lists them", "%s is no prompt", name)
	}
	return nil, nil, fs.ErrNotExist
}
