package drift

import (
	"math"

	"github.com/promptgit/promptgit/internal/stats"
)

// Watch takes the looks at one version in the order of time. The first one is
// the baseline. While the baseline of a case is not known well enough, later
// looks at it go into its baseline, too; from then on they are tested against it.
// So a case that is new in a changed suite starts a baseline of its own, and does
// not disturb those that stayed.
type Watch struct {
	rule   Rule
	before baselines
	logW   float64
	alarms int // looks with an alarm at the end of those that were tested
	tested int
	last   []baseline // of the cases of the last look, after it
	look   Look
}

// New begins a watch by a rule.
func New(rule Rule) *Watch { return &Watch{rule: rule, before: baselines{}} }

// Add takes the next look. Each key is to come once.
func (w *Watch) Add(cases []Case) Look {
	look, least := w.judge(cases)
	w.last = w.last[:0]
	for _, c := range cases {
		b, known := w.before[c.Key]
		if !known || b.looks < least {
			b.sum += clamp(c.Score)
			b.looks++
			w.before[c.Key] = b
			look.Measuring++
		}
		w.last = append(w.last, b)
	}
	if look.N > 0 {
		w.tested++
		w.logW = stats.ECusum(w.logW, look.LogE)
		if w.alarms++; w.logW < w.rule.logThreshold() {
			w.alarms = 0
		}
	}
	look.LogW = w.logW
	w.look = look
	return look
}

// judge tests the largest set of cases whose common baseline is known well
// enough: those whose own baseline rests on at least so many looks. Without such
// a set that number is beyond all.
func (w *Watch) judge(cases []Case) (look Look, least int) {
	for _, least = range w.before.known(cases) {
		list, changes := make([]baseline, 0, len(cases)), make([]float64, 0, len(cases))
		sum := 0.0
		for _, c := range cases {
			if b, known := w.before[c.Key]; known && b.looks >= least {
				list = append(list, b)
				changes = append(changes, clamp(c.Score)-b.mean())
				sum += clamp(c.Score)
			}
		}
		n := len(list)
		mean, samples := pooled(list, 0)
		bound := Bound(mean, samples)
		if !w.rule.narrow(mean, bound) {
			continue
		}
		target := w.rule.target(mean)
		return Look{
			N: n, Baseline: mean, Samples: samples, Now: sum / float64(n), Interval: intervalOf(changes), Bound: bound, Target: target,
			LogE: stats.LogE(sum, n, bound, target),
		}, least
	}
	return Look{}, math.MaxInt
}

func intervalOf(changes []float64) stats.Interval {
	bounds, ok := stats.T(changes, 0.95)
	if !ok {
		bounds = stats.Unanimous(changes[0], len(changes), 0.95)
	}
	return bounds
}

func clamp(score float64) float64 { return min(1, max(0, score)) }
