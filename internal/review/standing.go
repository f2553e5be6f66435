package review

import (
	"cmp"
	"slices"
)

// Sorted gives reviews by time, and by id within a second.
func Sorted(list []Review) []Review {
	return slices.SortedStableFunc(slices.Values(list), func(a, b Review) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.ID, b.ID))
	})
}

// Standing gives the word of each reviewer that counts: the latest approval or
// request for changes. A comment takes neither back; where a reviewer only commented,
// the last comment stands. who gives the one identity that an email stands for.
func Standing(list []Review, who func(email string) string) []Review {
	latest := map[string]Review{}
	for _, r := range Sorted(list) {
		id := who(r.Email)
		if old, ok := latest[id]; ok && r.Verdict == Comment && old.Verdict != Comment {
			continue
		}
		latest[id] = r
	}
	var standing []Review
	for _, r := range latest {
		standing = append(standing, r)
	}
	return Sorted(standing)
}
