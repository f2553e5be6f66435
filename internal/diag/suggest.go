package diag

import "fmt"

// DidYouMean gives a hint `did you mean "x"?` with the candidate nearest to
// name, or "" when none is near enough to be a typing error.
func DidYouMean(name string, candidates []string) string {
	best, bound := "", 1+len(name)/3
	for _, c := range candidates {
		if d := distance(name, c); d <= bound {
			best, bound = c, d-1
		}
	}
	if best == "" {
		return ""
	}
	return fmt.Sprintf("did you mean %q?", best)
}

// distance is the optimal string alignment distance: Levenshtein's with a
// swap of two neighbours as one edit, since swaps are what fingers do.
func distance(a, b string) int {
	ra, rb := []rune(a), []rune(b)
	var before []int
	row := make([]int, len(rb)+1)
	for j := range row {
		row[j] = j
	}
	for i := range ra {
		next := make([]int, len(rb)+1)
		next[0] = i + 1
		for j := range rb {
			cost := 1
			if ra[i] == rb[j] {
				cost = 0
			}
			next[j+1] = min(row[j+1]+1, next[j]+1, row[j]+cost)
			if i > 0 && j > 0 && ra[i] == rb[j-1] && ra[i-1] == rb[j] {
				next[j+1] = min(next[j+1], before[j-1]+1)
			}
		}
		before, row = row, next
	}
	return row[len(rb)]
}
