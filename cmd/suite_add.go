package cmd

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/value"
)

type suiteAddOptions struct {
	from   string
	cases  []string
	failed bool
	last   bool
	trace  string
	vars   []string
	set    []string
	id     string
	suite  string
	prompt string
	suiteWriteOptions
}

// suiteWriteOptions are those of every command that writes cases.
type suiteWriteOptions struct {
	asserts  []string
	noAssert bool
	dryRun   bool
	json     bool
}

func (o *suiteWriteOptions) writeFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringArrayVar(&o.asserts, "assert", nil, "what the answer must be, `TYPE=VALUE`; may be repeated")
	f.BoolVar(&o.noAssert, "no-assert", false, "also add cases that assert nothing: they always pass")
	f.BoolVar(&o.dryRun, "dry-run", false, "print what would change and write nothing")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	_ = c.RegisterFlagCompletionFunc("assert", func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return grade.Names(), cobra.ShellCompDirectiveNoFileComp | cobra.ShellCompDirectiveNoSpace // the names take time to list
	})
}

func newSuiteAdd(app *App) *cobra.Command {
	var o suiteAddOptions
	c := &cobra.Command{
		Use:   "add",
		Short: "Add cases from the last run, from failing outputs or from logged calls",
		Long: "Put cases behind those of a suite, in place: the rest of the file stays byte for byte. From a\n" +
			"revision they are the cases that failed in its record, or that --case names, where this clone still\n" +
			"has the outputs; from a log of JSON lines, the lines. An assertion says what the answer must be: a\n" +
			"case whose inputs the suite has already needs one of its own. The output stands beside the case as\n" +
			"a comment, in JSON lines and tables as metadata. --last takes what promptgit run did last, for the\n" +
			"suite of its prompt, which is made where there is none. YAML, JSON lines and CSV can be written, the\n" +
			"cases of a promptfoo configuration and the testData of a .prompt.yml too.\n\n" +
			"A line of a log has the inputs under vars, inputs or input, or a chat under messages, of which\n" +
			"the last thing that the user said is taken; --var NAME=PATH names other places, such as\n" +
			"--var ticket=request.messages.-1.content." +
			exitStatus("0    done", "1    the suite has that case, or there is no record or output to take it from", "2    wrong flags, or a case that asserts nothing, or what cannot be judged",
				"3    a suite, a prompt or a line of the log is invalid", "4    Git, or the disk", "130  interrupted: nothing was written"),
		Example: "  promptgit suite add --last --assert contains=refund\n" +
			"  promptgit suite add --from HEAD --failed --assert contains=billing\n" +
			"  promptgit suite add --trace calls.jsonl:17 --assert not-contains=sorry --dry-run",
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			for _, flag := range []string{"from", "trace", "suite", "prompt", "id"} {
				if f := cmd.Flags().Lookup(flag); f.Changed && f.Value.String() == "" {
					return usageHint("leave it out, or give it a value", "--%s is empty", flag)
				}
			}
			return runSuiteAdd(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.from, "from", "", "take cases from the record of `REV`")
	f.StringArrayVar(&o.cases, "case", nil, "the case `ID` of the record, or \"Row N\", failed or not; may be repeated")
	f.BoolVar(&o.failed, "failed", false, "all cases of the record that failed")
	f.BoolVar(&o.last, "last", false, "what promptgit run did last")
	f.StringVar(&o.trace, "trace", "", "take cases from the log `FILE[:LINE]`, - for standard input")
	f.StringArrayVar(&o.vars, "var", nil, "the input NAME stands at PATH of a line of the log, `NAME=PATH`")
	f.StringArrayVar(&o.set, "set", nil, "give the input NAME a value in all new cases, `NAME=VALUE`")
	f.StringVar(&o.id, "id", "", "the `ID` of the new case")
	f.StringVar(&o.suite, "suite", "", "add to `FILE`, which is made where it is missing")
	f.StringVar(&o.prompt, "prompt", "", "the prompt that matches `GLOB`")
	o.writeFlags(c)
	return c
}

func runSuiteAdd(ctx context.Context, app *App, o suiteAddOptions) error {
	switch {
	case one(o.from != "")+one(o.trace != "")+one(o.last) != 1:
		return usageHint("promptgit suite add --last, --from HEAD --failed, or --trace calls.jsonl:1", "take the last run with --last, or name either a revision with --from or a log with --trace")
	case o.last && o.prompt != "":
		return usageHint("leave out --prompt", "--last takes the prompt that was run last")
	case o.from == "" && (o.failed || len(o.cases) > 0):
		return usagef("--case and --failed belong to --from")
	case o.trace == "" && len(o.vars) > 0:
		return usagef("--var belongs to --trace")
	case o.failed && len(o.cases) > 0:
		return usagef("give either --case or --failed")
	}
	asserts, err := parseAsserts(o.asserts)
	if err != nil {
		return err
	}
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	if err = w.mustWrite(); err != nil {
		return err
	}
	var last lastRun
	var pair pairing
	if o.last {
		if last, err = w.lastRun(); err == nil {
			pair, err = w.lastPairing(ctx, last, o.suite)
		}
	} else {
		pair, err = w.pairing(ctx, o.suite, o.prompt)
	}
	if err != nil {
		return err
	}
	if len(asserts) > 0 && !pair.isTemplated() {
		return errNoOwnAsserts
	}
	a, err := w.newAddition(ctx, pair.suite)
	if err != nil {
		return err
	}
	pair.cases = a.old
	switch {
	case o.last:
		a.cases = []suitefile.Case{lastCase(last, pair)}
		a.cases[0].ID = freeID(a.old, a.cases[0].ID)
	case o.from != "":
		a.cases, err = w.recordedCases(ctx, o, pair)
	default:
		a.cases, err = w.tracedCases(o.trace, o.vars, pair)
	}
	if err != nil {
		return err
	}
	if o.id != "" {
		if len(a.cases) > 1 {
			return usagef("--id names one case, and there are %d", len(a.cases))
		}
		a.cases[0].ID = o.id
	}
	if len(asserts) == 0 && !o.noAssert && pair.isTemplated() && app.InTTY && app.ErrTTY {
		if asserts, err = app.askAsserts(ctx, a.cases); err != nil {
			return err
		}
	}
	set, err := setVars(o.set)
	if err != nil {
		return err
	}
	for i := range a.cases {
		a.cases[i].Asserts = asserts
		vars := a.cases[i].Vars.Clone()
		for name, v := range set.All() {
			vars.Set(name, v)
		}
		a.cases[i].Vars = vars
	}
	return a.finish(ctx, o.suiteWriteOptions)
}

// setVars reads --set NAME=VALUE; the values are texts.
func setVars(typed []string) (*value.Object, error) {
	vars := value.NewObject()
	for _, text := range typed {
		name, v, ok := strings.Cut(text, "=")
		if !ok || name == "" {
			return nil, usagef("--set takes NAME=VALUE, not %q", text)
		}
		vars.Set(name, v)
	}
	return vars, nil
}

// errNoOwnAsserts is about the testData of a .prompt.yml.
var errNoOwnAsserts = usageHint("add an evaluator by hand; it judges every entry", "the entries of testData have no assertions of their own")
