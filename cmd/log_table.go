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

// writeLogRows writes a row per entry, TAB-separated. What reads the rows of older
// programs finds its columns in place.
func writeLogRows(s ui.Streams, entries []logEntry, all bool) error {
	t := &ui.Table{
		Header: []string{"REV", "DATE", "AUTHOR", "CHANGED", "SCORE", "95% INTERVAL", "PASSED", "DELTA", "95% OF DELTA", "P", "VERDICT", "NEW FAILURES", "PROMPT", "SUBJECT", "METRICS"},
	}
	if all {
		t.Header = append(t.Header, "VARIANT")
	}
	var more [][]ui.Cell
	for _, e := range entries {
		cells := e.cells()
		if all {
			cells = append(cells, ui.Cell{Text: dash(variantText(e.json.Variant))})
		}
		t.Add(cells...)
		more = append(more, []ui.Cell{
			{Text: dash(e.needed())}, {Text: dash(strings.Join(e.notes, "; "))}, {Text: dash(strings.Join(e.labels, ", "))}, {Text: dash(e.breaks())},
		})
	}
	t.Last("95% OF DELTA", "P")
	t.Append([]string{"NEEDED", "NOTES", "LABELS", "BREAK"}, more)
	if err := t.Write(s); err != nil {
		return err
	}
	return logFooter(s, entries)
}

// logFooter says what the rows need to be read with.
func logFooter(s ui.Streams, entries []logEntry) error {
	var notes logFootnotes
	notes.see(entries)
	return notes.write(s)
}

// logFootnotes are what rows need to be read with.
type logFootnotes struct {
	simulated bool
	rows      bool
	recorded  bool   // one of the rows has a record
	unknown   string // what the newest unknown verdict would take
}

// see takes in rows, the newest first.
func (n *logFootnotes) see(entries []logEntry) {
	n.simulated = n.simulated || slices.ContainsFunc(entries, func(e logEntry) bool { return e.json.Simulated })
	n.rows = n.rows || len(entries) > 0
	n.recorded = n.recorded || slices.ContainsFunc(entries, func(e logEntry) bool { return e.at != "" })
	if n.unknown == "" {
		n.unknown = unknownText(entries)
	}
}

func (n *logFootnotes) write(s ui.Streams) error {
	if n.simulated {
		fmt.Fprintln(s.Err, "* simulated: no model was called")
	}
	if s.OutTTY && n.rows && !n.recorded {
		fmt.Fprintln(s.Err, ui.Paint(ui.Dim, "promptgit pull brings scores of others, promptgit eval --all judges what has none"))
	}
	if text := n.unknown; s.OutTTY && text != "" {
		if s.Width > 0 && ui.Width(text) > s.Width { // the command is worth less than the line
			text, _, _ = strings.Cut(text, " (promptgit show")
		}
		fmt.Fprintln(s.Err, ui.Paint(ui.Dim, ui.Wrap(text, s.Width)))
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

// cells are those of a pipe.
func (e logEntry) cells() []ui.Cell {
	j := e.json
	passed, verdict := "-", "-"
	if j.Passed != nil {
		passed = fmt.Sprintf("%d/%d", *j.Passed, *j.Total-e.na)
	}
	if j.Verdict != nil {
		verdict = *j.Verdict
	}
	score := number(j.Score)
	if j.Simulated {
		score += "*"
	}
	return []ui.Cell{
		{Text: j.Rev},
		{Text: j.Time},
		{Text: j.Author},
		{Text: changed(j.Changes)},
		{Text: score},
		{Text: interval(j.Interval)},
		{Text: passed},
		deltaCell(j.Delta),
		{Text: differenceText(j.DeltaRange)},
		pCell(j.PValue),
		{Text: verdict},
		{Text: dash(strings.Join(j.NewFailed, ","))},
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
