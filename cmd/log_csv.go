package cmd

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"

	"github.com/promptgit/promptgit/internal/ui"
)

// writeLogCSV writes the spreadsheet that prompt engineers keep by hand. Each
// metric of any row has columns of its own at the end. Columns before
// these tell variants apart where all records are shown, which metric score is where
// one was asked for, and with a graph what the iteration came from.
func writeLogCSV(w io.Writer, entries []logEntry, o logOptions) error {
	out := csv.NewWriter(w)
	metrics := metricsOf(entries)
	head := sheetColumns()
	if o.all {
		head = append(head, "variant")
	}
	if o.metric != "" {
		head = append(head, "metric")
	}
	if o.graph {
		head = append(head, "parents")
	}
	for _, name := range metrics {
		for _, column := range []string{"", "_low", "_high", "_n", "_delta", "_p", "_verdict"} {
			head = append(head, spreadsheetSafe(name+column))
		}
	}
	rows := [][]string{head}
	for _, e := range entries {
		row := e.csvRow()
		for i, cell := range row {
			row[i] = spreadsheetSafe(cell)
		}
		if o.all {
			row = append(row, spreadsheetSafe(variantText(e.json.Variant)))
		}
		if o.metric != "" {
			row = append(row, spreadsheetSafe(o.metric))
		}
		if o.graph {
			row = append(row, strings.Join(e.parents, " "))
		}
		rows = append(rows, append(row, e.csvMetrics(metrics)...))
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	return out.Error()
}

// sheetColumns name the cells of csvRow.
func sheetColumns() []string {
	return []string{
		"version", "date", "prompt", "change", "cases_passed", "cases_total", "failed", "failure_types",
		"quality", "score", "cost_usd", "latency_p50_ms", "simulated", "subject",
	}
}

// metricsOf names the metrics of all rows, in the order of the newest row that
// has them.
func metricsOf(entries []logEntry) []string {
	var names []string
	seen := map[string]bool{}
	for _, e := range entries {
		for _, d := range e.json.Dimensions {
			if !seen[d.Name] {
				seen[d.Name] = true
				names = append(names, d.Name)
			}
		}
	}
	return names
}

func (e logEntry) csvRow() []string {
	j := e.json
	types := maps.Clone(j.Failures)
	if types == nil {
		types = map[string]int{}
	}
	for name, cases := range e.lost {
		types[name] = max(types[name], cases)
	}
	return []string{
		j.Rev, j.Time, j.Prompt, strings.Join(j.Changes, "; "), csvText(j.Passed), csvText(j.Total),
		strings.Join(j.Failed, "; "), failuresText(types), csvText(j.Quality), csvText(j.Score),
		csvText(j.CostUSD), csvText(j.LatencyP50), strconv.FormatBool(j.Simulated), j.Subject,
	}
}

// csvMetrics are the cells of the metrics, empty where the row has none.
func (e logEntry) csvMetrics(names []string) []string {
	byName := map[string]dimensionJSON{}
	for _, d := range e.json.Dimensions {
		byName[d.Name] = d
	}
	var cells []string
	for _, name := range names {
		d, ok := byName[name]
		if !ok {
			cells = append(cells, "", "", "", "", "", "", "")
			continue
		}
		low, high, verdict := "", "", ""
		if d.Interval != nil {
			low, high = csvText(&d.Interval[0]), csvText(&d.Interval[1])
		}
		if d.Verdict != nil {
			verdict = *d.Verdict
		}
		cells = append(cells, csvText(d.Score), low, high, csvText(&d.N), csvText(d.Delta), csvText(d.PValue), verdict)
	}
	return cells
}

// csvText writes a number, "" for none.
func csvText(v any) string {
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

// lostMetrics counts the cases that lost points on each metric: the nearest to a
// type of failure where no assertion of the suite names one.
func lostMetrics(r *eval.Record) map[string]int {
	lost := map[string]int{}
	for i := range r.Cases {
		if c := &r.Cases[i]; c.Judged() {
			for name, score := range c.Metrics {
				if score < 1 {
					lost[name]++
				}
			}
		}
	}
	return lost
}

// spreadsheetSafe keeps a cell from being read as a formula, and from having escape
// sequences: one without an end would take the cells after it along.
func spreadsheetSafe(s string) string {
	s = ui.Clean(s)
	if strings.IndexAny(s, "=+-@\t\r\n＝＋－＠") == 0 { // full-width signs begin a formula where a spreadsheet speaks Japanese
		return "'" + s
	}
	return s
}
