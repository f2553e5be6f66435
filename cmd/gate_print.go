package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// shownFlips is how many cases that flipped are printed for people; reports hold
// more.
const shownFlips = 10

// print tells people: a row per verdict, then why, and what flipped.
func (g *gating) print(doc *gateJSON) error {
	s := g.w.app.Streams
	if len(doc.Verdicts) > 0 {
		t := gateTable(doc)
		t.Fit(s, "SUITE", "MODEL", "P", "95% OF DELTA")
		if err := t.Write(s); err != nil {
			return err
		}
	}
	for i := range doc.Verdicts {
		v := &doc.Verdicts[i]
		said := v.said()
		if len(said)+len(v.Broken)+len(v.Fixed) == 0 {
			continue
		}
		fmt.Fprintf(s.Out, "\n%s  %s\n", ui.Paint(ui.Strong, ui.Line(v.name())), ui.Line(dash(strings.Join(v.Changes, ", "))))
		for _, line := range said {
			fmt.Fprintln(s.Out, "  "+ui.Line(line))
		}
		printGateFlips(s, "broken", ui.Bad, v.Broken)
		printGateFlips(s, "fixed", ui.Good, v.Fixed)
	}
	if len(doc.Verdicts) > 0 {
		fmt.Fprintln(s.Out)
	}
	if err := printGateReviews(s, doc); err != nil {
		return err
	}
	for _, line := range doc.footer() {
		fmt.Fprintln(s.Out, ui.Paint(ui.Dim, ui.Line(line)))
	}
	return nil
}

func gateTable(doc *gateJSON) *ui.Table {
	t := &ui.Table{
		Header: []string{"PROMPT", "SUITE", "MODEL", "BASE", "HEAD", "DELTA", "95% OF DELTA", "P", "VERDICT", "ANSWER"},
		Right:  []bool{3: true, 4: true, 5: true, 7: true, 9: false},
	}
	for i := range doc.Verdicts {
		v := &doc.Verdicts[i]
		verdict := ui.Cell{Text: v.verdictText()}
		if v.Verdict != nil {
			verdict = verdictCell(*v.Verdict)
		}
		t.Add(ui.Cell{Text: v.Prompt}, ui.Cell{Text: v.Suite}, ui.Cell{Text: v.modelText()},
			ui.Cell{Text: number(v.ScoreA)}, ui.Cell{Text: number(v.ScoreB), Style: ui.Strong}, deltaCell(v.Delta),
			ui.Cell{Text: differenceText(v.Interval)}, ui.Cell{Text: strings.TrimPrefix(withSign(v.Adjusted), "= ")}, verdict, answerCell(v.Answer))
	}
	return t
}

func answerCell(answer string) ui.Cell {
	styles := map[string]ui.Style{gateYes: ui.Good, gateNo: ui.Bad, gateUnjudged: ui.Warn}
	return ui.Cell{Text: answer, Style: styles[answer]}
}

func printGateFlips(s ui.Streams, word string, style ui.Style, list []gateCaseJSON) {
	for _, c := range list[:min(len(list), shownFlips)] {
		fmt.Fprintf(s.Out, "  %s  %s", ui.Paint(style, word), ui.Line(c.Case))
		if c.Reason != "" {
			fmt.Fprintf(s.Out, "  %s", ui.Shorten(ui.Line(c.Reason), 200))
		}
		fmt.Fprintf(s.Out, "\n    before: %s\n    after:  %s\n", outputText(c.OutputA), outputText(c.OutputB))
	}
	if more := len(list) - shownFlips; more > 0 {
		fmt.Fprintf(s.Out, "  and %d more %s: --json shows all\n", more, word)
	}
}

// name is the prompt, and what it was called at the base.
func (v *gateVerdictJSON) name() string {
	if v.OldPath != "" {
		return v.OldPath + " -> " + v.Prompt
	}
	return v.Prompt
}

func (v *gateVerdictJSON) modelText() string {
	name := func(model string) string {
		if model == "" {
			return v.Provider
		}
		return v.Provider + ":" + model
	}
	text := name(v.Model)
	if c := v.contest; c.a != nil && !sameTarget(c.a.target, c.b.target) {
		text = targetName(c.a.target) + " -> " + text
	}
	return text + simulated(v.Simulated)
}

// verdictText is the verdict, or why there is none.
func (v *gateVerdictJSON) verdictText() string {
	switch {
	case v.Verdict != nil:
		return *v.Verdict
	case v.Status == "added", v.Status == "unchanged":
		return v.Status
	}
	return "-"
}

// said are the sentences of a verdict: why it is not yes, what it cannot show, and
// what its figures rest on.
func (v *gateVerdictJSON) said() []string {
	var list []string
	for _, reason := range v.Reasons {
		list = append(list, v.Answer+": "+reason)
	}
	if text := v.contest.modelsText(); text != "" {
		list = append(list, text)
	}
	if text := v.shown(); text != "" {
		list = append(list, text)
	}
	if v.Status == "added" && v.Answer == gateYes {
		list = append(list, "new: there is nothing to compare with")
	}
	for _, s := range v.Splits {
		line := fmt.Sprintf("%s: %s -> %s over %s", s.Split, number(s.ScoreA), number(s.ScoreB), plural(s.Common, "case"))
		if s.Delta != nil {
			line += fmt.Sprintf(", %+.2f %s", *s.Delta, differenceText(s.Interval))
		}
		list = append(list, line)
	}
	if moved := movedText(v.Dimensions, 5); moved != "" && v.Delta != nil {
		list = append(list, "metrics: "+moved)
	}
	for _, why := range v.JudgedAgain {
		list = append(list, "judged again: "+why)
	}
	return list
}

// footer says what was spent, and what holds for all.
func (d *gateJSON) footer() []string {
	var list []string
	if d.Compared > 1 {
		list = append(list, fmt.Sprintf("p values are corrected by Holm's method for %d comparisons; intervals are not", d.Compared))
	}
	reused, sides := 0, 0
	for _, v := range d.Verdicts {
		for _, s := range []struct {
			id     *string
			reused bool
		}{{v.RecordA, v.ReusedA}, {v.RecordB, v.ReusedB}} {
			if s.id != nil {
				sides++
			}
			if s.reused {
				reused++
			}
		}
	}
	if sides > 0 {
		list = append(list, fmt.Sprintf("%s, %d answers from the cache, cost %s; %d of %s used again",
			plural(d.Calls, "call"), d.Cached, dollars(d.CostUSD), reused, plural(sides, "record")))
	}
	if len(d.Deleted) > 0 {
		list = append(list, "deleted: "+someOf(d.Deleted, 20))
	}
	if len(d.Unsuited) > 0 {
		list = append(list, "no suite judges: "+someOf(d.Unsuited, 20))
	}
	return append(list, d.Notes...)
}
