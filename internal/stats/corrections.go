package stats

import "slices"

// Holm corrects p values for their number so that the chance of any false alarm
// stays at the level (Holm 1979): the smallest is multiplied by their number, the
// next by one less, and none falls below the one before.
func Holm(p []float64) []float64 {
	out := make([]float64, len(p))
	highest := 0.0
	for rank, i := range ascending(p) {
		highest = max(highest, min(1, float64(len(p)-rank)*p[i]))
		out[i] = highest
	}
	return out
}

// BenjaminiHochberg corrects p values so that the expected share of false alarms
// among all alarms stays at the level (Benjamini and Hochberg 1995).
func BenjaminiHochberg(p []float64) []float64 {
	out := make([]float64, len(p))
	order := ascending(p)
	lowest := 1.0
	for rank := len(order) - 1; rank >= 0; rank-- {
		i := order[rank]
		lowest = min(lowest, p[i]*float64(len(p))/float64(rank+1))
		out[i] = lowest
	}
	return out
}

// ascending gives the indexes of p by value.
func ascending(p []float64) []int {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p[a] < p[b]:
			return -1
		case p[a] > p[b]:
			return 1
		}
		return 0
	})
	return order
}
