package cmd

import (
	"context"
	"slices"

	"github.com/promptgit/promptgit/internal/ui"
)

// noSuite notes that nobody judges a prompt that differs, and by what it was
// judged at the base: a branch that drops its suite must not pass in silence.
func (g *gating) noSuite(ctx context.Context, p versionPair) {
	g.unsuited = append(g.unsuited, p.b.path)
	if p.a == nil || p.a.broken != nil {
		return
	}
	if files, err := g.atBase().suitesOf(ctx, p.a, ""); err == nil {
		g.notes = append(g.notes, ui.Line(p.b.path)+" was judged by "+someOf(files, 5)+" at the base, and is by nothing now")
	}
}

// unset says whether no suite judges any prompt, on either side: then the gate is
// not set up yet, and a job that runs it is no reason to stop anybody.
func (g *gating) unset(ctx context.Context) bool {
	judged := func(w *workspace) func(*iteration) bool {
		return func(it *iteration) bool {
			if it.broken != nil {
				return false
			}
			_, err := w.suitesOf(ctx, it, g.o.suite)
			return err == nil
		}
	}
	return !slices.ContainsFunc(g.news, judged(g.w)) && !slices.ContainsFunc(g.olds, judged(g.atBase()))
}

// atBase finds suites as the base's configuration says.
func (g *gating) atBase() *workspace {
	c := g.was
	if c == nil {
		c = g.w.config
	}
	return &workspace{app: g.w.app, repo: g.w.repo, now: g.w.repo.At(g.base), config: c}
}
