package cmd

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/review"
	"github.com/promptgit/promptgit/internal/ui"
)

type reviewOptions struct {
	what     string // a prompt, a glob or a range; "" for every prompt
	rev      string
	base     string // whose rules hold, "" for the default branch
	staged   bool
	worktree bool
	verdict  review.Verdict // "" to look
	text     string
	line     int
	json     bool
	pager    pagerOptions
}

func newReview(app *App) *cobra.Command {
	var o reviewOptions
	var approve, comment, request bool
	c := &cobra.Command{
		Use:     "review [PROMPT | A..B]",
		GroupID: groupShare,
		Short:   "Approve a version of a prompt, comment on it, or request changes",
		Long: "Say of a version of a prompt what you think of it: at HEAD, or of a range the newest version of each\n" +
			"prompt that changed in it. Without a verdict, show what there is to look at: the variables that\n" +
			"changed, word by word, the score with its difference and its test, the cases that flipped, and what\n" +
			"others said; on a terminal, ask. Without an argument, list the prompts with who approved them and\n" +
			"what they lack.\n\n" +
			"A review is a line in refs/notes/promptgit/reviews on the blob of the prompt, and holds for that\n" +
			"content: an amend, a rebase or a squash keeps it, a changed prompt needs a new one. The latest word\n" +
			"of a reviewer counts; a comment takes no approval back. Who made a version does not approve it.\n" +
			"\"Reviewed-by: Name <email>\" in the message of the commit that made the version approves too.\n\n" +
			"Who must approve: review.required others, and one of the owners that CODEOWNERS names for the path,\n" +
			"whose emails are those of review.people. These rules are taken from the default branch, or from\n" +
			"--base REV: no branch can excuse itself. gate --require-review says no without them.\n\n" +
			"A review is a claim of whoever wrote the note, as is the author of a commit: Git proves neither." +
			exitStatus("0  done", "1  what you made yourself is not yours to approve", "2  wrong flags, or no such prompt",
				"3  the configuration or CODEOWNERS is invalid", "4  Git"),
		Example: "  promptgit review prompts/triage.md\n  promptgit review main..topic --approve -m 'reads well'\n" +
			"  promptgit review prompts/triage.md --request-changes -m 'too long' --line 12",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.what = args[0]
			}
			for _, v := range []struct {
				set bool
				is  review.Verdict
			}{{approve, review.Approve}, {comment, review.Comment}, {request, review.RequestChanges}} {
				if v.set && o.verdict != "" {
					return usagef("--approve, --comment and --request-changes exclude each other")
				}
				if v.set {
					o.verdict = v.is
				}
			}
			if err := o.check(len(args) == 1); err != nil {
				return err
			}
			return runReview(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.BoolVar(&approve, "approve", false, "approve the version")
	f.BoolVar(&comment, "comment", false, "comment on it, with -m")
	f.BoolVar(&request, "request-changes", false, "request changes, with -m")
	f.StringVarP(&o.text, "message", "m", "", "say `TEXT` with it")
	f.IntVar(&o.line, "line", 0, "say it of line `N` of the prompt")
	f.StringVar(&o.rev, "rev", "", "the version at `REV` (default HEAD)")
	f.BoolVar(&o.staged, "staged", false, "the version that is staged")
	f.BoolVar(&o.worktree, "worktree", false, "the version in the working tree")
	f.StringVar(&o.base, "base", "", "take who must approve from `REV` (default: the default branch)")
	o.pager.flag(f)
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	return c
}

func (o *reviewOptions) check(named bool) error {
	given := 0
	for _, set := range []bool{o.rev != "", o.staged, o.worktree} {
		if set {
			given++
		}
	}
	switch {
	case named && o.what == "":
		return usageHint("leave it out to list every prompt", "the name of the prompt is empty")
	case given > 1:
		return usagef("--rev, --staged and --worktree exclude each other")
	case o.verdict != "" && o.what == "":
		return usageHint("promptgit review prompts/NAME --approve, or a range: promptgit review main..HEAD --approve", "say what you review")
	case (o.verdict == review.Comment || o.verdict == review.RequestChanges) && o.text == "":
		return usageHint("say what with -m TEXT", "--%s needs a text", o.verdict)
	case o.verdict == "" && o.text != "":
		return usagef("-m goes with --approve, --comment or --request-changes")
	case o.line < 0, o.line > 0 && (o.verdict == "" || o.text == ""):
		return usagef("--line takes a number from 1 on, with a verdict and -m TEXT")
	}
	return nil
}

func runReview(ctx context.Context, app *App, o reviewOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	s, err := w.reviewSubject(ctx, o)
	if err != nil {
		return err
	}
	if !s.asks(o) {
		return s.tell(ctx, o)
	}
	doc, err := s.document(ctx, nil)
	if err != nil {
		return err
	}
	if err = w.paged(ctx, o.pager, func() error { return w.printReviews(doc) }); err != nil {
		return err
	}
	if err = s.ask(ctx, &o); err != nil || o.verdict == "" {
		return err
	}
	return s.tell(ctx, o)
}

// tell stores the verdict, where there is one, and prints what there is.
func (s *reviewSubject) tell(ctx context.Context, o reviewOptions) error {
	var said *sayings
	var err error
	if o.verdict != "" {
		if said, err = s.say(ctx, o); err != nil {
			return err
		}
	}
	doc, err := s.document(ctx, said)
	if err != nil {
		return err
	}
	switch {
	case o.json:
		err = ui.JSON(s.w.app.Out, doc)
	case said != nil:
		s.w.printVerdict(doc, said, o.verdict)
	default:
		err = s.w.paged(ctx, o.pager, func() error { return s.w.printReviews(doc) })
	}
	if err == nil && said != nil && len(said.own) > 0 {
		return errNo
	}
	return err
}
