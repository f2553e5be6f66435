package eval

import "github.com/promptgit/promptgit/internal/stats"

// falseShare is the share of false alarms to be expected among the single cases
// that are said to have moved.
const falseShare = 0.10

// MovedCase is a single case whose share of samples that pass is another one, by
// Fisher's exact test and corrected by Benjamini and Hochberg's method for the
// number of cases tested. Only cases with several samples on both sides are
// tested: with one sample a case, no case moves beyond doubt, it flips.
type MovedCase struct {
	Name       string
	Base, Head float64 // shares of samples that pass
	PValue     float64 // two-sided
	Adjusted   float64 // at most 0.10
}

func movedCases(pairs []pair) []MovedCase {
	var cases []MovedCase
	var p []float64
	for i := range pairs {
		was, is := pairs[i].base, pairs[i].head
		if was.Samples < 2 || is.Samples < 2 {
			continue
		}
		value := stats.Fisher(was.Passes, was.Samples, is.Passes, is.Samples)
		p = append(p, value)
		cases = append(cases, MovedCase{
			Name: is.Name(), PValue: value,
			Base: float64(was.Passes) / float64(was.Samples), Head: float64(is.Passes) / float64(is.Samples),
		})
	}
	var moved []MovedCase
	for i, adjusted := range stats.BenjaminiHochberg(p) {
		if cases[i].Adjusted = adjusted; adjusted <= falseShare {
			moved = append(moved, cases[i])
		}
	}
	return moved
}
