package cmd

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
)

// told collects what a reader must know of the yardstick: it is the head's, and
// whoever asks for the merge may have changed it.
func (g *gating) told(ctx context.Context, pairs []versionPair) error {
	var files []string
	for _, c := range g.contests {
		files = append(files, c.b.suite.Path)
	}
	base := g.w.repo.At(g.base)
	for _, file := range unique(files) {
		note, err := g.suiteNote(ctx, base, file)
		if err != nil {
			return err
		}
		if note != "" {
			g.notes = append(g.notes, note)
		}
	}
	g.boundsNote()
	return g.uncommitted(ctx, pairs)
}

// suiteNote says how the cases of a suite differ from those at the base, "" where
// they do not.
func (g *gating) suiteNote(ctx context.Context, base gitops.Snapshot, file string) (string, error) {
	now, err := g.w.suite(ctx, file)
	if err != nil {
		return "", err
	}
	before, err := base.Read(ctx, file)
	if errors.Is(err, fs.ErrNotExist) {
		return file + " is new: its cases judge both sides", nil
	}
	if err != nil {
		return "", err
	}
	if was := g.suiteAt(ctx, base, file); was != nil && len(was.Unmade)+len(now.Unmade) == 0 {
		if was.Key() == now.Key() {
			return "", nil
		}
		gone, added := without(was, now), without(now, was)
		return fmt.Sprintf("%s is not what it was at the base: %d of its cases are new or changed, %d of the base's are gone or changed; both sides are judged by the head's",
			file, added, gone), nil
	}
	text, err := g.w.now.Read(ctx, file)
	if err == nil && !bytes.Equal(before, text) {
		return file + " is not what it was at the base; both sides are judged by the head's", nil
	}
	return "", nil
}

// suiteAt reads a suite as it was, without running anything; nil where that
// cannot be told.
func (g *gating) suiteAt(ctx context.Context, at gitops.Snapshot, file string) *eval.Suite {
	quiet := *g.w.app
	quiet.Err = new(bytes.Buffer) // its warnings are about what is gone
	w := &workspace{
		app: &quiet, repo: g.w.repo, now: at, config: g.w.config, judge: g.w.judge, looks: g.w.looks,
		suites: map[string]*eval.Suite{}, targets: map[string]eval.Target{}, judgeKeys: map[*eval.Suite]string{},
	}
	s, err := w.readable(ctx, file, nil, false)
	if err != nil {
		return nil
	}
	return s
}

// without counts the cases of a suite that another one lacks.
func without(s, other *eval.Suite) int {
	keys := map[string]bool{}
	for i := range other.Cases {
		keys[other.Cases[i].Key] = true
	}
	n := 0
	for i := range s.Cases {
		if !keys[s.Cases[i].Key] {
			n++
		}
	}
	return n
}

// boundsNote says which bounds of the gate differ from the base's.
func (g *gating) boundsNote() {
	if g.was == nil {
		return
	}
	was, now := g.was.Gate, g.w.config.Gate
	for _, bound := range []struct {
		name    string
		was, is *float64
	}{
		{"gate.min_score", was.MinScore, now.MinScore},
		{"gate.max_regression", was.MaxRegression, now.MaxRegression},
	} {
		if number(bound.was) != number(bound.is) {
			g.notes = append(g.notes, fmt.Sprintf("%s is %s and was %s at the base", bound.name, number(bound.is), number(bound.was)))
		}
	}
}

// uncommitted says that what is judged is not what lies in the working tree.
func (g *gating) uncommitted(ctx context.Context, pairs []versionPair) error {
	if g.w.repo.Top == "" || g.o.head != "" {
		return nil
	}
	changed := map[string]bool{}
	tree, head := g.w.repo.Worktree(), g.w.repo.At(g.head)
	differs := func(file string) error {
		is, err := readPrompt(ctx, tree, file)
		was, broken := readPrompt(ctx, head, file)
		for _, e := range []error{err, broken} {
			if e != nil && !errors.Is(e, fs.ErrNotExist) {
				return e
			}
		}
		if (err == nil) != (broken == nil) || !bytes.Equal(is, was) {
			changed[file] = true
		}
		return nil
	}
	for _, p := range pairs {
		if err := differs(p.b.path); err != nil {
			return err
		}
	}
	if len(changed) > 0 {
		g.notes = append(g.notes, "HEAD is judged, without what is not committed of "+someOf(slices.Sorted(maps.Keys(changed)), 5))
		clear(changed)
	}
	for _, c := range g.contests {
		if err := differs(c.b.suite.Path); err != nil {
			return err
		}
	}
	if len(changed) > 0 {
		g.notes = append(g.notes, "the suite is that of the working tree, with what is not committed of "+someOf(slices.Sorted(maps.Keys(changed)), 5))
	}
	return nil
}
