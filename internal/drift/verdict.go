package drift

import "math"

// Verdict is what the looks so far come to.
type Verdict string

// The verdicts. One look in an alarm is not enough for Drifted: the look after it
// must be one, too, and W counts both. So whoever looks next confirms or lifts an
// alarm, on whichever machine.
const (
	Measuring Verdict = "measuring" // the baseline is not known well enough yet
	TooLow    Verdict = "too low"   // the baseline is below the drop: nothing can be noticed
	Steady    Verdict = "no drift"  // W is below the threshold
	Alarm     Verdict = "alarm"     // the last look brought W to the threshold
	Drifted   Verdict = "drift"     // the last two looks found it there
)

// Verdict is that of the looks so far.
func (w *Watch) Verdict() Verdict {
	switch {
	case w.alarms > 1:
		return Drifted
	case w.alarms == 1:
		return Alarm
	case w.look.N > 0 && !w.look.Wider:
		return Steady
	}
	if mean, _, ok := w.Baseline(); ok && w.rule.target(mean) <= 0 {
		return TooLow
	}
	return Measuring
}

// Tested is the number of looks that were tested against a baseline.
func (w *Watch) Tested() int { return w.tested }

// LogW is the logarithm of the e-CUSUM, 0 before anything was tested.
func (w *Watch) LogW() float64 { return w.logW }

// Baseline is what the cases of the last look scored before they are watched, and
// how many samples of one case that is worth. It is false without a look.
func (w *Watch) Baseline() (mean, samples float64, ok bool) {
	if len(w.last) == 0 {
		return 0, 0, false
	}
	mean, samples = pooled(w.last, 0)
	return mean, samples, true
}

// mostLooks bounds the search of Missing.
const mostLooks = 10_000

// Missing is how many more looks like the last one it takes until all its cases
// are watched, 0 where they are. It is false where no number of looks is enough:
// there was no look, or the baseline is below the drop.
func (w *Watch) Missing() (looks int, ok bool) {
	if len(w.last) == 0 {
		return 0, false
	}
	enough := func(more int) bool {
		mean, samples := pooled(w.last, more)
		return w.rule.narrow(mean, Bound(mean, samples))
	}
	if !enough(mostLooks) {
		return 0, false
	}
	low, high := -1, mostLooks // enough(high), and not enough(low)
	for high-low > 1 {
		if mid := low + (high-low)/2; enough(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high, true
}

// W is the e-CUSUM itself, false where it is too large for a number.
func (w *Watch) W() (float64, bool) {
	x := math.Exp(w.logW)
	return x, !math.IsInf(x, 1)
}
