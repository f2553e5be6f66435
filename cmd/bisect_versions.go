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
	var paths []string
	for _, it := range list {
		paths = append(paths, it.lineage, it.path)
	}
	snap := w.repo.At(rev)
	for i, file := range paths {
		if slices.Contains(paths[:i], file) {
			continue
		}
		src, err := snap.Read(ctx, file)
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
		at := slices.IndexFunc(list, func(it *iteration) bool { return it.key == held.key && it.blob == held.blob })
		if at < 0 {
			continue // another prompt has that name now
		}
		it := list[at]
		for it != nil && it.broken != nil {
			it = it.prev
		}
		return it, nil
	}
	return nil, nil //nolint:nilnil // it is not there
}

// cut finds the versions from the good one on, oldest first, without those that
// repeat their neighbor. A version that a merge threw away led nowhere, so it
// cannot be the one.
func (s *bisection) cut(ctx context.Context, list []*iteration, newest *iteration, in map[gitops.OID]bool) error {
	led := ledTo(newest)
	var good *iteration
	var err error
	if in == nil {
		if good = s.best(list, newest, led); good == nil {
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
	s.versions = []*iteration{good}
	for _, it := range slices.Backward(list) {
		if led[it] && in[it.commit.ID] && it.broken == nil && it.key != s.versions[len(s.versions)-1].key {
			s.versions = append(s.versions, it)
		}
	}
	return nil
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
