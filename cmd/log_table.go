package cmd

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// shownMoved is how many metrics that moved are told below a row; --json tells
// them all.
const shownMoved = 4

func writeLogTable(s ui.Streams, entries []logEntry, all bool) error {
	t := &ui.Table{
		Header: []string{"REV", "DATE", "AUTHOR", "CHANGED", "SCORE", "95% INTERVAL", "PASSED", "DELTA", "95% OF DELTA", "P", "VERDICT", "NEW FAILURES", "PROMPT", "SUBJECT", "METRICS"},
		Right:  []bool{4: true, 6: true, 7: true, 9: true, 13: false},
	}
	if all {
		t.Header, t.Right = append(t.Header, "VARIANT"), append(t.Right, false)
	}
	simulated := false
	var more [][]ui.Cell
	for _, e := range entries {
		cells, variant := e.cells(), variantText(e.json.Variant)
		if all {
			cells = append(cells, ui.Cell{Text: dash(variant)})
		}
		t.Add(cells...)
		more = append(more, []ui.Cell{{Text: dash(e.needed())}, {Text: dash(strings.Join(e.notes, "; "))}})
		below := slices.DeleteFunc([]string{variant, movedText(e.json.Dimensions, shownMoved)}, func(text string) bool { return text == "" })
		below = append(below, e.notes...)
		if len(below) > 0 {
			t.Below(ui.Paint(ui.Dim, "         "+strings.Join(below, ": ")))
		}
		simulated = simulated || e.json.Simulated
	}
	if s.OutTTY {
		t.Drop("METRICS")
		t.Drop("VARIANT")
		if onePrompt(entries) {
			t.Drop("PROMPT")
		}
		t.Fit(s, "AUTHOR", "NEW FAILURES", "DATE", "P", "95% INTERVAL", "PASSED", "95% OF DELTA")
	}
	if !s.OutTTY {
		t.Last("95% OF DELTA", "P") // what reads the rows of older programs finds its columns in place
		t.Append([]string{"NEEDED", "NOTES"}, more)
	}
	if err := t.Write(s); err != nil {
		return err
	}
	if simulated {
		fmt.Fprintln(s.Err, "* simulated: no model was called")
	}
	if text := unknownText(entries); s.OutTTY && text != "" {
		fmt.Fprintln(s.Err, ui.Paint(ui.Dim, text))
	}
	return nil
}

// needed is how many cases it would take where the suite cannot tell.
func (e logEntry) needed() string {
	if !e.undecided() {
		return ""
	}
	return strconv.Itoa(*e.json.Needed)
}

func (e logEntry) undecided() bool {
	return e.json.Verdict != nil && *e.json.Verdict == eval.Unknown && e.json.Reason == nil && e.json.Needed != nil
}

// unknownText says what the newest unknown verdict would take, "" for none.
func unknownText(entries []logEntry) string {
	for _, e := range entries {
		if e.undecided() && *e.json.Needed > *e.json.Common {
			return fmt.Sprintf("unknown: %s has %s to compare; about %d would tell a difference of 5 points (promptgit show %s)",
				shortRev(e.json.Rev), plural(*e.json.Common, "case"), *e.json.Needed, shortRev(e.json.Rev))
		}
	}
	return ""
}

// onePrompt says whether all rows are of one prompt, so that a terminal need
// not repeat its name.
func onePrompt(entries []logEntry) bool {
	return !slices.ContainsFunc(entries, func(e logEntry) bool { return e.lineage != entries[0].lineage })
}

func (e logEntry) cells() []ui.Cell {
	j := e.json
	passed, verdict := ui.Cell{Text: "-"}, ui.Cell{Text: "-"}
	if j.Passed != nil {
		passed = ui.Cell{Raw: fmt.Sprintf("%d/%d", *j.Passed, *j.Total-e.na), Style: passStyle(e.failed, e.errors)}
		passed.Text = passed.Raw
		if n := e.errors; n > 0 {
			passed.Text += fmt.Sprintf(" (%d not judged)", n)
		}
	}
	if j.Verdict != nil {
		verdict = verdictCell(*j.Verdict)
	}
	score := number(j.Score)
	if j.Simulated {
		score += "*"
	}
	return []ui.Cell{
		{Text: shortRev(j.Rev), Raw: j.Rev, Style: ui.Warn},
		{Text: e.time.Format("2006-01-02"), Raw: j.Time, Style: ui.Dim},
		{Text: ui.Shorten(j.Author, 16), Raw: j.Author},
		{Text: ui.Shorten(changed(j.Changes), 34), Raw: changed(j.Changes)},
		{Text: score, Style: ui.Strong},
		{Text: interval(j.Interval)},
		passed,
		deltaCell(j.Delta),
		{Text: differenceText(j.DeltaRange)},
		pCell(j.PValue),
		verdict,
		{Text: ui.Shorten(someOf(j.NewFailed, 2), 40), Raw: dash(strings.Join(j.NewFailed, ",")), Style: ui.Bad},
		{Text: j.Prompt},
		{Text: j.Subject},
		{Text: dash(movedText(j.Dimensions, 0))},
	}
}

func changed(ids []string) string {
	if len(ids) == 0 {
		return "-"
	}
	return strings.Join(ids, ", ")
}

// someOf names the first few and counts the rest.
func someOf(names []string, n int) string {
	if len(names) <= n {
		return dash(strings.Join(names, ", "))
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:n], ", "), len(names)-n)
}

func dash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// writeLogFormat writes a row per entry by a Go template over the fields of the
// JSON document.
func writeLogFormat(w io.Writer, text string, entries []logEntry) error {
	tmpl, err := template.New("format").Option("missingkey=error").Parse(text)
	if err != nil {
		return usageHint("the fields are those of --json in Go's spelling, such as {{.Rev}} and {{.Subject}}", "--format: %w", err)
	}
	for _, e := range entries {
		var row strings.Builder
		if err := tmpl.Execute(&row, e.json); err != nil {
			return usageHint("the fields are those of --json in Go's spelling, such as {{.Rev}} and {{.Subject}}", "--format: %w", err)
		}
		if _, err := fmt.Fprintln(w, strings.TrimSuffix(row.String(), "\n")); err != nil {
			return err
		}
	}
	return nil
}
