package eval

import "github.com/promptgit/promptgit/internal/stats"

// Best finds the one of several records of a version, as of several models, that
// scores higher than every other. Its lead must hold in the paired test against
// each of them, with p values corrected by Holm's method for all the pairs that
// there are: the highest of many scores is often the luckiest. It is -1 where no
// record leads, or where one is missing or incomplete.
func Best(records []*Record) int {
	top := -1
	for i, r := range records {
		if r == nil || r.Score == nil || !r.Complete() {
			return -1
		}
		if top < 0 || *r.Score > *records[top].Score {
			top = i
		}
	}
	if len(records) < 2 {
		return -1
	}
	p := make([]float64, 0, len(records)*(len(records)-1)/2)
	for i, r := range records {
		if i == top {
			continue
		}
		c := Compare(*r, *records[top], CompareOptions{})
		if c.PValue == nil || *c.Delta <= 0 {
			return -1
		}
		p = append(p, *c.PValue)
	}
	tested := len(p)
	for len(p) < cap(p) {
		p = append(p, 1) // pairs without the top one count, though nothing is asked of them
	}
	for _, adjusted := range stats.Holm(p)[:tested] {
		if adjusted >= significant {
			return -1
		}
	}
	return top
}
