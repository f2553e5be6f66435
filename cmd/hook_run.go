package cmd

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/diag"
)

// hookEvents are the hooks that Git may call, with what each does.
func hookEvents() []hookEvent {
	return []hookEvent{
		{"pre-commit", beforeCommit},
		{"pre-merge-commit", beforeCommit},
		{"prepare-commit-msg", prepareMessage},
		{"commit-msg", checkMessage},
		{"post-commit", afterCommit},
		{"post-rewrite", afterRewrite},
		{"pre-receive", beforeReceive},
	}
}

type hookEvent struct {
	name string
	run  func(ctx context.Context, app *App, args []string) error
}

func newHookRun(app *App) *cobra.Command {
	var names []string
	for _, e := range hookEvents() {
		names = append(names, e.name)
	}
	return &cobra.Command{
		Use:   "run NAME [ARGUMENT...]",
		Short: "What Git calls: apply the policy to the commit being made",
		Long: "Apply the policy to the commit that Git is making. Silent where it may land." +
			exitStatus("0  the commit may land", "1  it changes too many variables", "2  unknown hook", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit hook run pre-commit\n  promptgit hook run pre-merge-commit",
		Args:    cobra.MinimumNArgs(1), ValidArgs: names,
		RunE: func(cmd *cobra.Command, args []string) error {
			return runHook(cmd.Context(), app, args[0], args[1:])
		},
	}
}

func runHook(ctx context.Context, app *App, name string, args []string) error {
	var names []string
	for _, e := range hookEvents() {
		names = append(names, e.name)
		if e.name != name {
			continue
		}
		if app.Getenv("PROMPTGIT") == "0" || skipped(app.Getenv("SKIP")) {
			return nil
		}
		return e.run(ctx, app, args)
	}
	hint := diag.DidYouMean(name, names)
	if hint == "" {
		hint = "the hooks are " + strings.Join(names, ", ")
	}
	return usageHint(hint, "unknown hook %q", name)
}

// skipped reads SKIP as the pre-commit framework does.
func skipped(names string) bool {
	return slices.ContainsFunc(strings.Split(names, ","), func(s string) bool { return strings.TrimSpace(s) == "promptgit" })
}
