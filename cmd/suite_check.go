package cmd

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
)

type suiteCheckOptions struct {
	suite    string
	prompt   string
	minKappa *float64
	run      evalOptions
}

func newSuiteCheck(app *App) *cobra.Command {
	var o suiteCheckOptions
	var minKappa, maxCost float64
	c := &cobra.Command{
		Use:   "check [SUITE]",
		Short: "Compare the verdicts of judges with those of people",
		Long: "Let the models that judge a suite judge its labeled outputs, and tell how often they agree with\n" +
			"the people who labeled them. A case is labeled by label: pass or label: fail, beside the recorded\n" +
			"output that it is about, providerOutput:; where several of its assertions ask a model, the label\n" +
			"stands under one of them. Without SUITE these are all suites of the repository's prompts.\n\n" +
			"Agreement is the share of equal verdicts. Cohen's kappa counts only what goes beyond chance: 0 is\n" +
			"chance, 1 is full agreement. Assertions that look at what was asked take it from the only prompt\n" +
			"that the suite judges, or from --prompt." +
			exitStatus(
				"0    done",
				"1    kappa is under --min-kappa, or there is none",
				"2    wrong flags, or no case has a label",
				"3    a suite, a prompt or the configuration is invalid",
				"4    Git",
				"5    an output could not be judged, or a judge cannot be used",
				"130  interrupted"),
		Example: "  promptgit suite check\n" +
			"  promptgit suite check suites/triage.yaml --judge openai:gpt-4.1 --min-kappa 0.6 --json",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.suite = args[0]
			}
			if cmd.Flags().Changed("max-cost") {
				o.run.maxCost = &maxCost
			}
			if cmd.Flags().Changed("min-kappa") {
				o.minKappa = &minKappa
			}
			if !(minKappa >= -1 && minKappa <= 1) { // nor is it NaN
				return usagef("--min-kappa takes a number from -1 to 1")
			}
			if err := o.run.check(); err != nil {
				return err
			}
			return runSuiteCheck(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.Float64Var(&minKappa, "min-kappa", 0, "exit 1 when kappa is under `K`")
	f.StringVar(&o.prompt, "prompt", "", "what was asked is the prompt at `PATH`")
	f.StringVar(&o.run.judge, "judge", "", "let provider `P` judge, whatever the suite says")
	f.IntVarP(&o.run.jobs, "jobs", "j", 0, "`N` calls at once to each endpoint (default: the configuration's)")
	f.BoolVar(&o.run.noCache, "no-cache", false, "neither read nor write the response cache")
	f.BoolVar(&o.run.refresh, "refresh", false, "ask again and write the cache without reading it")
	f.Float64Var(&maxCost, "max-cost", 0, "stop before judging costs more than `USD`; the prices must be known")
	o.run.limitFlags(f)
	o.run.tape.flags(f)
	f.BoolVar(&o.run.json, "json", false, "print one JSON document")
	quietFlag(c, app)
	return c
}

func runSuiteCheck(ctx context.Context, app *App, o suiteCheckOptions) error {
	app.jobs = o.run.jobs
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	w.judge = o.run.judge
	if err = w.useCassette(o.run.tape); err != nil {
		return err
	}
	files, prompts, err := w.suitesToCheck(ctx, o.suite)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return errNothing("suite", "write suites/NAME.yaml, or name a file: promptgit suite check FILE")
	}
	var checks []*suiteCheck
	for _, file := range files {
		s, err := w.suite(ctx, file)
		if err != nil {
			return err
		}
		labels, err := s.Labeled()
		if err != nil {
			return err
		}
		if len(labels) == 0 {
			continue
		}
		asked, err := w.askedBy(ctx, o.prompt, prompts[file])
		if err != nil {
			return err
		}
		checks = append(checks, &suiteCheck{suite: s, labels: labels, asked: asked})
	}
	if len(checks) == 0 {
		return usageHint("write label: pass or label: fail beside the providerOutput: of a case", "no case has a label")
	}
	if err := judgeLabels(ctx, app, w.engine(o.run), checks); err != nil {
		return err
	}
	return errors.Join(w.cassette.close(false), w.printChecks(checks, o))
}

func judgeLabels(ctx context.Context, app *App, engine *eval.Engine, checks []*suiteCheck) error {
	labels := 0
	for _, c := range checks {
		labels += len(c.labels)
	}
	progress := app.follow(engine, "outputs", labels)
	defer progress.end()
	for _, c := range checks {
		if err := c.judge(ctx, engine); errors.Is(err, eval.ErrUnknownPrice) {
			return usageHint("run without --max-cost, or set the price in promptgit.yaml", "%w", err)
		} else if err != nil {
			return err
		}
	}
	return nil
}
