package page

import (
	"math"
	"testing"
)

func at(v float64) *float64 { return &v }

// scored is a point with an interval of a width to both sides.
func scored(v, width float64) Point {
	return Point{Score: &v, Interval: &[2]float64{v - width, v + width}}
}

func TestTheAxisTakesInAllThatIsDrawn(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name      string
		points    []Point
		low, high float64
		first     string // tick
	}{
		{"nothing", nil, 0, 1, "0.0"},
		{"nothing judged", []Point{{}, {}}, 0, 1, "0.0"},
		{"one score", []Point{{Score: at(0.5)}}, 0.4, 0.6, "0.40"},
		{"all pass", []Point{{Score: at(1)}, {Score: at(1)}}, 0.9, 1, "0.90"},
		{"none passes", []Point{{Score: at(0)}}, 0, 0.1, "0.00"},
		{"an interval beyond what scores can be", []Point{scored(0.9, 0.3)}, 0.6, 1, "0.6"},
		{"low and high", []Point{scored(0.12, 0.1), scored(0.93, 0.05)}, 0, 1, "0.0"},
		{"scores of somebody's code", []Point{{Score: at(-3)}, {Score: at(40)}}, -10, 40, "-10"},
		{"not a number", []Point{{Score: at(math.NaN())}, {Score: at(math.Inf(1))}, {Score: at(0.5)}}, 0.4, 0.6, "0.40"},
	} {
		s := scaleOf(c.points)
		if math.Abs(s.Low-c.low) > 1e-9 || math.Abs(s.High-c.high) > 1e-9 {
			t.Errorf("%s: from %v to %v, want %v to %v", c.name, s.Low, s.High, c.low, c.high)
		}
		if n := len(s.Ticks); n < 2 || n > 8 {
			t.Errorf("%s: ticks %v", c.name, s.Ticks)
		}
		if got := s.text(s.Ticks[0]); got != c.first {
			t.Errorf("%s: the first tick is %q, want %q", c.name, got, c.first)
		}
		for i := range c.points {
			p := &c.points[i]
			if !finite(p.Score) {
				continue
			}
			if y := s.y(*p.Score, 100); y < 0 || y > 100 {
				t.Errorf("%s: %v lies at %v", c.name, *p.Score, y)
			}
		}
	}
}
