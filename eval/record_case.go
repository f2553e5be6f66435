package eval

import (
	"math"
	"time"
)

// Judged says whether the case has a verdict: it applies, and every sample that
// was asked for could be judged. A case of which only some samples could be is
// none, since the missing ones might have turned it.
func (c *CaseRecord) Judged() bool {
	return !c.NA && c.Samples > 0 && c.Errors == 0 && c.Score != nil
}

// Passed says whether the case passes in more than half of its samples. Only a
// judged case can.
func (c *CaseRecord) Passed() bool { return c.Judged() && 2*c.Passes > c.Samples }

// Name is how the case is shown: its id, or "Row N" counted from 1.
func (c *CaseRecord) Name() string {
	if c.ID != "" {
		return c.ID
	}
	return rowName(c.Index)
}

// caseRecords sums up the samples of every case of the run's suite, in order. A
// case that has no result though it applies counts one error: it was expected.
func caseRecords(run *Run) []CaseRecord {
	samples := samplesByCase(run)
	notApplicable := map[int]bool{}
	for _, index := range run.NA {
		notApplicable[index] = true
	}
	cases := make([]CaseRecord, len(run.Column.Suite.Cases))
	for i := range cases {
		c := &run.Column.Suite.Cases[i]
		record := &cases[i]
		*record = CaseRecord{Key: c.Key, ID: c.ID, Index: c.Index, Cluster: c.Cluster, NA: notApplicable[c.Index]}
		if !record.NA {
			record.add(samples[i], run.Column.Target.Free)
		}
	}
	return cases
}

// samplesByCase are the results of each case of the suite. Those of a run that the
// engine made stand in the order of the cases.
func samplesByCase(run *Run) [][]Result {
	cases, rest := run.Column.Suite.Cases, run.Results
	list := make([][]Result, len(cases))
	for i := range cases {
		n := 0
		for n < len(rest) && rest[n].Case.Index == cases[i].Index {
			n++
		}
		list[i], rest = rest[:n], rest[n:]
	}
	if len(rest) == 0 {
		return list
	}
	byIndex := map[int][]Result{}
	for i := range run.Results {
		index := run.Results[i].Case.Index
		byIndex[index] = append(byIndex[index], run.Results[i])
	}
	for i := range cases {
		list[i] = byIndex[cases[i].Index]
	}
	return list
}

func (c *CaseRecord) add(results []Result, free bool) {
	if len(results) == 0 {
		c.Errors = 1
	}
	sum, spent, known := 0.0, 0.0, true
	latency, calls := time.Duration(0), 0
	var metrics map[string][]float64
	for i := range results {
		r := &results[i]
		if !r.judged() {
			c.Errors++
		} else {
			c.Samples++
			sum += r.Score
			if r.Pass {
				c.Passes++
			}
			c.countFailures(r.failures())
			for name, score := range r.Metrics {
				if finite(score) {
					if metrics == nil {
						metrics = map[string][]float64{}
					}
					metrics[name] = append(metrics[name], score)
				}
			}
		}
		if !r.hasAnswer() {
			continue
		}
		c.Tokens += r.Answer.Tokens.sum()
		cost, ok := r.cost(free)
		spent, known = spent+cost, known && ok
		if r.called() {
			latency, calls = latency+r.Answer.Latency, calls+1
		}
	}
	if c.Samples > 0 {
		c.Score = new(sum / float64(c.Samples))
	}
	if known {
		c.CostUSD = &spent
	}
	if calls > 0 {
		c.LatencyMS = (latency / time.Duration(calls)).Round(time.Millisecond).Milliseconds()
	}
	c.Metrics = means(metrics)
}

// judged is false also for a score that is no number: it says nothing.
func (r *Result) judged() bool { return r.Err == nil && finite(r.Score) }

// hasAnswer says whether an output came, even one that could not be graded.
func (r *Result) hasAnswer() bool { return r.Err == nil || r.output || !r.Answer.empty() }

// called says whether the output came from the provider, now or when it was
// cached, and not from the suite.
func (r *Result) called() bool { return r.hasAnswer() && r.Case.Output == nil }

// cost is what the output cost when it was made. It is false where the price is
// unknown.
func (r *Result) cost(free bool) (float64, bool) {
	if r.Answer.Cost != nil && finite(*r.Answer.Cost) {
		return *r.Answer.Cost, true
	}
	return 0, free || r.Case.Output != nil
}

// sum is the total, also where the provider reports only its parts.
func (t Tokens) sum() int { return max(t.Total, t.Prompt+t.Completion) }

func means(values map[string][]float64) map[string]float64 {
	if len(values) == 0 {
		return nil
	}
	out := make(map[string]float64, len(values))
	for name, xs := range values {
		sum := 0.0
		for _, x := range xs {
			sum += x
		}
		out[name] = sum / float64(len(xs))
	}
	return out
}

func finite(x float64) bool { return !math.IsNaN(x) && !math.IsInf(x, 0) }
