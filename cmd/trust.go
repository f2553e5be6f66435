package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/trust"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

func errUntrusted(what string) error {
	return fmt.Errorf("this repository wants to run %q, and nobody has allowed it", what)
}

func newTrust(app *App) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:     "trust",
		GroupID: groupUpkeep,
		Short:   "Allow the commands that this repository's configuration runs",
		Long: "Show every command and URL that the configuration and the prompts of this repository would run,\n" +
			"and remember, outside of the repository, that you allow them. When one changes, or a file that it\n" +
			"runs, you are asked again. PROMPTGIT_TRUST=1 allows everything, for CI." +
			exitStatus("0  allowed, or there is nothing to allow", "1  not allowed", "2  wrong flags", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit trust\n  promptgit trust --yes",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runTrust(cmd.Context(), app, yes) },
	}
	c.Flags().BoolVar(&yes, "yes", false, "allow without asking")
	return c
}

func runTrust(ctx context.Context, app *App, yes bool) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	items, err := w.wanted(ctx)
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
		if err := app.confirm("allow this repository to run these?"); err != nil {
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
func (a *App) confirm(question string) error {
	if !a.InTTY {
		return &exitError{Code: exitNo, Err: errors.New("not allowed: there is no terminal to ask on"), Hint: "read the lines above, then: promptgit trust --yes"}
	}
	fmt.Fprintf(a.Err, "%s [y/N] ", question)
	answer, _ := bufio.NewReader(a.In).ReadString('\n') //nolint:errcheck // no answer is no
	if !slices.Contains([]string{"y", "yes"}, strings.ToLower(strings.TrimSpace(answer))) {
		return &exitError{Code: exitNo, Err: errors.New("not allowed")}
	}
	return nil
}

// wanted lists what the repository would run: by its configured providers, its
// default provider and the models of its prompts.
func (w *workspace) wanted(ctx context.Context) ([]trust.Item, error) {
	specs := []string{}
	if w.config.Provider != "" {
		specs = append(specs, w.config.Provider)
	}
	for _, p := range w.config.Providers {
		specs = append(specs, p.Name)
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
		specs = append(specs, p.Model)
		more, err := w.inlineProviders(ctx, p)
		if err != nil {
			return nil, err
		}
		specs = append(specs, more...)
	}
	slices.Sort(specs)
	var items []trust.Item
	for _, spec := range slices.Compact(specs) {
		name, model, err := provider.Split(spec, w.named(), w.config.Provider)
		if spec == "" || err != nil {
			continue // a model without a provider runs nothing
		}
		t, err := provider.Open(name, model, w.named(), w.deps())
		if err != nil {
			return nil, err
		}
		items = append(items, trustItems(t)...)
	}
	return items, nil
}

// inlineProviders are those of the promptfoo configurations that judge a prompt.
func (w *workspace) inlineProviders(ctx context.Context, p *prompt.Prompt) ([]string, error) {
	suites, err := w.suitesOf(ctx, p, "")
	if err != nil {
		return nil, nil //nolint:nilerr // a prompt without a suite names no providers
	}
	var ids []string
	for _, file := range suites {
		s, err := w.suite(ctx, file)
		if err != nil {
			return nil, err
		}
		for _, spec := range s.Providers {
			ids = append(ids, spec.ID)
		}
	}
	return ids, nil
}
