package cmd

import (
	"context"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/memo"
)

// lines are the commits that may be the ends of the line of work that a step
// squashed: those that its message names, then those that made one of its files
// what it is.
func (s *squashes) lines(ctx context.Context, j *judged) (named, made []gitops.OID) {
	known := map[gitops.OID]bool{j.id: true}
	add := func(list *[]gitops.OID, id gitops.OID) {
		if !known[id] {
			known[id] = true
			*list = append(*list, id)
		}
	}
	for _, id := range squashedIn(j.message) {
		if _, err := s.repo.Commit(ctx, id); err == nil { // else it is not here
			add(&named, id)
		}
	}
	for _, ref := range s.requestsIn(ctx, j.message) {
		add(&named, ref.ID)
	}
	for _, ch := range j.changes {
		if s.counted(ch) {
			for _, id := range s.made.by[place{s.fileOf(ch.Path), ch.New}] {
				add(&made, id)
			}
		}
	}
	return named, made
}

// ofLine accepts a step whose prompts changed as a line of commits changed them
// that are each within the policy. Where few steps are open, the ends of all lines
// are looked at: others may have changed the same prompt since a line began.
func (s *squashes) ofLine(ctx context.Context, j *judged, few bool) error {
	first, ok := gitops.ParseOID(j.parents[0].Name())
	if !ok {
		return nil
	}
	named, made := s.lines(ctx, j)
	var rest []gitops.OID
	if few {
		for _, ref := range s.known(ctx) {
			if ref.ID != j.id && len(rest) < mostLines {
				rest = append(rest, ref.ID)
			}
		}
	}
	tried := map[gitops.OID]bool{}
	for i, end := range slices.Concat(named, made, rest) {
		if tried[end] || s.spent() {
			continue
		}
		if i >= len(named) && i < len(named)+len(made) {
			same, err := s.sameFiles(ctx, j, end)
			if err != nil && !isIncompleteStore(err) {
				return err
			}
			if !same || len(tried) >= mostLines {
				continue
			}
		}
		tried[end] = true
		proved, err := s.proves(ctx, j, first, end)
		if err != nil && !isIncompleteStore(err) {
			return err
		}
		if proved {
			return nil
		}
	}
	return nil
}

// sameFiles says whether a commit holds all that a step changed as the step left it.
func (s *squashes) sameFiles(ctx context.Context, j *judged, end gitops.OID) (bool, error) {
	for _, ch := range j.changes {
		if !s.counted(ch) {
			continue
		}
		is, err := s.versionAt(ctx, s.repo.At(end), ch.Path)
		if err != nil || is == nil || is.blob != ch.New {
			return false, err
		}
	}
	return true, nil
}

// proves accepts a step that follows first if the commits up to end changed its
// prompts as it does and are all within the policy.
func (s *squashes) proves(ctx context.Context, j *judged, first, end gitops.OID) (bool, error) {
	if j.id != "" {
		if after, failed := s.family.reaches(ctx, end, j.id); failed != nil || after {
			return false, failed // what comes after it proves nothing
		}
	}
	base, err := s.repo.MergeBase(ctx, first, end)
	if err != nil || base == "" || base == end {
		return false, err
	}
	hopeless, err := s.refusedBetween(ctx, base, first, end)
	if err != nil || hopeless {
		return false, err
	}
	over := j.over()
	for _, p := range over {
		alike, failed := s.alike(ctx, j, p, s.repo.At(base), s.repo.At(end))
		if failed != nil || !alike {
			return false, failed
		}
	}
	s.proofs++
	n, refused, ok, err := s.lineWithin(ctx, commits{spec: gitops.Range{From: first, To: end}.String(), tip: end, before: s.repo.At(first)})
	if err != nil || !ok {
		if refused != nil {
			j.not("%s changed the same, but its commit %s changes %s", s.nameOf(ctx, end), shortRev(refused.rev), plural(refused.Count, "variable"))
		}
		return false, err
	}
	var paths []string
	for _, p := range over {
		paths = append(paths, p.Path)
	}
	j.excuse(plural(n, "checked commit")+" of "+s.nameOf(ctx, end), paths...)
	return true, nil
}

// nameOf names a commit by a ref that is at it, if one is.
func (s *squashes) nameOf(ctx context.Context, id gitops.OID) string {
	for _, ref := range s.known(ctx) {
		if ref.ID == id {
			name := strings.TrimPrefix(ref.Name, "refs/")
			for _, prefix := range []string{"heads/", "remotes/", "tags/"} {
				name = strings.TrimPrefix(name, prefix)
			}
			return name + " (" + shortRev(string(id)) + ")"
		}
	}
	return shortRev(string(id))
}

// known are the refs under which lines of work may be. Without them a name is
// missing and a request that was moved on top of others not found.
func (s *squashes) known(ctx context.Context) []gitops.CommitRef {
	if s.refs == nil {
		refs, err := s.repo.CommitRefs(ctx, "refs/heads", "refs/remotes", "refs/pull", "refs/merge-requests", "refs/tags")
		if s.refs = refs; err != nil || refs == nil {
			s.refs = []gitops.CommitRef{}
		}
	}
	return s.refs
}

// requestsIn are the pull requests that a message names, as far as they were
// fetched: "Be kind (#12)", "See merge request team/prompts!12".
func (s *squashes) requestsIn(ctx context.Context, message string) []gitops.CommitRef {
	var list []gitops.CommitRef
	for _, m := range requestForm().FindAllStringSubmatch(message, mostLines) {
		for _, ref := range s.known(ctx) {
			parts := strings.Split(strings.TrimSuffix(ref.Name, "/head"), "/")
			if n := len(parts); parts[n-1] == m[1] && slices.Contains([]string{"pull", "pr", "merge-requests"}, parts[n-2]) {
				list = append(list, ref)
			}
		}
	}
	return list
}

var requestForm = memo.Regexp(`(?:^|[\s(])(?:[\w./-]*!|#)([0-9]{1,9})\b`)

// squashedIn is the commit that a message names as the end of what it squashes, as
// git merge --squash writes it: the newest one comes first.
func squashedIn(message string) []gitops.OID {
	m := squashedCommit().FindStringSubmatch(message)
	if m == nil {
		return nil
	}
	return []gitops.OID{gitops.OID(m[1])}
}

var squashedCommit = memo.Regexp(`(?m)^commit ([0-9a-f]{40}(?:[0-9a-f]{24})?)$`)
