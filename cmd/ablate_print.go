package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

type ablateJSON struct {
	Schema       string       `json:"schema"`
	Rev          string       `json:"rev"`
	Prompt       string       `json:"prompt"`
	Suite        string       `json:"suite"`
	Design       string       `json:"design"` // "factorial" or "one-at-a-time"
	Combinations int          `json:"combinations"`
	Cases        int          `json:"cases"`    // that every combination has judged
	LeftOut      int          `json:"left_out"` // that some could not judge
	Clusters     *int         `json:"clusters"` // that the cases form, null where they form none
	Before       *float64     `json:"before"`
	After        *float64     `json:"after"`
	Total        *effectJSON  `json:"total"`
	Effects      []effectJSON `json:"effects"`
	Interactions []effectJSON `json:"interactions"` // empty where the design sees none
	Broken       []string     `json:"broken"`
	Fixed        []string     `json:"fixed"`
	Calls        int          `json:"calls"`
	Cached       int          `json:"cached"`
	CostUSD      *float64     `json:"cost_usd"`
	Simulated    bool         `json:"simulated"`
	MinDrop      *float64     `json:"min_drop"` // the smallest drop that so many cases can show
}

type effectJSON struct {
	Variables []string    `json:"variables"`
	Effect    float64     `json:"effect"`
	Interval  *[2]float64 `json:"interval"`
	PValue    float64     `json:"p_value"`
	Corrected float64     `json:"p_corrected"`
	Verdict   *string     `json:"verdict"`
	Share     *float64    `json:"share"` // of the total, by Shapley
}

func (a *ablation) document() ablateJSON {
	r := a.result
	doc := ablateJSON{
		Schema: "promptgit.ablate/v1", Rev: a.job.rev, Prompt: a.path, Suite: a.suite.Path, Design: "factorial",
		Combinations: len(a.runs), Cases: r.Cases, LeftOut: r.LeftOut, Before: r.Before, After: r.After,
		Effects: []effectJSON{}, Interactions: []effectJSON{}, Broken: append([]string{}, r.Broken...), Fixed: append([]string{}, r.Fixed...),
		MinDrop: r.CanShowDrop,
	}
	if r.Clusters > 0 {
		doc.Clusters = &r.Clusters
	}
	if !a.design.Full() {
		doc.Design = "one-at-a-time"
	}
	var all []string
	for j, e := range r.Effects {
		id := a.part(j).Changes[0].ID
		all = append(all, id)
		row := effectRow([]string{id}, e)
		if r.Shares != nil {
			row.Share = &r.Shares[j]
		}
		doc.Effects = append(doc.Effects, row)
	}
	if r.Total != nil {
		doc.Total = new(effectRow(all, *r.Total))
	}
	for _, x := range r.Interplay {
		row := effectRow([]string{all[x.A], all[x.B]}, x.Effect)
		row.Corrected, row.Verdict = x.Corrected, nil
		doc.Interactions = append(doc.Interactions, row)
	}
	cost, known := 0.0, true
	for i := range a.runs {
		doc.Calls += a.runs[i].Calls
		doc.Cached += a.runs[i].Cached
		if spent := eval.Summarize(&a.runs[i]).CostUSD; spent != nil {
			cost += *spent
		} else {
			known = false
		}
		if j := a.runs[i].Judging(); j != nil {
			doc.Calls += j.Calls
			doc.Cached += j.Cached
			if known = known && j.CostUSD != nil; known {
				cost += *j.CostUSD
			}
		}
		doc.Simulated = doc.Simulated || a.runs[i].Column.Target.Simulated
	}
	if known {
		doc.CostUSD = &cost
	}
	return doc
}

func effectRow(ids []string, e eval.ChangeEffect) effectJSON {
	return effectJSON{Variables: ids, Effect: e.Mean, Interval: e.Interval95, PValue: e.PValue, Corrected: e.Corrected, Verdict: &e.Verdict}
}

func (a *ablation) print() error {
	doc, app := a.document(), a.w.app
	if a.o.json {
		return ui.JSON(app.Out, doc)
	}
	if doc.Cases == 0 {
		fmt.Fprintf(app.Err, "no case was judged in all %d combinations\n", doc.Combinations)
		return nil
	}
	t := &ui.Table{
		Header: []string{"VARIABLE", "EFFECT", "95% INTERVAL", "P", "VERDICT", "SHARE"},
		Right:  []bool{1: true, 3: true, 5: true},
	}
	rows := doc.Effects
	if len(rows) > 1 {
		rows = append(rows, *doc.Total)
	}
	for i, e := range rows {
		name := e.Variables[0]
		if i == len(doc.Effects) {
			name = "all together"
		}
		verdict := verdictCell(*e.Verdict)
		t.Add(ui.Cell{Text: name, Style: ui.Strong}, deltaCell(&e.Effect), ui.Cell{Text: differenceText(e.Interval)},
			ui.Cell{Text: fmt.Sprintf("%.3f", e.Corrected)}, verdict, deltaCell(e.Share))
	}
	if err := t.Write(app.Streams); err != nil {
		return err
	}
	for _, x := range doc.Interactions {
		if x.Corrected < 0.05 {
			fmt.Fprintf(app.Out, "together: %s does %+.2f more where %s is made, too (p %.3f)\n", x.Variables[1], x.Effect, x.Variables[0], x.Corrected)
		}
	}
	a.notes(doc)
	return nil
}

// notes say what the figures rest on.
func (a *ablation) notes(doc ablateJSON) {
	out := a.w.app.Err
	fmt.Fprintf(out, "%s: %s -> %s over %s in %d combinations; p by Holm for %s\n", ui.Line(doc.Prompt), number(doc.Before), number(doc.After),
		plural(doc.Cases, "case"), doc.Combinations, plural(len(doc.Effects), "variable"))
	if doc.Design != "factorial" {
		fmt.Fprintln(out, "each variable alone, and the whole without each: what some do only together is not seen")
	}
	if len(doc.Broken) > 0 {
		fmt.Fprintf(out, "broken: %s\n", ui.Line(strings.Join(doc.Broken, ", ")))
	}
	if len(doc.Fixed) > 0 {
		fmt.Fprintf(out, "fixed: %s\n", ui.Line(strings.Join(doc.Fixed, ", ")))
	}
	if doc.LeftOut > 0 {
		fmt.Fprintf(out, "%s could not be judged in every combination\n", plural(doc.LeftOut, "case"))
	}
	text := detectable(doc.Cases)
	if doc.Clusters != nil {
		text = clustersText(*doc.Clusters)
	}
	if text != "" {
		fmt.Fprintln(out, text)
	}
	cost := "cost unknown"
	if doc.CostUSD != nil {
		cost = fmt.Sprintf("%.4f USD", *doc.CostUSD)
	}
	simulated := ""
	if doc.Simulated {
		simulated = " (simulated)"
	}
	fmt.Fprintf(out, "%s, %d from the cache, %s%s\n", plural(doc.Calls, "call"), doc.Cached, cost, simulated)
}
