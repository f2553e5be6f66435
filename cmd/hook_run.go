package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
)

func newHookRun(app *App) *cobra.Command {
	return &cobra.Command{
		Use:   "run NAME [ARGUMENT...]",
		Short: "What Git calls: apply the policy to the commit being made",
		Long: "Apply the policy to the commit that Git is making. Silent where it may land." +
			exitStatus("0  the commit may land", "1  it changes too many variables", "2  unknown hook", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit hook run pre-commit\n  promptgit hook run pre-merge-commit",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runHook(cmd.Context(), app, args[0])
		},
	}
}

func runHook(ctx context.Context, app *App, name string) error {
	var names []string
	for _, e := range hooks.Events() {
		names = append(names, e.Name)
	}
	if !slices.Contains(names, name) {
		hint := diag.DidYouMean(name, names)
		if hint == "" {
			hint = "the hooks are " + strings.Join(names, ", ")
		}
		return usageHint(hint, "unknown hook %q", name)
	}
	if app.Getenv("PROMPTGIT") == "0" || slices.Contains(strings.Split(app.Getenv("SKIP"), ","), "promptgit") {
		return nil
	}
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // nothing was written
	s, err := stagedStep(ctx, app, repo)
	if err != nil {
		return unlessNoPrompts(ctx, app, repo, s, err)
	}
	answer, err := checkIndex(ctx, app, repo, s)
	if err != nil {
		return unlessNoPrompts(ctx, app, repo, s, err)
	}
	printWarnings(app, answer.warnings)
	j := &answer.steps[0]
	if j.OK {
		return nil
	}
	var b strings.Builder
	writeRefusal(&b, answer.policy, j, reader{asks: app.ErrTTY})
	if _, err := fmt.Fprint(app.Err, b.String()); err != nil || answer.policy.Mode == config.Warn {
		return err
	}
	return errNo
}

// unlessNoPrompts turns a problem of promptgit's into a warning where the commit
// has no prompt and no configuration in it: such a commit must never fail for
// it.
func unlessNoPrompts(ctx context.Context, app *App, repo *gitops.Repo, s step, err error) error {
	if ctx.Err() != nil || touchesPrompts(s.changes) || s.changes == nil && hasPrompts(repo) {
		return err
	}
	text := err.Error()
	var invalid diag.Errors
	if errors.As(err, &invalid) {
		text = invalid[0].Error()
	}
	fmt.Fprintln(app.Err, ui.Clean("promptgit: warning: the commit was not checked: "+text))
	return nil
}

// hasPrompts looks in the working tree, where nothing else is known.
func hasPrompts(repo *gitops.Repo) bool {
	for _, name := range []string{config.FileName, "prompts"} {
		if _, err := os.Stat(repo.Top + "/" + name); err == nil {
			return true
		}
	}
	return false
}
