package eval

import "github.com/promptgit/promptgit/internal/stats"

// Correct decides on several comparisons that answer one question together, as
// those of a gate: their p values are corrected by Holm's method, so that the
// chance that any of them is called worse or better by accident stays at 5 %. It
// sets the verdicts and gives the corrected p values, in the order of the list;
// nil for a comparison that tested nothing. Worse or better by the bare p value
// alone becomes Unknown. PValue stays as it was, and so does every other verdict.
func Correct(list []*Comparison) []*float64 {
	var p []float64
	for _, c := range list {
		if c.PValue != nil {
			p = append(p, *c.PValue)
		}
	}
	holm := stats.Holm(p)
	adjusted := make([]*float64, len(list))
	for i, c := range list {
		if c.PValue == nil {
			continue
		}
		adjusted[i], holm = new(holm[0]), holm[1:]
		if (c.Verdict == Worse || c.Verdict == Better) && *adjusted[i] >= significant {
			c.Verdict = Unknown
		}
	}
	return adjusted
}
