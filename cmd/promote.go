package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

type promoteOptions struct {
	prompt, label string
	rev           string
	weight        int // percent, 100 for the label itself
	reason        string
	json          bool
}

func newPromote(app *App) *cobra.Command {
	var o promoteOptions
	c := &cobra.Command{
		Use:     "promote PROMPT LABEL",
		GroupID: groupShare,
		Short:   "Give a label such as production to a version of a prompt",
		Long: "Move a label of a prompt to its version at --rev (HEAD by default). The label is a Git ref at the\n" +
			"commit; every move is kept as a note, with who made it, when, why and on what score. get and\n" +
			"serve --api hand out what a label has.\n\n" +
			"A version is refused that was not judged whole by each of its suites, that is under gate.min_score,\n" +
			"or that is significantly worse than what the label has, by the paired test of gate; so is one that\n" +
			"cannot be compared with that. --reason TEXT promotes it all the same, and the text is kept. What is\n" +
			"not committed cannot be promoted.\n\n" +
			"--weight 10 makes the version a candidate: 10 % of the users get it, always the same ones, and a\n" +
			"larger weight only adds to them. promote without --weight gives the label to it whole, and takes\n" +
			"candidates away; rollback takes a candidate back.\n\n" +
			"A label that release.protected lists in promptgit.yaml, at HEAD or on the default branch of a\n" +
			"remote, needs release.approvals of people other than the author and, with release.signed, a signed\n" +
			"tag at the version. No reason stands in for these, and a simulated score counts as none." +
			exitStatus(
				"0  done, or the label has this version already",
				"1  refused; the reasons are told",
				"2  wrong flags or arguments",
				"3  the prompt or the configuration is invalid",
				"4  Git, such as a label that another process moved meanwhile"),
		Example: "  promptgit promote prompts/triage.md production\n" +
			"  promptgit promote prompts/triage.md production --rev v1.4 --weight 10\n" +
			"  promptgit promote prompts/triage.md staging --reason 'before the suite is written'",
		Args: cobra.ExactArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.prompt, o.label = args[0], args[1]
			if err := o.check(cmd.Flags().Changed); err != nil {
				return err
			}
			return runPromote(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.rev, "rev", "", "the version at `REV` (default HEAD)")
	f.IntVar(&o.weight, "weight", 0, "for `N` percent of the users only, from 1 to 99")
	f.StringVar(&o.reason, "reason", "", "promote it also where its score speaks against that, for the reason `TEXT`")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	quietFlag(c, app)
	return c
}

func (o *promoteOptions) check(given func(flag string) bool) (err error) {
	if given("weight") && (o.weight < 1 || o.weight > 99) {
		return usageHint("without --weight everybody gets it", "--weight takes a number from 1 to 99")
	}
	if o.weight == 0 {
		o.weight = 100
	}
	if o.reason, err = releaseReason(o.reason, given("reason")); err != nil {
		return err
	}
	return checkLabel(o.label)
}

// releaseReason is a reason as it is stored.
func releaseReason(text string, given bool) (string, error) {
	note, problem := eval.GradeNote(text)
	switch {
	case problem != "":
		return "", usagef("--reason %s", problem)
	case note == "" && given:
		return "", usageHint("such as --reason 'the suite misses what customers wrote'", "--reason: the text is empty")
	}
	return note, nil
}

type promoteJSON struct {
	Schema    string                  `json:"schema"`
	Done      bool                    `json:"done"`    // the label has the version now
	Changed   bool                    `json:"changed"` // and had another before
	Action    string                  `json:"action"`
	Prompt    string                  `json:"prompt"`
	Label     string                  `json:"label"`
	Rev       string                  `json:"rev"`
	Blob      string                  `json:"blob"`
	PromptKey string                  `json:"prompt_key"`
	From      *string                 `json:"from"`   // null where the label was nowhere
	Weight    *int                    `json:"weight"` // null for the label itself
	Withdrawn []shareJSON             `json:"withdrawn"`
	By        *string                 `json:"by"` // null where nothing was moved
	Time      *string                 `json:"time"`
	Reason    string                  `json:"reason"`
	Protected bool                    `json:"protected"`
	Score     *float64                `json:"score"`
	Record    *string                 `json:"record"`
	Simulated bool                    `json:"simulated"`
	Compared  []promoteComparisonJSON `json:"compared"` // with what the label has
	Reasons   []string                `json:"reasons"`  // against it, also where --reason overrode them
}

type shareJSON struct {
	Rev    string `json:"rev"`
	Weight int    `json:"weight"`
}

// promoteComparisonJSON is the version compared with that of the label.
type promoteComparisonJSON struct {
	Suite string `json:"suite"`
	comparisonJSON
}

func runPromote(ctx context.Context, app *App, o promoteOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	p, err := w.newPromotion(ctx, o)
	if err != nil {
		return err
	}
	if p.unchanged() {
		return p.tell()
	}
	if err = p.judge(ctx); err != nil {
		return err
	}
	if refused := p.refusal(); refused != nil {
		if !o.json {
			return refused
		}
		if err = ui.JSON(app.Out, p.document()); err != nil {
			return err
		}
		return errNo
	}
	if err = p.move(ctx); err != nil {
		return err
	}
	return p.tell()
}

// tell says what the label has now.
func (p *promotion) tell() error {
	app := p.w.app
	if p.o.json {
		return ui.JSON(app.Out, p.document())
	}
	text := fmt.Sprintf("%s: %s has %s", ui.Line(p.state.prompt), ui.Line(p.state.label), p.name())
	switch {
	case p.o.weight < 100 && p.moved == nil:
		text = fmt.Sprintf("%s: %s is at %d %% of %s already", ui.Line(p.state.prompt), p.name(), p.o.weight, ui.Line(p.state.label))
	case p.o.weight < 100:
		text = fmt.Sprintf("%s: %d %% of %s get %s, the others %s", ui.Line(p.state.prompt), p.o.weight, ui.Line(p.state.label), p.name(), shortRev(string(p.state.commit)))
	case p.moved == nil:
		text += " already"
	case p.state.commit != "" && p.state.commit != p.it.commit.ID:
		text += ", and had " + shortRev(string(p.state.commit))
	}
	if _, err := fmt.Fprintln(app.Out, text); err != nil {
		return err
	}
	for _, line := range p.notes() {
		app.note("promptgit: " + line)
	}
	return nil
}
