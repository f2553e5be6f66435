package drift

import "github.com/promptgit/promptgit/internal/stats"

// Uneven is a baseline whose looks do not agree with each other.
type Uneven struct {
	First, After float64 // mean scores of the first look and of those after it, over the same cases
	P            float64
}

// Uneven says whether the looks of the baseline after the first one found less than
// it: the model may have dropped before its baseline was known. It deals the looks
// at each case out again, and is false from p = 0.01 on. The cases are those of the
// last look.
func (w *Watch) Uneven() (Uneven, bool) {
	var strata []stats.Stratum
	var u Uneven
	for _, b := range w.last {
		if b.looks() > 1 {
			s := stats.Stratum{With: b.scores[1:], Without: b.scores[:1]}
			strata = append(strata, s)
			u.First += s.Without[0]
			u.After += stats.Mean(s.With)
		}
	}
	if len(strata) == 0 || u.After >= u.First {
		return Uneven{}, false
	}
	u.First /= float64(len(strata))
	u.After /= float64(len(strata))
	u.P = stats.NewStratified(strata, 1, 1).PValue
	return u, u.P < fellLevel
}
