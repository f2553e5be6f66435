package cmd

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
)

// handCommands are those of a search in which a person judges.
func handCommands(app *App) []*cobra.Command {
	return []*cobra.Command{
		newBisectAnswer(app, saidGood, "Say that a version is good, in a search by hand"),
		newBisectAnswer(app, saidBad, "Say that a version is bad, in a search by hand"),
		newBisectAnswer(app, saidSkip, "Leave out versions that cannot be judged, in a search by hand"),
		newBisectReset(app), newBisectLog(app), newBisectReplay(app),
	}
}

const handExit = "1  undecided: the answers contradict each other, or only skipped versions are left"

func newBisectAnswer(app *App, said, short string) *cobra.Command {
	var asked string
	var asJSON bool
	c := &cobra.Command{
		Use:   said + " [REV]",
		Short: short,
		Args:  cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runAnswer(cmd.Context(), app, said, asked, args, asJSON)
		},
	}
	c.Flags().StringVar(&asked, "prompt", "", "the `PROMPT` to search; needed where several changed")
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	status := exitStatus("0  done: the next version to judge, or the answer", handExit,
		"2  wrong flags, or a revision that is not searched", "3  a prompt or the configuration is invalid", "4  Git, or the disk")
	if said == saidSkip {
		c.Use, c.Args = "skip [REV...]", cobra.ArbitraryArgs
		c.Long = "Leave out the version that is asked for, or those that revisions or ranges (A..B) hold. The\n" +
			"search goes around them; where it cannot, it ends with the versions that are left." + status
		c.Example = "  promptgit bisect skip\n  promptgit bisect skip HEAD~12..HEAD~8"
		return c
	}
	c.Long = "Search by hand for the iteration that broke a prompt, as git bisect does for code, but nothing is\n" +
		"checked out: each answer prints the version to judge next and the commands that show it, render it\n" +
		"and run it.\n\n" +
		"The first good and the first bad revision begin the search: those given, or HEAD. Later answers are\n" +
		"about the version that is asked for, or about REV; of two answers about one version the newer\n" +
		"counts. Versions with the same content are one.\n\n" +
		"Each worktree has one session, a file in the promptgit folder of the common Git directory. It\n" +
		"stays until promptgit bisect reset." + status
	c.Example = "  promptgit bisect " + said + " --prompt prompts/triage.md HEAD~20\n  promptgit bisect " + said
	if said == saidBad {
		c.Example = "  promptgit bisect bad HEAD\n  promptgit bisect bad"
	}
	return c
}

// resume reads the session of this worktree, which is locked until release.
func resume(ctx context.Context, app *App) (h *handSearch, release func(), err error) {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return nil, nil, err
	}
	unlock, err := w.handSession().lock()
	if err != nil {
		w.close()
		return nil, nil, err
	}
	release = func() { unlock(); w.close() }
	h = &handSearch{w: w}
	if h.log, _, err = w.handSession().read(); err == nil {
		err = h.gone(ctx, h.open(ctx))
	}
	if err != nil {
		release()
		return nil, nil, err
	}
	return h, release, nil
}

// gone makes of an error that it is about an answer whose commit this clone does not
// have any more, where it is: a rebase and git gc take commits away.
func (h *handSearch) gone(ctx context.Context, err error) error {
	if err == nil || exitCode(ctx, err) != exitGit {
		return err
	}
	for _, a := range h.log.answers {
		if _, lost := h.w.repo.Commit(ctx, gitops.OID(a.rev)); lost != nil {
			return &exitError{
				Code: exitGit, Err: fmt.Errorf("the commit %s that was said to be %s is not in this clone any more: %w", shortRev(a.rev), a.said, lost),
				Hint: "promptgit bisect reset ends the search; promptgit bisect log has its answers",
			}
		}
	}
	return err
}

func runAnswer(ctx context.Context, app *App, said, asked string, revs []string, asJSON bool) error {
	if err := askedGlob(asked); err != nil {
		return err
	}
	h, release, err := resume(ctx, app)
	if err != nil {
		return err
	}
	defer release()
	h.json = asJSON
	if err = h.about(asked); err != nil {
		return err
	}
	h.warns = h.s == nil
	if len(revs) == 0 {
		revs = []string{""}
	}
	for _, rev := range revs {
		if err = h.takeAll(ctx, said, rev); err != nil {
			return err
		}
	}
	if err = h.w.handSession().write(app, h.log); err != nil {
		return err
	}
	return h.tell(ctx)
}

// about holds the session to one prompt.
func (h *handSearch) about(asked string) error {
	switch {
	case asked == "":
	case h.s == nil:
		h.log.prompt = asked
	case len(h.w.pick([]string{h.s.path}, asked)) == 0:
		return usageHint("to search another one: promptgit bisect reset", "the search is about %s", h.s.path)
	}
	return nil
}

// takeAll takes an answer about a revision or, of what is skipped, a range.
func (h *handSearch) takeAll(ctx context.Context, said, rev string) error {
	if said != saidSkip || !strings.Contains(rev, "..") || h.s == nil {
		note, err := h.take(ctx, said, rev)
		if err == nil && note != "" {
			fmt.Fprintln(h.w.app.Err, note)
		}
		return err
	}
	within, err := h.w.repo.ResolveRange(ctx, rev)
	if err != nil {
		return err
	}
	commits, err := h.w.repo.Commits(ctx, within)
	if err != nil {
		return err
	}
	in := map[gitops.OID]bool{}
	for _, id := range commits {
		in[id] = true
	}
	n := 0
	for v, it := range h.s.versions[:len(h.s.versions)-1] {
		if v == 0 || !in[it.commit.ID] {
			continue
		}
		if _, err = h.take(ctx, saidSkip, h.s.rev(v)); err != nil {
			return err
		}
		n++
	}
	if n == 0 {
		return usageHint("the ends of the search cannot be skipped", "%s holds no version that could be skipped", rev)
	}
	return nil
}
