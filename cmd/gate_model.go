package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/ui"
)

// readBase reads the configuration of the base. Where it changed who answers, the
// prompts of the base are asked of whom it named: the model is on trial as the
// prompt is, and only suites, judges and bounds are the yardstick.
func (g *gating) readBase(ctx context.Context) error {
	was, err := readConfig(ctx, g.w.repo.At(g.base))
	if diagnostics(err) != nil {
		g.notes = append(g.notes, config.FileName+" cannot be read at the base: what it changed is not told")
		return nil //nolint:nilerr // that is told
	}
	if err != nil {
		return err
	}
	g.was, g.now, g.w.config = was, g.w.config, g.w.config.Also(was)
	if g.o.provider != "" {
		return nil
	}
	for _, d := range config.Differences(was, g.w.config) {
		switch {
		case d.Key == "provider" && d.Before == "": // nobody was asked for what names no model: there is nothing to compare with
		case d.Key == "provider", strings.HasPrefix(d.Key, "providers."):
			if d.Key == "provider" {
				g.notes = append(g.notes, fmt.Sprintf("the default provider is %s and was %s at the base", dash(ui.Line(d.After)), ui.Line(d.Before)))
			} else {
				g.notes = append(g.notes, ui.Line(d.Key)+" is not what it was at the base")
			}
			g.asks = g.askingAsBefore()
		}
	}
	return nil
}

// askingAsBefore is the workspace with the providers of the base.
func (g *gating) askingAsBefore() *workspace {
	c := *g.w.config
	c.Provider, c.ProviderAt, c.Providers = g.was.Provider, g.was.ProviderAt, g.was.Providers
	return &workspace{
		app: g.w.app, repo: g.w.repo, now: g.w.now, config: &c, judge: g.w.judge, cassette: g.w.cassette, past: g.w.past,
		suites: g.w.suites, judgeKeys: g.w.judgeKeys, targets: map[string]eval.Target{},
	}
}

// asksAnother says whether equal prompts are asked of another model than at the
// base. What must not be asked counts, since nobody knows what it would say.
func (g *gating) asksAnother(ctx context.Context, p versionPair) bool {
	if g.asks == g.w || p.a.broken != nil || p.b.broken != nil {
		return false
	}
	was, is, err := g.targets(ctx, p)
	if err != nil {
		return exitCode(ctx, err) == exitProvider
	}
	return !sameTarget(was, is) && was.Free == is.Free
}

// askerOf is the workspace that asks the base version of a pair. Where only one of
// both is a model, as when a repository leaves the demo, the head's asks both.
func (g *gating) askerOf(ctx context.Context, p versionPair) *workspace {
	if g.asks == g.w {
		return g.w
	}
	if was, is, err := g.targets(ctx, p); err == nil && was.Free != is.Free {
		note := fmt.Sprintf("of %s and %s only one is a model: both sides ask the newer one", ui.Line(targetName(was)), ui.Line(targetName(is)))
		if !slices.Contains(g.notes, note) {
			g.notes = append(g.notes, note)
		}
		return g.w
	}
	return g.asks
}

// targets are who is asked on both sides.
func (g *gating) targets(ctx context.Context, p versionPair) (was, is eval.Target, err error) {
	if is, err = g.w.target(ctx, p.b.prompt, g.o.provider, g.o.model); err == nil {
		was, err = g.asks.target(ctx, p.a.prompt, g.o.provider, g.o.model)
	}
	return was, is, err
}

// modelsText says that two models are compared, "" where one answered.
func (c *contest) modelsText() string {
	if c.a == nil || sameTarget(c.a.target, c.b.target) {
		return ""
	}
	was, is := targetName(c.a.target), targetName(c.b.target)
	if was == is {
		return "models are compared as well: " + is + " is not what it was at the base, and each side was answered by its own"
	}
	return "models are compared as well: the base was answered by " + was + ", the head by " + is
}
