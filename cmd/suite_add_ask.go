package cmd

import (
	"context"
	"fmt"

	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/trace"
	"github.com/promptgit/promptgit/internal/ui"
)

// askAsserts asks the user at a terminal what the answers must be. An interrupt
// is an error: then nothing is to be written.
func (a *App) askAsserts(ctx context.Context, cases []suitefile.Case) ([]suitefile.Assert, error) {
	for _, c := range cases {
		fmt.Fprintf(a.Err, "%s\n", ui.Clean(c.ID))
		for name, v := range c.Vars.All() {
			fmt.Fprintf(a.Err, "  %s: %s\n", ui.Line(name), ui.Shorten(ui.Line(trace.Text(v)), 200))
		}
		if c.Comment != "" {
			fmt.Fprintln(a.Err, ui.Clean(indent(c.Comment)))
		}
	}
	var list []suitefile.Assert
	for {
		fmt.Fprint(a.Err, "What must the answer be? TYPE=VALUE, such as contains=refund; an empty line ends: ")
		text, err := a.answer(ctx)
		if ctx.Err() != nil {
			fmt.Fprintln(a.Err)
			return nil, err
		}
		if text == "" {
			return list, nil // the end of the input ends it too
		}
		one, err := parseAssert(text)
		if err != nil {
			fmt.Fprintf(a.Err, "%v; %s\n", err, hintOf(err))
			continue
		}
		list = append(list, one)
	}
}
