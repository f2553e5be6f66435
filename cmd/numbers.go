package cmd

import (
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
	"github.com/promptgit/promptgit/internal/ui"
)

// number shows a score with two digits, "-" for none.
func number(v *float64) string {
	if v == nil {
		return "-"
	}
	return fmt.Sprintf("%.2f", *v)
}

// interval shows both ends within [0, 1], where scores lie, "-" for none.
func interval(v *[2]float64) string { return ends(v, 0, 1, "[%.2f, %.2f]") }

// ends shows an interval within bounds, or whole where its middle is out of them:
// code may give any score.
func ends(v *[2]float64, least, most float64, format string) string {
	if v == nil {
		return "-"
	}
	from, to := v[0], v[1]
	if middle := (from + to) / 2; middle >= least && middle <= most {
		from, to = max(from, least), min(to, most)
	}
	return fmt.Sprintf(format, from, to)
}

func deltaCell(d *float64) ui.Cell {
	if d == nil {
		return ui.Cell{Text: "-"}
	}
	return ui.Cell{Text: fmt.Sprintf("%+.2f", *d)}
}

// verdictCell words a comparison; the color only repeats the word.
func verdictCell(verdict string) ui.Cell {
	styles := map[string]ui.Style{eval.Better: ui.Good, eval.Worse: ui.Bad, eval.Unknown: ui.Dim}
	return ui.Cell{Text: verdict, Style: styles[verdict]}
}

func passStyle(failed, errors int) ui.Style {
	switch {
	case failed > 0:
		return ui.Bad
	case errors > 0:
		return ui.Warn
	}
	return ui.Good
}

func errorStyle(n int) ui.Style {
	if n > 0 {
		return ui.Warn
	}
	return ui.Dim
}

// detectable says what so many cases can show at all, "" for none.
func detectable(cases int) string {
	if cases == 0 {
		return ""
	}
	drop, ok := stats.MinDrop(cases, 0, false)
	if !ok {
		return fmt.Sprintf("so few cases (%d) cannot show any drop reliably: add cases", cases)
	}
	return fmt.Sprintf("%d cases can show a drop of %.0f points or more (one-sided, 80 %% power, no noise)", cases, 100*drop)
}
