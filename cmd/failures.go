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
