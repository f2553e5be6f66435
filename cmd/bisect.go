package cmd

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/bisect"
)

type bisectOptions struct {
	good, bad  string
	prompt     string
	suite      string
	metric     string
	caseID     string
	assume     bool
	eachCase   bool
	noAblate   bool
	confidence float64
	maxRuns    int
	maxCost    *float64
	limitOptions
	jobs     int
	provider string
	model    string
	judge    string
	json     bool

	tape cassetteOptions
}

func newBisect(app *App) *cobra.Command {
	var o bisectOptions
	var maxCost float64
	c := &cobra.Command{
		Use:     "bisect",
		GroupID: groupLook,
		Short:   "Find the iteration that broke something",
		Long: "Search the distinct versions of a prompt between a good and a bad revision for the one that\n" +
			"broke it, along first parents, and then inside the merge or squash that it is. Records are used\n" +
			"first; beyond them single cases are judged at single versions, those that tell the most for what\n" +
			"they cost, and never a whole suite at an inner one. Nothing is checked out.\n\n" +
			"Without --good the search starts at the ancestor with the best record, without --bad at HEAD.\n\n" +
			"A model may answer the same question in two ways, so a search weighs how likely each version is\n" +
			"the first bad one, and ends when one is as likely as --confidence asks. Where that cannot be said,\n" +
			"it names those that may be. What was judged is kept: the same search again asks nobody, and one\n" +
			"that was interrupted goes on. docs/bisect.md has more.\n\n" +
			"Where the commit that is named changed several variables, the cases that broke are judged with\n" +
			"each of them, to name the one that did it (--no-ablate leaves that out). There are commands\n" +
			"for a search in which a person judges: good, bad, skip, reset, log, replay." +
			exitStatus("0  an answer: found, or no regression", "1  undecided", "2  wrong flags",
				"3  a prompt, a suite or the configuration is invalid", "4  Git",
				"5  the provider cannot be used, or undecided as samples could not be judged", "130  interrupted"),
		Example: "  promptgit bisect --good v1.0\n  promptgit bisect --prompt prompts/triage.md --case empty --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("max-cost") {
				o.maxCost = &maxCost
			}
			if err := o.check(); err != nil {
				return err
			}
			return runBisect(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.good, "good", "", "`REV` that is known to be good")
	f.StringVar(&o.bad, "bad", "", "`REV` that is known to be bad (default HEAD)")
	f.StringVar(&o.prompt, "prompt", "", "the `PROMPT` to search; needed where several changed")
	f.StringVar(&o.suite, "suite", "", "judge by `FILE` instead of the configured suite")
	f.StringVar(&o.metric, "metric", "", "search for a drop of the metric `M`")
	f.StringVar(&o.caseID, "case", "", "search for what broke the case `ID`")
	f.BoolVar(&o.assume, "assume-regression", false, "you vouch that there is a regression")
	f.BoolVar(&o.eachCase, "each-case", false, "then ask each broken case whether it broke elsewhere")
	f.Float64Var(&o.confidence, "confidence", 0.95, "probability `P` from which on a version is named")
	f.IntVar(&o.maxRuns, "max-runs", 0, "judge at most `N` samples now")
	f.BoolVar(&o.noAblate, "no-ablate", false, "do not go on to which variable of the commit did it")
	f.Float64Var(&maxCost, "max-cost", 0, "stop before the search costs more than `USD`")
	o.limitFlags(f)
	f.IntVarP(&o.jobs, "jobs", "j", 1, "`N` samples at once")
	f.StringVar(&o.provider, "provider", "", "call provider `P`")
	app.completesProvider(c)
	f.StringVar(&o.model, "model", "", "ask for model `M`")
	f.StringVar(&o.judge, "judge", "", "let provider `P` judge what asks a model, whatever the suite says")
	o.tape.flags(f)
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	quietFlag(c, app)
	c.AddCommand(handCommands(app)...)
	return c
}

func (o bisectOptions) check() error {
	switch {
	case o.metric != "" && o.caseID != "":
		return usagef("--metric and --case exclude each other")
	case o.confidence <= 0.5 || o.confidence >= 1:
		return usagef("--confidence takes a number between 0.5 and 1")
	case o.maxRuns < 0:
		return usagef("--max-runs takes a number from 1 on")
	case o.jobs < 1:
		return usagef("-j takes a number from 1 on")
	case o.maxCost != nil && !(*o.maxCost >= 0): // nor is it NaN
		return usagef("--max-cost takes an amount from 0 on")
	}
	return errors.Join(o.tape.check(false), askedGlob(o.prompt))
}

func runBisect(ctx context.Context, app *App, o bisectOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	w.judge = o.judge
	if err = w.useCassette(o.tape); err != nil {
		return err
	}
	s, err := w.prepareBisect(ctx, o)
	if err != nil {
		return err
	}
	searchErr := s.search(ctx)
	if searchErr != nil && ctx.Err() == nil {
		return searchErr
	}
	kept := s.keep(ctx)
	result := s.result()
	if result.Verdict == bisect.Found {
		if s.merge, err = s.through(context.WithoutCancel(ctx), s.versions[result.Culprit].commit.ID); err != nil {
			return err
		}
	}
	in := s.goInside(ctx, result)
	if err = errors.Join(kept, w.cassette.close(false)); err != nil {
		return err
	}
	if err = s.finish(ctx, result, in); err != nil {
		return err
	}
	switch {
	case ctx.Err() != nil: // in the search, or within the culprit
		return errors.Join(searchErr, ctx.Err())
	case result.Verdict == bisect.Undecided && s.unjudged:
		return &exitError{Code: exitProvider}
	case result.Verdict == bisect.Undecided:
		return errNo
	}
	return nil
}
