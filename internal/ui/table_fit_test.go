package ui_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/ui"
)

func TestColumnsAreDroppedUntilALineFits(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		width int
		tty   bool
		want  string
	}{
		{33, true, "REV      SCORE  SUBJECT\nabc1234    0.9  Shorten the rules\n  below\ndef5678  10.25  日本語 wide\n"},
		{32, true, "REV      SUBJECT\nabc1234  Shorten the rules\n  below\ndef5678  日本語 wide\n"},
		{6, true, "SUBJECT\nShorten…\n  bel…\n日本語 …\n"},
		{0, true, "REV      SCORE  SUBJECT\nabc1234    0.9  Shorten the rules\n  below\ndef5678  10.25  日本語 wide\n"},
		{9, false, "abc1234\t0.90\tShorten the rules\ndef5678\t10.25\t日本語 wide\n"},
	} {
		table := &ui.Table{Header: []string{"REV", "SCORE", "SUBJECT"}, Right: []bool{false, true}}
		table.Add(ui.Cell{Text: "abc1234"}, ui.Cell{Text: "0.9", Raw: "0.90"}, ui.Cell{Text: "Shorten the rules"})
		table.Below("  below")
		table.Add(ui.Cell{Text: "def5678"}, ui.Cell{Text: "10.25"}, ui.Cell{Text: "日本語 wide"})
		var out strings.Builder
		s := ui.Streams{Out: &out, OutTTY: c.tty, Width: c.width}.WithColor(ui.ColorNever, nil)
		table.Fit(s, "SCORE", "REV")
		if err := table.Write(s); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(c.want, out.String()); diff != "" {
			t.Errorf("%d columns: %s", c.width, diff)
		}
	}
}
