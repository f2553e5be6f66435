package cmd

import (
	"slices"

	"github.com/promptgit/promptgit/eval"
)

// scoreOn is the mean of a metric with its interval, or the score where none is
// named; nil where the record does not have it.
func scoreOn(r *eval.Record, metric string) (score *float64, bounds *[2]float64) {
	if metric == "" {
		return r.Score, r.Interval()
	}
	for _, d := range eval.Dimensions(nil, *r) {
		if d.Name == metric {
			return d.Score, d.Interval
		}
	}
	return nil, nil
}

// compareOn compares two records on a metric, as the log and the table of metrics
// do: its p value is the one that is corrected for the other metrics, and one that
// is no headline has no verdict. Without a metric it compares scores.
func (s *recordSet) compareOn(base, head *eval.Record, metric string) eval.Comparison {
	c := s.compare(base, head, metric)
	for _, d := range eval.Dimensions(base, *head) {
		if metric == "" || d.Name != metric {
			continue
		}
		if d.Adjusted != nil {
			c.PValue, c.MidP = d.Adjusted, nil
		}
		if d.Verdict == nil || c.Reason != "" {
			c.Verdict = eval.Unknown
		} else {
			c.Verdict = *d.Verdict
		}
	}
	return c
}

// knownOn refuses a metric that none of the records has. Without records there is
// nothing to know it by.
func knownOn(metric string, records []*eval.Record) error {
	var names []string
	for _, r := range records {
		for _, d := range eval.Dimensions(nil, *r) {
			names = append(names, d.Name)
		}
	}
	if metric == "" || len(records) == 0 {
		return nil
	}
	slices.Sort(names)
	if err := knownMetric(metric, slices.Compact(names)); err != nil {
		return usageHint(hintOf(err), "--metric: %w", err)
	}
	return nil
}
