package cmd

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/apart"
	"github.com/promptgit/promptgit/internal/ui"
)

type splitOptions struct {
	rev     string // "" for what is staged
	branch  string
	order   []string
	message string
	dryRun  bool
	yes     bool
	json    bool
}

func newSplit(app *App) *cobra.Command {
	var o splitOptions
	c := &cobra.Command{
		Use:     "split [REV]",
		GroupID: groupJudge,
		Short:   "Turn a change of several variables into one commit per variable",
		Long: "Turn what is staged into one commit per variable, in an order in which every step can be read and\n" +
			"changes one. The commits are made first and the branch is moved once, at the end: the index and the\n" +
			"working tree stay as they are, and whatever happens before leaves the change staged. Of the hooks\n" +
			"only reference-transaction runs.\n\n" +
			"A commit that is there already is split on a new branch, split/REV by default, that starts before it\n" +
			"and ends with the same files; the commands that put what followed on top of it are printed.\n\n" +
			"Renames and files that a prompt newly includes come first. Files that are no part of a prompt,\n" +
			"suites, new prompts and deletions come last, in a commit of their own." +
			exitStatus("0  done, or there is nothing to split", "1  some variables cannot be told apart; nothing was changed",
				"2  wrong flags, or a commit that cannot be split", "3  the configuration is invalid", "4  Git, or HEAD moved meanwhile"),
		Example: "  promptgit split --dry-run\n  promptgit split HEAD --branch apart",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				if o.rev = args[0]; o.rev == "" || strings.Contains(o.rev, "..") {
					return usageHint("name one commit, or leave it out for what is staged", "%q is no revision", o.rev)
				}
			} else if o.branch != "" {
				return usageHint("name the commit, too", "--branch is for a commit that is there already")
			}
			return runSplit(cmd.Context(), app, o)
		},
	}
	c.Flags().BoolVar(&o.dryRun, "dry-run", false, "only print the plan")
	c.Flags().StringVar(&o.branch, "branch", "", "`NAME` of the new branch for a commit that is there already")
	c.Flags().StringSliceVar(&o.order, "order", nil, "order of the commits: `IDS` of variables, or their numbers in the plan")
	c.Flags().StringVarP(&o.message, "message", "m", "", "`TEXT` that begins the subject of each commit; further lines follow below it")
	c.Flags().BoolVarP(&o.yes, "yes", "y", false, "do not ask for the order")
	c.Flags().BoolVar(&o.json, "json", false, "print one JSON document")
	return c
}

func runSplit(ctx context.Context, app *App, o splitOptions) error {
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // what was written is written
	job, err := newSplitJob(ctx, app, repo, o)
	if err != nil {
		return err
	}
	separate, err := job.separate(ctx)
	if err != nil {
		return err
	}
	if !separate {
		if o.json {
			return job.writeJSON(app.Out)
		}
		text := "nothing to split: " + plural(len(job.plan.Parts), "variable") + " changed"
		if o.rev == "" && len(job.plan.Parts) == 0 {
			text += " in what is staged (git add -u stages what you have edited)"
		}
		fmt.Fprintln(app.Err, text)
		return nil
	}
	if err = job.arrange(ctx, app); err != nil {
		return err
	}
	if o.dryRun {
		if err = job.subjects(ctx); err != nil {
			return err
		}
		return job.print(app)
	}
	if err = job.make(ctx); err != nil {
		return err
	}
	if err = job.move(ctx); err != nil {
		return err
	}
	return job.print(app)
}

// inseparable says why a change stays as it is.
func inseparable(err error) error {
	var e *apart.InseparableError
	if !errors.As(err, &e) {
		return err
	}
	return &exitError{Code: exitNo, Err: err, Hint: "undo one of them in the file, commit, and do it again"}
}

// splitReason begins what the reflog says of a split.
const splitReason = "promptgit split:"

// move puts the branch at the last of the commits, or makes the new branch.
func (j *splitJob) move(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	ctx = context.WithoutCancel(ctx) // an interrupt must not leave open whether it was done
	tip := j.commits[len(j.commits)-1].id
	var err error
	if j.o.rev == "" {
		err = j.repo.MoveHead(ctx, tip, j.base, fmt.Sprintf("%s %d commits", splitReason, len(j.commits)))
		if err == nil {
			err = j.repo.ForgetSquash()
		}
	} else {
		err = j.repo.UpdateRefs(ctx, "promptgit split: "+shortRev(j.rev), gitops.RefUpdate{Ref: "refs/heads/" + j.branch, New: tip})
	}
	var conflict *gitops.RefConflictError
	if errors.As(err, &conflict) && j.o.rev != "" {
		return usageHint("choose another name with --branch", "there is a branch %s already", j.branch)
	}
	if errors.As(err, &conflict) {
		return &exitError{Code: exitGit, Err: fmt.Errorf("nothing was changed: %w", err), Hint: "look at git log, and run it again"}
	}
	return err
}

// print says what was made, or would be.
func (j *splitJob) print(app *App) error {
	if j.o.json {
		return j.writeJSON(app.Out)
	}
	t := &ui.Table{Header: []string{"COMMIT", "VARIABLE", "FILES", "SUBJECT"}}
	for i, c := range j.commits {
		rev := strconv.Itoa(i + 1)
		if c.id != "" {
			rev = string(c.id)
		}
		t.Add(ui.Cell{Text: shortRev(rev), Raw: rev, Style: ui.Warn}, ui.Cell{Text: c.variable, Style: ui.Strong},
			ui.Cell{Text: ui.Shorten(strings.Join(c.paths, ","), 40), Raw: strings.Join(c.paths, ",")}, ui.Cell{Text: c.subject})
	}
	if err := t.Write(app.Streams); err != nil {
		return err
	}
	switch {
	case j.o.dryRun:
		fmt.Fprintln(app.Err, "nothing was changed; without --dry-run these commits are made")
	case j.o.rev != "":
		fmt.Fprintf(app.Err, "branch %s ends with the files of %s; to put what followed on top of it:\n  git rebase --onto %s %s\n",
			j.branch, shortRev(j.rev), shellWord(j.branch), shortRev(j.rev))
	}
	return nil
}
