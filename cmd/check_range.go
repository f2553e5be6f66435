package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
)

// checked is the answer of a check.
type checked struct {
	policy   config.Policy
	steps    []judged   // oldest first
	head     gitops.OID // what is checked out, where a commit of steps is refused
	warnings diag.Errors
}

// ok reports whether every step keeps the policy.
func (c *checked) ok() bool {
	return !slices.ContainsFunc(c.steps, func(j judged) bool { return !j.OK })
}

// refuses reports whether some step must not land.
func (c *checked) refuses() bool {
	return slices.ContainsFunc(c.steps, func(j judged) bool {
		return !j.OK && (c.policy.Mode != config.Warn || len(j.input.Secrets) > 0)
	})
}

// checkRange judges every commit of a range that changes a prompt.
func checkRange(ctx context.Context, app *App, repo *gitops.Repo, spec string) (*checked, error) {
	r, err := repo.ResolveRange(ctx, spec)
	if err != nil {
		return nil, err
	}
	return checkCommits(ctx, app, repo, commits{spec: r.String(), tip: r.To, before: repo.At(r.From)})
}

// checkRevision judges one commit, whether it changes a prompt or not.
func checkRevision(ctx context.Context, app *App, repo *gitops.Repo, rev string) (*checked, error) {
	id, err := repo.Resolve(ctx, rev)
	if err != nil {
		return nil, err
	}
	commit, err := repo.Commit(ctx, id)
	if err != nil {
		return nil, err
	}
	which := commits{spec: string(id) + "^!", tip: id, before: emptyState{}}
	if len(commit.Parents) > 0 {
		which.before = repo.At(commit.Parents[0])
	}
	answer, err := checkCommits(ctx, app, repo, which)
	if err != nil {
		return nil, err
	}
	if len(answer.steps) == 0 {
		j := judged{step: step{rev: string(id), id: id, subject: commit.Subject}, Verdict: hooks.Verdict{OK: true}}
		if len(commit.Parents) > 1 {
			j.Exempt = hooks.ExemptMerge
		}
		answer.steps = []judged{j}
	}
	return answer, nil
}

// commits are the commits to judge, with the last of them and the state from
// which the policy is taken.
type commits struct {
	spec   string
	tip    gitops.OID
	before gitops.Snapshot
	notIn  []string     // revisions whose commits are left out; "--branches" is every branch
	also   []gitops.OID // commits that no ref leads to yet and that may be the ends of lines that are squashed
}

func checkCommits(ctx context.Context, app *App, repo *gitops.Repo, which commits) (*checked, error) {
	conf, err := configOf(ctx, repo, repo.At(which.tip))
	if err != nil {
		return nil, err
	}
	policy, both, warnings, err := policyOf(ctx, repo, which.before, conf)
	var missing *gitops.MissingObjectError
	if errors.As(err, &missing) && repo.Shallow {
		policy, both, err = config.Default().Policy, conf, nil // the boundary gets a warning of its own
	}
	if err != nil {
		return nil, err
	}
	c := newChecker(app, repo, both, policy, warnings)
	c.base = commitOfState(which.before)
	if err = c.learn(ctx, repo.At(which.tip)); err != nil {
		return nil, err
	}
	steps, err := c.steps(ctx, which)
	if err != nil {
		return nil, err
	}
	if err = c.disable(ctx, which, steps); err != nil {
		return nil, err
	}
	if steps, err = c.withSecrets(ctx, which, steps); err != nil {
		return nil, err
	}
	answer := &checked{policy: policy}
	for _, s := range steps {
		var j judged
		if j, err = c.judge(ctx, s); err != nil {
			return nil, fmt.Errorf("check %s: %w", shortRev(s.rev), err)
		}
		answer.steps = append(answer.steps, j)
	}
	if err = c.exemptReverts(ctx, []gitops.OID{which.tip}, answer.steps); err != nil {
		return nil, err
	}
	if err = c.acceptSquashes(ctx, answer.steps, which.also); err != nil {
		return nil, err
	}
	answer.warnings = c.warnings
	if !answer.ok() {
		answer.head, err = repo.Head(ctx)
		if errors.Is(err, gitops.ErrUnborn) {
			err = nil
		}
	}
	return answer, err
}

