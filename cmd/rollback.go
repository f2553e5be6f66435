package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

func newRollback(app *App) *cobra.Command {
	var o promoteOptions
	c := &cobra.Command{
		Use:     "rollback PROMPT LABEL",
		GroupID: groupShare,
		Short:   "Take back the last promotion of a label",
		Long: "Take back what the last promote of a label did: where a candidate stands beside it, the candidate is\n" +
			"withdrawn and the label stays; else the label goes back to the version that it had before, and a\n" +
			"second rollback to the one before that. Nothing is judged and nothing must be approved, as the label\n" +
			"had that version; who did it, when and why is kept as every move is." +
			exitStatus(
				"0  done",
				"1  nothing is known of an earlier version",
				"2  wrong flags or arguments, or there is no such label",
				"3  the configuration is invalid",
				"4  Git, such as a label that another process moved meanwhile"),
		Example: "  promptgit rollback prompts/triage.md production\n" +
			"  promptgit rollback prompts/triage.md production --reason 'complaints about the tone'",
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			o.prompt, o.label = args[0], args[1]
			if o.reason, err = releaseReason(o.reason, cmd.Flags().Changed("reason")); err != nil {
				return err
			}
			return runRollback(cmd.Context(), app, o)
		},
	}
	c.Flags().StringVar(&o.reason, "reason", "", "keep `TEXT` with the move")
	c.Flags().BoolVar(&o.json, "json", false, "print one JSON document")
	quietFlag(c, app)
	return c
}

func runRollback(ctx context.Context, app *App, o promoteOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	p, err := w.newRollback(ctx, o)
	if err != nil {
		return err
	}
	if err = p.move(ctx); err != nil {
		return err
	}
	if !o.json && p.action == actionWithdraw {
		_, err = fmt.Fprintf(app.Out, "%s: %s is withdrawn, and all of %s have %s\n", ui.Line(p.state.prompt), withdrawnText(p.withdrawn), ui.Line(p.state.label), p.name())
		return err
	}
	return p.tell()
}

func withdrawnText(list []candidate) string {
	if len(list) == 1 {
		return fmt.Sprintf("the candidate %s (%d %%)", shortRev(string(list[0].commit)), list[0].weight)
	}
	return plural(len(list), "candidate")
}

// newRollback finds what a label goes back to.
func (w *workspace) newRollback(ctx context.Context, o promoteOptions) (*promotion, error) {
	state, err := w.askedLabel(ctx, o.prompt, o.label)
	if err != nil {
		return nil, err
	}
	o.weight = 100
	p := &promotion{w: w, o: o, state: state, action: actionRollback}
	if p.rule, err = w.releaseRule(ctx); err != nil {
		return nil, err
	}
	to := state.commit
	if len(state.candidates) > 0 {
		p.action = actionWithdraw
		to = cmp.Or(to, state.candidates[0].commit)
	} else if to, err = w.hadBefore(ctx, state); err != nil {
		return nil, err
	}
	p.it, p.own, err = w.committed(ctx, to, state.prompt)
	if err != nil {
		return nil, fmt.Errorf("what %s had before (%s) cannot be handed out: %w", ui.Line(state.label), shortRev(string(to)), err)
	}
	known, err := p.known(ctx, p.own, p.it)
	if err != nil {
		return nil, err
	}
	p.records = known.standing(p.it)
	return p, nil
}

// askedLabel is the label that the user names.
func (w *workspace) askedLabel(ctx context.Context, typed, label string) (labelState, error) {
	file, err := w.userPath(typed)
	if err != nil {
		return labelState{}, err
	}
	states, err := w.labelStates(ctx, "")
	if err != nil {
		return labelState{}, err
	}
	var others []string
	for _, name := range unique([]string{file, typed}) {
		for _, s := range states {
			switch {
			case s.prompt != name:
			case s.label == label:
				return s, nil
			default:
				others = append(others, s.label)
			}
		}
	}
	hint := "promptgit labels lists the labels of all prompts"
	if len(others) > 0 {
		hint = "it has " + ui.Line(someOf(others, shownFailures))
	}
	return labelState{}, usageHint(hint, "%s has no label %s", typed, label)
}

// hadBefore is what a label had before: as its moves tell it, else its reflog.
func (w *workspace) hadBefore(ctx context.Context, s labelState) (gitops.OID, error) {
	moves, err := w.moves(ctx)
	if err != nil {
		return "", err
	}
	had, known := commitBefore(moves[s.labelName], s.commit)
	if had != "" {
		return had, nil
	}
	log, err := w.repo.Reflog(ctx, labelRef(s.prompt, s.label))
	if err != nil {
		return "", err
	}
	for _, e := range log {
		if e.New == s.commit && e.Old != "" && e.Old != s.commit && !known {
			return e.Old, nil
		}
	}
	return "", &exitError{
		Code: exitNo, Err: errors.New("nothing is known of what " + ui.Line(s.label) + " of " + ui.Line(s.prompt) + " had before"),
		Hint: "name a version: promptgit promote " + shellWord(s.prompt) + " " + shellWord(s.label) + " --rev REV",
	}
}
