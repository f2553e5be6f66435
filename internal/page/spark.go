package page

import "strings"

// spark is a trend of the size of a word.
type spark struct {
	plot
	Title string
	Width int
	Tall  int
	Last  *mark
}

// The box of a spark, and how many of the newest iterations it shows.
const (
	sparkWidth  = 140
	sparkHeight = 32
	sparkPoints = 60
)

// Spark draws the newest points.
func (s scene) Spark(points []Point) *spark {
	points = recent(points)
	axis := scaleOf(points)
	out := &spark{plot: newPlot(points, axis, sparkWidth, sparkHeight), Title: told(points, ""), Width: sparkWidth, Tall: sparkHeight}
	for i := len(points) - 1; i >= 0; i-- {
		if p := &points[i]; finite(p.Score) {
			out.Last = &mark{
				sense: verdictOf(p.Verdict), X: digits(place(i, len(points), sparkWidth)), Y: digits(axis.y(*p.Score, sparkHeight)),
			}
			break
		}
	}
	return out
}

// recent are the points that a spark shows.
func recent(points []Point) []Point {
	return points[max(0, len(points)-sparkPoints):]
}

// trendText writes what a spark shows as numbers, oldest first.
func trendText(points []Point) string {
	var b strings.Builder
	for i, p := range recent(points) {
		if i > 0 {
			b.WriteString(", ")
		}
		if p.Break {
			b.WriteString("| ")
		}
		b.WriteString(scoreText(p.Score))
		if p.Interval != nil {
			b.WriteString(" " + intervalText(p.Interval))
		}
	}
	return b.String()
}
