package cmd

import (
	"context"
	"fmt"
	"path"
	"strings"

	"github.com/promptgit/promptgit/gitops"
)

// unhidden is the working tree as agents see it: without files of keys, and
// without what Git ignores, which is where people keep what they do not share.
type unhidden struct {
	gitops.Snapshot
	repo *gitops.Repo
}

// Read gives a file's content, unless it is hidden.
func (u unhidden) Read(ctx context.Context, name string) ([]byte, error) {
	src, err := u.Snapshot.Read(ctx, name)
	if err != nil {
		return nil, err
	}
	if isDotenv(name) {
		return nil, errHidden(name, "is a file of keys")
	}
	ignored, err := u.repo.Ignored(ctx, name)
	if err != nil {
		return nil, err
	}
	if ignored {
		return nil, errHidden(name, "is ignored by Git")
	}
	return src, nil
}

func errHidden(name, why string) error {
	return &exitError{Code: exitInput, Hint: "ask a person what stands in it", Err: fmt.Errorf("%s %s, and agents do not read those", name, why)}
}

// isDotenv says of a name that such a file holds keys: .env, .env.local and the like.
func isDotenv(name string) bool {
	base := strings.ToLower(path.Base(name))
	return base == dotenvName || strings.HasPrefix(base, dotenvName+".")
}
