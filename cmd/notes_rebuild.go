package cmd

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
)

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
	list, err := w.everyPrompt(ctx, head)
	if err != nil {
		return err
	}
	scores, err := w.scoreLines(ctx, list)
	if err != nil {
		return err
	}
	if err := w.replaceScores(ctx, head, scores); err != nil {
		return err
	}
	fmt.Fprintf(app.Err, "%d commits have a score line\n", len(scores))
	return nil
}

// scoreLines gives the lines of iterations by commit.
func (w *workspace) scoreLines(ctx context.Context, list []*iteration) (map[gitops.OID][]scoreLine, error) {
	known, err := w.records(ctx, blobsOf(list))
	if err != nil {
		return nil, err
	}
	scores := map[gitops.OID][]scoreLine{}
	for _, it := range list {
		for _, r := range known.standing(it) {
			scores[it.commit.ID] = append(scores[it.commit.ID], known.scoreLine(it, r))
		}
	}
	return scores, nil
}

// refreshScores writes the lines of the prompts again that got records from
// elsewhere: those of later versions compare with them. It gives the number of
// commits.
func (w *workspace) refreshScores(ctx context.Context, blobs map[gitops.OID]bool) (int, error) {
	head, ok, err := w.headOf(ctx, "")
	if err != nil || !ok || len(blobs) == 0 {
		return 0, err
	}
	list, err := w.everyPrompt(ctx, head)
	if err != nil {
		return 0, err
	}
	touched := map[string]bool{}
	for _, it := range list {
		for _, id := range blobsOf([]*iteration{it}) {
			if blobs[id] {
				touched[it.lineage] = true
			}
		}
	}
	list = slices.DeleteFunc(list, func(it *iteration) bool { return !touched[it.lineage] })
	scores, err := w.scoreLines(ctx, list)
	if err != nil {
		return 0, err
	}
	return len(scores), w.writeScores(ctx, scores)
}

// everyPrompt lists the iterations of the configured prompts, and of those that
// have records without being configured, as after promptgit eval --prompt in a
// repository that was never set up.
func (w *workspace) everyPrompt(ctx context.Context, head gitops.OID) ([]*iteration, error) {
	list, err := w.history(ctx, head, "")
	if err != nil {
		return nil, err
	}
	judged, err := w.judgedPaths(ctx)
	if err != nil || len(judged) == 0 {
		return list, err
	}
	var globs []string
	for _, path := range judged {
		globs = append(globs, gitops.QuoteGlob(path))
	}
	others, err := w.historyOf(ctx, head, globs, func([]string) []string { return judged })
	if err != nil {
		return nil, err
	}
	for _, it := range others {
		twice := func(x *iteration) bool { return x.commit.ID == it.commit.ID && x.path == it.path }
		if !slices.ContainsFunc(list, twice) {
			list = append(list, it)
		}
	}
	return list, nil
}

// judgedPaths are the prompts with records that the configuration does not name.
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
