package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/ui"
)

type pushOptions struct {
	dryRun bool
	json   bool
}

func newPush(app *App) *cobra.Command {
	var o pushOptions
	c := &cobra.Command{
		Use:     "push [REMOTE]",
		GroupID: groupShare,
		Short:   "Share records, reviews and labels with a remote",
		Long: "Send to REMOTE what is known here of prompts: records, gradings, reviews, releases, and the labels\n" +
			"that were moved. Without REMOTE that of the branch is meant, else origin, else the only one. Nothing\n" +
			"is forced: where the remote has lines that are not here, they are fetched and united first. Records\n" +
			"that could not be written yet are written before.\n\n" +
			"A label that was moved at the remote too is not pushed over: that move stands, and yours is told\n" +
			"with what to type to make it again. A label at a commit that the remote does not have waits for\n" +
			"git push. Branches and tags do not go, and the hook pre-push, which is there for those, does not\n" +
			"run." +
			exitStatus("0  done, or nothing to send", "1  the remote refused something, or a label waits or was lost",
				"2  wrong flags, or no such remote", "4  Git, or the remote"),
		Example: "  promptgit push\n  git push && promptgit push upstream --dry-run",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return runPush(cmd.Context(), app, args, o) },
	}
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "say what would go, and send nothing")
	c.Flags().BoolVar(&o.json, "json", false, "print one JSON document")
	return c
}

type pushJSON struct {
	Schema  string        `json:"schema"`
	Remote  string        `json:"remote"`
	DryRun  bool          `json:"dry_run"`
	Prompts []noteCount   `json:"prompts"` // lines that went
	Labels  []labelMove   `json:"labels"`  // state: pushed, no, stale, waits, or lost as in a pull
	Refused []refusedJSON `json:"refused"` // notes that the remote did not take
	Came    []noteCount   `json:"came"`    // lines that the remote had and this clone had not
	Scores  int           `json:"scores"`  // as in a pull
}

type refusedJSON struct {
	Ref    string `json:"ref"`
	Reason string `json:"reason"`
}

func runPush(ctx context.Context, app *App, args []string, o pushOptions) error {
	x, err := app.openExchange(ctx, args)
	if err != nil {
		return err
	}
	defer x.end()
	p := &pushing{exchange: x, dryRun: o.dryRun, went: noteCounts{}, came: came{notes: noteCounts{}, blobs: blobSet{}}}
	err = p.push(ctx)
	scores := x.refreshScores(ctx, p.came.blobs)
	x.line.Done()
	doc := pushJSON{
		"promptgit.push/v1", x.remote, o.dryRun, p.went.list(), append(append([]labelMove{}, p.labels...), p.came.labels...),
		append([]refusedJSON{}, p.refused...), p.came.notes.list(), scores,
	}
	switch {
	case err != nil && len(doc.Prompts)+len(doc.Labels)+len(doc.Came) == 0: // nothing happened
	case o.json:
		err = errors.Join(err, ui.JSON(app.Out, doc))
	default:
		err = errors.Join(err, p.print(doc, err == nil))
	}
	if err == nil && p.unfinished(doc) {
		return errNo
	}
	return err
}

// unfinished says whether something that was to go did not.
func (p *pushing) unfinished(doc pushJSON) bool {
	for _, m := range doc.Labels {
		if m.State != labelPushed && m.State != labelMoved {
			return true
		}
	}
	return len(doc.Refused) > 0
}

func (p *pushing) print(doc pushJSON, whole bool) error {
	t := exchangeTable()
	addCounts(t, doc.Prompts)
	addMoves(t, doc.Labels)
	remote := ui.Line(p.remote)
	if err := t.Write(p.app.Streams); err != nil {
		return err
	}
	if n := len(doc.Came); n > 0 {
		fmt.Fprintf(p.app.Err, "united with what was new at %s of %s\n", remote, plural(n, "prompt"))
	}
	if doc.DryRun && p.behind {
		fmt.Fprintf(p.app.Err, "%s has lines that are not here: they would be united first\n", remote)
	}
	for _, r := range doc.Refused {
		fmt.Fprintf(p.app.Err, "%s does not take %s: %s\n", remote, r.Ref, ui.Line(r.Reason))
		fmt.Fprintf(p.app.Err, "hint: %s\n", refusedHint(r.Reason))
	}
	p.tellLost(doc.Labels)
	for _, m := range doc.Labels {
		switch m.State {
		case labelWaits:
			fmt.Fprintf(p.app.Err, "%s waits: no branch of %s is known to have its commit %s\nhint: git push %s first, then promptgit push %s\n",
				ui.Line(m.name()), remote, shortRev(*m.To), remote, remote)
		case labelNo:
			fmt.Fprintf(p.app.Err, "%s does not take %s: %s\nhint: %s\n", remote, ui.Line(m.name()), ui.Line(m.Reason), refusedHint(m.Reason))
		case labelStale:
			fmt.Fprintf(p.app.Err, "%s was moved at %s\nhint: promptgit pull %s shows where to\n", ui.Line(m.name()), remote, remote)
		}
	}
	if whole && !p.behind && !p.unfinished(doc) && len(doc.Prompts)+len(doc.Labels) == 0 {
		fmt.Fprintf(p.app.Err, "nothing to send to %s\n", remote)
	}
	return nil
}

// refusedHint is what to do about a refusal of the remote.
func refusedHint(reason string) string {
	if strings.Contains(reason, "hook declined") {
		return "a hook or a rule of the remote refuses it; let it take refs/notes/promptgit/* and refs/promptgit/*"
	}
	return "nothing is lost here; ask who runs the remote, or name another one"
}
