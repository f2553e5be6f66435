package prompt

import (
	"slices"
	"sort"
)

// anchor is a block that both versions have.
type anchor struct{ i, j int }

// mostCells bounds the table in which a longest common subsequence is found.
const mostCells = 4_000_000

// commonSequence is a common subsequence of blocks by their text: a longest one,
// unless it would take too much of time and memory to find.
func commonSequence(olds, news []*Variable) []anchor {
	var anchors, tail []anchor
	lo, m, n := 0, len(olds), len(news)
	for lo < min(m, n) && olds[lo].Norm == news[lo].Norm {
		anchors = append(anchors, anchor{lo, lo})
		lo++
	}
	for m > lo && n > lo && olds[m-1].Norm == news[n-1].Norm {
		m, n = m-1, n-1
		tail = append(tail, anchor{m, n})
	}
	slices.Reverse(tail)
	if (m-lo)*(n-lo) > mostCells {
		for _, x := range uniqueSequence(olds[lo:m], news[lo:n]) {
			anchors = append(anchors, anchor{lo + x.i, lo + x.j})
		}
		return append(anchors, tail...)
	}
	length := make([][]int, m-lo+1)
	for i := range length {
		length[i] = make([]int, n-lo+1)
	}
	for i := m - 1; i >= lo; i-- {
		for j := n - 1; j >= lo; j-- {
			if olds[i].Norm == news[j].Norm {
				length[i-lo][j-lo] = length[i-lo+1][j-lo+1] + 1
			} else {
				length[i-lo][j-lo] = max(length[i-lo+1][j-lo], length[i-lo][j-lo+1])
			}
		}
	}
	for i, j := lo, lo; i < m && j < n; {
		switch {
		case olds[i].Norm == news[j].Norm:
			anchors = append(anchors, anchor{i, j})
			i, j = i+1, j+1
		case length[i-lo+1][j-lo] >= length[i-lo][j-lo+1]:
			i++
		default:
			j++
		}
	}
	return append(anchors, tail...)
}

// uniqueSequence is a longest common subsequence of the blocks whose text each
// version has once.
func uniqueSequence(olds, news []*Variable) []anchor {
	was, is := uniquePlaces(olds), uniquePlaces(news)
	var tails []int // by length less one: the last anchor of a sequence, with the smallest j
	var all []anchor
	var before []int // of each anchor in all: the anchor before it
	for i, v := range olds {
		j, both := is[v.Norm]
		if _, once := was[v.Norm]; !once || !both {
			continue
		}
		n := sort.Search(len(tails), func(k int) bool { return all[tails[k]].j >= j })
		previous := -1
		if n > 0 {
			previous = tails[n-1]
		}
		all, before = append(all, anchor{i, j}), append(before, previous)
		if n == len(tails) {
			tails = append(tails, 0)
		}
		tails[n] = len(all) - 1
	}
	if len(tails) == 0 {
		return nil
	}
	var found []anchor
	for at := tails[len(tails)-1]; at >= 0; at = before[at] {
		found = append(found, all[at])
	}
	slices.Reverse(found)
	return found
}

func uniquePlaces(list []*Variable) map[string]int {
	places, seen := map[string]int{}, map[string]bool{}
	for i, v := range list {
		if seen[v.Norm] {
			delete(places, v.Norm)
			continue
		}
		seen[v.Norm], places[v.Norm] = true, i
	}
	return places
}
