package page

import "testing"

func TestTheLastPointOfASparkStandsAtTheEndOfItsLine(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		scores []float64
		line   string
		x, y   string
	}{
		{"at the top", []float64{0.5, 1}, "M35 32L105 0", "105", "0"},
		{"at the bottom", []float64{0.5, 0}, "M35 0L105 32", "105", "32"},
	} {
		var points []Point
		for _, score := range c.scores {
			points = append(points, Point{Score: &score})
		}
		got := scene{}.Spark(points)
		if got.Line != c.line || got.Last == nil || got.Last.X != c.x || got.Last.Y != c.y {
			t.Errorf("%s: line %q, last %+v", c.name, got.Line, got.Last)
		}
	}
}
