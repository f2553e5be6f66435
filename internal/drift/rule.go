package drift

import "math"

// Rule says what is to be noticed, and when there is an alarm.
type Rule struct {
	Drop      float64 // of the mean score, in (0, 1): in units of the score, or as a share of the baseline
	Relative  bool    // Drop is a share of the baseline
	Threshold float64 // W at which there is an alarm, above 1: the mean number of looks to a false one is at least this
}

const (
	// boundLevel is that of Wilson's interval whose lower end is the mean that the
	// looks are tested against: 1 in 20 baselines promises more than the truth.
	boundLevel = 0.90
	// slack is how much of the drop may lie between a baseline and its bound. With
	// more, a version that has dropped looks like one whose baseline was lucky; with
	// less, measuring the baseline takes longer (docs/statistics.md has both).
	slack = 0.4
)

// target is the mean to be noticed; not above 0 where the baseline is too low to
// drop so far.
func (r Rule) target(baseline float64) float64 {
	if r.Relative {
		return baseline * (1 - r.Drop)
	}
	return baseline - r.Drop
}

// narrow says whether a baseline is known well enough to be watched.
func (r Rule) narrow(baseline, bound float64) bool {
	target := r.target(baseline)
	return target > 0 && baseline-bound <= slack*(baseline-target)
}

// wider is the mean of the smallest drop that a baseline with such a bound can
// tell from luck, where that is more than the rule asks for; not above 0 where it
// can tell none.
func (r Rule) wider(baseline, bound float64) float64 {
	if r.target(baseline) <= 0 {
		return 0
	}
	return baseline - (baseline-bound)/slack
}

func (r Rule) logThreshold() float64 { return math.Log(r.Threshold) }
