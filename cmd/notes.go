package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

func newNotes(app *App) *cobra.Command {
	c := &cobra.Command{
		Use:     "notes COMMAND",
		GroupID: groupUpkeep,
		Short:   "Check and rebuild the notes that hold the scores",
		Long: "Records are kept in refs/notes/promptgit/results, by the content of the prompt. The lines that\n" +
			"git log --notes=promptgit/scores shows are derived from them." + exitStatus("0  done", "2  unknown command"),
		Example: "  promptgit notes fsck\n  promptgit notes rebuild",
		Args:    cobra.ArbitraryArgs,
		RunE:    groupOnly,
	}
	c.AddCommand(newNotesRebuild(app), newNotesFsck(app), newNotesMergeRecords(app))
	return c
}

// groupOnly is the body of a command that only holds others.
func groupOnly(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return unknownCommand(cmd, args[0])
	}
	return cmd.Help()
}

type fsckJSON struct {
	Schema string        `json:"schema"`
	Refs   []fsckRefJSON `json:"refs"`
	OK     bool          `json:"ok"`
}

type fsckRefJSON struct {
	Ref        string   `json:"ref"`
	State      string   `json:"state"` // whole, repaired or broken
	Restored   int      `json:"restored"`
	Missing    []string `json:"missing"`
	Unreadable int      `json:"unreadable"` // lines that are no JSON: kept, never used
	Pending    []string `json:"pending"`    // waiting records that could not be written
}

func newNotesFsck(app *App) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:   "fsck",
		Short: "Find and restore records that another writer dropped",
		Long: "Unite the records of refs/notes/promptgit/results with what its reflog and history still hold, and\n" +
			"so the reviews and the releases. A plain git notes add that ran at the same time can have dropped\n" +
			"some." +
			exitStatus("0  whole, or repaired", "1  something is beyond repair", "2  wrong flags", "4  Git"),
		Example: "  promptgit notes fsck\n  promptgit notes fsck --json",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runNotesFsck(cmd.Context(), app, asJSON) },
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	return c
}

func runNotesFsck(ctx context.Context, app *App, asJSON bool) error {
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // what was written is written
	doc := fsckJSON{Schema: "promptgit.fsck/v1", OK: true}
	for _, name := range gitops.SharedNotes() {
		ref, failed := fsckRef(ctx, repo, name)
		if failed != nil {
			return failed
		}
		doc.Refs = append(doc.Refs, ref)
		doc.OK = doc.OK && ref.State != string(gitops.NotesBroken)
	}
	if asJSON {
		err = ui.JSON(app.Out, doc)
	} else {
		err = printFsck(app, doc)
	}
	if err == nil && !doc.OK {
		return errNo
	}
	return err
}

func fsckRef(ctx context.Context, repo *gitops.Repo, name string) (fsckRefJSON, error) {
	report, err := repo.Notes(name).Fsck(ctx)
	if err != nil {
		return fsckRefJSON{}, err
	}
	ref := fsckRefJSON{
		Ref: name, State: string(report.State), Restored: report.RestoredLines,
		Missing: []string{}, Unreadable: len(report.Unreadable), Pending: append([]string{}, report.Pending...),
	}
	for _, m := range report.Missing {
		ref.Missing = append(ref.Missing, string(m.ID))
	}
	return ref, nil
}

// printFsck has a line for each ref; of those that a repository need not have, only
// where there is something to tell.
func printFsck(app *App, doc fsckJSON) error {
	for i, ref := range doc.Refs {
		if i > 0 && ref.quiet() {
			continue
		}
		_, err := fmt.Fprintf(app.Out, "%s: %s, %d lines restored, %d objects missing, %d lines that are no record\n",
			ref.Ref, ref.State, ref.Restored, len(ref.Missing), ref.Unreadable)
		if err != nil {
			return err
		}
	}
	return nil
}

func (r *fsckRefJSON) quiet() bool {
	return r.State == string(gitops.NotesWhole) && r.Unreadable == 0
}
