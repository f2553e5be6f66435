package cmd

import (
	"context"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
)

// Bounds on what is looked into for commits that are refused.
const (
	mostLines  = 16  // lines of work for one of them
	mostProofs = 256 // for all of a check
	mostJudged = 512 // commits of lines that the check does not judge anyway
	mostNested = 32  // squashes within the lines of squashes
)

// squashes looks for what shows that refused commits are squashes of commits that
// were each within the policy. It asks nothing while all commits are.
type squashes struct {
	*checker
	also   []gitops.OID    // commits that are not behind a ref yet, as in a push
	made   walked          // the commits that made files what they are
	asked  map[string]bool // those files
	refs   []gitops.CommitRef
	family ancestry
	seen   *seenCommits
	proofs int
	depth  int

	versions *recordedVersions // nil before they are asked for
}

// acceptSquashes judges refused steps again without the prompts of which something
// that is here shows that they changed step by step: a line of commits that are
// within the policy, or else the records of the versions in between.
func (c *checker) acceptSquashes(ctx context.Context, steps []judged, also []gitops.OID) error {
	var open []*judged
	for i := range steps {
		if steps[i].maySquash() {
			open = append(open, &steps[i])
		}
	}
	if len(open) == 0 {
		return nil
	}
	s := &squashes{
		checker: c, also: also, asked: map[string]bool{}, made: walked{by: map[place][]gitops.OID{}},
		family: ancestry{repo: c.repo, parents: map[gitops.OID][]gitops.OID{}}, seen: newSeenCommits(steps),
	}
	if err := s.accept(ctx, open, len(open) <= mostLines); err != nil {
		return err
	}
	if s.spent() {
		c.warn("", diag.Diagnostic{
			Message: fmt.Sprintf("%d lines of work with %d commits more were looked into for squashes", s.proofs, s.seen.judged),
			Hint:    "check a shorter range",
		}, "what else is refused may be a squash, too")
	}
	return nil
}

// spent says whether as much was looked into as a check may cost.
func (s *squashes) spent() bool { return s.proofs >= mostProofs || s.seen.judged >= mostJudged }

// accept judges refused steps again. Where they are few, the ends of all lines are
// looked at.
func (s *squashes) accept(ctx context.Context, open []*judged, few bool) error {
	if err := s.look(ctx, open); err != nil {
		return err
	}
	for _, j := range open {
		if j.OK || s.seen.refused[j.id] { // it was in the line of another
			continue
		}
		s.seen.proving[j.id] = true
		err := s.ofLine(ctx, j, few)
		delete(s.seen.proving, j.id)
		if err != nil {
			return err
		}
	}
	err := s.ofRecords(ctx, open)
	for _, j := range open {
		if j.OK { // what leant on it while it was open may be one now
			clear(s.seen.refused)
		}
	}
	for _, j := range open {
		if !j.OK && !s.spent() {
			s.seen.refused[j.id] = true
		}
	}
	return err
}

// maySquash says whether a refused step can be a squash: it follows one commit.
func (j *judged) maySquash() bool {
	_, first := j.parents[0].(emptyState)
	return !j.OK && len(j.parents) == 1 && !first && len(j.over()) > 0
}

// over are the prompts of a refused step that count: of all, or where each is
// judged alone, of those that change too much.
func (j *judged) over() []hooks.Prompt {
	refused := map[string]bool{}
	for _, p := range j.Problems {
		if p.Code != hooks.SecretCode {
			refused[p.Pos.Path] = true
		}
	}
	var list []hooks.Prompt
	for _, p := range hooks.Judge(j.input).Prompts {
		if p.Exempt == "" && len(p.Changes) > 0 && (refused[""] || refused[p.Path]) {
			list = append(list, p)
		}
	}
	return list
}

// not keeps the first thing that stands against a step's being a squash of steps
// within the policy.
func (j *judged) not(format string, args ...any) {
	if j.unproven == "" {
		j.unproven = fmt.Sprintf(format, args...)
	}
}

// excuse exempts prompts of a step, by their paths.
func (j *judged) excuse(reason string, paths ...string) {
	for i := range j.input.Prompts {
		if p := &j.input.Prompts[i]; p.Exempt == "" && slices.Contains(paths, p.Path) {
			p.Exempt = hooks.ExemptSquash(reason)
		}
	}
	j.decide()
}

// look finds, with one walk over all that is known here, which commits made the
// files of refused steps what they are. It walks for no file twice.
func (s *squashes) look(ctx context.Context, open []*judged) error {
	var globs []string
	tip := gitops.OID("")
	for _, j := range open {
		tip = j.after
		if j.id != "" {
			tip = j.id
		}
		for _, ch := range j.changes {
			if file := s.fileOf(ch.Path); s.counted(ch) && !s.asked[file] {
				s.asked[file] = true
				globs = append(globs, gitops.QuoteGlob(file))
			}
		}
	}
	if len(globs) == 0 {
		return nil
	}
	for commit, err := range s.repo.Changes(ctx, string(tip), gitops.ChangesOptions{Globs: globs, Also: s.also, Everywhere: true}) {
		if isIncompleteStore(err) {
			break // what is here may still do
		}
		if err != nil {
			return err
		}
		for _, ch := range commit.Changes {
			at := place{ch.Path, ch.New}
			s.made.by[at] = append(s.made.by[at], commit.ID)
		}
	}
	return nil
}

// counted says whether a verdict depends on a file that changed.
func (c *checker) counted(ch gitops.Change) bool {
	_, is := c.conf.Match(ch.Path)
	return ch.New != "" && (is || ch.Path == config.FileName || len(c.includers[ch.Path]) > 0)
}
