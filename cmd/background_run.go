package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/ui"
)

// backgroundCommand is the name under which this program judges in the background.
const backgroundCommand = "judge"

// What nobody bounded is bounded: it runs without being asked for.
const (
	backgroundCalls = 200
	backgroundTime  = time.Hour
)

// How long the process waits for the end of a rebase or the like, and how often it
// looks.
const (
	quietWithin = time.Hour
	quietEvery  = 500 * time.Millisecond
)

func newHookJudge(app *App) *cobra.Command {
	return &cobra.Command{
		Use: backgroundCommand + " TOP GITDIR", Short: "Judge what was committed, in the background", Hidden: true,
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runBackground(cmd.Context(), app, args[0], args[1])
		},
	}
}

// runBackground judges what waits in a worktree until nothing does. Where another
// process does that already, there is nothing to do: it looks again at its end.
func runBackground(ctx context.Context, app *App, top, gitDir string) error {
	app.Dir, app.behind, app.quiet, app.command = top, true, true, "eval"
	app.Env = outsideHook(app.Env)
	repo, err := app.openRepo(ctx)
	if err != nil || repo.GitDir != gitDir { // the environment of the hook alone named it
		app.Env = append(app.Env, "GIT_DIR="+gitDir, "GIT_WORK_TREE="+top)
		if repo, err = app.openRepo(ctx); err != nil {
			return err
		}
	}
	defer repo.Close() //nolint:errcheck // what was written is written
	if err := os.MkdirAll(backgroundDir(repo), 0o700); err != nil {
		return err
	}
	for again := true; again; {
		mine, err := workWaiting(ctx, app, repo)
		if err != nil || !mine {
			return err
		}
		left, err := takeWaiting(repo) // that came between the last look and the end of the lock
		if err != nil {
			return err
		}
		again = left != nil && ctx.Err() == nil
	}
	return ctx.Err()
}

// workWaiting judges what waits, under the lock of the worktree; mine is false where
// another process has it.
func workWaiting(ctx context.Context, app *App, repo *gitops.Repo) (mine bool, err error) {
	lock, err := os.OpenFile(worktreeFile(repo, "lock"), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return false, err
	}
	defer lock.Close() //nolint:errcheck // that ends the lock
	if !tryLock(lock) {
		return false, nil
	}
	for ctx.Err() == nil {
		if err := waitUntilQuiet(ctx, repo); err != nil {
			return true, err
		}
		next, err := takeWaiting(repo)
		if err != nil || next == nil {
			return true, err
		}
		lines := judgeWaiting(ctx, app, repo, *next)
		if ctx.Err() != nil {
			lines = []string{shortRev(string(next.Tip)) + " was not judged to the end: it was interrupted; promptgit eval goes on"}
		}
		for _, line := range lines {
			fmt.Fprintln(app.Err, app.Now().UTC().Format(time.RFC3339), ui.Line(line))
		}
		if err = errors.Join(leaveNews(repo, app.Now(), lines), doneWaiting(repo, *next)); err != nil {
			return true, err
		}
	}
	return true, ctx.Err()
}

// waitUntilQuiet waits until no rebase, merge or sequence of picks is under way: of
// the commits that it makes only the last is of interest.
func waitUntilQuiet(ctx context.Context, repo *gitops.Repo) error {
	for waited := time.Duration(0); waited < quietWithin; waited += quietEvery {
		state, err := repo.InProgress(ctx)
		if err != nil {
			return err
		}
		if !state.Rebasing && !state.ApplyingAM && state.Picking == "" && state.Reverting == "" && !isThere(filepath.Join(repo.GitDir, "sequencer")) {
			return nil
		}
		if err = sleep(ctx, quietEvery); err != nil {
			return err
		}
	}
	return errors.New("a rebase, or something like it, did not end within an hour: nothing was judged")
}

func isThere(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// judgeWaiting judges and gives the lines to be told.
func judgeWaiting(ctx context.Context, app *App, repo *gitops.Repo, next waitingEval) []string {
	short := shortRev(string(next.Tip))
	w, err := app.openWorkspace(ctx)
	if err == nil {
		defer w.close()
		if _, err = repo.Commit(ctx, next.Base); next.Base != "" && err != nil {
			next.Base = "" // it is gone
		}
		err = w.judgeSaved(ctx, next, w.boundedInBackground())
	}
	if err != nil {
		text := short + " was not judged: " + strings.TrimPrefix(errorText(err), "it is saved, but was not judged: ")
		if hint := hintOf(err); hint != "" {
			text += "; " + hint
		}
		return []string{app.keys.Hide(text)}
	}
	_, entries, err := w.told(ctx, next.Base, next.Tip)
	if err != nil {
		return []string{short + " was judged, but cannot be shown: " + err.Error()}
	}
	var lines []string
	for i := range entries {
		if e := &entries[i]; e.json.Score != nil {
			lines = append(lines, e.sentence())
		}
	}
	slices.Reverse(lines)
	const most = 5
	if more := len(lines) - most; more > 0 {
		lines = append(lines[more:], fmt.Sprintf("and %d more were judged: promptgit log", more))
	}
	return lines
}

// boundedInBackground are the options of a run that nobody asked for.
func (w *workspace) boundedInBackground() evalOptions {
	o, cfg := evalOptions{}, w.config.Eval
	if cfg.MaxCost == nil && cfg.MaxCalls == 0 {
		o.maxCalls = backgroundCalls
	}
	if cfg.MaxTime == 0 {
		o.maxTime = backgroundTime
	}
	return o
}

// errorText is an error in one line, without the codes of what is printed already.
func errorText(err error) string {
	if list := diagnostics(err); len(list) > 0 {
		return list[0].Error()
	}
	if exit := (*exitError)(nil); errors.As(err, &exit) && exit.Err == nil {
		return "some cases could not be judged; " + cmp.Or(exit.Hint, "promptgit eval says why")
	}
	return err.Error()
}

// judgedNowIn says whether a save judges without being asked.
func (a *App) judgedNowIn(c *config.Config) bool {
	ci := a.Getenv("CI")
	return c.Eval.On == config.CI && ci != "" && ci != "0" && ci != "false" && a.Getenv(evalEnv) != "0"
}