// steps lists the commits that touch a prompt, a file that a prompt includes or
// the configuration, oldest first. A version inside the range may include a
// file that no prompt of its end includes: then the walk is made again with it.
func (c *checker) steps(ctx context.Context, which commits) ([]step, error) {
	for {
		globs, known := c.globs(), len(c.includers)
		var steps []step
		for commit, err := range c.repo.Changes(ctx, which.spec, gitops.ChangesOptions{Globs: globs, NotIn: which.notIn}) {
			if err != nil {
				return nil, err
			}
			s := c.step(commit)
			if err := c.learnStep(ctx, s); err != nil {
				return nil, fmt.Errorf("check %s: %w", shortRev(s.rev), err)
			}
			steps = append(steps, s)
		}
		if len(c.includers) == known {
			slices.Reverse(steps)
			return steps, nil
		}
	}
}

// globs select all that a verdict depends on, but for suites.
func (c *checker) globs() []string {
	globs := append(c.conf.Globs(), config.FileName)
	for path := range c.includers {
		globs = append(globs, gitops.QuoteGlob(path))
	}
	return globs
}

func (c *checker) step(commit gitops.CommitChanges) step {
	s := step{
		rev: string(commit.ID), id: commit.ID, subject: commit.Subject, message: commit.Message,
		now: c.repo.At(commit.ID), changes: commit.Changes, commit: commit.Commit,
	}
	switch {
	case commit.Boundary:
		s.parents = []gitops.Snapshot{emptyState{}}
		c.warn("", diag.Diagnostic{
			Message: "the history ends at " + shortRev(s.rev) + ", a shallow clone",
			Hint:    "git fetch --unshallow, or fetch-depth: 0 in CI",
		}, "its prompts count as new")
	case len(commit.Parents) == 0:
		s.parents = []gitops.Snapshot{emptyState{}}
	default:
		for _, p := range commit.Parents {
			s.parents = append(s.parents, c.repo.At(p))
		}
	}
	vouchedIn(commit.Message).to(&s)
	return s
}

// learnStep notes what the prompts that a step changed include.
func (c *checker) learnStep(ctx context.Context, s step) error {
	changes, _, err := c.inside(ctx, s.changes)
	if err != nil {
		return err
	}
	for _, ch := range changes {
		if _, ok := c.conf.Match(ch.Path); !ok || ch.New == "" {
			continue
		}
		if _, err := c.parse(ctx, version{s.now, ch.Path, ch.New}, false); err != nil {
			return err
		}
	}
	return nil
}

// disable exempts the commits that policy.since already reaches.
func (c *checker) disable(ctx context.Context, which commits, steps []step) error {
	if c.policy.Since == "" || c.policy.Mode == config.Off {
		return nil
	}
	since, err := c.repo.Resolve(ctx, c.policy.Since)
	var unknown *gitops.UnknownRevisionError
	if errors.As(err, &unknown) {
		hint := "name a tag or commit that is here, or fetch it: git fetch --tags"
		if c.repo.Bare { // a server, which fetches nothing
			hint = "push it before the branch: git push REMOTE " + c.policy.Since
		}
		return diag.Errors{{Pos: c.policy.SinceAt, Message: fmt.Sprintf("policy.since: unknown revision %q", c.policy.Since), Hint: hint}}
	}
	if err != nil {
		return err
	}
	after := map[gitops.OID]bool{}
	for commit, err := range c.repo.Changes(ctx, which.spec, gitops.ChangesOptions{Globs: c.globs(), NotIn: append([]string{string(since)}, which.notIn...)}) {
		if err != nil {
			return err
		}
		after[commit.ID] = true
	}
	for i := range steps {
		if !after[steps[i].id] {
			steps[i].exempt = hooks.ExemptDisabled
		}
	}
	return nil
}
