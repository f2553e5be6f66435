package cmd

import (
	"github.com/promptgit/promptgit/internal/page"
)

// iteration tells a row of the log for a page.
func (s *sight) iteration(e *logEntry) page.Iteration {
	j := &e.json
	it := page.Iteration{
		Rev: j.Rev, Subject: j.Subject, Author: j.Author, Time: e.time, Prompt: j.Prompt, Changes: j.Changes, Allowed: j.Allowed,
		Labels: s.labels[j.Rev], Record: orEmpty(j.Record), Suite: orEmpty(j.Suite), Provider: orEmpty(j.Provider), Model: orEmpty(j.Model),
		Score: j.Score, Interval: j.Interval, Passed: orZero(j.Passed), Failed: e.failed, Errors: e.errors, NA: e.na, Total: orZero(j.Total),
		Quality: j.Quality, Delta: j.Delta, DeltaInterval: j.DeltaRange, PValue: j.PValue, Verdict: orEmpty(j.Verdict), Common: orZero(j.Common),
		Break: e.broken(), Notes: e.notes, FailedCases: j.Failed, NewFailed: j.NewFailed, Metrics: pageMetrics(j.Dimensions),
		CostUSD: j.CostUSD, Tokens: j.Tokens, LatencyMS: j.LatencyP50, Simulated: j.Simulated,
	}
	if e.undecided() {
		it.Needed = j.Needed
	}
	return it
}

// broken says why the row cannot be compared with the one before it, "" where it can.
func (e *logEntry) broken() string {
	switch j := &e.json; {
	case j.Record == nil || e.before == "":
		return ""
	case j.Common != nil && *j.Common == 0:
		return "no case in common with the record before"
	case j.Reason != nil:
		return *j.Reason
	case j.ModelChanged != nil && *j.ModelChanged:
		return "another model"
	case e.before != e.suiteKey:
		return "the suite changed"
	}
	return ""
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
	p := page.Point{Rev: j.Rev, Label: changed(j.Changes), Break: e.broken() != ""}
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
