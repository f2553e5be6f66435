package ui

import (
	"fmt"

	"github.com/promptgit/promptgit/internal/diag"
)

// Diagnostics prints problems on stderr, each with its hint below it.
func Diagnostics(s Streams, list diag.Errors) {
	for _, d := range list {
		fmt.Fprintln(s.Err, Clean(d.Error()))
		if d.Hint != "" {
			fmt.Fprintln(s.Err, Paint(Dim, Clean("  hint: "+d.Hint)))
		}
	}
}
