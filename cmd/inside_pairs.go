package cmd

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/prompt"
)

// pairHeld finds for each prompt of a file the one that it was in an older version of
// the file, -1 for one that is new. Prompts are the same by their name; those of a
// list, which have none of their own, by their text or most of it first. What then is
// left is the same by its text, or by most of it: it was renamed.
func pairHeld(was, now []held) []int {
	pairs := make([]int, len(now))
	taken := make([]bool, len(was))
	for i := range pairs {
		pairs[i] = -1
	}
	match := func(alike func(a, b *held) bool) {
		for i := range now {
			for k := range was {
				if pairs[i] < 0 && !taken[k] && alike(&was[k], &now[i]) {
					pairs[i], taken[k] = k, true
				}
			}
		}
	}
	listed := func(a, b *held) bool { return prompt.IsInlineName(a.name) && prompt.IsInlineName(b.name) }
	match(func(a, b *held) bool { return a.name == b.name && a.text == b.text })
	match(func(a, b *held) bool { return listed(a, b) && a.text == b.text })
	match(func(a, b *held) bool { return listed(a, b) && mostlySame(a.text, b.text) })
	match(func(a, b *held) bool { return a.name == b.name })
	inside := func(a, b *held) bool { return a.name != "" && b.name != "" }
	match(func(a, b *held) bool { return inside(a, b) && a.text == b.text })
	match(func(a, b *held) bool { return inside(a, b) && mostlySame(a.text, b.text) })
	return pairs
}

// mostlySame says whether at least half of the words of the longer text stand in the
// other, too, as for a rename.
func mostlySame(a, b string) bool {
	words := strings.Fields(a)
	other := strings.Fields(b)
	if len(words) < len(other) {
		words, other = other, words
	}
	left := map[string]int{}
	for _, w := range other {
		left[w]++
	}
	same := 0
	for _, w := range words {
		if left[w] > 0 {
			left[w]--
			same++
		}
	}
	return len(words) > 0 && 2*same >= len(words)
}

// oldOf gives for each prompt of a file what stood there in each older version.
func oldOf(now []held, olds [][]held) [][]*held {
	all := make([][]*held, len(now))
	for _, was := range olds {
		for i, k := range pairHeld(was, now) {
			var old *held
			if k >= 0 {
				old = &was[k]
			}
			all[i] = append(all[i], old)
		}
	}
	return all
}

// heldNoMore are the prompts of an older version of a file that none of it is now.
func heldNoMore(was, now []held) []held {
	pairs := pairHeld(was, now)
	var list []held
	for k := range was {
		if !slices.Contains(pairs, k) {
			list = append(list, was[k])
		}
	}
	return list
}
