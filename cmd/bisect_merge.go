package cmd

import (
	"context"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/bisect"
)

// descend goes on inside the merge that was found, and reports whether there is
// something to look at: the versions that one of its other parents brought come
// into the line before it, and the search goes on with all that is known. Of a
// merge with several of them, one that was found to be good makes way for the
// next. A squash is entered where records tell what it squashed.
func (s *bisection) descend(ctx context.Context) (bool, error) {
	r := s.engine.Result()
	if r.Verdict != bisect.Found {
		return false, nil
	}
	merge := s.versions[r.Culprit]
	s.found, s.foundIn = &r, s.versions
	for s.entered[merge] < len(merge.from)-1 {
		s.entered[merge]++
		line, more := s.inside(r.Culprit, merge.from[s.entered[merge]])
		if more {
			s.versions = line
			s.build()
			return true, nil
		}
	}
	return s.enterSquash(ctx, r)
}

// inside is the line with the versions that a parent of a merge brought before the
// merge, and whether there are any. Those up to one that the line holds before it
// are known to be good.
func (s *bisection) inside(at int, parent *iteration) (line []*iteration, more bool) {
	merge := s.versions[at]
	main := ledTo(merge.from[0])
	before := s.versions[:at]
	if beside := s.beside[merge]; beside > 0 { // of the parent before this one
		before = s.versions[:at-beside]
	}
	brought := lineTo(parent, func(it *iteration) bool { return !main[it] && s.in[it.commit.ID] })
	brought = slices.DeleteFunc(brought, func(it *iteration) bool { return eval.Talks(it.prompt) })
	for i, it := range slices.Backward(brought) {
		if slices.ContainsFunc(before, func(old *iteration) bool { return old.key == it.key }) {
			brought = brought[i+1:]
			break
		}
	}
	tail := withoutLoops(slices.Concat(brought, s.versions[at:]))
	s.beside[merge] = slices.IndexFunc(tail, func(it *iteration) bool { return it.key == merge.key })
	return slices.Concat(before, tail), tail[0] != merge
}

// through is the merge that brought a commit into the first-parent line of the bad
// end, "" for a commit of that line.
func (s *bisection) through(ctx context.Context, commit gitops.OID) (gitops.OID, error) {
	since := gitops.Range{From: commit, To: s.bad}
	line, err := s.w.repo.FirstParents(ctx, since)
	if err != nil {
		return "", err
	}
	after, err := s.w.repo.Descendants(ctx, since)
	if err != nil {
		return "", err
	}
	for _, id := range slices.Backward(line) {
		if !slices.Contains(after, id) {
			continue
		}
		first, err := s.w.repo.Commit(ctx, id)
		if err != nil || len(first.Parents) < 2 || first.Parents[0] == commit {
			return "", err
		}
		return id, nil
	}
	return "", nil
}
