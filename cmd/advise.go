package cmd

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/advise"
	"github.com/promptgit/promptgit/internal/ui"
)

type adviseOptions struct {
	rev      string
	prompt   string
	suite    string
	provider string
	model    string
	judge    string
	delta    float64 // points
	planned  int
	confirm  bool
	repeat   int
	jobs     int
	maxCost  *float64
	limitOptions
	json bool
}

func newAdvise(app *App) *cobra.Command {
	var o adviseOptions
	var maxCost float64
	c := &cobra.Command{
		Use:     "advise [REV]",
		GroupID: groupLook,
		Short:   "Say where a prompt stands in the method, and what to do next",
		Long: "Judge the history of each prompt by the stop rule, from its records alone. A version is improved\n" +
			"only when its gain on the tuned cases lies above 0, and does so again in a fresh run of it and of\n" +
			"the best version so far; three versions in a row that gain less than --delta end the iterations.\n" +
			"It says what the method lacks (baseline, cases, hostile cases, holdout), whether the prompt was\n" +
			"fitted to its tuned cases, which cases flip by themselves, and the next command to type.\n\n" +
			"Nothing is asked of a model, except with --confirm: that runs the best version and the one that\n" +
			"seems better again, past the cache, and records both. docs/statistics.md has the rules." +
			exitStatus(
				"0    there is more to do, or nothing is known yet",
				"1    stop: no meaningful gain in three iterations, or the prompt is fitted to its tuned cases",
				"2    wrong flags, or no prompt",
				"3    a prompt, a suite or the configuration is invalid",
				"4    Git",
				"5    with --confirm: a case could not be judged, or the provider cannot be used",
				"130  interrupted; what was finished is kept"),
		Example: "  promptgit advise --prompt prompts/triage.md\n" +
			"  promptgit advise --confirm --max-cost 0.50\n" +
			"  promptgit advise --delta 10 --json",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.rev = args[0]
			}
			if cmd.Flags().Changed("max-cost") {
				o.maxCost = &maxCost
			}
			if err := o.check(); err != nil {
				return err
			}
			return runAdvise(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.prompt, "prompt", "", "only prompts that match `GLOB`")
	f.StringVar(&o.suite, "suite", "", "by the records of the suite `FILE` instead of the configured suites")
	f.StringVar(&o.provider, "provider", "", "by the records of provider `P`; with --confirm, call it")
	app.completesProvider(c)
	f.StringVar(&o.model, "model", "", "by the records of model `M`; with --confirm, ask for it")
	f.Float64Var(&o.delta, "delta", 100*advise.DefaultDelta, "the least gain that matters, in `POINTS`")
	f.IntVar(&o.planned, "iterations", advise.DefaultPlanned, "you mean to make `N` iterations, among which fresh runs share the error")
	f.BoolVar(&o.confirm, "confirm", false, "run what is to be confirmed again, past the cache, and record it")
	f.IntVar(&o.repeat, "repeat", 0, "`N` samples per case of --confirm (default: those of the record)")
	f.IntVarP(&o.jobs, "jobs", "j", 0, "`N` calls at once to each endpoint (default: the configuration's)")
	f.Float64Var(&maxCost, "max-cost", 0, "stop before --confirm costs more than `USD`")
	o.limitFlags(f)
	f.StringVar(&o.judge, "judge", "", "let provider `P` judge what asks a model, whatever the suite says")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	quietFlag(c, app)
	return c
}

func (o adviseOptions) check() error {
	switch {
	case !(o.delta >= 0.5 && o.delta <= 100): // nor is it NaN
		return usagef("--delta takes points from 0.5 to 100")
	case o.planned < 1:
		return usagef("--iterations takes a number from 1 on")
	case o.repeat < 0:
		return usagef("--repeat takes a number from 1 on")
	case o.jobs < 0:
		return usagef("-j takes a number from 1 on")
	case o.maxCost != nil && !(*o.maxCost >= 0): // nor is it NaN
		return usagef("--max-cost takes an amount from 0 on")
	case !o.confirm && (o.repeat > 0 || o.maxCost != nil || o.maxCalls > 0 || o.maxTime > 0 || o.jobs > 0 || o.judge != ""):
		return usagef("--repeat, --max-cost, --max-calls, --max-time, --judge and -j belong to --confirm: without it no model is asked")
	}
	return askedGlob(o.prompt)
}

func runAdvise(ctx context.Context, app *App, o adviseOptions) error {
	app.jobs = o.jobs
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	w.looks, w.judge = true, o.judge
	list, err := w.advised(ctx, o)
	if err != nil {
		return err
	}
	var ended error
	if o.confirm {
		if ended = w.confirm(ctx, o, list); ended != nil && ctx.Err() == nil && exitCode(ctx, ended) != exitProvider {
			return ended
		}
		if list, err = w.advised(context.WithoutCancel(ctx), o); err != nil {
			return errors.Join(ended, err)
		}
	}
	if o.json {
		err = ui.JSON(app.Out, adviseDocument(list, o))
	} else {
		err = app.printAdvice(list)
	}
	if err = errors.Join(ended, err); err != nil {
		return err
	}
	for _, a := range list {
		if a.advice.Verdict.Ends() {
			return errNo
		}
	}
	return nil
}

// confirm runs what is to be confirmed again, one subject after the other under one
// budget.
func (w *workspace) confirm(ctx context.Context, o adviseOptions, list []*advised) error {
	w.looks, w.suites = false, map[string]*eval.Suite{}
	defer func() { w.looks, w.suites = true, map[string]*eval.Suite{} }()
	var engine *eval.Engine
	var unjudged error
	found := false
	for _, a := range list {
		if a.advice.Confirm < 0 {
			continue
		}
		found = true
		b, err := a.rerun(ctx, o, engine)
		if b != nil {
			engine = b.before
			b.close()
		}
		var exit *exitError
		if errors.As(err, &exit) && exit.Code == exitProvider && exit.Err == nil {
			unjudged = err // the others can still be judged
		} else if err != nil {
			return err
		}
	}
	if !found {
		fmt.Fprintln(w.app.Err, "promptgit: nothing is to be confirmed, and no model was asked")
	}
	return unjudged
}
