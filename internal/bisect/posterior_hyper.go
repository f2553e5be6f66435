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

// perCase is the number of hypers under which each case has rates of its own;
// pooled is one more, under which all cases are one.
const (
	perCase = shapes * 5
	pooled  = perCase
	hypers  = perCase + 1
)

// spared are the beliefs under which nothing broke: one for each shape, and the
// pooled one.
const (
	sparedPooled = shapes
	spared       = shapes + 1
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
	return all
}

// prior is what is believed before any reading.
type prior struct {
	none   float64 // that nothing broke
	pooled float64 // that all cases are one
}

// recommended is the prior of a search, .05 against a regression for who vouches
// that there is one.
func recommended(assume bool) prior {
	p := prior{none: .5, pooled: .05}
	if assume {
		p.none = .05
	}
	return p
}

// change is the log prior of a hyper and one first bad version of m.
func (p prior) change(h, m int) float64 {
	weight := (1 - p.pooled) / perCase
	if h == pooled {
		weight = p.pooled
	}
	return math.Log((1 - p.none) * weight / float64(m))
}

func (p prior) spared(a int) float64 {
	weight := (1 - p.pooled) / shapes
	if a == sparedPooled {
		weight = p.pooled
	}
	return math.Log(p.none * weight)
}
