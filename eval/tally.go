package eval

import (
	"maps"
	"math"
	"slices"
	"time"

	"github.com/promptgit/promptgit/internal/stats"
)

// Summarize sums up a run over the cases of its suite.
//
// A case is judged when each of its samples is; it is an error when one is not
// (or none was made), and not applicable when it is listed in run.NA. Errors
// never lower a score: score, metrics and interval are those of the judged
// cases. A judged case passes when more than half of its samples do.
//
// The interval is Wilson's on the number of cases where every case score is 0
// or 1, else Student's over the case scores, at 95 %; without spread or with
// fewer than two cases there is none. Where cases form clusters it goes by their
// standard error, and there is none with fewer clusters than stats.MinClusters. Costs and latencies are those of the
// outputs when they were made, so that a run from the cache tells the same;
// an unknown price of one output makes the cost unknown.
func Summarize(run *Run) Tally { return run.Sum().Tally }

// Sum is a run summed up, of which its tally and its record are made: it is made
// once where there are many samples.
type Sum struct {
	Tally
	run       *Run
	cases     []CaseRecord
	latencies []time.Duration // in rising order
}

// Sum sums the run up as it is now.
func (run *Run) Sum() *Sum {
	s := &Sum{run: run, cases: caseRecords(run), latencies: run.latencies()}
	s.Tally = s.tally()
	return s
}

func (s *Sum) tally() Tally {
	run, cases := s.run, s.cases
	scores, clusters := judgedScores(cases)
	t := Tally{Total: len(cases), Metrics: metricMeans(cases)}
	spent, known := 0.0, true
	for _, c := range cases {
		switch {
		case c.NA:
			t.NA++
			continue
		case !c.Judged():
			t.Errors++
		case c.Passed():
			t.Passed++
		default:
			t.Failed++
		}
		t.Tokens += c.Tokens
		if c.CostUSD == nil {
			known = false
		} else {
			spent += *c.CostUSD
		}
	}
	if known {
		t.CostUSD = &spent
	}
	if len(scores) > 0 {
		t.Score = new(stats.Mean(scores))
		t.Interval = scoreInterval(scores, clusters)
		t.Quality = new(quality(*t.Score, t.Metrics, run.Column.Suite.Metrics))
	}
	t.SE = standardError(scores, clusters)
	t.LatencyP50, t.LatencyP95 = percentile(s.latencies, 50), percentile(s.latencies, 95)
	return t
}

// metricMeans is the mean of each metric over the judged cases that carry it.
func metricMeans(cases []CaseRecord) map[string]float64 {
	values := map[string][]float64{}
	for _, c := range cases {
		if !c.Judged() {
			continue
		}
		for name, score := range c.Metrics {
			values[name] = append(values[name], score)
		}
	}
	if len(values) == 0 {
		return map[string]float64{}
	}
	return means(values)
}

// scoreInterval is the 95 % interval of the mean case score, nil where there is
// none. clusters are nil where the cases form none.
func scoreInterval(scores []float64, clusters []string) *[2]float64 {
	if len(scores) == 0 {
		return nil
	}
	ones, whole := countOnes(scores)
	var bounds stats.Interval
	ok := true
	switch {
	case clusters != nil && countClusters(clusters) < stats.MinClusters:
		ok = false
	case clusters != nil && whole:
		bounds, ok = stats.ClusterWilson(scores, clusters, 0.95)
	case clusters != nil:
		bounds, ok = stats.ClusterT(scores, clusters, 0.95)
	case whole:
		bounds = stats.Wilson(ones, len(scores), 0.95)
	default:
		bounds, ok = stats.T(scores, 0.95)
	}
	if !ok {
		return nil
	}
	return (*[2]float64)(&bounds)
}

// standardError is that of the mean case score, nil where no spread was seen.
func standardError(scores []float64, clusters []string) *float64 {
	se, ok := stats.StandardError(scores)
	if clusters != nil {
		se, ok = stats.ClusterStandardError(scores, clusters)
	}
	if !ok {
		return nil
	}
	return &se
}

// countOnes is false where a score is neither 0 nor 1.
func countOnes(scores []float64) (int, bool) {
	ones := 0
	for _, s := range scores {
		switch s {
		case 0:
		case 1:
			ones++
		default:
			return 0, false
		}
	}
	return ones, true
}

// quality is the score from 1 to 10 that prompt engineers keep: the mean of the
// metrics by the suite's weights (1 where it names none), or the score where no
// metric has a weight.
func quality(score float64, metrics map[string]float64, weights map[string]Metric) float64 {
	sum, total := 0.0, 0.0
	for _, name := range slices.Sorted(maps.Keys(metrics)) { // sorted, as the order of a sum shows in its last digit
		weight := 1.0
		if m, ok := weights[name]; ok {
			weight = m.Weight
		}
		sum, total = sum+weight*metrics[name], total+weight
	}
	if total > 0 {
		score = sum / total
	}
	return min(10, max(1, 10*score)) // code may give scores above 1
}

// latencies are those of every output that a provider gave, in rising order.
func (run *Run) latencies() []time.Duration {
	var all []time.Duration
	for i := range run.Results {
		if r := &run.Results[i]; r.called() {
			all = append(all, r.Answer.Latency)
		}
	}
	slices.Sort(all)
	return all
}

// percentile is the smallest value that p percent of all do not exceed, 0 for
// none.
func percentile(sorted []time.Duration, p float64) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	rank := int(math.Ceil(p / 100 * float64(len(sorted))))
	return sorted[max(rank, 1)-1]
}
