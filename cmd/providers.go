package cmd

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/ui"
)

func newProviders(app *App) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "providers",
		GroupID: groupUpkeep,
		Short:   "List the providers, and test whether they answer",
		Long: "List the providers of promptgit.yaml and those that are built in: what each calls, which variables\n" +
			"of the environment it reads and whether they are set (never their values), whether its price is\n" +
			"known and whether it needs to be trusted. Nothing is called. It works outside of a repository too." +
			exitStatus("0  done", "2  wrong flags", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit providers\n  promptgit providers test openai:gpt-4.1-mini",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return unknownCommand(cmd, args[0])
			}
			return runProviders(cmd.Context(), app, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	c.AddCommand(newProvidersTest(app))
	return c
}

type providersJSON struct {
	Schema    string         `json:"schema"`
	Default   string         `json:"default"` // "" for none
	Providers []providerJSON `json:"providers"`
}

func runProviders(ctx context.Context, app *App, asJSON bool) error {
	w, done, err := app.openSomewhere(ctx)
	if err != nil {
		return err
	}
	defer done()
	doc := providersJSON{Schema: "promptgit.providers/v1", Default: w.config.Provider, Providers: w.listProviders()}
	if asJSON {
		return ui.JSON(app.Out, doc)
	}
	return writeProviders(app.Streams, doc)
}

// openSomewhere is openWorkspace, which outside of a repository has the default
// configuration and counts files from where the user stands.
func (a *App) openSomewhere(ctx context.Context) (w *workspace, done func(), err error) {
	w, err = a.openWorkspace(ctx)
	if errors.Is(err, gitops.ErrNotRepository) {
		w = &workspace{app: a, repo: &gitops.Repo{Top: a.Dir}, config: config.Default(), targets: map[string]eval.Target{}}
		return w, func() {}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	return w, w.close, nil
}
