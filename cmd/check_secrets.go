package cmd

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/cassette"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/secret"
)

// secrets finds the keys that a step adds, in the files that promptgit reads and
// writes and in those that hold variables. A key that a version before had, in
// the same file, is not added. Where the policy only warns, so does this.
func (c *checker) secrets(ctx context.Context, s step) ([]hooks.Secret, error) {
	if c.policy.Secrets == config.Off {
		return nil, nil
	}
	var added []hooks.Secret
	for _, ch := range s.changes {
		if ch.New == "" || ch.Status == 'U' || !ch.Mode.IsFile() || ch.SameContent() || !c.mayHoldSecrets(ch.Path) {
			continue
		}
		src, err := c.blob(ctx, ch.New)
		if err != nil {
			return nil, err
		}
		list, err := c.addedTo(ctx, ch, src)
		if err != nil {
			return nil, err
		}
		added = append(added, list...)
	}
	if c.policy.Secrets == config.Block {
		return added, nil
	}
	for _, one := range added {
		d := one.Diagnostic()
		d.Message = "warning: " + d.Message
		c.warnings = append(c.warnings, d)
	}
	return nil, nil
}

// addedTo are the keys that a file has and had in no version before.
func (c *checker) addedTo(ctx context.Context, ch gitops.Change, src []byte) ([]hooks.Secret, error) {
	variables := strings.HasPrefix(path.Base(ch.Path), ".env")
	found := secret.Find(src, variables)
	if len(found) == 0 {
		return nil, nil
	}
	before := map[string]bool{}
	for _, id := range ch.Olds {
		if id == "" {
			continue
		}
		old, err := c.blob(ctx, id)
		if err != nil {
			return nil, err
		}
		for _, f := range secret.Find(old, variables) {
			before[f.Value] = true
		}
	}
	var added []hooks.Secret
	for _, f := range found {
		if !before[f.Value] {
			added = append(added, hooks.Secret{Pos: diag.Pos{Path: ch.Path, Line: f.Line, Col: f.Col}, Kind: f.Kind})
		}
	}
	return added, nil
}

// secretGlobs are the files besides prompts and the configured suites that keys
// are looked for in.
func secretGlobs() []string {
	return []string{config.FileName, "suites/**", "**/.env*", "**/*" + cassette.Ext, "**/promptfooconfig*"}
}

func (c *checker) mayHoldSecrets(file string) bool {
	if c.policy.Exempted(file) {
		return false
	}
	_, is := c.conf.Match(file)
	return is || slices.ContainsFunc(c.conf.Prompts, func(e config.Entry) bool { return slices.Contains(e.Suites, file) }) ||
		slices.ContainsFunc(secretGlobs(), func(g string) bool { return doublestar.MatchUnvalidated(g, file) })
}

// withSecrets notes in each step the keys that it adds, and gives a step to a
// commit that adds one and changes no prompt.
func (c *checker) withSecrets(ctx context.Context, which commits, steps []step) ([]step, error) {
	if c.policy.Secrets == config.Off {
		return steps, nil
	}
	globs := append(c.globs(), secretGlobs()...)
	for _, e := range c.conf.Prompts {
		for _, suite := range e.Suites {
			globs = append(globs, gitops.QuoteGlob(suite))
		}
	}
	at := map[gitops.OID]*step{}
	for i := range steps {
		at[steps[i].id] = &steps[i]
	}
	var all []step // newest first
	for commit, err := range c.repo.Changes(ctx, which.spec, gitops.ChangesOptions{Globs: globs, NotIn: which.notIn}) {
		if err != nil {
			return nil, err
		}
		s, known := at[commit.ID], false
		if known = s != nil; !known {
			made := c.step(commit)
			s = &made
		}
		seen := *s
		seen.changes = commit.Changes
		if s.secrets, err = c.secretsSince(ctx, seen); err != nil {
			return nil, fmt.Errorf("check %s: %w", shortRev(s.rev), err)
		}
		if known || len(s.secrets) > 0 {
			if !known {
				s.changes = nil
			}
			all = append(all, *s)
		}
	}
	slices.Reverse(all)
	return all, nil
}

// secretsSince is secrets, of a commit that policy.since does not reach.
func (c *checker) secretsSince(ctx context.Context, s step) ([]hooks.Secret, error) {
	warned := len(c.warnings)
	found, err := c.secrets(ctx, s)
	if err != nil || c.policy.Since == "" || len(found) == 0 && len(c.warnings) == warned {
		return found, err
	}
	since, err := c.repo.Resolve(ctx, c.policy.Since)
	if err != nil {
		return nil, err
	}
	older, err := c.repo.IsAncestor(ctx, s.id, since)
	if older {
		c.warnings, found = c.warnings[:warned], nil
	}
	return found, err
}
