package cmd

import "slices"

// stepPair is what one step of a chain gave on both sides, nil where it did not run.
type stepPair struct {
	as            string
	before, after *string
}

// stepsOf pairs the steps of two samples, of which either may be nil, by the vars
// that hold their outputs: all but the last, which gives the output of the chain.
func stepsOf(before, after *resultJSON) []stepPair {
	var pairs []stepPair
	for side, r := range []*resultJSON{before, after} {
		if r == nil {
			continue
		}
		for i := range len(r.Steps) - 1 {
			s := &r.Steps[i]
			at := slices.IndexFunc(pairs, func(p stepPair) bool { return p.as == s.As })
			if at < 0 {
				at, pairs = len(pairs), append(pairs, stepPair{as: s.As})
			}
			if side == 0 {
				pairs[at].before = &s.Output
			} else {
				pairs[at].after = &s.Output
			}
		}
	}
	return pairs
}

// output is what a sample gave, nil for none.
func (r *resultJSON) output() *string {
	if r == nil {
		return nil
	}
	return &r.Output
}
