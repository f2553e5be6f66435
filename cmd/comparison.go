package cmd

import (
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
	"github.com/promptgit/promptgit/internal/ui"
)

// pairedJSON is what a comparison tells beside its delta, its p value and its
// verdict, the same in every document.
type pairedJSON struct {
	MidP          *float64    `json:"mid_p"`          // McNemar's, for display; null for another test
	Test          *string     `json:"test"`           // mcnemar or permutation
	Reason        *string     `json:"reason"`         // why there is no verdict whatever the numbers
	Cases         *int        `json:"cases"`          // that apply to the newer version, of which so many in common were compared
	Clusters      *int        `json:"clusters"`       // that the cases form, null where they form none
	MinDrop       *float64    `json:"min_drop"`       // the smallest drop of the pass rate that so many cases can show
	Needed        *int        `json:"needed_cases"`   // that it would take to see a difference of 5 points
	NeededRepeats *int        `json:"needed_repeats"` // samples of each of these cases that would do it
	WorthRepeats  *int        `json:"worth_repeats"`  // samples a case beyond which more cases buy more
	SuiteChanged  *bool       `json:"suite_changed"`
	ModelChanged  *bool       `json:"model_changed"`
	Moved         []movedJSON `json:"moved"` // single cases whose pass rate moved beyond doubt
}

// movedJSON is a case with several samples on both sides.
type movedJSON struct {
	Case     string  `json:"case"`
	Base     float64 `json:"base"` // shares of samples that pass
	Head     float64 `json:"head"`
	PValue   float64 `json:"p_value"`
	Adjusted float64 `json:"p_adjusted"`
}

// comparisonJSON is a comparison with the record before as a document of its own.
type comparisonJSON struct {
	Rev      string      `json:"rev"` // of the version before
	Base     *float64    `json:"base"`
	Head     *float64    `json:"head"`
	Delta    *float64    `json:"delta"`
	Interval *[2]float64 `json:"interval"` // 95 %, of the delta
	PValue   *float64    `json:"p_value"`
	Verdict  string      `json:"verdict"`
	Common   int         `json:"common"`
	Fixed    []string    `json:"fixed"`
	Broken   []string    `json:"broken"`
	pairedJSON
}

func newPairedJSON(c eval.Comparison) pairedJSON {
	out := pairedJSON{
		MidP: c.MidP, Cases: &c.Cases, MinDrop: c.MDE, Needed: c.Needed, NeededRepeats: c.NeededRepeats, WorthRepeats: c.WorthRepeats,
		SuiteChanged: &c.SuiteChanged, ModelChanged: &c.ModelChanged, Moved: []movedJSON{},
	}
	if c.Test != "" {
		out.Test = &c.Test
	}
	if c.Reason != "" {
		out.Reason = &c.Reason
	}
	if c.Clusters > 0 {
		out.Clusters = &c.Clusters
	}
	for _, m := range c.Moved {
		out.Moved = append(out.Moved, movedJSON{Case: m.Name, Base: m.Base, Head: m.Head, PValue: m.PValue, Adjusted: m.Adjusted})
	}
	return out
}

func newComparisonJSON(rev string, c eval.Comparison) *comparisonJSON {
	return &comparisonJSON{
		Rev: rev, Base: c.Base, Head: c.Head, Delta: c.Delta, Interval: c.Interval95, PValue: c.PValue, Verdict: c.Verdict, Common: c.Common,
		Fixed: append([]string{}, c.Fixed...), Broken: append([]string{}, c.Broken...), pairedJSON: newPairedJSON(c),
	}
}

// fewCases is up to where it is said what so few can show.
const fewCases = 30

// differenceOf is the difference with its interval and its p value.
func differenceOf(c eval.Comparison) string {
	text := fmt.Sprintf("%+.2f", *c.Delta)
	if c.Interval95 != nil {
		text += " " + differenceText(c.Interval95)
	}
	text += "  p " + withSign(c.PValue)
	if c.MidP != nil && withSign(c.MidP) != withSign(c.PValue) {
		text += fmt.Sprintf(" (mid-p %s)", withSign(c.MidP))
	}
	return text
}

// pCell has three digits on a terminal, and in a pipe what there is.
func pCell(p *float64) ui.Cell {
	if p == nil {
		return ui.Cell{Text: "-"}
	}
	short := fmt.Sprintf("%.3f", *p)
	if *p < 0.001 {
		short = "<0.001"
	}
	return ui.Cell{Text: short, Raw: fmt.Sprintf("%.3g", *p)}
}

// overText says over how many cases, "over 15 cases" or "compared over 17 of 20 cases".
func overText(c eval.Comparison) string {
	if c.Common == 0 {
		return "no case in common"
	}
	if c.Common < c.Cases {
		return fmt.Sprintf("compared over %d of %s", c.Common, plural(c.Cases, "case"))
	}
	return "over " + plural(c.Common, "case")
}

// comparisonNotes are what must be known to read a comparison, a sentence each.
func comparisonNotes(c eval.Comparison) []string {
	var notes []string
	add := func(format string, values ...any) { notes = append(notes, fmt.Sprintf(format, values...)) }
	switch {
	case c.Reason != "":
		add("no verdict: %s; promptgit eval --refresh judges both again", c.Reason)
	case c.ModelChanged:
		add("model comparison: what differs may be the model, not the prompt")
	}
	if c.SuiteChanged && c.Common > 0 {
		add("the suite changed: only cases that stayed equal are compared")
	}
	if text := clustersText(c.Clusters); text != "" {
		add("%s", text)
	}
	if text := neededText(c); text != "" {
		add("%s", text)
	}
	return notes
}

// clustersText is "" where cases form no clusters.
func clustersText(clusters int) string {
	switch {
	case clusters == 0:
		return ""
	case clusters < stats.MinClusters:
		return fmt.Sprintf("too few clusters (%d of %d): there is no interval", clusters, stats.MinClusters)
	}
	return fmt.Sprintf("the cases form %d clusters: interval and p value go by clusters", clusters)
}

// neededText says what it would take where the suite cannot tell, "" where it can.
func neededText(c eval.Comparison) string {
	switch {
	case c.Verdict != eval.Unknown || c.Reason != "" || c.Needed == nil:
		return ""
	case *c.Needed <= c.Common:
		return "so many cases show a difference of 5 points in 4 of 5 tries: this one is smaller, or was missed"
	}
	text := "to tell a difference of 5 points takes about " + plural(*c.Needed, "case")
	if c.Clusters > 0 {
		text += " in " + plural((*c.Needed*c.Clusters+c.Common-1)/c.Common, "cluster")
	}
	if c.NeededRepeats != nil {
		text += fmt.Sprintf(", or %s of each of these", plural(*c.NeededRepeats, "sample"))
	}
	if c.WorthRepeats != nil {
		text += fmt.Sprintf("; beyond %s a case more cases buy more", plural(*c.WorthRepeats, "sample"))
	}
	return text
}

// movedTexts name the single cases that moved beyond doubt.
func movedTexts(list []movedJSON) []string {
	var lines []string
	for _, m := range list {
		lines = append(lines, fmt.Sprintf("%s: %.0f %% -> %.0f %% of its samples pass (p %s, corrected)", m.Case, 100*m.Base, 100*m.Head, withSign(&m.Adjusted)))
	}
	return lines
}
