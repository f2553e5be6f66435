package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/trust"
	"github.com/promptgit/promptgit/internal/ui"
)

func errUntrusted(what string) error {
	return fmt.Errorf("this repository wants to run %q, and nobody has allowed it", what)
}

func newTrust(app *App) *cobra.Command {
	var yes bool
	var suite string
	c := &cobra.Command{
		Use:     "trust",
		GroupID: groupUpkeep,
		Short:   "Allow the commands that this repository's configuration runs",
		Long: "Show every command and URL that the configuration, the prompts and the promptfoo configurations of\n" +
			"this repository would run, and the code of its suites, and remember, outside of the repository, that\n" +
			"you allow them. When one changes, or a file that it runs, you are asked again. PROMPTGIT_TRUST=1\n" +
			"allows everything, for CI." +
			exitStatus("0  allowed, or there is nothing to allow", "1  not allowed", "2  wrong flags", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit trust\n  promptgit trust --yes",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runTrust(cmd.Context(), app, suite, yes) },
	}
	c.Flags().BoolVar(&yes, "yes", false, "allow without asking")
	c.Flags().StringVar(&suite, "suite", "", "also what `FILE` runs, a promptfoo configuration of any name")
	return c
}

func runTrust(ctx context.Context, app *App, suite string, yes bool) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	w.looks = true
	items, err := w.wanted(ctx, suite)
	if err != nil {
		return err
	}
	missing, err := app.trust().Missing(w.repo.CommonDir, items)
	if err != nil {
		return err
	}
	if len(missing) == 0 {
		fmt.Fprintln(app.Err, "nothing to allow: this repository runs nothing that is not allowed already")
		return nil
	}
	for _, it := range missing {
		fmt.Fprintln(app.Out, ui.Line(it.What))
	}
	if !yes {
		if err := app.confirm(ctx, "allow this repository to run these?"); err != nil {
			return err
		}
	}
	if err := app.trust().Add(w.repo.CommonDir, missing); err != nil {
		return err
	}
	fmt.Fprintln(app.Err, "allowed")
	return nil
}

// confirm asks on a terminal; without one the answer is no.
func (a *App) confirm(ctx context.Context, question string) error {
	if !a.InTTY {
		return &exitError{Code: exitNo, Err: errors.New("not allowed: there is no terminal to ask on"), Hint: "read the lines above, then: promptgit trust --yes"}
	}
	fmt.Fprintf(a.Err, "%s [y/N] ", question)
	answer, err := a.answer(ctx) // no answer is no
	if ctx.Err() != nil {
		return err
	}
	if !slices.Contains([]string{"y", "yes"}, strings.ToLower(answer)) {
		return &exitError{Code: exitNo, Err: errors.New("not allowed")}
	}
	return nil
}

// wanted lists what the repository would run: by its configured providers, its
// default provider, the models of its prompts, the providers of its promptfoo
// configurations and the code of its suites.
func (w *workspace) wanted(ctx context.Context, suite string) ([]trust.Item, error) {
	specs := []suiteProvider{ofSuite(nil, eval.ProviderSpec{ID: w.config.Provider})}
	for _, p := range w.config.Providers {
		specs = append(specs, ofSuite(nil, eval.ProviderSpec{ID: p.Name}))
	}
	for _, spec := range w.judges().Default.ByTask {
		specs = append(specs, judgeOf(*spec))
	}
	suites, err := w.promptfooFiles(ctx, suite)
	if err != nil {
		return nil, err
	}
	for _, file := range suites {
		if _, err = w.readable(ctx, file, w.allowed(ctx), true); err != nil { // as eval reads them to run them as they stand
			return nil, err
		}
	}
	files, err := w.prompts(ctx, w.now, "")
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		p, err := parsePrompt(ctx, w.config, w.now, file)
		if err != nil {
			return nil, err
		}
		specs = append(specs, ofSuite(nil, eval.ProviderSpec{ID: p.Model}))
		own, err := w.suitesOf(ctx, &iteration{prompt: p, lineage: p.Path}, "")
		if err != nil && !errors.Is(err, errNoSuite) {
			return nil, err
		}
		suites = append(suites, own...)
	}
	return w.wantedBySuites(ctx, specs, suites)
}

// wantedBySuites adds the providers and the code of suites.
func (w *workspace) wantedBySuites(ctx context.Context, specs []suiteProvider, suites []string) ([]trust.Item, error) {
	var code []trust.Item
	for _, file := range suites {
		s, err := w.readable(ctx, file, w.allowed(ctx), false)
		if err != nil {
			return nil, err
		}
		for _, spec := range s.Providers {
			specs = append(specs, ofSuite(s, spec))
		}
		for _, spec := range s.Judges() {
			specs = append(specs, judgeOf(spec))
		}
		for _, spec := range s.Providers {
			s = s.Running(spec.Transform)
		}
		for _, in := range s.Prompts {
			s = s.Running(in.Code)
		}
		own, err := w.scriptItems(s)
		if err != nil {
			return nil, err
		}
		code = append(code, own...)
	}
	items, failed := w.itemsOf(specs)
	for _, it := range code {
		if !slices.Contains(items, it) {
			items = append(items, it)
		}
	}
	return items, failed
}

// promptfooFiles are the configurations that promptgit eval --suite can run as
// they stand: those of promptfoo's own name, and the one asked for.
func (w *workspace) promptfooFiles(ctx context.Context, asked string) ([]string, error) {
	found, err := matching(ctx, w.now, "**/promptfooconfig*.{yaml,yml,json}")
	if err == nil && asked != "" {
		asked, err = w.findFile(ctx, asked)
		found = append(found, asked)
	}
	return found, err
}

// runsHere says whether a provider is one that this version knows.
func (w *workspace) runsHere(one suiteProvider) bool {
	if one.spec.ID == "" {
		return false
	}
	if one.suite != nil {
		if _, known, err := one.read(one.spec.ID, w.app.Getenv); known || err != nil {
			return err == nil
		}
	}
	_, _, err := provider.Split(one.spec.ID, w.named(), w.config.Provider)
	return err == nil
}

// itemsOf opens providers to see what they run. A model without a provider runs
// nothing.
func (w *workspace) itemsOf(specs []suiteProvider) ([]trust.Item, error) {
	var items []trust.Item
	for _, one := range specs {
		if !w.runsHere(one) {
			continue
		}
		t, _, err := w.openSpec(one, "any") // what runs is the same for every model
		if err != nil {
			return nil, err
		}
		for _, it := range trustItems(t) {
			if !slices.Contains(items, it) {
				items = append(items, it)
			}
		}
	}
	return items, nil
}
