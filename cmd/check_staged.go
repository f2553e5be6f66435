package cmd

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
)

// checkStaged judges what the next commit would change: the index that the
// environment names, compared with HEAD, or with what HEAD is replaced by.
func checkStaged(ctx context.Context, app *App, repo *gitops.Repo) (*checked, error) {
	s, err := stagedStep(ctx, app, repo)
	if err != nil {
		return nil, err
	}
	return checkIndex(ctx, app, repo, s)
}

func checkIndex(ctx context.Context, app *App, repo *gitops.Repo, s step) (*checked, error) {
	conf, err := configOf(ctx, repo, s.now)
	if err != nil {
		return nil, err
	}
	policy, conf, warnings, err := policyOf(ctx, repo, s.parents[0], conf)
	if err != nil {
		return nil, err
	}
	c := newChecker(app, repo, conf, policy, warnings)
	c.base = s.after
	if slices.ContainsFunc(s.changes, c.mayBePartial) {
		if err = c.learnStaged(ctx, s.after, s.staged); err != nil {
			return nil, err
		}
	}
	c.blobs = map[gitops.OID][]byte{}
	j, err := c.judge(ctx, s)
	if err != nil {
		return nil, err
	}
	answer := &checked{policy: policy, steps: []judged{j}}
	if err := c.exemptReverts(ctx, append([]gitops.OID{s.after}, s.others...), answer.steps); err != nil {
		return nil, err
	}
	if err := c.acceptSquashes(ctx, answer.steps, nil); err != nil {
		return nil, err
	}
	answer.warnings = c.warnings
	return answer, nil
}

// mayBePartial tells a file that prompts may include: they may also include one
// where it is there.
func (c *checker) mayBePartial(ch gitops.Change) bool {
	_, is := c.conf.Match(ch.Path)
	return (!is || ch.OldPath != "") && ch.Path != config.FileName
}

// stagedStep describes the commit that is being made.
func stagedStep(ctx context.Context, app *App, repo *gitops.Repo) (step, error) {
	s := step{rev: gitops.StagedName}
	if repo.Top == "" {
		return s, gitops.ErrBare
	}
	command, made := committing(ctx, app)
	head, parents, err := stagedParents(ctx, repo, command.amends)
	if err != nil {
		return s, err
	}
	if made {
		s.said, s.unread = command.said(app), command.unread
	}
	s.after = parents[0]
	state, err := repo.InProgress(ctx)
	if err != nil {
		return s, err
	}
	switch {
	case state.Rebasing, state.ApplyingAM:
		s.exempt = hooks.ExemptRebase // splitting a commit is how a big one is mended
	case state.Reverting != "":
		s.exempt = hooks.ExemptRevert
	case state.Picking != "":
		s.exempt = hooks.ExemptAllowed("cherry-pick")
	case head.ID != "":
		s.amends = true
		s.said = s.said.or(vouchedIn(head.Message)) // the new message may drop it; a check of the commit will see
	}
	s.said.to(&s)
	index := app.Getenv("GIT_INDEX_FILE")
	s.elsewhere = index != "" && filepath.Base(index) != "index"
	s.others = merging(app, state)
	s.merges = len(s.others) > 0
	if state.Squashing && !s.merges {
		message, _ := os.ReadFile(filepath.Join(repo.GitDir, "SQUASH_MSG")) // without it the commits that it names are looked for
		s.message = string(message)
	}
	return s, s.compareIndex(ctx, repo, append(parents, s.others...))
}

// stagedParents gives the commits that the next one follows: HEAD, or what
// HEAD follows when it is being amended, with that HEAD; "" where there is none.
func stagedParents(ctx context.Context, repo *gitops.Repo, amends bool) (amended gitops.Commit, parents []gitops.OID, err error) {
	head, err := repo.Head(ctx)
	if errors.Is(err, gitops.ErrUnborn) {
		return amended, []gitops.OID{""}, nil
	}
	if err != nil || !amends {
		return amended, []gitops.OID{head}, err
	}
	amended, err = repo.Commit(ctx, head)
	if err == nil && len(amended.Parents) == 0 {
		return amended, []gitops.OID{""}, nil
	}
	return amended, slices.Clone(amended.Parents), err
}

// merging gives the commits that are being merged. Before Git commits a merge
// without conflicts it has not written MERGE_HEAD yet and names them in its
// environment.
func merging(app *App, state gitops.State) []gitops.OID {
	others := slices.Clone(state.Merging)
	for _, kv := range app.Env {
		name, _, _ := strings.Cut(kv, "=")
		if id, ok := strings.CutPrefix(name, "GITHEAD_"); ok {
			if oid, valid := gitops.ParseOID(id); valid && !slices.Contains(others, oid) {
				others = append(others, oid)
			}
		}
	}
	return others
}

// compareIndex fills in the changes of the index against the parents. A file
// that is in any of them as it is now does not appear, as in a commit.
func (s *step) compareIndex(ctx context.Context, repo *gitops.Repo, parents []gitops.OID) error {
	s.parents = nil
	for i, parent := range parents {
		changes, err := repo.StagedChanges(ctx, parent)
		if err != nil {
			return err
		}
		base := gitops.Snapshot(emptyState{})
		if parent != "" {
			base = repo.At(parent)
		}
		s.parents = append(s.parents, base)
		if i == 0 {
			s.staged, s.changes = newOverlay(repo, base, changes), changes
			s.now = s.staged
			continue
		}
		s.changes = combine(s.changes, changes)
	}
	return nil
}

// combine keeps the changes that both comparisons have, with the older versions
// of both.
func combine(a, b []gitops.Change) []gitops.Change {
	byPath := map[string]gitops.Change{}
	for _, y := range b {
		byPath[y.Path] = y
	}
	var list []gitops.Change
	for _, x := range a {
		y, ok := byPath[x.Path]
		if !ok {
			continue
		}
		x.Olds, x.OldPaths = append(slices.Clone(x.Olds), y.Olds...), append(slices.Clone(x.OldPaths), y.OldPaths...)
		if x.Status == 'A' {
			x.Status, x.OldPath = y.Status, y.OldPath
		}
		list = append(list, x)
	}
	return list
}

// touchesPrompts reports whether changes concern the configuration or what is a
// prompt by default.
func touchesPrompts(changes []gitops.Change) bool {
	usual := config.Default()
	return slices.ContainsFunc(changes, func(ch gitops.Change) bool {
		_, is := usual.Match(ch.Path)
		return is || ch.Path == config.FileName
	})
}
