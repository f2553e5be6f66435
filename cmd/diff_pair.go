package cmd

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/prompt"
)

// pair joins the versions of two revisions by path, and what is left by the
// history of the newer one, so that a moved prompt is compared with itself.
func (w *workspace) pair(ctx context.Context, head gitops.OID, before, after []*iteration) ([]versionPair, error) {
	left := map[string]*iteration{}
	for _, it := range before {
		left[it.path] = it
	}
	places, moved := placesBefore(before, after)
	var pairs []versionPair
	var unpaired []*iteration
	for _, it := range after {
		path := cmp.Or(places[it.path], it.path)
		if a := left[path]; a != nil && (places[it.path] != "" || !moved[path]) {
			pairs = append(pairs, versionPair{a, it})
			delete(left, path)
			continue
		}
		unpaired = append(unpaired, it)
	}
	past, err := w.earlierPaths(ctx, head, unpaired, len(left) > 0)
	if err != nil {
		return nil, err
	}
	for _, it := range unpaired {
		var a *iteration
		for _, path := range past[it.path] {
			if a = left[path]; a != nil {
				delete(left, path)
				break
			}
		}
		pairs = append(pairs, versionPair{a, it})
	}
	for _, it := range before {
		if left[it.path] != nil {
			pairs = append(pairs, versionPair{a: it})
		}
	}
	return pairs, nil
}

// placesBefore tells of prompts in lists, whose places change, in which place each
// stood before, and of which places that is told.
func placesBefore(before, after []*iteration) (places map[string]string, moved map[string]bool) {
	places, moved = map[string]string{}, map[string]bool{}
	listed := map[[2]string][]string{}
	for _, a := range before {
		if file, name, _ := prompt.SplitPath(a.path); prompt.IsInlineName(name) {
			like := [2]string{file, a.key}
			listed[like] = append(listed[like], a.path)
		}
	}
	for _, it := range after {
		like := [2]string{prompt.FileOf(it.path), it.key}
		if paths := listed[like]; len(paths) > 0 {
			places[it.path], moved[paths[0]], listed[like] = paths[0], true, paths[1:]
		}
	}
	return places, moved
}

// askedPairs keeps the prompts that the user asked for by either name. Where no
// configured one has it, a file of that name counts as a prompt.
func (w *workspace) askedPairs(ctx context.Context, a, b gitops.OID, pairs []versionPair, asked string) ([]versionPair, error) {
	var paths []string
	for _, p := range pairs {
		for _, it := range p.both() {
			paths = append(paths, it.path)
		}
	}
	picked := w.pick(paths, asked)
	pairs = slices.DeleteFunc(pairs, func(p versionPair) bool {
		return !slices.ContainsFunc(p.both(), func(it *iteration) bool { return slices.Contains(picked, it.path) })
	})
	if len(pairs) > 0 {
		return pairs, nil
	}
	after, err := w.versionsAt(ctx, b, asked)
	if err != nil {
		return nil, err
	}
	before, err := w.versionsAt(ctx, a, asked)
	if missing := (*exitError)(nil); err != nil && !errors.As(err, &missing) { // it may not be there yet
		return nil, err
	}
	return w.pair(ctx, b, before, after)
}

// earlierPaths gives the paths under which prompts stood before, the latest first:
// by one look at the history for all of them. Where nothing is left that they could
// be, it does not look.
func (w *workspace) earlierPaths(ctx context.Context, head gitops.OID, list []*iteration, look bool) (map[string][]string, error) {
	if !look || len(list) == 0 {
		return nil, nil //nolint:nilnil // nothing was elsewhere
	}
	var globs []string
	for _, it := range list {
		globs = append(globs, gitops.QuoteGlob(it.path))
	}
	found, err := w.repo.History(ctx, head, config.WithFiles(globs), gitops.HistoryOptions{Moves: true})
	if err != nil {
		return nil, err
	}
	versions, _, err := w.throughFiles(ctx, found)
	if err != nil {
		return nil, err
	}
	past := map[string][]string{}
	for _, v := range versions {
		past[v.Lineage] = append(past[v.Lineage], v.Path, v.OldPath)
	}
	return past, nil
}
