package page

import (
	"math"
	"strconv"
)

// scale is the vertical axis of a chart.
type scale struct {
	Low, High float64
	Ticks     []float64
}

// least is the smallest range that is drawn: a finer one would show noise as if it
// were a change.
const least = 0.2

// scaleOf takes in all scores and intervals, rounded outward to what reads well.
// Scores lie in [0, 1], and so does the axis, unless a score of somebody's code does
// not.
func scaleOf(points []Point) scale {
	low, high := math.Inf(1), math.Inf(-1)
	for i := range points {
		p := &points[i]
		if !finite(p.Score) {
			continue
		}
		low, high = min(low, *p.Score), max(high, *p.Score)
		if from, to, ok := p.band(); ok {
			low, high = min(low, from), max(high, to)
		}
	}
	if low > high {
		low, high = 0, 1
	}
	within := low >= 0 && high <= 1
	if high-low < least {
		middle := (low + high) / 2
		low, high = middle-least/2, middle+least/2
	}
	step := stepOf(high - low)
	low, high = math.Floor(low/step+1e-9)*step, math.Ceil(high/step-1e-9)*step
	if within {
		low, high = max(low, 0), min(high, 1)
	}
	s := scale{Low: low, High: high}
	for i := 0; ; i++ {
		tick := low + float64(i)*step
		if tick > high+step/1000 || i > 20 {
			break
		}
		s.Ticks = append(s.Ticks, tick)
	}
	return s
}

// stepOf is 1, 2 or 5 times a power of ten, for four to eight ticks.
func stepOf(span float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(span/4)))
	for _, times := range []float64{1, 2, 5} {
		if span/(times*power) <= 6 {
			return times * power
		}
	}
	return 10 * power
}

// text writes a tick, all with the same digits.
func (s scale) text(v float64) string {
	decimals := 0
	if len(s.Ticks) > 1 {
		decimals = max(0, int(math.Ceil(-math.Log10(s.Ticks[1]-s.Ticks[0])-1e-9)))
	}
	return strconv.FormatFloat(v, 'f', decimals, 64)
}

// y is how far from the top a value lies, of a height.
func (s scale) y(v, height float64) float64 {
	share := (v - s.Low) / (s.High - s.Low)
	return (1 - min(max(share, 0), 1)) * height
}

// band is the interval of a point within where scores lie.
func (p *Point) band() (from, to float64, ok bool) {
	if p.Score == nil || p.Interval == nil || !finite(&p.Interval[0]) || !finite(&p.Interval[1]) {
		return 0, 0, false
	}
	from, to = clip(p.Interval, 0, 1)
	return from, to, true
}

func finite(v *float64) bool {
	return v != nil && !math.IsNaN(*v) && !math.IsInf(*v, 0)
}

// digits writes a coordinate, to a tenth.
func digits(v float64) string {
	return strconv.FormatFloat(math.Round(v*10)/10, 'f', -1, 64)
}
