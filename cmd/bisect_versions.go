package cmd

import (
	"context"
	"errors"
	"io/fs"
	"slices"

	"github.com/promptgit/promptgit/gitops"
)

// heldAt gives the version of a prompt that a revision holds, of those listed
// newest first, or the one before it where that cannot be parsed. It is nil
// where the prompt is not there.
func (w *workspace) heldAt(ctx context.Context, rev gitops.OID, list []*iteration) (*iteration, error) {
	it, err := w.at(ctx, rev, list)
	for it != nil && it.broken != nil {
		it = it.prev
	}
	return it, err
}

// at is the same, and gives one that cannot be parsed, too.
func (w *workspace) at(ctx context.Context, rev gitops.OID, list []*iteration) (*iteration, error) {
	var paths []string
	for _, it := range list {
		paths = append(paths, it.lineage, it.path)
	}
	snap := w.repo.At(rev)
	for i, file := range paths {
		if slices.Contains(paths[:i], file) {
			continue
		}
		src, err := readPrompt(ctx, snap, file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, err
		}
		held := &iteration{commit: gitops.Commit{ID: rev}, path: file, blob: w.repo.HashBlob(src)}
		if err := w.read(ctx, snap, held, src); err != nil {
			return nil, err
		}
		at := slices.IndexFunc(list, func(it *iteration) bool {
			return it.key == held.key && (it.blob == held.blob || slices.Contains(it.also, held.blob))
		})
		if at < 0 {
			continue // another prompt has that name now
		}
		return list[at], nil
	}
	return nil, nil //nolint:nilnil // it is not there
}

// cut finds the versions to search: the good one, and what the commits after it
// made of it along first parents, oldest first. What a merge took in is looked at
// where the merge proves to be the culprit, see descend; what it threw away led
// nowhere, so it cannot be the one.
func (s *bisection) cut(ctx context.Context, list []*iteration, newest *iteration, in map[gitops.OID]bool) error {
	var good *iteration
	var err error
	if in == nil {
		if good = s.best(list, newest, ledTo(newest)); good == nil {
			return usageHint("give --good REV, or record scores first with: promptgit eval --all", "no ancestor of %s has a record", shortRev(string(s.bad)))
		}
		s.good = good.commit.ID
		in, err = s.since(ctx)
	} else if good, err = s.w.heldAt(ctx, s.good, list); err == nil && good == nil {
		return usageHint("choose a later good revision", "%s did not exist at %s", s.path, s.o.good)
	}
	if err != nil {
		return err
	}
	s.in = in
	s.versions = withoutLoops(append([]*iteration{good}, lineTo(newest, func(it *iteration) bool { return in[it.commit.ID] })...))
	s.candidates = len(s.versions) - 1
	return nil
}

// lineTo is what each commit made of the version of its first parent, oldest
// first, up to newest and as far back as there is no other than within. Versions
// that could not be parsed are left out.
func lineTo(newest *iteration, within func(*iteration) bool) []*iteration {
	var line []*iteration
	for it := newest; it != nil && within(it); it = it.prev {
		if it.broken == nil {
			line = append(line, it)
		}
	}
	slices.Reverse(line)
	return line
}

// withoutLoops takes versions with the same content for one: where a line comes
// back to a version that it has been at, what lies between is left out. No single
// step can lie there, as the version would have to be good and bad, and what was
// done there was undone. The version stands for the commit that made it first.
func withoutLoops(line []*iteration) []*iteration {
	at := map[string]int{}
	var kept []*iteration
	for _, it := range line {
		i, known := at[it.key]
		if !known {
			at[it.key] = len(kept)
			kept = append(kept, it)
			continue
		}
		for _, undone := range kept[i+1:] {
			delete(at, undone.key)
		}
		kept = kept[:i+1]
	}
	return kept
}

// ledTo is a version and all those from which its content came.
func ledTo(newest *iteration) map[*iteration]bool {
	led := map[*iteration]bool{newest: true}
	for queue := []*iteration{newest}; len(queue) > 0; queue = queue[1:] {
		for _, it := range queue[0].from {
			if !led[it] {
				led[it] = true
				queue = append(queue, it)
			}
		}
	}
	return led
}

// best gives the older version with the best record, the newest of them where
// several are as good; nil where none has a record.
func (s *bisection) best(list []*iteration, newest *iteration, led map[*iteration]bool) *iteration {
	var best *iteration
	score := -1.0
	for _, it := range list {
		if !led[it] || it.broken != nil || it.key == newest.key {
			continue
		}
		if r := s.record(it); r != nil && r.Score != nil && *r.Score > score {
			best, score = it, *r.Score
		}
	}
	return best
}
