package cmd

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/template"

	"github.com/promptgit/promptgit/internal/ui"
)

func writeLogTable(s ui.Streams, entries []logEntry) error {
	t := &ui.Table{
		Header: []string{"REV", "DATE", "AUTHOR", "CHANGED", "SCORE", "95% INTERVAL", "PASSED", "DELTA", "VERDICT", "NEW FAILURES", "PROMPT", "SUBJECT"},
		Right:  []bool{4: true, 6: true, 7: true, 11: false},
	}
	simulated := false
	for _, e := range entries {
		t.Add(e.cells()...)
		simulated = simulated || e.json.Simulated
	}
	if s.OutTTY && onePrompt(entries) {
		t.Drop("PROMPT")
	}
	if err := t.Write(s); err != nil {
		return err
	}
	if simulated {
		fmt.Fprintln(s.Err, "* simulated: no model was called")
	}
	return nil
}

// onePrompt says whether all rows are of one prompt, so that a terminal need
// not repeat its name.
func onePrompt(entries []logEntry) bool {
	return !slices.ContainsFunc(entries, func(e logEntry) bool { return e.it.lineage != entries[0].it.lineage })
}

func (e logEntry) cells() []ui.Cell {
	j := e.json
	passed, verdict := ui.Cell{Text: "-"}, ui.Cell{Text: "-"}
	if e.record != nil {
		passed = ui.Cell{Raw: fmt.Sprintf("%d/%d", *j.Passed, *j.Total-e.record.NA), Style: passStyle(e.record.Fail, e.record.Error)}
		passed.Text = passed.Raw
		if n := e.record.Error; n > 0 {
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
		{Text: e.it.commit.Time.Format("2006-01-02"), Raw: j.Time, Style: ui.Dim},
		{Text: ui.Shorten(j.Author, 16), Raw: j.Author},
		{Text: ui.Shorten(changed(j.Changes), 34), Raw: changed(j.Changes)},
		{Text: score, Style: ui.Strong},
		{Text: interval(j.Interval)},
		passed,
		deltaCell(j.Delta),
		verdict,
		{Text: ui.Shorten(someOf(j.NewFailed, 2), 40), Raw: dash(strings.Join(j.NewFailed, ",")), Style: ui.Bad},
		{Text: j.Prompt},
		{Text: j.Subject},
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

// writeLogCSV writes the spreadsheet that prompt engineers keep by hand.
func writeLogCSV(w io.Writer, entries []logEntry) error {
	out := csv.NewWriter(w)
	rows := [][]string{{
		"version", "date", "prompt", "change", "cases_passed", "cases_total", "failed", "failure_types",
		"quality", "score", "cost_usd", "latency_p50_ms", "simulated", "subject",
	}}
	for _, e := range entries {
		rows = append(rows, e.csvRow())
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	return out.Error()
}

func (e logEntry) csvRow() []string {
	j := e.json
	text := func(v any) string {
		switch v := v.(type) {
		case *float64:
			if v != nil {
				return fmt.Sprintf("%.4g", *v)
			}
		case *int:
			if v != nil {
				return strconv.Itoa(*v)
			}
		case *int64:
			if v != nil {
				return strconv.FormatInt(*v, 10)
			}
		}
		return ""
	}
	row := []string{
		j.Rev, j.Time, j.Prompt, strings.Join(j.Changes, "; "), text(j.Passed), text(j.Total),
		strings.Join(j.Failed, "; "), strings.Join(e.failureTypes(), "; "), text(j.Quality), text(j.Score),
		text(j.CostUSD), text(j.LatencyP50), strconv.FormatBool(j.Simulated), j.Subject,
	}
	for i, cell := range row {
		row[i] = spreadsheetSafe(cell)
	}
	return row
}

// failureTypes are the metrics on which some case lost points.
func (e logEntry) failureTypes() []string {
	var types []string
	for name, score := range e.json.Metrics {
		if score < 1 {
			types = append(types, name)
		}
	}
	slices.Sort(types)
	return types
}

// spreadsheetSafe keeps a cell from being read as a formula.
func spreadsheetSafe(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
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
