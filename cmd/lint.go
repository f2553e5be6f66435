package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"github.com/charmbracelet/x/ansi"
	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/lint"
	"github.com/promptgit/promptgit/internal/ui"
)

type lintOptions struct {
	prompt  string
	rev     string // "" for the working tree
	explain string // a code, or all
	json    bool
	reports []string
}

func newLint(app *App) *cobra.Command {
	var o lintOptions
	c := &cobra.Command{
		Use:     "lint [PROMPT]",
		GroupID: groupJudge,
		Short:   "Say what the method would have otherwise in prompts and suites",
		Long: "Look at the prompts and their suites, and say what the method would have otherwise: a prompt that\n" +
			"states no task, words that no case can check, too few cases to see anything with, no hostile ones.\n" +
			"No model is asked. Each rule has a code that lint --explain explains, and that lint.disable in\n" +
			"promptgit.yaml switches off; lint.exempt leaves out prompts." +
			exitStatus("0  nothing found", "1  something found", "2  wrong flags, or no such prompt", "3  a prompt, a suite or the configuration is invalid", "4  Git"),
		Example: "  promptgit lint\n  promptgit lint --explain PG205\n  promptgit lint prompts/sort.md --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.prompt = args[0]
			}
			for _, flag := range []string{"rev", "explain"} {
				if f := cmd.Flags().Lookup(flag); f.Changed && f.Value.String() == "" { // as an unset variable of a script is
					return usageHint("leave it out, or give it a value", "--%s is empty", flag)
				}
			}
			if o.explain != "" {
				return explainRules(app, o)
			}
			return runLint(cmd.Context(), app, o)
		},
	}
	c.Flags().StringVar(&o.rev, "rev", "", "the prompts of `REV` and not of the working tree")
	c.Flags().StringVar(&o.explain, "explain", "", "explain the rule `CODE`, or all")
	reportFlag(c, &o.reports)
	c.Flags().BoolVar(&o.json, "json", false, "print one JSON document")
	completes(c, "explain", append(ruleCodes(), "all")...)
	return c
}

func runLint(ctx context.Context, app *App, o lintOptions) error {
	asked, err := requests(o.reports, o.json)
	if err != nil {
		return err
	}
	if err = askedGlob(o.prompt); err != nil {
		return err
	}
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	w.looks = true
	if err = w.knownRules(); err != nil {
		return err
	}
	snap := w.now
	if o.rev != "" {
		var id gitops.OID
		if id, err = w.repo.Resolve(ctx, o.rev); err != nil {
			return err
		}
		snap = w.repo.At(id)
	}
	files, err := w.prompts(ctx, snap, o.prompt)
	if err != nil {
		return err
	}
	if len(files) == 0 {
		return errNothing("prompt", "promptgit init writes a starter prompt; promptgit.yaml says where prompts lie")
	}
	var found []lint.Finding
	var problems diag.Errors
	judged, seen := false, map[lint.Finding]bool{}
	for _, file := range files {
		var list []lint.Finding
		var suites int
		list, suites, err = w.lint(ctx, snap, file)
		judged = judged || suites > 0
		some := diagnostics(err)
		if err != nil && len(some) == 0 {
			return err
		}
		problems = appendNew(problems, some...)
		for _, f := range list {
			if !seen[f] { // else of a suite or a partial of several prompts
				seen[f] = true
				found = append(found, f)
			}
		}
	}
	if !judged {
		found = withoutSuites(found)
	}
	if err = app.printLint(found, problems, files, o, asked); err != nil {
		return err
	}
	switch {
	case len(problems) > 0:
		return problems
	case len(found) > 0:
		return errNo
	}
	return nil
}

// lint looks at one prompt and its suites, and says how many those are.
func (w *workspace) lint(ctx context.Context, snap gitops.Snapshot, file string) (found []lint.Finding, suites int, err error) {
	if slices.ContainsFunc(w.config.Lint.Exempt, func(glob string) bool { return doublestar.MatchUnvalidated(glob, file) }) {
		return nil, 0, nil
	}
	p, err := parsePrompt(ctx, w.config, snap, file)
	if err != nil {
		return nil, 0, err
	}
	in := lint.Input{Prompt: p, MaxTokens: w.config.Lint.MaxTokens}
	names, err := w.suitesOf(ctx, &iteration{path: file, lineage: file, prompt: p}, "")
	if err != nil && !errors.Is(err, errNoSuite) {
		return nil, 0, err
	}
	for _, name := range names {
		s, err := w.lookedAt(ctx, name)
		if errors.Is(err, errMadeTests) { // nothing can be said of what is judged
			in.Suites = nil
			return lint.Run(in, append(slices.Clone(w.config.Lint.Disable), lint.NoSuite)), len(names), nil
		}
		if err != nil {
			return nil, 0, err
		}
		in.Suites = append(in.Suites, s)
	}
	return lint.Run(in, w.config.Lint.Disable), len(in.Suites), nil
}

// withoutSuites says once what is so of every prompt: that nothing judges it.
func withoutSuites(found []lint.Finding) []lint.Finding {
	isIt := func(f lint.Finding) bool { return f.Code == lint.NoSuite }
	first := slices.IndexFunc(found, isIt)
	if first < 0 {
		return found
	}
	one, all := found[first], len(found)
	found = slices.DeleteFunc(found, isIt)
	switch others := all - len(found) - 1; others {
	case 0:
	case 1:
		one.Message += ", nor the other one"
	default:
		one.Message += fmt.Sprintf(", nor any of %d others", others)
	}
	return slices.Insert(found, first, one)
}

// knownRules refuses codes of the configuration that switch nothing off.
func (w *workspace) knownRules() error {
	var errs diag.Errors
	for _, code := range w.config.Lint.Disable {
		if _, err := ruleOf(code); err != nil {
			errs.Add(w.config.Lint.DisableAt, "lint.disable: no rule "+code, hintOf(err))
		}
	}
	return errs.Err()
}

func ruleOf(code string) (lint.Rule, error) {
	for _, r := range lint.Rules() {
		if strings.EqualFold(r.Code, code) {
			return r, nil
		}
	}
	return lint.Rule{}, usageHint("the rules are "+strings.Join(ruleCodes(), ", "), "no rule %s", code)
}

func ruleCodes() []string {
	var codes []string
	for _, r := range lint.Rules() {
		codes = append(codes, r.Code)
	}
	return codes
}

func explainRules(app *App, o lintOptions) error {
	rules := lint.Rules()
	if o.explain != "all" {
		r, err := ruleOf(o.explain)
		if err != nil {
			return err
		}
		rules = []lint.Rule{r}
	}
	width := 100
	if app.Width > 0 {
		width = min(width, app.Width)
	}
	for i, r := range rules {
		if i > 0 {
			fmt.Fprintln(app.Out)
		}
		fmt.Fprintf(app.Out, "%s  %s\n\n%s\n", ui.Paint(ui.Strong, r.Code), r.Name, ansi.Wordwrap(r.Doc, width, ""))
		if r.Bad != "" && len(r.Bad) < 200 {
			fmt.Fprintf(app.Out, "\nfound in:\n%s\n\nnot in:\n%s\n", indent(strings.TrimRight(r.Bad, "\n")), indent(strings.TrimRight(r.Good, "\n")))
		}
	}
	return nil
}
