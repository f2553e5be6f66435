package cmd

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// logColumn is a column of the log on a terminal.
type logColumn int

// The columns in their order.
const (
	colRev logColumn = iota
	colDate
	colAuthor
	colChanged
	colScore
	colBar
	colInterval
	colPassed
	colDelta
	colRange
	colP
	colNew
	colSubject
	logColumns
)

// barCells is how many cells the bar of a score has: each stands for 10 points.
const barCells = 10

// logCells are the cells of a row, by column.
type logCells [logColumns]ui.Cell

func logHeaders(metric string) [logColumns]string {
	score := "SCORE"
	if metric != "" {
		score = strings.ToUpper(ui.Shorten(ui.Line(metric), 12))
	}
	scale := "0" + strings.Repeat(" ", barCells-2) + "1"
	return [logColumns]string{"REV", "DATE", "AUTHOR", "CHANGED", score, scale, "95% INTERVAL", "PASSED", "DELTA", "95% OF DELTA", "P", "NEW FAILURES", "SUBJECT"}
}

func (c logColumn) right() bool { return c == colScore || c == colPassed || c == colP }

// cellsOn gives the cells of a row on a terminal. Variables take at most so many
// columns, and short ones are named without what most of them have in common.
func (e logEntry) cellsOn(g ui.Glyphs, short bool, variables int) logCells {
	j := e.json
	cells := logCells{
		colRev:      {Text: shortRev(j.Rev), Style: ui.Warn},
		colDate:     {Text: e.time.Format("2006-01-02"), Style: ui.Dim},
		colAuthor:   {Text: g.Cut(ui.Line(j.Author), 16)},
		colChanged:  {Text: e.changedText(g, short, variables)},
		colScore:    {Text: number(j.Score), Style: ui.Strong},
		colInterval: {Text: interval(j.Interval), Style: ui.Dim},
		colPassed:   {Text: "-"},
		colDelta:    e.deltaCell(),
		colRange:    {Text: differenceText(j.DeltaRange), Style: ui.Dim},
		colP:        pCell(j.PValue),
		colNew:      {Text: g.Cut(ui.Line(someOf(j.NewFailed, 2)), 36), Style: ui.Bad},
		colSubject:  {Text: ui.Line(j.Subject)},
	}
	if j.Score != nil {
		cells[colBar] = ui.Cell{Text: g.Bar(*j.Score, j.Interval, barCells), Style: changeStyle(j.Verdict)}
		if j.Simulated {
			cells[colScore].Text += "*"
		}
	}
	if j.Passed != nil {
		cells[colPassed] = ui.Cell{Text: fmt.Sprintf("%d/%d", *j.Passed, *j.Total-e.na), Style: passStyle(e.failed, e.errors)}
		if e.errors > 0 {
			cells[colPassed].Text += "!"
		}
	}
	return cells
}

// deltaCell words a difference: "-0.13 worse".
func (e logEntry) deltaCell() ui.Cell {
	cell := deltaCell(e.json.Delta)
	if v := e.json.Verdict; v != nil {
		if e.json.Delta == nil {
			cell.Text = ""
		}
		cell = ui.Cell{Text: strings.TrimSpace(cell.Text + " " + *v), Style: changeStyle(v)}
	}
	return cell
}

func changeStyle(v *string) ui.Style {
	if v == nil {
		return ui.Plain
	}
	return verdictCell(*v).Style
}

// changedText names the variables as far as there is room, and counts the others.
func (e logEntry) changedText(g ui.Glyphs, short bool, width int) string {
	names := make([]string, len(e.json.Changes))
	for i, id := range e.json.Changes {
		if names[i] = ui.Line(id); short {
			names[i] = ui.Line(shortVariable(id))
		}
	}
	names = firsts(names)
	all := changed(names)
	if len(names) < 2 || ui.Width(all) <= width {
		return g.Cut(all, width)
	}
	more := fmt.Sprintf(" +%d", len(names)-1)
	return g.Cut(names[0], width-len(more)) + more
}

// shortVariable is the name of a variable without its kind and its role, where
// these say little: "Tone" for "section:user/Tone".
func shortVariable(id string) string {
	kind, name, ok := strings.Cut(id, ":")
	if !ok || name == "" {
		return id
	}
	switch kind {
	case "section":
		if _, heading, ok := strings.Cut(name, "/"); ok && heading != "" {
			return heading
		}
	case "block":
		if _, n, ok := strings.Cut(name, "/"); ok {
			return "block " + n
		}
	case "param", "wording":
		return name
	case "partial", "suite":
		return name[strings.LastIndexByte(name, '/')+1:]
	}
	return id
}

// belowRow is what must be told of a row beside its cells, "" for nothing: the
// names that stand there, the new failures where they have no column, the rest.
func (e logEntry) belowRow(names string, failures bool) string {
	var parts []string
	add := func(text string) {
		if text != "" {
			parts = append(parts, text)
		}
	}
	add(names)
	add(variantText(e.json.Variant))
	if failures && len(e.json.NewFailed) > 0 && e.base != "" {
		add("now fails: " + someOf(e.json.NewFailed, 4))
	}
	if e.errors > 0 {
		add(strconv.Itoa(e.errors) + " of " + plural(e.errors+e.judged, "case") + " not judged")
	}
	add(movedText(e.json.Dimensions, shownMoved))
	if e.breaks() == "" {
		for _, note := range e.notes {
			add(note)
		}
	}
	return ui.Line(strings.Join(parts, "; "))
}

// ruleText is what the rule below a row says where it cannot be compared with those
// below it, "" where it can.
func (e logEntry) ruleText() string {
	why := e.breaks()
	if why == "" {
		return ""
	}
	text := why + ": not comparable before this"
	if is := e.json.ModelChanged; is != nil && *is && e.json.Model != nil && *e.json.Model != "" {
		text = why + " (" + ui.Shorten(ui.Line(*e.json.Model), 40) + "): not comparable before this"
	}
	if e.json.Common == nil || e.json.Cases == nil || *e.json.Common >= *e.json.Cases || *e.json.Common == 0 || e.json.Verdict == nil {
		return text
	}
	return fmt.Sprintf("%s (delta over %d of %s)", text, *e.json.Common, plural(*e.json.Cases, "case"))
}
