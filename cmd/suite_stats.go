package cmd

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/internal/ui"
)

type suiteStatsOptions struct {
	suites []string
	prompt string
	json   bool
}

func newSuiteStats(app *App) *cobra.Command {
	var o suiteStatsOptions
	c := &cobra.Command{
		Use:   "stats [SUITE...]",
		Short: "Say what a suite holds and what it can see",
		Long: "Count cases, tags and assertions, name cases that assert nothing or are twice there, inputs that no\n" +
			"case sets and vars that no prompt uses, and say which drop of the pass rate the suite finds in 4 of\n" +
			"5 tries, by the exact one-sided McNemar test at 5 % with no noise. The method asks for 15 to 20\n" +
			"cases, some hostile, some 30 % held out: what is missing is said in a line each." +
			exitStatus("0  done", "2  wrong flags, or no suite", "3  a suite or a prompt is invalid", "4  Git"),
		Example: "  promptgit suite stats\n  promptgit suite stats suites/triage.yaml --json",
		RunE: func(cmd *cobra.Command, args []string) error {
			o.suites = args
			return runSuiteStats(cmd.Context(), app, o)
		},
	}
	c.Flags().StringVar(&o.prompt, "prompt", "", "only suites of prompts that match `GLOB`")
	c.Flags().BoolVar(&o.json, "json", false, "print one JSON document")
	return c
}

type suiteStatsJSON struct {
	Schema string           `json:"schema"`
	Suites []suiteFactsJSON `json:"suites"`
}

func runSuiteStats(ctx context.Context, app *App, o suiteStatsOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	w.looks = true
	list, err := w.statsOf(ctx, o)
	if err != nil {
		return err
	}
	doc := suiteStatsJSON{Schema: "promptgit.suite-stats/v1", Suites: []suiteFactsJSON{}}
	for _, pair := range list {
		s, err := w.lookedAt(ctx, pair.suite)
		if err != nil {
			return err
		}
		doc.Suites = append(doc.Suites, w.suiteFacts(s, pair))
	}
	if o.json {
		return ui.JSON(app.Out, doc)
	}
	for i, facts := range doc.Suites {
		if err := app.printFacts(facts, i > 0); err != nil {
			return err
		}
	}
	return nil
}

func (w *workspace) statsOf(ctx context.Context, o suiteStatsOptions) ([]pairing, error) {
	if len(o.suites) == 0 {
		list, err := w.pairings(ctx, o.prompt)
		if err == nil && len(list) == 0 {
			err = errNothing("suite", "write suites/NAME.yaml, or name a file: promptgit suite stats FILE")
		}
		return list, err
	}
	var list []pairing
	for _, name := range o.suites {
		if name == "" {
			return nil, usagef("the name of a suite is empty")
		}
		pair, err := w.pairing(ctx, name, o.prompt)
		if err != nil {
			return nil, err
		}
		list = append(list, pair)
	}
	return list, nil
}

// printFacts writes what is known of a suite: two columns on a terminal, three
// in a pipe.
func (a *App) printFacts(f suiteFactsJSON, more bool) error {
	t := &ui.Table{Header: []string{"SUITE", f.Suite}, Wrap: true}
	if !a.OutTTY {
		t = &ui.Table{Header: []string{"SUITE", "FACT", "VALUE"}}
	} else if more {
		fmt.Fprintln(a.Out)
	}
	add := func(name, text string, style ui.Style) {
		if text == "" {
			return
		}
		row := []ui.Cell{{Text: name, Style: style}, {Text: text}}
		if !a.OutTTY {
			row = append([]ui.Cell{{Text: f.Suite}}, row...)
		}
		t.Add(row...)
	}
	add("prompts", strings.Join(f.Prompts, ", "), ui.Plain)
	add("cases", strconv.Itoa(f.Cases), ui.Plain)
	if f.Samples != f.Cases {
		add("samples", strconv.Itoa(f.Samples), ui.Plain)
	}
	add("holdout", fmt.Sprintf("%d of %d", f.Holdout, f.Cases), ui.Plain)
	if f.Clusters != nil {
		add("clusters", clustersText(*f.Clusters), ui.Plain)
	}
	add("tags", tallied(f.Tags), ui.Plain)
	add("assertions", tallied(f.Asserts), ui.Plain)
	add("detects", f.detects(), ui.Plain)
	add("for 10 points", plural(f.CasesFor10, "case"), ui.Plain)
	add("assert nothing", strings.Join(f.WithoutAsserts, ", "), ui.Warn)
	for _, d := range f.Duplicates {
		add("twice there", strings.Join(d, " = "), ui.Warn)
	}
	for _, d := range f.Near {
		add("nearly equal", fmt.Sprintf("%s ~ %s (%.2f)", d.A, d.B, d.Similarity), ui.Warn)
	}
	add("never set", strings.Join(f.UnsetInputs, ", "), ui.Warn)
	add("never used", strings.Join(f.UnusedVars, ", "), ui.Warn)
	add("asked", "15 to 20 cases, typical and hostile ones, some 30 % of them held out", ui.Dim)
	for _, m := range f.Missing {
		add("missing", m, ui.Warn)
	}
	return t.Write(a.Streams)
}

func (f *suiteFactsJSON) detects() string {
	text := "no drop at all with so few cases"
	if f.MinDrop != nil {
		text = fmt.Sprintf("a drop of %.0f points or more", 100**f.MinDrop)
	}
	if f.Clusters != nil {
		text += ", if its cases were independent; those of a cluster show less"
	}
	if open := len(f.WithoutAsserts); open > 0 {
		text += fmt.Sprintf(", by the %s that assert something", plural(f.Cases-open, "case"))
	}
	return text
}

// tallied lists counts, the largest first.
func tallied(counts map[string]int) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		if counts[a] != counts[b] {
			return counts[b] - counts[a]
		}
		return strings.Compare(a, b)
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %d", name, counts[name])
	}
	return strings.Join(names, ", ")
}
