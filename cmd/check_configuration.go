package cmd

import (
	"context"
	"errors"
	"io/fs"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/prompt"
)

// configuration counts the keys of promptgit.yaml that alter what is sent to
// the model. The file is shown in the place of a prompt, since no prompt's file
// need have changed.
func (c *checker) configuration(ctx context.Context, j *judged, ch gitops.Change) ([]hooks.Prompt, error) {
	if ch.New == "" || ch.SameContent() || ch.OldPath != "" {
		return nil, nil
	}
	after, err := c.configAt(ctx, j.now)
	if err != nil || after == nil {
		return nil, err
	}
	var added []prompt.Change // that no parent has
	found := false
	for i, old := range ch.Olds {
		if old == "" {
			continue
		}
		before, err := c.configAt(ctx, j.parents[i])
		if err != nil {
			return nil, err
		}
		if before == nil {
			continue
		}
		changes := configChanges(before, after)
		if found {
			changes = ownChanges(added, changes)
		}
		added, found = changes, true
	}
	if len(added) == 0 {
		return nil, nil
	}
	return []hooks.Prompt{{Path: config.FileName, Status: hooks.Modified, Changes: added}}, nil
}

// configAt reads the configuration of a state, nil where there is none that is
// valid.
func (c *checker) configAt(ctx context.Context, at gitops.Snapshot) (*config.Config, error) {
	src, err := at.Read(ctx, config.FileName)
	var notFile *gitops.NotFileError
	if errors.Is(err, fs.ErrNotExist) || errors.As(err, &notFile) {
		return nil, nil //nolint:nilnil // without a configuration there is nothing to compare
	}
	if err != nil {
		return nil, err
	}
	conf, err := config.Parse(config.FileName, src)
	var invalid diag.Errors
	if errors.As(err, &invalid) {
		c.warn(config.FileName, invalid[0], "its keys are not compared in "+shortRev(at.Name()))
		return nil, nil //nolint:nilnil // said in a warning
	}
	return conf, err
}

func configChanges(before, after *config.Config) []prompt.Change {
	var list []prompt.Change
	for _, d := range config.Differences(before, after) {
		what := "modified"
		switch {
		case d.Before == "":
			what = "added"
		case d.After == "":
			what = "removed"
		}
		list = append(list, prompt.Change{ID: "config:" + d.Key, Change: what, Before: d.Before, After: d.After, Line: d.Line})
	}
	return list
}
