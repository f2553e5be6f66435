package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
)

func newCacheClear(app *App) *cobra.Command {
	var yes bool
	c := &cobra.Command{
		Use:   "clear",
		Short: "Remove all kept answers",
		Long: "Remove every answer that is kept, and what bisect judged beyond the records: runs ask, and pay,\n" +
			"again. Records and the outputs that promptgit show prints stay." +
			exitStatus("0  done", "1  the answer was no", "2  there is no terminal to ask on, and no --yes", "4  Git, or the disk"),
		Example: "  promptgit cache clear\n  promptgit cache clear --yes",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runCacheClear(cmd.Context(), app, yes) },
	}
	c.Flags().BoolVar(&yes, "yes", false, "do not ask")
	return c
}

func runCacheClear(ctx context.Context, app *App, yes bool) error {
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // only the cache is written
	c := cacheOf(repo)
	files, err := c.Files()
	if err != nil {
		return err
	}
	if !yes && len(files) > 0 {
		if !app.InTTY {
			return usageHint("promptgit cache clear --yes", "there is no terminal to ask on")
		}
		fmt.Fprintf(app.Err, "remove %s? [y/N] ", answers(len(files)))
		answer, stopped := app.answer(ctx) // no answer is no
		if ctx.Err() != nil {
			return stopped
		}
		if !slices.Contains([]string{"y", "yes"}, strings.ToLower(answer)) {
			return &exitError{Code: exitNo, Err: errors.New("nothing was removed")}
		}
	}
	p, err := c.Clear()
	if err = errors.Join(err, clearBisectJournals(bisectJournalDir(repo))); err != nil {
		return err
	}
	_, err = fmt.Fprintf(app.Out, "removed %s\n", answers(len(p.Removed)))
	return err
}
