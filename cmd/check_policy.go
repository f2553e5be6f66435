package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
)

// configOf reads the configuration of a state; where there is none, that of the
// working tree; where there is none either, the defaults.
func configOf(ctx context.Context, repo *gitops.Repo, at gitops.Snapshot) (*config.Config, error) {
	src, err := at.Read(ctx, config.FileName)
	if errors.Is(err, fs.ErrNotExist) && repo.Top != "" {
		src, err = repo.Worktree().Read(ctx, config.FileName)
	}
	if errors.Is(err, fs.ErrNotExist) {
		return config.Default(), nil
	}
	var notFile *gitops.NotFileError
	if errors.As(err, &notFile) {
		return nil, diag.Errors{{
			Pos: diag.Pos{Path: config.FileName}, Message: "it is " + notFile.What + ", not a file",
			Hint: "put a regular file in its place, or none",
		}}
	}
	if err != nil {
		return nil, err
	}
	return config.Parse(config.FileName, src)
}

// policyOf reads the policy of the state before what is checked, so that no
// change can excuse itself, and adds what is a prompt by it to the configuration after
// it. An invalid file must not stop the commit that mends it: then the default policy,
// the strictest, holds.
func policyOf(ctx context.Context, repo *gitops.Repo, at gitops.Snapshot, after *config.Config) (config.Policy, *config.Config, diag.Errors, error) {
	conf, err := configOf(ctx, repo, at)
	var invalid diag.Errors
	if errors.As(err, &invalid) {
		first := invalid[0]
		first.Message = fmt.Sprintf("warning: in %s: %s; the default policy holds", shortRev(at.Name()), first.Message)
		strictest := config.Default().Policy
		strictest.Override = config.Human
		return strictest, after, diag.Errors{first}, nil
	}
	if err != nil {
		return config.Policy{}, nil, nil, err
	}
	if _, none := at.(emptyState); !none {
		after = after.Also(conf)
	}
	return conf.Policy, after, nil, nil
}
