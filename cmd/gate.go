package cmd

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/ui"
)

type gateOptions struct {
	base, head string
	prompt     string
	all        bool
	noEval     bool
	refresh    bool

	requireReview bool

	suite    string
	provider string
	model    string
	judge    string
	repeat   int
	jobs     int
	maxCost  *float64
	limitOptions
	minScore      *float64 // instead of the configuration's, nil where no flag says so
	maxRegression *float64
	json          bool
	reports       []string // FORMAT or FORMAT=FILE
	tape          cassetteOptions
}

func newGate(app *App) *cobra.Command {
	var o gateOptions
	var maxCost, minScore, maxRegression float64
	c := &cobra.Command{
		Use:     "gate --base REV",
		GroupID: groupJudge,
		Short:   "Say whether prompts got worse since a revision, yes or no",
		Long: "Compare each prompt that differs between a base and HEAD, itself or by the model that it is asked\n" +
			"of: judge what has no record yet, on both sides by the suites and bounds of the working tree (of\n" +
			"the head, with --head or in a bare repository), and answer with the exit code and a summary. The\n" +
			"answer is no where the paired test says worse, its p values corrected by Holm's method for all\n" +
			"comparisons of the gate; where a score is under gate.min_score; and, with gate.max_regression, where\n" +
			"it dropped by more, significant or not. A new prompt has no base: only gate.min_score counts.\n\n" +
			"\"unknown\" is no failure, and no proof either: the summary says what the suite could have shown.\n\n" +
			"--base main... is where the head left main, which is what a pull request is compared with. A record\n" +
			"that is older than eval.max_age, or of another resolved model than the other side's, is not compared\n" +
			"with a fresh one: what is needed is judged again, past the cache.\n\n" +
			"With --require-review each prompt that differs also needs its approvals (promptgit review), whatever\n" +
			"its score: those of review.required and CODEOWNERS at the base.\n\n" +
			"A pipe gets the summary in Markdown, and where GITHUB_STEP_SUMMARY names a file, so does that." +
			exitStatus(
				"0    yes: nothing got worse as far as the suites can tell, or no prompt differs",
				"1    no",
				"2    wrong flags, or no suite judges what changed",
				"3    a prompt, a suite or the configuration is invalid",
				"4    Git, such as a base that is not in this clone",
				"5    a side could not be judged, or with --no-eval has no record: neither yes nor no",
				"130  interrupted; what was finished is kept"),
		Example: "  promptgit gate --base origin/main...\n  promptgit gate --base v1.0 --report junit=gate.xml --report github --max-cost 2",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			f := cmd.Flags()
			if f.Changed("max-cost") {
				o.maxCost = &maxCost
			}
			if f.Changed("min-score") {
				o.minScore = &minScore
			}
			if f.Changed("max-regression") {
				o.maxRegression = &maxRegression
			}
			requests, err := requests(o.reports, o.json)
			if err = errors.Join(o.check(), err); err != nil {
				return err
			}
			return runGate(cmd.Context(), app, o, requests)
		},
	}
	f := c.Flags()
	f.StringVar(&o.base, "base", "", "compare with `REV`; REV... is where the head left it")
	f.StringVar(&o.head, "head", "", "judge `REV`, by its own suites and configuration (default HEAD, by those of the working tree)")
	f.StringVar(&o.prompt, "prompt", "", "only prompts that match `GLOB`")
	f.BoolVar(&o.all, "all", false, "also prompts that do not differ: they must keep the least score")
	f.StringVar(&o.suite, "suite", "", "judge by `FILE` instead of the configured suites")
	f.StringVar(&o.provider, "provider", "", "call provider `P`")
	app.completesProvider(c)
	f.StringVar(&o.model, "model", "", "ask for model `M`")
	f.StringVar(&o.judge, "judge", "", "let provider `P` judge what asks a model, whatever the suite says")
	f.IntVar(&o.repeat, "repeat", 0, "`N` samples per case (default: the configuration's)")
	f.IntVarP(&o.jobs, "jobs", "j", 0, "`N` calls at once to each endpoint (default: the configuration's)")
	f.Float64Var(&minScore, "min-score", 0, "say no under the score `S`, instead of gate.min_score")
	f.Float64Var(&maxRegression, "max-regression", 0, "say no to a drop of more than `D`, such as 0.05, instead of gate.max_regression")
	f.BoolVar(&o.noEval, "no-eval", false, "judge nothing: compare the records that there are")
	f.BoolVar(&o.refresh, "refresh", false, "judge both sides afresh, past records and cache")
	f.BoolVar(&o.requireReview, "require-review", false, "say no where a prompt that differs lacks an approval that it needs")
	f.Float64Var(&maxCost, "max-cost", 0, "stop before the gate costs more than `USD`; the models must have a known price")
	o.limitFlags(f)
	o.tape.flags(f)
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	reportFlag(c, &o.reports)
	quietFlag(c, app)
	return c
}

func (o *gateOptions) check() error {
	fraction := func(v *float64) bool { return v == nil || *v >= 0 && *v <= 1 } // nor is it NaN
	switch {
	case o.base == "":
		return usageHint("name what to compare with: --base main, or --base main... for where this branch left it", "gate needs --base REV")
	case o.noEval && o.refresh:
		return usagef("--no-eval and --refresh exclude each other")
	case o.noEval && o.tape.dir != "":
		return usagef("--no-eval and --cassette exclude each other")
	case o.repeat < 0:
		return usagef("--repeat takes a number from 1 on")
	case o.jobs < 0:
		return usagef("-j takes a number from 1 on")
	case o.maxCost != nil && !(*o.maxCost >= 0): // nor is it NaN
		return usagef("--max-cost takes an amount from 0 on")
	case !fraction(o.minScore):
		return usageHint("write 0.8 for 80 %", "--min-score takes a number from 0 to 1")
	case !fraction(o.maxRegression):
		return usageHint("write 0.05 for 5 points", "--max-regression takes a number from 0 to 1")
	}
	return errors.Join(o.tape.check(o.refresh), askedGlob(o.prompt))
}

// runGate judges, compares and tells. What was judged is recorded in any case;
// after an interrupt there is no answer.
func runGate(ctx context.Context, app *App, o gateOptions, requests []reportRequest) error {
	app.jobs = o.jobs
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	w.judge = o.judge
	if err = w.useCassette(o.tape); err != nil {
		return err
	}
	if !o.noEval {
		w.writeWaiting(ctx)
	}
	g, err := w.newGating(ctx, o)
	if err != nil {
		return err
	}
	defer g.close()
	recordErr, err := g.judge(ctx)
	if err = errors.Join(err, w.cassette.close(false)); err != nil {
		return errors.Join(err, recordErr)
	}
	doc, err := g.document()
	if err != nil {
		return errors.Join(err, recordErr)
	}
	return errors.Join(recordErr, g.tell(doc, requests), doc.exit())
}

// tell writes the reports, the summary of the job, and the answer for who called.
func (g *gating) tell(doc *gateJSON, requests []reportRequest) error {
	took, err := g.w.app.writeReports(requests, g.report(doc))
	if err != nil {
		return err
	}
	g.w.app.stepSummary(doc, requests)
	switch {
	case g.o.json:
		err = ui.JSON(g.w.app.Out, doc)
	case took:
	case g.w.app.OutTTY:
		err = g.print(doc)
	default:
		err = writeGateMarkdown(g.w.app.Out, doc, mostMarkdown)
	}
	g.w.app.note("promptgit: gate: " + ui.Line(doc.sentence()))
	return err
}
