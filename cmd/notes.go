package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
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
	c.AddCommand(newNotesRebuild(app), newNotesFsck(app))
	return c
}

// groupOnly is the body of a command that only holds others.
func groupOnly(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return unknownCommand(cmd, args[0])
	}
	return cmd.Help()
}

func newNotesRebuild(app *App) *cobra.Command {
	return &cobra.Command{
		Use:   "rebuild",
		Short: "Write the score lines of git log again from the records",
		Long: "Make the notes that people read at commits (refs/notes/promptgit/scores) again from the records:\n" +
			"for every iteration of every prompt that is reachable from HEAD." +
			exitStatus("0  done", "2  wrong flags", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit notes rebuild\n  git log --notes=promptgit/scores",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runNotesRebuild(cmd.Context(), app) },
	}
}

func runNotesRebuild(ctx context.Context, app *App) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	head, ok, err := w.headOf(ctx, "")
	if err != nil || !ok {
		return err
	}
	globs, err := w.judgedPaths(ctx)
	if err != nil {
		return err
	}
	scores := map[gitops.OID][]scoreLine{}
	for _, glob := range append([]string{""}, globs...) {
		list, err := w.history(ctx, head, glob)
		if err != nil {
			return err
		}
		known, err := w.records(ctx, blobsOf(list))
		if err != nil {
			return err
		}
		for _, it := range list {
			if r := known.of(it, eval.RecordFilter{}); r != nil {
				scores[it.commit.ID] = append(scores[it.commit.ID], newScoreLine(it.path, r, known.previous(it, r)))
			}
		}
	}
	if err := w.writeScores(ctx, scores); err != nil {
		return err
	}
	fmt.Fprintf(app.Err, "%d commits have a score line\n", len(scores))
	return nil
}

// judgedPaths are the prompts with records that the configuration does not
// name, as after promptgit eval --prompt in a repository without one.
func (w *workspace) judgedPaths(ctx context.Context) ([]string, error) {
	all, err := w.repo.Notes(gitops.ResultsRef).All(ctx)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	var paths []string
	for _, lines := range all {
		for _, line := range lines {
			r, err := eval.DecodeRecord(line)
			if err != nil || seen[r.Path] {
				continue
			}
			seen[r.Path] = true
			if _, configured := w.config.Match(r.Path); !configured {
				paths = append(paths, r.Path)
			}
		}
	}
	return paths, nil
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
		Long: "Unite the records of refs/notes/promptgit/results with what its reflog and history still hold. A\n" +
			"plain git notes add that ran at the same time can have dropped some." +
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
	defer repo.Close()
	report, err := repo.Notes(gitops.ResultsRef).Fsck(ctx)
	if err != nil {
		return err
	}
	ref := fsckRefJSON{
		Ref: gitops.ResultsRef, State: string(report.State), Restored: report.RestoredLines,
		Missing: []string{}, Unreadable: len(report.Unreadable), Pending: append([]string{}, report.Pending...),
	}
	for _, m := range report.Missing {
		ref.Missing = append(ref.Missing, string(m.ID))
	}
	if asJSON {
		err = ui.JSON(app.Out, fsckJSON{Schema: "promptgit.fsck/v1", Refs: []fsckRefJSON{ref}, OK: ref.State != "broken"})
	} else {
		_, err = fmt.Fprintf(app.Out, "%s: %s, %d lines restored, %d objects missing, %d lines that are no record\n",
			ref.Ref, ref.State, ref.Restored, len(ref.Missing), ref.Unreadable)
	}
	if err == nil && ref.State == "broken" {
		return errNo
	}
	return err
}
