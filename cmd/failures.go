package cmd

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// failuresText lists types of failure with the number of cases that show them,
// the most frequent first, as in "hallucination 3; format 1".
func failuresText(counts map[string]int) string {
	names := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b))
	})
	parts := make([]string, len(names))
	for i, name := range names {
		parts[i] = fmt.Sprintf("%s %d", ui.Line(name), counts[name])
	}
	return strings.Join(parts, "; ")
}

// failuresChange lists types of failure with the number of cases before and
// after, the one that grew most first, as in "rude 0 -> 8; shape 4 -> 4".
func failuresChange(before, after map[string]int) string {
	all := maps.Clone(before)
	if all == nil {
		all = map[string]int{}
	}
	maps.Copy(all, after)
	grew := func(name string) int { return after[name] - before[name] }
	names := slices.SortedFunc(maps.Keys(all), func(a, b string) int {
		return cmp.Or(cmp.Compare(grew(b), grew(a)), cmp.Compare(after[b], after[a]), cmp.Compare(a, b))
	})
	for i, name := range names {
		names[i] = fmt.Sprintf("%s %d -> %d", ui.Line(name), before[name], after[name])
	}
	return strings.Join(names, "; ")
}
