package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

func newPull(app *App) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "pull [REMOTE]",
		GroupID: groupShare,
		Short:   "Take over the records, reviews and labels of a remote",
		Long: "Fetch what REMOTE knows of prompts and unite it with what is known here: records, gradings, reviews\n" +
			"and releases line by line, so that nothing is lost on either side. Without REMOTE that of the branch\n" +
			"is meant, else origin, else the only one.\n\n" +
			"A label that only one side moved stands where that side has it. If both moved it, the remote's\n" +
			"stands, and your own move is told with what to type to make it again. Branches, tags, the working\n" +
			"tree and what git pull does stay as they are: pull those with git." +
			exitStatus("0  done, or nothing new", "2  wrong flags, or no such remote", "4  Git, or the remote"),
		Example: "  promptgit pull\n  git pull && promptgit pull upstream --json",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runPull(cmd.Context(), app, args, asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return c
}

type pullJSON struct {
	Schema  string      `json:"schema"`
	Remote  string      `json:"remote"`
	Prompts []noteCount `json:"prompts"` // new lines
	Labels  []labelMove `json:"labels"`  // state: moved, lost (moved here too) or stuck
	Scores  int         `json:"scores"`  // commits whose line in git log was written again
}

func runPull(ctx context.Context, app *App, args []string, asJSON bool) error {
	x, err := app.openExchange(ctx, args)
	if err != nil {
		return err
	}
	defer x.end()
	c, err := x.fetch(ctx)
	if c == nil {
		return err
	}
	scores := x.refreshScores(ctx, c.blobs)
	x.line.Done()
	doc := pullJSON{"promptgit.pull/v1", x.remote, c.notes.list(), append([]labelMove{}, c.labels...), scores}
	if asJSON {
		return errors.Join(err, ui.JSON(app.Out, doc))
	}
	t := exchangeTable()
	addCounts(t, doc.Prompts)
	addMoves(t, doc.Labels)
	if len(doc.Prompts)+len(doc.Labels) == 0 && err == nil {
		fmt.Fprintf(app.Err, "nothing new from %s\n", ui.Line(x.remote))
	}
	err = errors.Join(err, t.Write(app.Streams))
	x.tellLost(doc.Labels)
	return err
}

// refreshScores writes what git log shows of the prompts with new records. What keeps
// it from that, as a configuration with a mistake, keeps no record back.
func (x *exchange) refreshScores(ctx context.Context, blobs map[gitops.OID]bool) int {
	if len(blobs) == 0 {
		return 0
	}
	x.line.Show("writing the scores of git log ...")
	w, err := x.app.openWorkspace(ctx)
	if err == nil {
		defer w.close()
		var n int
		if n, err = w.refreshScores(ctx, blobs); err == nil {
			return n
		}
	}
	if ctx.Err() == nil {
		x.line.Done()
		fmt.Fprintf(x.app.Err, "the records are here; the scores of git log are not: %s\nhint: promptgit notes rebuild writes them\n", ui.Line(err.Error()))
	}
	return 0
}

// tellLost says which moves of labels made here do not stand.
func (x *exchange) tellLost(moves []labelMove) {
	for _, m := range moves {
		switch m.State {
		case labelLost:
			was, now := "deleted here", "deleted there"
			if m.From != nil {
				was = "moved here to " + shortRev(*m.From)
			}
			if m.To != nil {
				now = "at " + shortRev(*m.To)
			}
			fmt.Fprintf(x.app.Err, "%s was %s and moved at %s too, which stands: it is %s\n", ui.Line(m.name()), was, ui.Line(x.remote), now)
			if again := m.again(); again != "" {
				fmt.Fprintf(x.app.Err, "hint: to make your move again: %s\n", ui.Line(again))
			}
		case labelStuck:
			fmt.Fprintf(x.app.Err, "%s of %s cannot be here beside a label of another prompt whose name begins or ends as its own\n",
				ui.Line(m.name()), ui.Line(x.remote))
		}
	}
}
