package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
)

func newHook(app *App) *cobra.Command {
	c := &cobra.Command{
		Use:     "hook COMMAND",
		GroupID: groupUpkeep,
		Short:   "Install, remove and inspect the Git hooks",
		Long: "The hooks refuse a commit that changes more variables than the policy allows. They read Git\n" +
			"objects only: no model, no network, no command of the repository. Where eval.on is post-commit, the\n" +
			"hook after a commit starts a process of its own that judges it; PROMPTGIT_EVAL=0 leaves that out.\n\n" +
			"PROMPTGIT=0 or SKIP=promptgit in the environment, or git commit --no-verify, skips them." + exitStatus("0  done", "2  unknown command"),
		Example: "  promptgit hook install\n  promptgit hook status",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return cmd.Help()
			}
			return unknownCommand(cmd, args[0])
		},
	}
	c.AddCommand(newHookInstall(app), newHookUninstall(app), newHookStatus(app), newHookRun(app), newHookJudge(app))
	return c
}

func newHookInstall(app *App) *cobra.Command {
	var files bool
	c := &cobra.Command{
		Use:   "install",
		Short: "Install the hooks, beside those that are there",
		Long: "Install the hooks: in Git's configuration where Git is 2.54 or newer, else as files that run a\n" +
			"hook which was there before first. Where husky, lefthook or pre-commit manages the hooks, or the\n" +
			"hooks are tracked files, nothing is changed and the lines to add are printed." +
			exitStatus("0  installed, or the lines to add are printed", "2  wrong flags", "4  Git, or a hook that cannot be kept"),
		Example: "  promptgit hook install\n  promptgit -C ../website hook install --files",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runHooks(cmd.Context(), app, func(i *hooks.Installer, ctx context.Context) ([]hooks.Result, error) {
				i.ConfigHooks = i.ConfigHooks && !files
				return i.Install(ctx)
			})
		},
	}
	c.Flags().BoolVar(&files, "files", false, "write hook files, for a repository that an older Git uses too")
	return c
}

func newHookUninstall(app *App) *cobra.Command {
	return &cobra.Command{
		Use:   "uninstall",
		Short: "Remove the hooks and put back what was there before",
		Long: "Remove what install set up. A hook that was kept is put back as it was." +
			exitStatus("0  removed, or nothing was there", "2  wrong flags", "4  Git, or a hook that was edited by hand"),
		Example: "  promptgit hook uninstall\n  promptgit -C ../website hook uninstall",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runHooks(cmd.Context(), app, (*hooks.Installer).Uninstall)
		},
	}
}

func newHookStatus(app *App) *cobra.Command {
	return &cobra.Command{
		Use:   "status",
		Short: "Say whether the hooks are active",
		Long: "Say for each hook whether it is active, through what, and what to do where it is not." +
			exitStatus("0  all are active", "1  at least one is not", "2  wrong flags", "4  Git"),
		Example: "  promptgit hook status\n  promptgit hook status || promptgit hook install",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runHookStatus(cmd.Context(), app)
		},
	}
}

// runHooks does something to all hooks and prints how each stands after it.
func runHooks(ctx context.Context, app *App, do func(*hooks.Installer, context.Context) ([]hooks.Result, error)) error {
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // settings are written by git itself
	return doHooks(ctx, app, repo, do)
}

// installHooks sets the hooks up as part of another command.
func installHooks(ctx context.Context, app *App, repo *gitops.Repo) error {
	return doHooks(ctx, app, repo, (*hooks.Installer).Install)
}

func doHooks(ctx context.Context, app *App, repo *gitops.Repo, do func(*hooks.Installer, context.Context) ([]hooks.Result, error)) error {
	i, err := newInstaller(ctx, app, repo)
	if err != nil {
		return err
	}
	results, err := do(i, ctx)
	return errors.Join(err, writeHooks(app.Streams, results))
}

func runHookStatus(ctx context.Context, app *App) error {
	active, after := true, true
	err := runHooks(ctx, app, func(i *hooks.Installer, ctx context.Context) ([]hooks.Result, error) {
		results, err := i.Status(ctx)
		for _, r := range results {
			after = after && (r.Event != "post-commit" || r.State == hooks.Active)
			active = active && (r.State == hooks.Active || r.State == hooks.Managed && !refuses(r.Event))
		}
		return results, err
	})
	if err == nil && !after {
		err = hintAfterCommit(ctx, app)
	}
	if err == nil && !active {
		return errNo
	}
	return err
}

// hintAfterCommit says that the configuration waits for a hook that is not there.
func hintAfterCommit(ctx context.Context, app *App) error {
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // nothing was written
	if repo.Top == "" {
		return nil
	}
	if wanted, err := app.judgesAfterCommit(ctx, repo, repo.Worktree()); err == nil && wanted { // what is wrong with the file other commands tell
		fmt.Fprintln(app.Err, "promptgit: hint: eval.on: post-commit judges nothing without the post-commit hook; promptgit hook install sets it up")
	}
	return nil
}

// refuses says whether a hook can stop a commit by itself. Where a manager owns
// the hooks, the lines for the others are the user's choice.
func refuses(event string) bool { return event == "pre-commit" || event == "pre-merge-commit" }

// newInstaller gathers what installing needs to know of the repository.
func newInstaller(ctx context.Context, app *App, repo *gitops.Repo) (*hooks.Installer, error) {
	dir, err := repo.HooksPath(ctx)
	if err != nil {
		return nil, err
	}
	shared, err := sharedHooks(repo, dir)
	if err != nil {
		return nil, err
	}
	git := hookGit{repo}
	return &hooks.Installer{
		Place: hooks.Place{
			Top: repo.Top, HooksDir: dir, GitDir: repo.CommonDir,
			ConfigHooks: repo.GitAtLeast(2, 54), Shared: shared,
		},
		Program: app.Executable, Settings: git, Tracker: git,
	}, nil
}

// sharedHooks reports whether the folder of the hooks lies outside of the
// repository and was not chosen by it, but by the user's or the system's
// configuration.
func sharedHooks(repo *gitops.Repo, dir string) (bool, error) {
	for _, root := range []string{repo.Top, repo.CommonDir, repo.GitDir} {
		if root != "" && (dir == root || strings.HasPrefix(dir, root+string(filepath.Separator))) {
			return false, nil
		}
	}
	for _, file := range []string{filepath.Join(repo.CommonDir, "config"), filepath.Join(repo.GitDir, "config.worktree")} {
		text, err := os.ReadFile(file)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return false, err
		}
		if strings.Contains(strings.ToLower(string(text)), "hookspath") {
			return false, nil
		}
	}
	return true, nil
}

// hookGit gives package hooks what it needs of Git.
type hookGit struct{ repo *gitops.Repo }

func (g hookGit) Values(ctx context.Context, key string) ([]string, error) {
	return g.repo.ConfigAll(ctx, key)
}

func (g hookGit) Set(ctx context.Context, key, value string) error {
	return g.repo.SetConfig(ctx, key, value)
}

func (g hookGit) RemoveSection(ctx context.Context, section string) error {
	for _, name := range []string{"command", "event", "enabled"} {
		if err := g.repo.UnsetConfig(ctx, section+"."+name); err != nil {
			return err
		}
	}
	return nil
}

func (g hookGit) Tracks(ctx context.Context, dir string) (bool, error) {
	return g.repo.IsTracked(ctx, dir)
}
