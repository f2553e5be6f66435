package main

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/parity"
)

// report prints the disagreements that are not known, and the table of
// docs/promptfoo.md.
func report(a *parity.Agreement, show int) {
	shown, unsupported := 0, 0
	known := map[string]int{}
	for _, d := range a.Disagreements {
		if k, ok := d.Known(); ok {
			known[k.Title]++
			continue
		}
		if strings.Contains(d.Got.Error, "not supported") {
			unsupported++
			continue
		}
		if shown++; shown > show {
			continue
		}
		fmt.Fprintf(os.Stdout, "%s %d,%d: %s\n  test %.600s\n  want %+v\n  got  %+v\n", d.Config, d.Row.Test, d.Row.Column, d.Difference, d.Test, d.Want, d.Got)
	}
	fmt.Fprintf(os.Stdout, "%d rows disagree; %d more are refused because something in them is not supported\n", shown, unsupported)
	for _, title := range slices.Sorted(maps.Keys(known)) {
		fmt.Fprintf(os.Stdout, "%d more disagree as known: %s\n", known[title], title)
	}
	all := a.All()
	fmt.Fprintf(os.Stdout, "%s%.2f %% of the assertions, %.2f %% of the tests\n", a.Table(), all.Share(), a.Tests.Share())
}
