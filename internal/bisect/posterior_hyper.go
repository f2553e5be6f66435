package bisect

import "math"

// hyper is one belief about how cases break, shared by all of them: the shape of
// their rates, how far they drop, and the share of them that does.
type hyper struct {
	shape, slab         int
	share               float64 // prior of a case to be among those that broke
	odds                float64 // the same as odds, infinite where all break
	logShare, logSpared float64
}

// perCase is the number of hypers under which each case has rates of its own, the
// last of which make all cases drop by one shift; pooled is one more, under which
// all cases are one.
const (
	byShare = shapes * 5
	perCase = byShare + alike*shifts
	pooled  = perCase
	hypers  = perCase + 1
)

// spared are the beliefs under which nothing broke: one for each shape, and the
// pooled one.
const (
	sparedPooled = allShapes
	spared       = allShapes + 1
)

func newHypers(cases int) [perCase]hyper {
	var all [perCase]hyper
	shares := [...]float64{1 / float64(max(cases, 1)), .05, .15, .4}
	i := 0
	add := func(h hyper) {
		h.odds = h.share / (1 - h.share)
		h.logShare, h.logSpared = math.Log(h.share), math.Log1p(-h.share)
		all[i] = h
		i++
	}
	for shape := range shapes {
		for _, share := range shares {
			add(hyper{shape: shape, slab: bigSlab, share: share})
		}
		add(hyper{shape: shape, slab: smallSlab, share: 1})
	}
	for shape := range alike {
		for range shifts {
			add(hyper{shape: shapes + shape, share: 1})
		}
	}
	return all
}

// prior is what is believed before any reading.
type prior struct {
	none   float64 // that nothing broke
	pooled float64 // that all cases are one
	shift  float64 // that all cases drop by one shift, if they do
}

// recommended is the prior of a search, .05 against a regression for who vouches
// that there is one.
func recommended(assume bool) prior {
	p := prior{none: .5, pooled: .05, shift: .25}
	if assume {
		p.none = .05
	}
	return p
}

// shapeWeight is the weight of a shape among those where some cases break.
func shapeWeight(a int) float64 {
	return [3]float64{.45, .35, .2}[a/3] / 3
}

// change is the log prior of a hyper and one first bad version of m.
func (p prior) change(h, m int) float64 {
	weight := p.pooled
	switch {
	case h < byShare:
		weight = (1 - p.pooled - p.shift) * shapeWeight(h/5) / 5
	case h < pooled:
		weight = p.shift / (alike * shifts)
	}
	return math.Log((1 - p.none) * weight / float64(m))
}

func (p prior) spared(a int) float64 {
	weight := p.pooled
	switch {
	case a < shapes:
		weight = (1 - p.pooled - p.shift) * shapeWeight(a)
	case a < sparedPooled:
		weight = p.shift / alike
	}
	return math.Log(p.none * weight)
}
