package page

import (
	"fmt"
	"slices"
	"strings"
)

// chart is a history as a drawing that fills its width: paths in a box of 1000 by
// Height that is stretched, and everything that must keep its shape at a share of the
// width.
type chart struct {
	plot
	Title  string
	Height int
	Ticks  []tick
	Marks  []mark
	Flags  []flag // labels and releases
	Dates  []date
	Points []Point // that have a mark, for its table
	All    int     // points that the line goes through
}

// tick is a line of the grid.
type tick struct{ Y, Text string }

// mark is a point with its verdict.
type mark struct {
	sense
	X, Y string // a share of the width, and units from the top
	Tip  string
	Link string
}

// flag is a label over the chart. Text is "" where there is no room for it.
type flag struct{ X, Text, Anchor string }

// date is a place on the horizontal axis.
type date struct{ X, Text, Anchor string }

const (
	chartWidth  = 1000
	chartHeight = 200
	mostMarks   = 160 // points that can be pointed at
)

// Chart draws the points of a prompt.
func (s scene) Chart(points []Point, metric string) *chart {
	axis := scaleOf(points)
	c := &chart{plot: newPlot(points, axis, chartWidth, chartHeight), Height: chartHeight, All: len(points), Title: told(points, metric)}
	for _, v := range axis.Ticks {
		c.Ticks = append(c.Ticks, tick{digits(axis.y(v, chartHeight)), axis.text(v)})
	}
	for _, i := range marked(points) {
		p := &points[i]
		c.Points = append(c.Points, *p)
		c.Marks = append(c.Marks, mark{
			sense: verdictOf(p.Verdict), X: share(i, len(points)), Y: digits(axis.y(*p.Score, chartHeight)),
			Tip: tip(p), Link: s.Links.Detail(s.Prompt(), p.Rev),
		})
	}
	c.Flags, c.Dates = flags(points), dates(points)
	return c
}

// share is where the point i of n lies, as an attribute of SVG.
func share(i, n int) string { return digits(place(i, n, 100)) + "%" }

// told says in words what a chart shows.
func told(points []Point, metric string) string {
	what := "Score"
	if metric != "" {
		what = metric
	}
	var first, last, least, most *float64
	judged := 0
	for i := range points {
		v := points[i].Score
		if !finite(v) {
			continue
		}
		if judged++; first == nil {
			first, least, most = v, v, v
		}
		if last = v; *v < *least {
			least = v
		}
		if *v > *most {
			most = v
		}
	}
	switch judged {
	case 0:
		return what + ": no iteration is judged yet"
	case 1:
		return fmt.Sprintf("%s of one iteration: %s", what, scoreText(last))
	}
	return fmt.Sprintf("%s through %s: first %s, last %s, lowest %s, highest %s", what, plural(judged, "judged iteration"),
		scoreText(first), scoreText(last), scoreText(least), scoreText(most))
}

// tip is what a reader sees at a point, a line each.
func tip(p *Point) string {
	lines := []string{short(p.Rev), scoreText(p.Score)}
	if p.Interval != nil {
		lines[1] += " " + intervalText(p.Interval)
	}
	if p.Verdict != "" {
		lines[1] += " " + p.Verdict
	}
	if !p.Time.IsZero() {
		lines[0] += " " + day(p.Time)
	}
	if p.Break {
		lines = append(lines, "not comparable with the one before")
	}
	if p.Label != "" {
		lines = append(lines, cut(p.Label, 80))
	}
	if len(p.Labels) > 0 {
		lines = append(lines, cut(strings.Join(p.Labels, ", "), 80))
	}
	return strings.Join(lines, "\n")
}

// cut keeps the start of a text, of so many characters.
func cut(text string, most int) string {
	if n := []rune(text); len(n) > most {
		return string(n[:most-1]) + "…"
	}
	return text
}

// marked are the points that get a mark: all where there is room, else the ends,
// those that the test calls better or worse, those with a label, the lowest and the
// highest, and others in between as there is room.
func marked(points []Point) []int {
	var judged, telling []int
	lowest, highest := -1, -1
	for i := range points {
		p := &points[i]
		if !finite(p.Score) {
			continue
		}
		judged = append(judged, i)
		if lowest < 0 || *p.Score < *points[lowest].Score {
			lowest = i
		}
		if highest < 0 || *p.Score > *points[highest].Score {
			highest = i
		}
		if p.Verdict == "better" || p.Verdict == "worse" || len(p.Labels) > 0 {
			telling = append(telling, i)
		}
	}
	if len(judged) <= mostMarks {
		return judged
	}
	ends := []int{judged[0], judged[len(judged)-1], lowest, highest}
	kept := append(ends, every(telling, mostMarks-len(ends))...)
	if room := mostMarks - len(kept); room > 0 {
		kept = append(kept, every(judged, room)...)
	}
	slices.Sort(kept)
	return slices.Compact(kept)
}

// every takes up to most of a list, evenly.
func every(list []int, most int) []int {
	if len(list) <= most {
		return list
	}
	kept := make([]int, 0, most)
	for i := range most {
		kept = append(kept, list[i*len(list)/most])
	}
	return kept
}
