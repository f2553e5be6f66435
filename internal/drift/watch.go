package drift

import (
	"math"

	"github.com/promptgit/promptgit/internal/stats"
)

// Watch takes the looks at one version in the order of time. The first one is
// the baseline. While the baseline of a case is not known well enough, later
// looks at it go into its baseline, too, and are tested for drops that are large
// enough to be told from luck already; a look that seems worse is left out of it,
// so that no drop becomes the baseline. From then on looks are tested for the drop
// of the rule. A case that is new in a changed suite starts a baseline of its own,
// and does not disturb those that stayed.
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
		if !known || b.looks() < least && !look.Worse {
			b = b.and(c.Score)
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
// a set that number is beyond all, and all cases that were seen are tested for what
// their baseline can tell.
func (w *Watch) judge(cases []Case) (look Look, least int) {
	counts := w.before.known(cases)
	for _, least = range counts {
		s := w.before.match(cases, least)
		if target := w.rule.target(s.mean); w.rule.narrow(s.mean, s.bound) {
			return s.look(target), least
		}
	}
	if len(counts) == 0 {
		return Look{}, math.MaxInt
	}
	s := w.before.match(cases, counts[0])
	if target := w.rule.wider(s.mean, s.bound); target > 0 {
		look = s.look(target)
	}
	look.Wider = true
	look.Worse = look.LogE > doubt || s.fell()
	return look, math.MaxInt
}

func intervalOf(changes []float64) stats.Interval {
	bounds, ok := stats.T(changes, 0.95)
	if !ok {
		bounds = stats.Unanimous(changes[0], len(changes), 0.95)
	}
	return bounds
}

func clamp(score float64) float64 { return min(1, max(0, score)) }
