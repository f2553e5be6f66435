package cmd

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

func newDemo(app *App) *cobra.Command {
	return &cobra.Command{
		Use:     "demo [DIR]",
		GroupID: groupStart,
		Short:   "Make a repository with a history, judge it and bisect it",
		Long: "Make DIR (a new folder, where none is given) a repository with a prompt for support tickets, a\n" +
			"suite of 20 cases and a history of iterations, one of which breaks things. Judge them all, show the\n" +
			"log and find the culprit. A stand-in answers in place of a model: it follows the rules that it\n" +
			"finds in the prompt, costs nothing, and its scores are marked as simulated." +
			exitStatus("0  done", "2  wrong flags, or DIR is not empty", "4  Git"),
		Example: "  promptgit demo\n  promptgit demo triage-demo",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := ""
			if len(args) == 1 {
				dir = app.path(args[0])
			}
			return runDemo(cmd.Context(), app, dir)
		},
	}
}

func runDemo(ctx context.Context, app *App, dir string) error {
	dir, err := demoDir(dir)
	if err != nil {
		return err
	}
	steps, err := makeDemo(ctx, app, dir)
	if err != nil {
		return err
	}
	out := app.Out
	fmt.Fprintf(out, "made %s: %d iterations of a prompt, a suite of 20 cases\n\n", dir, steps)
	inside := *app
	inside.Dir, inside.Env = dir, gitops.WithoutLocal(app.Env)
	if err := demoEval(ctx, &inside); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n", ui.Paint(ui.Strong, "$ promptgit bisect"))
	if err := runBisect(ctx, &inside, bisectOptions{jobs: 1, confidence: 0.95}); err != nil {
		return err
	}
	fmt.Fprintf(out, "\n%s\n  cd %s\n", ui.Paint(ui.Strong, "try next:"), dir)
	for _, line := range []string{
		"promptgit show HEAD~2                 # what failed in one iteration",
		"promptgit diff HEAD~3 HEAD~2          # what changed, word by word, and which cases flipped",
		"git log --notes=promptgit/scores      # the scores, in plain git",
		"promptgit init                        # install the hook, then change two sections and commit",
	} {
		fmt.Fprintln(out, "  "+line)
	}
	return nil
}

// demoDir makes sure that nothing of the user's is in the way.
func demoDir(dir string) (string, error) {
	if dir == "" {
		return os.MkdirTemp("", "promptgit-demo-")
	}
	entries, err := os.ReadDir(dir)
	if err == nil && len(entries) > 0 {
		return "", usageHint("name a folder that does not exist yet", "%s is not empty", dir)
	}
	if err != nil && !os.IsNotExist(err) {
		return "", usagef("%w", err)
	}
	return dir, nil
}

// makeDemo writes the history and gives the number of its iterations.
func makeDemo(ctx context.Context, app *App, dir string) (int, error) {
	repo, err := gitops.Create(ctx, dir, app.Env, "main")
	if err != nil {
		return 0, err
	}
	defer repo.Close() //nolint:errcheck // what was written is written
	commits, err := demoCommits(func(when time.Time) gitops.Signature { return repo.Identity(ctx, when) })
	if err != nil {
		return 0, err
	}
	_, err = repo.Import(ctx, commits)
	return len(commits), err
}

// demoEval judges the history and prints the log with its course.
func demoEval(ctx context.Context, app *App) error {
	out := app.Out
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	b, err := w.gather(ctx, evalOptions{all: true})
	if err != nil {
		return err
	}
	if err = b.execute(ctx); err != nil {
		return err
	}
	if err = b.record(ctx); err != nil {
		return err
	}
	entries, err := w.logEntries(ctx, logOptions{})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%s\n", ui.Paint(ui.Strong, "$ promptgit eval --all && promptgit log"))
	if err := writeLog(app.Streams, logOptions{}, entries, entries); err != nil {
		return err
	}
	if !app.OutTTY { // a terminal has the trend above the rows
		var scores []*float64
		for i := len(entries) - 1; i >= 0; i-- {
			scores = append(scores, entries[i].json.Score)
		}
		fmt.Fprintf(out, "\nscore, oldest to newest: %s (simulated: no model was called)\n", ui.Sparkline(scores))
	}
	fmt.Fprintln(out, detectable(casesOf(entries)))
	return nil
}

func casesOf(entries []logEntry) int {
	for _, e := range entries {
		if e.judged > 0 {
			return e.judged
		}
	}
	return 0
}
