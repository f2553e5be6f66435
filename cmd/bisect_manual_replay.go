package cmd

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/diag"
)

func newBisectReset(app *App) *cobra.Command {
	return &cobra.Command{
		Use:   "reset",
		Short: "End a search by hand",
		Long: "Forget the answers of the search by hand in this worktree. Nothing was checked out, so there is\n" +
			"nothing to go back to. promptgit bisect log keeps the answers, if it is run before." +
			exitStatus("0  done, also where there was no search", "2  wrong flags", "4  Git, or the disk"),
		Example: "  promptgit bisect reset\n  promptgit bisect log > search.txt && promptgit bisect reset",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := app.openWorkspace(cmd.Context())
			if err != nil {
				return err
			}
			defer w.close()
			unlock, err := w.handSession().lock()
			if err != nil {
				return err
			}
			defer unlock()
			ok, err := w.handSession().remove()
			if err == nil && !ok {
				fmt.Fprintln(app.Err, "there was no search by hand in this worktree")
			}
			return err
		},
	}
}

func newBisectLog(app *App) *cobra.Command {
	return &cobra.Command{
		Use:   "log",
		Short: "Print the answers of a search by hand as a script",
		Long: "Print the answers so far, in their order: a script of promptgit commands with comments, for a file\n" +
			"that promptgit bisect replay goes through again." +
			exitStatus("0  done", "2  wrong flags, or there is no search", "3  the session cannot be read", "4  Git, or the disk"),
		Example: "  promptgit bisect log\n  promptgit bisect log > search.txt",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			w, err := app.openWorkspace(cmd.Context())
			if err != nil {
				return err
			}
			defer w.close()
			log, ok, err := w.handSession().read()
			if err != nil {
				return err
			}
			if !ok {
				return errNothing("search by hand", "promptgit bisect bad begins one; promptgit bisect --help has the search that judges by itself")
			}
			return log.writeTo(app.Out)
		},
	}
}

func newBisectReplay(app *App) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "replay FILE",
		Short: "Go through the answers of a script again",
		Long: "Take the answers that FILE holds (- is the standard input) in place of those of the search by hand\n" +
			"in this worktree: what promptgit bisect log printed, perhaps edited. A mistake in the file is told\n" +
			"with its line, and nothing is taken from it." +
			exitStatus("0  done: the next version to judge, or the answer", handExit, "2  wrong flags",
				"3  the file is no such script, or an answer in it does not fit the history", "4  Git, or the disk"),
		Example: "  promptgit bisect replay search.txt\n  promptgit bisect log | grep -v HEAD~3 | promptgit bisect replay -",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runReplay(cmd.Context(), app, args[0], asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return c
}

func runReplay(ctx context.Context, app *App, file string, asJSON bool) error {
	script, err := readScript(app, file)
	if err != nil {
		return err
	}
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	unlock, err := w.handSession().lock()
	if err != nil {
		return err
	}
	defer unlock()
	h := &handSearch{w: w, log: handLog{prompt: script.prompt}, warns: true, json: asJSON}
	for _, a := range script.answers {
		h.warns = h.s == nil
		if err = h.takeAll(ctx, a.said, a.rev); err != nil {
			return inScript(file, a.line, err)
		}
	}
	if err = w.handSession().write(app, h.log); err != nil {
		return err
	}
	return h.tell(ctx)
}

// inScript gives an error of an answer its place in a script, unless it is about
// something else.
func inScript(file string, line int, err error) error {
	if code := exitCode(context.Background(), err); code != exitUsage && code != exitGit {
		return err
	}
	return diag.Errors{{Pos: diag.Pos{Path: file, Line: line, Col: 1}, Message: err.Error(), Hint: hintOf(err)}}
}

func readScript(app *App, file string) (handLog, error) {
	from := app.In
	if file != "-" {
		path := app.path(file)
		if err := regular(path); err != nil {
			return handLog{}, &exitError{Code: exitInput, Err: fmt.Errorf("%s: %w", file, err)}
		}
		f, err := os.Open(path)
		if err != nil {
			return handLog{}, &exitError{Code: exitInput, Err: err}
		}
		defer f.Close() //nolint:errcheck // it is only read
		from = f
	}
	return parseHandLog(file, from)
}
