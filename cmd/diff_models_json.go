package cmd

import "github.com/promptgit/promptgit/internal/value"

type modelsJSON struct {
	Schema  string            `json:"schema"`
	Rev     string            `json:"rev"`
	Metric  *string           `json:"metric"` // that stands in place of the score, null for the score
	Prompts []modelsTableJSON `json:"prompts"`
}

// modelsTableJSON is one version under one suite.
type modelsTableJSON struct {
	Path    string      `json:"path"`
	Suite   string      `json:"suite"`
	Against string      `json:"against"` // the model that the others are compared with
	LeftOut int         `json:"left_out"`
	Models  []modelJSON `json:"models"` // the reference first
}

// modelJSON is one model; the fields of a comparison are null for the reference.
type modelJSON struct {
	Name       string        `json:"name"`
	Provider   string        `json:"provider"`
	Model      string        `json:"model"`
	Resolved   string        `json:"resolved_model"`
	Variant    *value.Object `json:"variant"`
	Record     string        `json:"record"`
	Simulated  bool          `json:"simulated"`
	Score      *float64      `json:"score"`
	Interval   *[2]float64   `json:"interval"`
	Passed     int           `json:"passed"`
	Failed     int           `json:"failed"`
	Errors     int           `json:"errors"`
	NA         int           `json:"na"`
	Total      int           `json:"total"`
	CostUSD    *float64      `json:"cost_usd"`
	Tokens     int           `json:"tokens"`
	LatencyP50 *int64        `json:"latency_p50_ms"`
	Delta      *float64      `json:"delta"`
	DeltaRange *[2]float64   `json:"delta_interval"` // 95 %
	PValue     *float64      `json:"p_value"`
	Adjusted   *float64      `json:"p_adjusted"` // by Holm's method; the verdict goes by it
	Verdict    *string       `json:"verdict"`
	Common     *int          `json:"common"`
	Fixed      []string      `json:"fixed"`
	Broken     []string      `json:"broken"`
	Outputs    bool          `json:"outputs"` // whether this clone has them
	Cases      []caseJSON    `json:"cases"`   // a is the reference
	Hidden     int           `json:"hidden"`
	pairedJSON
}

func newModelsJSON(rev string, tables []*modelTable, metric string) modelsJSON {
	doc := modelsJSON{Schema: "promptgit.models/v1", Rev: rev, Metric: orNull(metric, ""), Prompts: []modelsTableJSON{}}
	for _, t := range tables {
		x := modelsTableJSON{Path: t.path, Suite: t.suite, Against: recordName(t.reference), LeftOut: t.leftOut}
		for _, c := range t.columns {
			r := c.record
			score, bounds := scoreOn(r, metric)
			m := modelJSON{
				Name: recordName(r), Provider: r.Provider, Model: r.Model, Resolved: r.ResolvedModel, Variant: r.Variant, Record: r.ID,
				Simulated: r.Simulated, Score: score, Interval: bounds, Passed: r.Pass, Failed: r.Fail, Errors: r.Error, NA: r.NA,
				Total: len(r.Cases), CostUSD: r.CostUSD, Tokens: r.Tokens, LatencyP50: r.LatencyP50, Fixed: []string{}, Broken: []string{},
				Outputs: c.outputs, Cases: casesJSON(c.pairs), Hidden: c.hidden, Adjusted: c.adjusted, pairedJSON: pairedJSON{Moved: []movedJSON{}},
			}
			if v := c.compared; v != nil {
				m.Delta, m.DeltaRange, m.PValue, m.Verdict, m.Common = v.Delta, v.Interval95, v.PValue, &v.Verdict, &v.Common
				m.Fixed, m.Broken, m.pairedJSON = append(m.Fixed, v.Fixed...), append(m.Broken, v.Broken...), newPairedJSON(*v)
			}
			x.Models = append(x.Models, m)
		}
		doc.Prompts = append(doc.Prompts, x)
	}
	return doc
}
