package page

import (
	"cmp"
	"fmt"
	"slices"
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
	InSet, Culprit bool
	Width          string // of its bar
}

// credible is the probability of the credible set.
const credible = 0.95

// Belief draws a search.
func (b *Bisect) Belief() *posterior {
	p := &posterior{None: b.NoChange, Candidates: len(b.Candidates)}
	most := 0.0
	for _, c := range b.Candidates {
		p.Rows = append(p.Rows, belief{Candidate: c})
		if finite(&c.P) {
			most = max(most, c.P)
		}
	}
	p.mark(b.Culprit)
	for i := range p.Rows {
		p.Rows[i].Width = digits(100*min(max(p.Rows[i].P, 0), 1)) + "%"
	}
	p.Most = percent(&most)
	p.Title = fmt.Sprintf("Probability of each of %s: the highest is %s", plural(len(b.Candidates), "candidate"), p.Most)
	if len(p.Rows) > 0 {
		p.First, p.Last = short(p.Rows[0].Iteration.Rev), short(p.Rows[len(p.Rows)-1].Iteration.Rev)
	}
	p.draw(most)
	return p
}

// mark finds the smallest set of candidates that holds so much of what they have
// together.
func (p *posterior) mark(culprit *Iteration) {
	order := make([]int, len(p.Rows))
	sum := 0.0
	for i := range p.Rows {
		order[i] = i
		sum += max(p.Rows[i].P, 0)
		p.Rows[i].Culprit = culprit != nil && culprit.Rev == p.Rows[i].Iteration.Rev
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(p.Rows[b].P, p.Rows[a].P) })
	held := 0.0
	for _, i := range order {
		if sum <= 0 || held >= credible*sum-1e-12 {
			break
		}
		held += p.Rows[i].P
		p.Rows[i].InSet = true
		p.InSet++
	}
}

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
		gap := min(width/5, 4)
		out := &rest
		switch {
		case best.Culprit:
			out = &culprit
		case best.InSet:
			out = &set
		}
		fmt.Fprintf(out, "M%s 100v-%sh%sV100z", digits(float64(i)*width+gap/2), digits(tall), digits(width-gap))
	}
	p.Rest, p.Set, p.Culprit = rest.String(), set.String(), culprit.String()
}
