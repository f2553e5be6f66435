package cmd

import (
	"context"
	"errors"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/docgen"
	"github.com/promptgit/promptgit/internal/drift"
)

type driftOptions struct {
	eval      evalOptions
	drop      float64 // points, or percent of the baseline
	relative  bool
	threshold float64
	baseline  string // a record, a revision or a date
	status    bool
	webhook   webhookOptions
}

func newDrift(app *App) *cobra.Command {
	var o driftOptions
	var maxCost float64
	c := &cobra.Command{
		Use:     "drift [REV]",
		GroupID: groupJudge,
		Short:   "Judge the same version again, and say whether the model has drifted",
		Long: "Ask the prompts of a revision (default HEAD) again, past the cache, and compare with their baseline:\n" +
			"the first complete record of the version, or one from --rebase. Each run is a look. It is kept as\n" +
			"a record, and the looks together say whether the score is 15 points (--drop) below the baseline:\n" +
			"W = max(1, W) x e, an e-CUSUM, is computed from the records alone, so that every machine that\n" +
			"fetches them goes on where another one stopped. At W >= 1000 (--threshold) there is an alarm, and\n" +
			"the version is asked once more at once; it has drifted if W is still there with that look counted.\n\n" +
			"A baseline of few cases is measured by more than one look: until it is known well enough, drift\n" +
			"says how many are missing and notices only larger drops, and a look that seems worse is left out of\n" +
			"the baseline. A case that is new in a changed suite starts a baseline of its own. Cases that could\n" +
			"not be judged make no look.\n\n" +
			"--webhook posts the JSON document of a drift, signed with PROMPTGIT_WEBHOOK_SECRET." +
			exitStatus(
				"0    no drift, no alarm that was confirmed, or a baseline that is still measured",
				"1    a prompt has drifted",
				"2    wrong flags, or nothing to look at",
				"3    a prompt, a suite or the configuration is invalid",
				"4    Git",
				"5    a case could not be judged, a baseline cannot drop so far, the provider or webhook failed",
				"130  interrupted; what was finished is kept"),
		Example: "  promptgit drift\n" +
			"  promptgit drift v1.2 --prompt prompts/triage.md --drop 10 --json\n" +
			"  promptgit drift --status",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.eval.rev = "HEAD"
			if len(args) == 1 {
				o.eval.rev = args[0]
			}
			if cmd.Flags().Changed("max-cost") {
				o.eval.maxCost = &maxCost
			}
			if err := o.check(app); err != nil {
				return err
			}
			return runDrift(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.eval.prompt, "prompt", "", "only prompts that match `GLOB`")
	f.StringVar(&o.eval.suite, "suite", "", "judge by `FILE` instead of the configured suites")
	f.StringVar(&o.eval.provider, "provider", "", "call provider `P`, such as openai:gpt-4.1-mini or exec:./model.sh")
	app.completesProvider(c)
	f.StringVar(&o.eval.model, "model", "", "ask for model `M`")
	f.StringVar(&o.eval.judge, "judge", "", "let provider `P` judge what asks a model, whatever the suite says")
	f.IntVar(&o.eval.repeat, "repeat", 0, "`N` samples per case (default: the configuration's)")
	f.Float64Var(&o.drop, "drop", 15, "notice a score that is `POINTS` below the baseline, of 100")
	f.BoolVar(&o.relative, "relative", false, "--drop is percent of the baseline's score instead")
	f.Float64Var(&o.threshold, "threshold", 1000, "alarm at `W`: a false one comes in so many looks, or later")
	f.StringVar(&o.baseline, "baseline", "", "compare with the first record from `ID|REV|DATE` on")
	f.BoolVar(&o.eval.rebase, "rebase", false, "this look is a new baseline: forget the looks before it")
	f.BoolVar(&o.status, "status", false, "say what the looks so far come to, and ask nothing")
	o.webhook.flags(f)
	f.IntVarP(&o.eval.jobs, "jobs", "j", 0, "`N` calls at once to each endpoint (default: the configuration's)")
	f.Float64Var(&maxCost, "max-cost", 0, "stop before the run costs more than `USD`; the model must have a known price")
	o.eval.limitFlags(f)
	f.BoolVar(&o.eval.json, "json", false, "print one JSON document")
	quietFlag(c, app)
	docgen.SetGroups(c,
		"What is judged: prompt suite provider model judge repeat",
		"What is noticed: drop relative threshold baseline rebase status",
		"Who is told: webhook webhook-always json quiet",
		"Calls, and where they end: jobs max-calls max-cost max-time",
	)
	c.SetUsageFunc(groupedUsage)
	return c
}

func (o *driftOptions) check(app *App) error {
	most := 100.0
	switch {
	case strings.Contains(o.eval.rev, "..") || o.eval.rev == "":
		return usageHint("name one, such as HEAD or v1.2", "%q is not a revision", o.eval.rev)
	case !(o.drop > 0 && o.drop < most): // nor is it NaN
		return usagef("--drop takes a number between 0 and 100")
	case !(o.threshold > 1) || math.IsInf(o.threshold, 1):
		return usageHint("1000 for a look a week", "--threshold takes a number above 1")
	case o.status && o.eval.rebase:
		return usagef("--status looks at what is there, and --rebase asks anew: give one of them")
	case o.baseline != "" && o.eval.rebase:
		return usagef("--baseline and --rebase exclude each other")
	}
	o.eval.refresh = true
	return errors.Join(o.eval.check(), o.webhook.check(app, o.status))
}

func (o *driftOptions) rule() drift.Rule {
	return drift.Rule{Drop: o.drop / 100, Relative: o.relative, Threshold: o.threshold}
}

func runDrift(ctx context.Context, app *App, o driftOptions) error {
	app.jobs = o.eval.jobs
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	w.judge = o.eval.judge
	w.writeWaiting(ctx)
	d := &drifting{w: w, o: o, gone: map[string]bool{}}
	if d.start, err = w.driftStart(ctx, o.baseline); err != nil {
		return err
	}
	if err = d.look(ctx); err != nil {
		return err
	}
	return d.tell(ctx)
}
