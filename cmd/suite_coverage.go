package cmd

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/coverage"
	"github.com/promptgit/promptgit/internal/suitefile"
)

type suiteCoverageOptions struct {
	file      string
	suite     string
	prompt    string
	vars      []string
	threshold float64
	sample    int
	suggest   int
	write     bool
	suiteWriteOptions
}

func newSuiteCoverage(app *App) *cobra.Command {
	var o suiteCoverageOptions
	c := &cobra.Command{
		Use:   "coverage TRACES.jsonl",
		Short: "Say how much of real traffic no case resembles",
		Long: "Compare logged inputs with the cases of a suite, without a model: by runs of 3 to 5 characters,\n" +
			"weighted by how rare they are in the log. What no case resembles is grouped, the largest group\n" +
			"first, with an input that represents it. The log may have any size: at most --sample of its lines\n" +
			"are kept, drawn evenly and the same ones each time, with 4 KiB of each; with a sample the share\n" +
			"has a 95 % interval. 10,000 lines take 30 to 50 MiB as a rule, 220 MiB at worst.\n\n" +
			"An input counts as covered where its similarity with a case is --threshold or more. On requests of\n" +
			"labeled kinds the default of " + fmt.Sprint(coverage.DefaultThreshold) + " finds 55 to 66 % of those whose kind the suite has in other words,\n" +
			"and takes 8 to 35 % of the others for covered; 0.3 finds 30 to 38 % and takes 1 to 15 %. Words are\n" +
			"compared and not meanings. Lines are read as by suite add; those that are none are told and counted." +
			exitStatus("0  done, also where some lines were invalid", "2  wrong flags, or no suite", "3  a suite is invalid, or no line of the log is a trace", "4  Git, or the disk"),
		Example: "  promptgit suite coverage traces.jsonl\n  promptgit suite coverage traces.jsonl --suggest 5 --write --no-assert",
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.file = args[0]
			return runSuiteCoverage(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.suite, "suite", "", "the suite `FILE`")
	f.StringVar(&o.prompt, "prompt", "", "the prompt that matches `GLOB`")
	f.StringArrayVar(&o.vars, "var", nil, "the input NAME stands at PATH of a line of the log, `NAME=PATH`")
	f.Float64Var(&o.threshold, "threshold", coverage.DefaultThreshold, "the similarity from which an input is covered, a `NUMBER` up to 1")
	f.IntVar(&o.sample, "sample", 10_000, "keep at most `N` lines of the log")
	f.IntVar(&o.suggest, "suggest", 0, "print cases for the `N` largest groups instead, as YAML")
	f.BoolVar(&o.write, "write", false, "with --suggest, add them to the suite")
	o.writeFlags(c)
	return c
}

func (o *suiteCoverageOptions) check() error {
	const most = 100_000
	switch {
	case !(o.threshold > 0 && o.threshold <= 1):
		return usagef("--threshold must be above 0 and at most 1")
	case o.sample < 1 || o.sample > most:
		return usagef("--sample must be from 1 to %d", most)
	case o.suggest < 0 || o.suggest > maxTraced:
		return usagef("--suggest must be from 0 to %d", maxTraced)
	case o.suggest == 0 && (o.write || o.dryRun || o.noAssert || len(o.asserts) > 0):
		return usageHint("such as --suggest 5 --write", "--write, --dry-run, --assert and --no-assert belong to --suggest N")
	case o.dryRun && !o.write:
		return usagef("--dry-run belongs to --write")
	case o.suggest > 0 && o.json && !o.write:
		return usageHint("leave --suggest out for the JSON document with all groups", "--suggest prints YAML, not JSON")
	case o.suggest > 0 && o.file == "-":
		return usageHint("write the log into a file", "--suggest reads the log twice, which standard input cannot")
	}
	return nil
}

func runSuiteCoverage(ctx context.Context, app *App, o suiteCoverageOptions) error {
	if err := o.check(); err != nil {
		return err
	}
	asserts, err := parseAsserts(o.asserts)
	if err != nil {
		return err
	}
	paths, err := tracePaths(o.vars)
	if err != nil {
		return err
	}
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	w.looks = true
	if o.write {
		if err = w.mustWrite(); err != nil {
			return err
		}
	}
	pair, err := w.pairing(ctx, o.suite, o.prompt)
	if err != nil {
		return err
	}
	s, err := w.lookedAt(ctx, pair.suite)
	if err != nil {
		return err
	}
	pair.cases = s.Cases
	t := traffic{app: app, o: o, pair: pair, paths: paths}
	if err = t.read(ctx); err != nil {
		return err
	}
	cases := make([]string, len(s.Cases))
	names := make([]string, len(s.Cases))
	for i := range s.Cases {
		cases[i], names[i] = caseText(s.Cases[i].Vars, t.names()), s.Cases[i].Name()
	}
	t.result = coverage.Measure(t.sample, cases, o.threshold)
	if o.suggest == 0 {
		return t.print(names)
	}
	suggested, err := t.suggested(ctx)
	if err != nil {
		return err
	}
	for i := range suggested {
		suggested[i].Asserts = asserts
	}
	switch {
	case len(suggested) == 0:
		fmt.Fprintln(app.Err, "promptgit: every input resembles a case; there is nothing to suggest")
		return nil
	case !o.write:
		_, err = fmt.Fprint(app.Out, app.shown(suitefile.YAML(suggested)))
		return err
	}
	a, err := w.newAddition(ctx, pair.suite)
	if err != nil {
		return err
	}
	a.cases = suggested
	return a.finish(ctx, o.suiteWriteOptions)
}
