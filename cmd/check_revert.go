package cmd

import (
	"context"
	"errors"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/prompt"
)

// exemptReverts judges refused steps again without the prompts whose content
// equals that of an earlier version at the same path: those were measured
// before. It walks the history of all such paths from the tips, which the steps
// are or follow.
func (c *checker) exemptReverts(ctx context.Context, tips []gitops.OID, steps []judged) error {
	var globs []string
	asked := map[string]bool{}
	for _, j := range steps {
		for path := range j.suspects() {
			if !asked[path] {
				asked[path] = true
				globs = append(globs, config.WithFiles([]string{gitops.QuoteGlob(path)})...)
			}
		}
	}
	if len(globs) == 0 {
		return nil
	}
	made := walked{by: map[place][]gitops.OID{}, order: map[gitops.OID]int{}}
	for _, tip := range tips {
		if tip == "" { // before the first commit there is no earlier version
			continue
		}
		for commit, err := range c.repo.Changes(ctx, string(tip), gitops.ChangesOptions{Globs: globs}) {
			if err != nil {
				return err
			}
			made.order[commit.ID] = len(made.order)
			for _, ch := range commit.Changes {
				at := place{ch.Path, ch.New}
				made.by[at] = append(made.by[at], commit.ID)
				for path := range asked {
					if path == ch.Path || prompt.FileOf(path) != ch.Path {
						continue
					}
					id, err := c.content(ctx, path, ch.New)
					if err != nil {
						return err
					}
					at := place{path, id}
					made.by[at] = append(made.by[at], commit.ID)
				}
			}
		}
	}
	family := ancestry{repo: c.repo, parents: map[gitops.OID][]gitops.OID{}}
	for i := range steps {
		if err := c.exemptRevert(ctx, &steps[i], made, &family); err != nil {
			return err
		}
	}
	return nil
}

// place is a content at a path.
type place struct {
	path string
	blob gitops.OID
}

// walked is a walk over a history, newest first and no parent before its
// children.
type walked struct {
	by    map[place][]gitops.OID // the commits that made a path what it is
	order map[gitops.OID]int
}

// suspects are the prompts of a refused step that may restate an earlier
// version, with their content.
func (j *judged) suspects() map[string]gitops.OID {
	found := map[string]gitops.OID{}
	if j.OK {
		return found
	}
	for _, p := range j.Prompts {
		for _, ch := range j.changes {
			if p.Exempt == "" && len(p.Changes) > 0 && ch.Path == p.Path && ch.New != "" {
				found[p.Path] = ch.New
			}
		}
	}
	return found
}

func (c *checker) exemptRevert(ctx context.Context, j *judged, made walked, family *ancestry) error {
	suspects := j.suspects()
	for i, p := range j.input.Prompts {
		blob, ok := suspects[p.Path]
		if !ok {
			continue
		}
		blob, err := c.content(ctx, p.Path, blob)
		if err != nil {
			return err
		}
		for _, commit := range made.by[place{p.Path, blob}] {
			if at, ok := made.order[j.id]; ok && made.order[commit] <= at {
				continue // itself, or not before it
			}
			earlier, err := family.reaches(ctx, j.id, commit)
			if err != nil {
				return err
			}
			if earlier {
				j.input.Prompts[i].Exempt = hooks.ExemptRevert
				break
			}
		}
	}
	j.decide()
	return nil
}

// ancestry answers which commits come before which. Reverts mostly follow soon
// on what they revert, so it looks near by itself before it asks git, which
// costs a process.
type ancestry struct {
	repo    *gitops.Repo
	parents map[gitops.OID][]gitops.OID
}

const nearCommits = 4096

// reaches reports whether old comes before the commit; "" is what is staged,
// which comes after all.
func (a *ancestry) reaches(ctx context.Context, commit, old gitops.OID) (bool, error) {
	if commit == "" || commit == old {
		return commit == "", nil
	}
	seen := map[gitops.OID]bool{commit: true}
	for queue := []gitops.OID{commit}; len(queue) > 0; queue = queue[1:] {
		if len(seen) > nearCommits {
			return a.repo.IsAncestor(ctx, old, commit)
		}
		parents, err := a.of(ctx, queue[0])
		if err != nil {
			return false, err
		}
		for _, p := range parents {
			if p == old {
				return true, nil
			}
			if !seen[p] {
				seen[p] = true
				queue = append(queue, p)
			}
		}
	}
	return false, nil
}

func (a *ancestry) of(ctx context.Context, id gitops.OID) ([]gitops.OID, error) {
	if parents, ok := a.parents[id]; ok {
		return parents, nil
	}
	commit, err := a.repo.Commit(ctx, id)
	var missing *gitops.MissingObjectError
	if err != nil && !errors.As(err, &missing) { // where a shallow clone ends
		return nil, err
	}
	a.parents[id] = commit.Parents
	return commit.Parents, nil
}
