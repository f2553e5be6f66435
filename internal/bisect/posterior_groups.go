package bisect

import (
	"math"
	"slices"
)

// elsewhereAt is the probability from which on a case broke at another version
// than the culprit.
const elsewhereAt = .95

// own is what the readings of one case alone say of where it broke.
type own struct {
	c   int
	log []float64 // log likelihood of every single version, by segment of the case
	sum float64   // of all versions, as a mean
}

// own weighs the versions for one case by the hyper that fits all of them best.
func (s *noisy) own(c, h int) own {
	k := &s.cases[c]
	o := own{c: c, log: make([]float64, len(k.rates)), sum: math.Inf(-1)}
	for j := range k.rates {
		o.log[j] = math.Inf(-1)
		if from, to := k.segment(j, s.last()); from < to {
			o.log[j] = k.rates[j].log[h] + math.Log(k.rates[j].broke(&s.hypers[h]))
			o.sum = logSum(o.sum, o.log[j]+math.Log(float64(to-from)))
		}
	}
	o.sum -= math.Log(float64(s.last()))
	return o
}

// logSum is logAdd where both may be that of nothing.
func logSum(a, b float64) float64 {
	if math.IsInf(a, -1) {
		return b
	}
	return logAdd(a, b)
}

// at is the log likelihood that the case broke at a version.
func (s *noisy) at(o *own, version int) float64 {
	j := 0
	for j < len(s.cases[o.c].runs) && s.cases[o.c].runs[j].version < version {
		j++
	}
	return o.log[j]
}

// elsewhere is the probability that a case that broke did so at another version.
// The versions share even odds with that one: of a case that was read nowhere
// else than at the ends it is not said that it broke elsewhere.
func (s *noisy) elsewhere(o *own, version int) float64 {
	return 1 / (1 + math.Exp(s.at(o, version)-o.sum))
}

// fitted is the likeliest of the hypers that tell cases apart, if version is the
// first bad one.
func (s *noisy) fitted(b *belief, version int) int {
	g, _ := slices.BinarySearch(b.bounds, version)
	best := 0
	for h := range s.hypers {
		if b.mass[g-1][h] > b.mass[g-1][best] {
			best = h
		}
	}
	return best
}

// dropped is the probability that the case broke at all, there or anywhere.
func (s *noisy) dropped(o *own, h, version int) float64 {
	y := &s.hypers[h]
	odds := min(y.share, .5)
	log := logSum(s.at(o, version), o.sum) - math.Ln2 - y.logShare
	return 1 / (1 + (1-odds)/odds*math.Exp(s.cases[o.c].same.log[y.shape]-log))
}

// broken are the cases that have broken somewhere with more than a probability.
func (s *noisy) broken(b *belief, culprit int, p float64) []own {
	h := s.fitted(b, culprit)
	var all []own
	for c := range s.cases {
		if o := s.own(c, h); s.dropped(&o, h, culprit) > p {
			all = append(all, o)
		}
	}
	return all
}

// others groups the cases that broke at another version than the culprit by
// where they did: the likeliest version for all of them, less those that in turn
// broke elsewhere, and so on.
func (s *noisy) others(b *belief, culprit int) []Change {
	left := slices.DeleteFunc(s.broken(b, culprit, flippedAt), func(o own) bool { return s.elsewhere(&o, culprit) <= elsewhereAt })
	var changes []Change
	for len(left) > 0 {
		change := s.together(b, culprit, left)
		rest := left[:0:0]
		for _, o := range left {
			if s.elsewhere(&o, change.Version) > elsewhereAt {
				rest = append(rest, o)
			} else {
				change.Cases = append(change.Cases, o.c)
			}
		}
		if len(change.Cases) == 0 { // no version fits them all: the first for itself
			change = s.together(b, culprit, left[:1])
			change.Cases, rest = []int{left[0].c}, left[1:]
		} else if len(rest) > 0 {
			kept := slices.DeleteFunc(slices.Clone(left), func(o own) bool { return !slices.Contains(change.Cases, o.c) })
			change.P = s.mass(b, culprit, kept, change.Version)
		}
		changes = append(changes, change)
		left = rest
	}
	slices.SortFunc(changes, func(x, y Change) int { return x.Version - y.Version })
	return changes
}

// together is the likeliest version other than the culprit for cases that broke
// together, the earliest of several, and how likely it is.
func (s *noisy) together(b *belief, culprit int, cases []own) Change {
	best, top := 0, math.Inf(-1)
	s.eachShared(b, culprit, cases, func(version, _ int, log float64) {
		if log > top+1e-9 || best == 0 {
			best, top = version, log
		}
	})
	return Change{Version: best, P: s.mass(b, culprit, cases, best)}
}

func (s *noisy) mass(b *belief, culprit int, cases []own, version int) float64 {
	sum, at := math.Inf(-1), math.Inf(-1)
	s.eachShared(b, culprit, cases, func(first, n int, log float64) {
		sum = logSum(sum, log+math.Log(float64(n)))
		if first <= version && version < first+n {
			at = log
		}
	})
	return math.Exp(at - sum)
}

// eachShared gives the log likelihood of the cases to have broken together, by
// runs of versions that share it; the culprit is left out.
func (s *noisy) eachShared(b *belief, culprit int, cases []own, give func(first, n int, log float64)) {
	for g := range b.mass {
		from, to := b.bounds[g], b.bounds[g+1]
		log := 0.0
		for i := range cases {
			log += s.at(&cases[i], to)
		}
		if culprit <= from || culprit > to {
			give(from+1, to-from, log)
			continue
		}
		if culprit-1 > from {
			give(from+1, culprit-1-from, log)
		}
		if to > culprit {
			give(culprit+1, to-culprit, log)
		}
	}
}
