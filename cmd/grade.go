package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

type gradeOptions struct {
	rev    string
	prompt string
	suite  string
	name   string
	typed  bool // the name was given
	seed   *uint64
	again  bool
	json   bool
	file   string // of --import
	sheet  string

	against string // another revision
}

func newGrade(app *App) *cobra.Command {
	var o gradeOptions
	var seed uint64
	c := &cobra.Command{
		Use:     "grade [REV]",
		GroupID: groupJudge,
		Short:   "Grade outputs by hand, blind and in random order",
		Long: "Show the outputs of one prompt's record at a revision (HEAD by default), one at a time and in\n" +
			"random order, without the model, the case or any verdict, and ask for a grade: pass, fail, or a\n" +
			"score from 0 to 10; where it failed, what kind of failure it is; and a note, if there is one.\n" +
			"Every answer is kept at once: after q, Ctrl-C or a closed terminal the next promptgit grade goes\n" +
			"on where you were.\n\n" +
			"Grades are stored beside the record under your name and shared with it. log, show and diff show\n" +
			"them as the metric \"human\", the mean over all graders, and how far people agree with each other\n" +
			"and with the assertions. They change no score.\n\n" +
			"With --against REV2 two outputs stand one after the other, and you say which one is better; diff\n" +
			"tells how often it was which.\n\n" +
			"Outputs stay in the clone where they were made: in another one take the sheet of --json with it\n" +
			"as --sheet. Without a terminal, --json prints the blind sheet, and --import reads JSON lines such as\n" +
			"{\"key\":\"…\",\"score\":7,\"failure\":\"tone\",\"note\":\"…\"}, or \"pass\":true for the score." +
			exitStatus(
				"0    done, or ended by q",
				"1    there is no record, or its outputs are not in this clone",
				"2    wrong flags, or no terminal",
				"3    a line of --import or the configuration is invalid: nothing was stored",
				"4    Git",
				"130  interrupted; what was graded is stored"),
		Example: "  promptgit grade HEAD --prompt prompts/triage.md\n  promptgit grade --import grades.jsonl --name Ada",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.rev = args[0]
			}
			if cmd.Flags().Changed("seed") {
				o.seed = &seed
			}
			if err := o.check(app); err != nil {
				return err
			}
			return runGrade(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.prompt, "prompt", "", "the prompt that matches `GLOB`")
	f.StringVar(&o.suite, "suite", "", "the record of the suite `FILE`")
	f.StringVar(&o.name, "name", "", "grade as `NAME` (default: user.name of Git)")
	f.Uint64Var(&seed, "seed", 0, "shuffle by `N`, for the same order again")
	f.StringVar(&o.against, "against", "", "ask which output is better: that of REV or of `REV2`")
	f.BoolVar(&o.again, "again", false, "ask for what you have graded before, too")
	f.BoolVar(&o.json, "json", false, "print the blind sheet as one JSON document")
	f.StringVar(&o.sheet, "sheet", "", "take the outputs from `FILE`, which --json printed in another clone")
	f.StringVar(&o.file, "import", "", "read grades from the JSON lines of `FILE`, - for stdin")
	return c
}

func (o gradeOptions) check(app *App) error {
	switch {
	case o.json && o.file != "":
		return usagef("--json and --import exclude each other")
	case o.name != "" && eval.GraderName(o.name) != "":
		return usagef("--name %s", eval.GraderName(o.name))
	case !o.json && o.file == "" && !app.InTTY:
		return usageHint("print the blind sheet with --json and read the grades with --import FILE",
			"grading by hand takes a terminal")
	}
	if o.against != "" && (o.json || o.file != "" || o.sheet != "") {
		return usagef("--against is for grading by hand, without --json, --import and --sheet")
	}
	if o.sheet != "" && (o.json || o.file != "") {
		return usagef("--sheet is for grading by hand, without --json and --import")
	}
	return askedGlob(o.prompt)
}

func runGrade(ctx context.Context, app *App, o gradeOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	sheet, err := w.gradeSheet(ctx, o)
	if err != nil {
		return err
	}
	if o.json {
		return ui.JSON(app.Out, sheet.document())
	}
	o.typed = o.name != ""
	if o.name, err = w.graderName(ctx, o.name); err != nil {
		return err
	}
	if o.file != "" {
		grades, err := w.importGrades(o.file, sheet)
		if err != nil {
			return err
		}
		return w.publishGrades(ctx, sheet, o.name, grades)
	}
	return w.gradeByHand(ctx, sheet, o)
}

// graderName is the name that grades are stored under.
func (w *workspace) graderName(ctx context.Context, asked string) (string, error) {
	if asked != "" {
		return asked, nil
	}
	name, _, err := w.repo.Config(ctx, "user.name")
	if err != nil {
		return "", err
	}
	if problem := eval.GraderName(name); problem != "" {
		return "", usageHint("say who grades with --name NAME", "user.name of Git %s", problem)
	}
	return name, nil
}

// goOn is the command that goes on with a sheet.
func (o gradeOptions) goOn(s *gradeSheet) string {
	command := fmt.Sprintf("promptgit grade %s --prompt %s", shortRev(s.rev), shellWord(s.it.path))
	if o.suite != "" {
		command += " --suite " + shellWord(o.suite)
	}
	if o.against != "" {
		command += " --against " + shellWord(o.against)
	}
	if o.sheet != "" {
		command += " --sheet " + shellWord(o.sheet)
	}
	if o.typed {
		command += " --name " + shellWord(o.name)
	}
	return command
}
