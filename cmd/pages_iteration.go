package cmd

import (
	"github.com/promptgit/promptgit/internal/page"
)

// iteration tells a row of the log for a page.
func pageIteration(e *logEntry) page.Iteration {
	j := &e.json
	it := page.Iteration{
		Rev: j.Rev, Subject: j.Subject, Author: j.Author, Time: e.time, Prompt: j.Prompt, Changes: j.Changes, Allowed: j.Allowed,
		Labels: e.labels, Record: orEmpty(j.Record), Suite: orEmpty(j.Suite), Provider: orEmpty(j.Provider), Model: orEmpty(j.Model),
		Score: j.Score, Interval: j.Interval, Passed: orZero(j.Passed), Failed: e.failed, Errors: e.errors, NA: e.na, Total: orZero(j.Total),
		Quality: j.Quality, Delta: j.Delta, DeltaInterval: j.DeltaRange, PValue: j.PValue, Verdict: orEmpty(j.Verdict), Common: orZero(j.Common),
		Break: e.breaks(), Notes: e.notes, FailedCases: j.Failed, NewFailed: j.NewFailed, Metrics: pageMetrics(j.Dimensions),
		CostUSD: j.CostUSD, Tokens: j.Tokens, LatencyMS: j.LatencyP50, Simulated: j.Simulated,
	}
	if e.undecided() {
		it.Needed = j.Needed
	}
	return it
}

func pageMetrics(list []dimensionJSON) []page.Metric {
	metrics := make([]page.Metric, 0, len(list))
	for _, d := range list {
		metrics = append(metrics, page.Metric{
			Name: d.Name, Score: d.Score, Interval: d.Interval, N: d.N,
			Delta: d.Delta, DeltaInterval: d.DeltaInterval, PValue: d.Adjusted, Verdict: orEmpty(d.Verdict),
		})
	}
	return metrics
}

// point is the row on a chart, by a metric or by the score.
func (e *logEntry) point(metric string) page.Point {
	j := &e.json
	p := page.Point{Rev: j.Rev, Label: changed(j.Changes), Break: e.breaks() != "", Time: e.time, Labels: e.labels}
	if metric == "" {
		p.Score, p.Interval, p.Verdict = j.Score, j.Interval, orEmpty(j.Verdict)
		return p
	}
	for _, d := range j.Dimensions {
		if d.Name == metric {
			p.Score, p.Interval, p.Verdict = d.Score, d.Interval, orEmpty(d.Verdict)
		}
	}
	return p
}

func orZero(n *int) int {
	if n == nil {
		return 0
	}
	return *n
}
