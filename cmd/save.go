package cmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"
)

type saveOptions struct {
	message string
	split   bool
	allow   string
	eval    bool
	noEval  bool
	json    bool
}

func newSave(app *App) *cobra.Command {
	var o saveOptions
	c := &cobra.Command{
		Use:     "save",
		GroupID: groupJudge,
		Short:   "Keep the prompts as they are now, with a word on why",
		Long: "Make a commit of what was changed in prompts, in the files that they include, in suites and in\n" +
			"promptgit.yaml: new, changed, renamed and deleted ones, as they are on disk. Everything else stays\n" +
			"exactly as it is, staged or not, and ignored files are never taken. Git makes the commit, with your\n" +
			"name and your hooks.\n\n" +
			"One commit changes one variable, so that a score says what did it. Where more changed, --split makes\n" +
			"a commit of each, and --allow REASON keeps them together; on a terminal that is asked. Of a split\n" +
			"the pre-commit hook sees the whole, once, and the commit-msg hook each message.\n\n" +
			"--eval judges what was saved, now; without it eval.on in promptgit.yaml decides (manual: nothing is\n" +
			"judged; post-commit: in the background; ci: now, where CI is set). What is known is shown with the\n" +
			"difference to the version before, its interval and the verdict. promptgit undo takes a save back." +
			exitStatus("0    saved, or there was nothing to save", "1    more than one variable changed, a key would be saved, or a hook refused: nothing was saved",
				"2    wrong flags, or no message", "3    a prompt or the configuration is invalid",
				"4    Git, also in the middle of a merge or a rebase", "5    saved, and something could not be judged", "130  interrupted"),
		Example: "  promptgit save -m 'Ask for the order number first'\n" +
			"  promptgit save -m 'Shorter, and cooler' --split --eval",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := o.check(cmd.Flags().Changed("allow"), cmd.Flags().Changed("message")); err != nil {
				return err
			}
			return runSave(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVarP(&o.message, "message", "m", "", "`WHY` it was changed; asked for on a terminal")
	f.BoolVar(&o.split, "split", false, "make a commit of each variable that changed")
	f.StringVar(&o.allow, "allow", "", "keep several variables in one commit, for `REASON`")
	f.BoolVar(&o.eval, "eval", false, "judge what was saved, now")
	f.BoolVar(&o.noEval, "no-eval", false, "judge nothing, whatever eval.on says")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	quietFlag(c, app)
	return c
}

func (o *saveOptions) check(allows, says bool) error {
	o.allow, o.message = strings.Join(strings.Fields(o.allow), " "), strings.TrimSpace(strings.ReplaceAll(o.message, "\x00", ""))
	switch {
	case o.split && allows:
		return usagef("--split and --allow exclude each other")
	case o.eval && o.noEval:
		return usagef("--eval and --no-eval exclude each other")
	case allows && o.allow == "":
		return usageHint("such as --allow 'new house style'", "--allow takes a reason")
	case says && o.message == "":
		return usageHint("such as -m 'Ask for the order number first'", "-m is empty")
	}
	return nil
}

func runSave(ctx context.Context, app *App, o saveOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	j, err := newSaveJob(ctx, w, o)
	if err != nil {
		return err
	}
	defer j.end()
	if len(j.paths) == 0 {
		return j.nothing()
	}
	if err = j.decide(ctx); err != nil {
		return err
	}
	if err = j.commit(ctx); err != nil {
		return err
	}
	return j.finish(ctx)
}
