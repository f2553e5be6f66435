package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// reviewSubject is what a review is about: versions, each with the one before it.
type reviewSubject struct {
	w     *workspace
	rev   string // full id, "staged" or "worktree"
	from  gitops.OID
	pairs []versionPair // a is nil where there is nothing to compare with
	by    *approver

	listing bool // of every prompt: what changed is not told
}

// reviewSubject finds the versions that the user means.
func (w *workspace) reviewSubject(ctx context.Context, o reviewOptions) (*reviewSubject, error) {
	s := &reviewSubject{w: w, listing: o.what == ""}
	var base gitops.OID
	var err error
	if o.base != "" {
		if base, err = w.repo.Resolve(ctx, o.base); err != nil {
			return nil, err
		}
	}
	if s.by, err = w.approver(ctx, base); err != nil {
		return nil, err
	}
	switch {
	case isRange(o.what):
		err = s.ofRange(ctx, o)
	case o.staged, o.worktree:
		err = s.uncommitted(ctx, o)
	default:
		err = s.at(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	if at, ok := gitops.ParseOID(s.rev); ok {
		if err = s.by.prepare(ctx, at, s.pairs); err != nil {
			return nil, err
		}
	}
	for _, p := range s.pairs {
		if p.b.broken != nil {
			return nil, fmt.Errorf("%s: %w", ui.Line(p.b.path), p.b.broken)
		}
	}
	return s, nil
}

// isRange tells A..B from a path that begins in the folder above.
func isRange(what string) bool {
	from, _, ok := strings.Cut(what, "..")
	return ok && from != "" && !strings.HasSuffix(from, "/")
}

// ofRange takes the newest version of each prompt that changed between the end of a
// range and where it left the beginning.
func (s *reviewSubject) ofRange(ctx context.Context, o reviewOptions) error {
	if o.rev != "" || o.staged || o.worktree {
		return usagef("a range is reviewed at its end: --rev, --staged and --worktree are for a prompt")
	}
	spec := strings.Replace(o.what, "...", "..", 1)
	r, err := s.w.repo.ResolveRange(ctx, spec)
	if err != nil {
		return err
	}
	fork, err := s.w.repo.MergeBase(ctx, r.From, r.To)
	if err != nil {
		return err
	}
	if fork == "" {
		fork = r.From
	}
	s.rev, s.from = string(r.To), fork
	before, err := s.w.versionsAt(ctx, fork, "")
	if err != nil {
		return err
	}
	after, err := s.w.versionsAt(ctx, r.To, "")
	if err != nil {
		return err
	}
	pairs, err := s.w.pair(ctx, r.To, before, after)
	if err != nil {
		return err
	}
	for _, p := range pairs {
		if p.b != nil && (p.a == nil || !p.a.sameAs(p.b)) {
			s.pairs = append(s.pairs, p)
		}
	}
	return nil
}

// at takes the prompts of a commit, each with the version before.
func (s *reviewSubject) at(ctx context.Context, o reviewOptions) error {
	head, ok, err := s.w.headOf(ctx, o.rev)
	if err != nil {
		return err
	}
	if !ok {
		return usageHint("commit it, or review what is staged: --staged", "there is no commit yet")
	}
	s.rev = string(head)
	list, err := s.w.versionsAt(ctx, head, o.what)
	if err != nil {
		return err
	}
	return s.add(ctx, list, head)
}

// add pairs versions with those before them in the history of a commit.
func (s *reviewSubject) add(ctx context.Context, list []*iteration, head gitops.OID) error {
	var globs, paths []string
	for _, it := range list {
		globs, paths = append(globs, gitops.QuoteGlob(it.path)), append(paths, it.path)
	}
	if len(list) == 0 {
		return nil
	}
	history, err := s.w.historyOf(ctx, head, globs, func([]string) []string { return paths })
	if err != nil && !isIncompleteStore(err) {
		return err
	}
	for _, it := range list {
		p := versionPair{b: it}
		for _, h := range history { // newest first
			if h.lineage != it.path {
				continue
			}
			if !h.sameAs(it) {
				p.a = h
				break
			}
		}
		s.pairs = append(s.pairs, p)
	}
	return nil
}

// uncommitted takes prompts as they are staged, or as they lie in the working tree,
// each with the version of HEAD.
func (s *reviewSubject) uncommitted(ctx context.Context, o reviewOptions) error {
	if s.w.repo.Top == "" {
		return gitops.ErrBare
	}
	snap := s.w.repo.Index()
	s.rev = gitops.StagedName
	if o.worktree {
		snap, s.rev = s.w.repo.Worktree(), gitops.WorktreeName
	}
	list, err := s.w.versionsIn(ctx, snap, gitops.Commit{}, o.what)
	if err != nil {
		return err
	}
	head, ok, err := s.w.headOf(ctx, "")
	if err != nil {
		return err
	}
	var before []*iteration
	if ok {
		if before, err = s.w.versionsAt(ctx, head, ""); err != nil {
			return err
		}
	}
	for _, it := range list {
		if o.worktree {
			if err := s.w.storeFile(ctx, it, false); err != nil {
				return err
			}
		}
		p := versionPair{b: it}
		if at := slices.IndexFunc(before, func(b *iteration) bool { return b.path == it.path }); at >= 0 {
			if b := before[at]; b.sameAs(it) { // it is in a commit after all
				it.commit = b.commit
			} else {
				p.a = b
			}
		}
		s.pairs = append(s.pairs, p)
	}
	return nil
}
