package page

import "strings"

// plot is the scores of a list of points as paths of SVG. The line and the band break
// where a point cannot be compared with the one before it.
type plot struct {
	Line     string   // through the scores
	Gap      string   // across iterations that nobody judged
	Band     string   // between the ends of the intervals
	Whisker  string   // an interval that stands alone
	Unjudged string   // a tick each, at the bottom
	Breaks   []string // where they are, by x
}

// columns is how many places a line has at most: a screen shows no more.
const columns = 250

// column is a stretch of points that are drawn at one place.
type column struct {
	x                float64
	least, most      float64 // scores
	rising           bool    // the least of them comes first
	low, high        float64 // of the band
	judged, banded   bool
	broken, unjudged bool // before it; within it
}

// layOut puts points into columns over a width, never one across a break.
func layOut(points []Point, width float64) []column {
	var list []column
	per := max(1, (len(points)+columns-1)/columns)
	size := 0
	for i := range points {
		p := &points[i]
		if size == 0 || size == per || p.Break || len(list) > 0 && list[len(list)-1].judged != finite(p.Score) {
			list = append(list, column{x: place(i, len(points), width), broken: p.Break && i > 0})
			size = 0
		}
		size++
		list[len(list)-1].add(p)
	}
	return list
}

// place is where the point i of n lies.
func place(i, n int, width float64) float64 {
	return (float64(i) + 0.5) / float64(n) * width
}

func (c *column) add(p *Point) {
	if !finite(p.Score) {
		c.unjudged = true
		return
	}
	v := *p.Score
	if !c.judged {
		c.least, c.most, c.judged = v, v, true
	} else if v < c.least {
		c.least, c.rising = v, false
	} else if v > c.most {
		c.most, c.rising = v, true
	}
	if from, to, ok := p.band(); ok {
		if !c.banded {
			c.low, c.high, c.banded = from, to, true
		}
		c.low, c.high = min(c.low, from), max(c.high, to)
	}
}

// newPlot draws points into a box.
func newPlot(points []Point, s scale, width, height float64) plot {
	list := layOut(points, width)
	p := plot{Line: lineOf(list, s, height), Gap: gapsOf(list, s, height)}
	p.Band, p.Whisker = bandOf(list, s, height)
	var ticks strings.Builder
	half := width / float64(max(len(points), 1)) / 2
	for _, c := range list {
		if c.broken {
			p.Breaks = append(p.Breaks, digits(c.x-half))
		}
		if c.unjudged {
			ticks.WriteString("M" + digits(c.x) + " " + digits(height) + "v-5")
		}
	}
	p.Unjudged = ticks.String()
	return p
}

func lineOf(list []column, s scale, height float64) string {
	var b strings.Builder
	pen := false
	for _, c := range list {
		if !c.judged {
			pen = false
			continue
		}
		first, second := c.most, c.least
		if c.rising {
			first, second = c.least, c.most
		}
		b.WriteByte("ML"[one(pen && !c.broken)])
		b.WriteString(digits(c.x) + " " + digits(s.y(first, height)))
		if first != second {
			b.WriteString("V" + digits(s.y(second, height)))
		}
		pen = true
	}
	return b.String()
}

// gapsOf joins what stands on both sides of iterations that nobody judged.
func gapsOf(list []column, s scale, height float64) string {
	var b strings.Builder
	last, open := -1, false
	for i, c := range list {
		switch {
		case c.broken:
			last, open = -1, false
		case !c.judged:
			open = true
		}
		if !c.judged {
			continue
		}
		if open && last >= 0 {
			before := list[last]
			b.WriteString("M" + digits(before.x) + " " + digits(s.y((before.least+before.most)/2, height)))
			b.WriteString("L" + digits(c.x) + " " + digits(s.y((c.least+c.most)/2, height)))
		}
		last, open = i, false
	}
	return b.String()
}

// bandOf is one area a stretch of intervals, and a whisker for one that stands alone.
func bandOf(list []column, s scale, height float64) (band, whisker string) {
	var area, alone strings.Builder
	for from := 0; from < len(list); {
		to := from
		for to < len(list) && list[to].banded && (to == from || !list[to].broken) {
			to++
		}
		switch to - from {
		case 0:
			to++
		case 1:
			c := list[from]
			alone.WriteString("M" + digits(c.x) + " " + digits(s.y(c.low, height)) + "V" + digits(s.y(c.high, height)))
		default:
			for i := from; i < to; i++ {
				area.WriteByte("ML"[one(i > from)])
				area.WriteString(digits(list[i].x) + " " + digits(s.y(list[i].high, height)))
			}
			for i := to - 1; i >= from; i-- {
				area.WriteString("L" + digits(list[i].x) + " " + digits(s.y(list[i].low, height)))
			}
			area.WriteString("Z")
		}
		from = to
	}
	return area.String(), alone.String()
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}
