package eval

import "fmt"

// groupSum adds up the assertions of a case or of an assert-set.
type groupSum struct {
	threshold     *float64
	total, weight float64
	failed        bool
	metrics       metricSums
	asserts       []AssertResult
}

func (g *groupSum) add(v Verdict, weight float64, metric string) {
	g.total += v.Score * weight
	g.weight += weight
	g.failed = g.failed || !v.Pass
	if metric != "" {
		g.metrics.add(metric, v.Score*weight, weight)
	}
	g.metrics.named(v.Details, weight, metric)
}

func (g *groupSum) score() float64 {
	if g.weight > 0 {
		return g.total / g.weight
	}
	return 0
}

func (g *groupSum) pass() bool {
	if g.threshold != nil {
		return g.score() >= *g.threshold
	}
	return !g.failed
}

func (g *groupSum) verdict() Verdict {
	passed := 0
	for _, a := range g.asserts {
		if a.Pass {
			passed++
		}
	}
	reason := fmt.Sprintf("%d of %d assertions of the set passed", passed, len(g.asserts))
	if g.threshold != nil {
		reason = fmt.Sprintf("expected a score of at least %v, got %.3g: %s", *g.threshold, g.score(), reason)
	}
	return Verdict{Pass: g.pass(), Score: g.score(), Reason: reason}
}

// metricSum is a weighted sum of scores and the sum of its weights.
type metricSum struct{ total, weight float64 }

func (m metricSum) mean() float64 {
	if m.weight > 0 {
		return m.total / m.weight
	}
	return 0
}

type metricSums map[string]metricSum

func (m metricSums) add(name string, total, weight float64) {
	s := m[name]
	m[name] = metricSum{s.total + total, s.weight + weight}
}

// fold takes over the metrics of a set's members, weighted again by the set's
// weight; a metric of the set's own name is not counted twice.
func (m metricSums) fold(inner metricSums, weight float64, own string) {
	for name, s := range inner {
		if name != own {
			m.add(name, s.mean()*s.weight*weight, s.weight*weight)
		}
	}
}

func (m metricSums) weights() map[string]float64 {
	if len(m) == 0 {
		return nil
	}
	weights := make(map[string]float64, len(m))
	for name, s := range m {
		weights[name] = s.weight
	}
	return weights
}

func (m metricSums) means() map[string]float64 {
	if len(m) == 0 {
		return nil
	}
	means := make(map[string]float64, len(m))
	for name, s := range m {
		means[name] = s.mean()
	}
	return means
}
