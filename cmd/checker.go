package cmd

import (
	"context"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/secret"
	"github.com/promptgit/promptgit/prompt"
)

// checker judges commits by one policy and one configuration.
type checker struct {
	app    *App
	repo   *gitops.Repo
	conf   *config.Config // says what is a prompt, its role and its suites
	policy config.Policy

	parsed    map[parsedKey]*prompt.Prompt // prompts that include nothing
	includers map[string]map[string]bool   // partial -> prompts seen to include it
	blobs     map[gitops.OID][]byte        // that were read, nil where that is not kept: a range has many
	invalid   map[string]diag.Diagnostic   // what is wrong with a prompt that was read as text
	warned    map[string]bool              // files that a warning was given for
	warnings  diag.Errors

	base   gitops.OID                           // the commit that the policy is taken from, "" for none
	by     *approver                            // see approver
	listed map[gitops.OID]map[string]gitops.OID // see promptsAt
}

type parsedKey struct {
	path string
	blob gitops.OID
	text bool
}

func newChecker(app *App, repo *gitops.Repo, conf *config.Config, policy config.Policy, warnings diag.Errors) *checker {
	c := &checker{
		app: app, repo: repo, conf: conf, policy: policy, warnings: warnings,
		parsed:    map[parsedKey]*prompt.Prompt{},
		includers: map[string]map[string]bool{}, invalid: map[string]diag.Diagnostic{}, warned: map[string]bool{},
		listed: map[gitops.OID]map[string]gitops.OID{},
	}
	for _, d := range warnings {
		c.warned[d.Pos.Path] = true
	}
	return c
}

// step is a commit, or what is staged, with the states it is compared with.
type step struct {
	rev     string // full id, or "staged"
	subject string
	id      gitops.OID // "" where staged
	after   gitops.OID // where staged: the commit it will follow, "" for none
	now     gitops.Snapshot
	staged  *overlay          // the same, nil for a commit
	parents []gitops.Snapshot // at least one: before a first commit there was nothing
	changes []gitops.Change   // their Olds are in the order of parents
	others  []gitops.OID      // where staged: the commits that are being merged
	said    vouched           // where staged: what the author says of it already
	unread  bool              // where staged: the author says more, in a message that only commit-msg can read
	exempt  string            // reason that holds for the whole step
	allow   string            // the reason of its author, where that is exempt
	needed  bool              // the policy refuses it without that
	commit  gitops.Commit     // zero where staged

	secrets []hooks.Secret // of a commit: that it adds, where the policy refuses them

	message  string // of the commit, or of git merge --squash where staged
	unproven string // why what is here does not show that it squashes steps within the policy, "" where nothing hints at it
	variable string // the name that the commit gives to what it changes, "" for none

	// Of what is staged, for the advice:
	amends    bool // it takes the place of the last commit
	merges    bool // it concludes a merge
	elsewhere bool // its index is not the usual one, as of git commit -a
}

// judged is a step with its verdict.
type judged struct {
	step
	hooks.Verdict
	input hooks.Input
	seen  map[string]*prompt.Prompt // the newer version of each prompt, by path
}

// judge counts what a step changed.
func (c *checker) judge(ctx context.Context, s step) (judged, error) {
	j := judged{step: s, seen: map[string]*prompt.Prompt{}}
	in := hooks.Input{Max: c.policy.MaxVariables, PerPrompt: c.policy.Scope == config.PerPrompt, Exempt: s.exempt, Variable: s.variable, Secrets: s.secrets}
	if c.policy.Mode == config.Off {
		in.Exempt = hooks.ExemptDisabled
	}
	changes, others, err := c.inside(ctx, s.changes)
	if err != nil {
		return judged{}, err
	}
	j.changes = changes
	for _, ch := range changes {
		list, other, unread := c.file(ctx, &j, ch)
		if unread != nil {
			return judged{}, unread
		}
		in.Prompts = append(in.Prompts, list...)
		if other {
			others = append(others, ch.Path)
		}
		if ch.OldPath != "" {
			others = append(others, ch.OldPath)
		}
	}
	if s.id == "" {
		if in.Secrets, err = c.secrets(ctx, s); err != nil {
			return judged{}, err
		}
	}
	included, err := c.including(ctx, &j, others, in.Prompts)
	if err != nil {
		return judged{}, err
	}
	in.Prompts = append(in.Prompts, included...)
	for i, p := range in.Prompts {
		if p.Exempt == "" && c.policy.Exempted(p.Path) {
			in.Prompts[i].Exempt = hooks.ExemptDisabled
		}
	}
	j.input = in
	j.decide()
	return j, c.override(ctx, &j)
}

// decide applies the policies. A merge that brings nothing of its own is
// exempt, though it lists no prompts.
func (j *judged) decide() {
	j.Verdict = hooks.Judge(j.input)
	for _, p := range j.Prompts {
		for i := range p.Changes { // what is told of a key, added or removed, goes into the logs of CI
			c := &p.Changes[i]
			c.ID, c.Before, c.After = secret.Mask(c.ID), secret.Mask(c.Before), secret.Mask(c.After)
		}
	}
	if len(j.Prompts) == 0 && len(j.parents) > 1 {
		j.Exempt = hooks.ExemptMerge
	}
}

// file says what a change of one file means: for prompts, and for the
// configuration. other tells a file that may be a partial of prompts.
func (c *checker) file(ctx context.Context, j *judged, ch gitops.Change) (list []hooks.Prompt, other bool, err error) {
	_, is := c.conf.Match(ch.Path)
	was := is
	if ch.OldPath != "" {
		_, was = c.conf.Match(ch.OldPath)
	}
	switch {
	case ch.Path == config.FileName:
		list, err = c.configuration(ctx, j, ch)
	case ch.Status == 'U':
		// Git itself refuses to commit what is not merged.
	case ch.Status == 'D' && is:
		list = []hooks.Prompt{gone(ch.Path)}
	case is && !was:
		ch.Status, ch.OldPath = 'A', ""
		list, err = c.prompt(ctx, j, ch)
	case is:
		list, err = c.prompt(ctx, j, ch)
	case was:
		list, other = []hooks.Prompt{gone(ch.OldPath)}, true
	default:
		other = true
	}
	return list, other, err
}

func gone(path string) hooks.Prompt {
	return hooks.Prompt{Path: path, Status: hooks.Deleted, Exempt: hooks.ExemptDeletion}
}

// warn notes a problem of a file that does not stop the check, once.
func (c *checker) warn(path string, problem diag.Diagnostic, consequence string) {
	if c.warned[path] {
		return
	}
	c.warned[path] = true
	if problem.Message == "" { // the older version, under another name, is to blame
		problem = diag.Diagnostic{Pos: diag.Pos{Path: path}, Message: "the version before could not be read as a prompt"}
	}
	problem.Message = "warning: " + problem.Message + "; " + consequence
	c.warnings = append(c.warnings, problem)
}
