package page

import (
	"fmt"
	"strings"
)

// posterior is what a search believes, as columns over the candidates.
type posterior struct {
	Title               string
	Rest, Set, Culprit  string // paths in a box of 1000 by 100: outside of the credible set, in it, the one
	Most                string // what the highest column stands for
	First, Last         string
	Rows                []belief
	None                *float64
	InSet               int
	Candidates, Columns int
}

// belief is a candidate with where it stands.
type belief struct {
	Candidate
	Culprit bool
	Width   string // of its bar
}

// beliefOf draws a search.
func beliefOf(b *Bisect) *posterior {
	p := &posterior{None: b.NoChange, Candidates: len(b.Candidates)}
	most := 0.0
	for _, c := range b.Candidates {
		p.Rows = append(p.Rows, belief{
			Candidate: c, Culprit: b.Culprit != nil && b.Culprit.Rev == c.Iteration.Rev, Width: digits(100*min(max(c.P, 0), 1)) + "%",
		})
		p.InSet += one(c.Credible)
		if finite(&c.P) {
			most = max(most, c.P)
		}
	}
	p.Most = percent(&most)
	p.Title = fmt.Sprintf("Probability of each of %s: the highest is %s", plural(len(b.Candidates), "candidate"), p.Most)
	if len(p.Rows) > 0 {
		p.First, p.Last = short(p.Rows[0].Iteration.Rev), short(p.Rows[len(p.Rows)-1].Iteration.Rev)
	}
	p.draw(most)
	return p
}

// mostWidth is that of a column where there are few, of a box of 1000.
const mostWidth = 60

// draw makes at most so many columns as a screen shows: of several candidates the
// most likely one.
func (p *posterior) draw(most float64) {
	var rest, set, culprit strings.Builder
	per := max(1, (len(p.Rows)+columns-1)/columns)
	n := (len(p.Rows) + per - 1) / per
	p.Columns = n
	for i := range n {
		best := &p.Rows[i*per]
		for j := i * per; j < min((i+1)*per, len(p.Rows)); j++ {
			if r := &p.Rows[j]; r.Culprit || !best.Culprit && r.P > best.P {
				best = r
			}
		}
		tall := 1.0 // nothing is impossible
		if most > 0 && finite(&best.P) {
			tall = max(tall, 100*best.P/most)
		}
		width := 1000 / float64(n)
		gap := max(min(width/5, 4), width-mostWidth)
		out := &rest
		switch {
		case best.Culprit:
			out = &culprit
		case best.Credible:
			out = &set
		}
		fmt.Fprintf(out, "M%s 100v-%sh%sV100z", digits(float64(i)*width+gap/2), digits(tall), digits(width-gap))
	}
	p.Rest, p.Set, p.Culprit = rest.String(), set.String(), culprit.String()
}
