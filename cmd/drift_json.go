package cmd

import (
	"time"

	"github.com/promptgit/promptgit/internal/drift"
)

type driftJSON struct {
	Schema    string           `json:"schema"`
	ID        string           `json:"id"`   // of this document, as the webhook gets it in a header
	Time      string           `json:"time"` // when it was made: receivers refuse an old one
	Rev       string           `json:"rev"`
	Drift     bool             `json:"drift"` // some prompt has drifted
	Drop      float64          `json:"drop"`  // points, or percent of the baseline
	Relative  bool             `json:"relative"`
	Threshold float64          `json:"threshold"`
	Prompts   []driftPromptRow `json:"prompts"`
}

type driftPromptRow struct {
	Prompt    string `json:"prompt"`
	Suite     string `json:"suite"`
	Provider  string `json:"provider"`
	Model     string `json:"model"`
	Simulated bool   `json:"simulated"`

	Verdict  string             `json:"verdict"`  // no drift, alarm, drift, measuring (also before there is a baseline) or too low
	Unjudged *int               `json:"unjudged"` // cases without a verdict in the look of this run, which is none then; null without
	Baseline *driftBaselineJSON `json:"baseline"` // of the cases that are compared, null without any
	Now      *driftNowJSON      `json:"now"`      // of the last look, null where nothing was compared
	W        *float64           `json:"w"`        // null where it is too large for a number
	LogW     float64            `json:"log_w"`
	Looks    int                `json:"looks"`    // that were compared with a baseline
	Missing  *int               `json:"missing"`  // looks until all cases of the last one have a baseline; null where none is enough
	Expected *float64           `json:"expected"` // looks until such a drop gives an alarm, on average; null where nothing is compared
	Failed   []string           `json:"newly_failed"`
	Before   *string            `json:"baseline_model"` // as it answered
	After    *string            `json:"answered_model"`
	Changed  driftChangedJSON   `json:"changed"`
	Uneven   *driftUnevenJSON   `json:"uneven"`  // a baseline whose first look was better than those after it, else null
	History  []driftLookJSON    `json:"history"` // the baseline and all looks after it, oldest first
}

type driftBaselineJSON struct {
	Score   float64 `json:"score"`
	Bound   float64 `json:"bound"` // that the looks are tested against
	Samples float64 `json:"samples"`
	Record  string  `json:"record"` // the first one
	Time    string  `json:"time"`
}

type driftNowJSON struct {
	Score    float64    `json:"score"`
	Cases    int        `json:"cases"`
	Delta    float64    `json:"delta"`
	Interval [2]float64 `json:"interval"` // 95 %, of delta
	Drop     float64    `json:"drop"`     // points that the look is tested for: more than was asked for while the baseline is measured
}

type driftUnevenJSON struct {
	First  float64 `json:"first"`
	After  float64 `json:"after"` // of the looks that were measured after it, on the same cases
	PValue float64 `json:"p_value"`
}

type driftChangedJSON struct {
	Model bool `json:"model"` // what answers calls itself otherwise than at the baseline
	Suite bool `json:"suite"`
}

type driftLookJSON struct {
	Record    string   `json:"record"`
	Time      string   `json:"time"`
	Score     *float64 `json:"score"`     // of all its cases
	Cases     int      `json:"cases"`     // that were compared
	Measuring int      `json:"measuring"` // that went into the baseline
	LeftOut   bool     `json:"left_out"`  // of the baseline that was measured then: it seemed worse
	LogE      float64  `json:"log_e"`
	LogW      float64  `json:"log_w"`
}

func (d *drifting) document() driftJSON {
	now := d.w.app.Now()
	doc := driftJSON{
		Schema: "promptgit.drift/v1", ID: newID(now), Time: now.UTC().Format(time.RFC3339),
		Drop: d.o.drop, Relative: d.o.relative, Threshold: d.o.threshold, Prompts: []driftPromptRow{},
	}
	for _, x := range d.list {
		doc.Rev = x.item.rev
		doc.Drift = doc.Drift || x.verdict() == drift.Drifted
		doc.Prompts = append(doc.Prompts, d.row(x))
	}
	return doc
}

func (d *drifting) row(x *watched) driftPromptRow {
	t := x.item.target
	row := driftPromptRow{
		Prompt: x.item.it.path, Suite: x.item.suite.Path, Provider: t.Provider, Model: t.Model, Simulated: t.Simulated,
		Verdict: string(x.verdict()), LogW: x.watch.LogW(), Looks: x.watch.Tested(), Failed: x.newlyFailed(), History: []driftLookJSON{},
	}
	if x.unjudged != nil {
		row.Unjudged = new(x.unjudgedCases())
	}
	if w, ok := x.watch.W(); ok {
		row.W = &w
	}
	if n, ok := x.watch.Missing(); ok {
		row.Missing = &n
	}
	if first := x.first(); first != nil {
		row.Changed.Suite = x.changedSuite()
		_, _, row.Changed.Model = x.changedModel()
		row.Before, row.After = textOrNull(first.ResolvedModel), textOrNull(x.last().ResolvedModel)
		mean, samples, _ := x.watch.Baseline()
		row.Baseline = &driftBaselineJSON{Score: mean, Samples: samples, Bound: drift.Bound(mean, samples), Record: first.ID, Time: first.Time}
	}
	if look := x.look(); look.N > 0 {
		row.Baseline.Score, row.Baseline.Samples, row.Baseline.Bound = look.Baseline, look.Samples, look.Bound
		row.Now = &driftNowJSON{Score: look.Now, Cases: look.N, Delta: look.Delta(), Interval: look.Interval, Drop: 100 * (look.Baseline - look.Target)}
		row.Expected = new(look.Expected(d.o.rule()))
	}
	if u, uneven := x.watch.Uneven(); uneven {
		row.Uneven = &driftUnevenJSON{u.First, u.After, u.P}
	}
	for i, r := range x.records {
		look := x.looks[i]
		row.History = append(row.History, driftLookJSON{
			Record: r.ID, Time: r.Time, Score: r.Score, Cases: look.N, Measuring: look.Measuring, LeftOut: look.Worse, LogE: look.LogE, LogW: look.LogW,
		})
	}
	return row
}

// look is the last one, the zero value without any.
func (x *watched) look() drift.Look {
	if len(x.looks) == 0 {
		return drift.Look{}
	}
	return x.looks[len(x.looks)-1]
}

func textOrNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
