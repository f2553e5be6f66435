package cmd

import (
	"context"
	"fmt"
	"io"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"

	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/xlsx"
)

// exportXLSX writes a spreadsheet for people: the cases of each suite, in columns
// that a suite may have, the iterations as log --csv tells them, and the results of
// the newest record of each prompt.
func exportXLSX(ctx context.Context, out io.Writer, p *pages, x *exported) (exportTold, error) {
	told := exportTold{Prompts: len(x.prompts)}
	var tables []xlsx.Table
	for _, file := range x.suites {
		rows, lost, refused := caseTable(ctx, x.w, file)
		if refused != nil {
			told.Lost = append(told.Lost, "no sheet of cases: "+refused.Error())
			continue
		}
		told.Cases += len(rows) - 1
		told.Lost = append(told.Lost, lost...)
		tables = append(tables, xlsx.Table{Name: sheetName("cases "+strings.TrimSuffix(path.Base(file), path.Ext(file)), tables), Rows: textCells(rows)})
	}
	s, err := p.sight(ctx)
	if err != nil {
		return told, err
	}
	iterations := xlsx.Table{Name: sheetName("iterations", tables)}
	var entries []logEntry
	for _, h := range s.prompts {
		entries = append(entries, h.entries...)
	}
	metrics := metricsOf(entries)
	head := sheetColumns()
	for _, name := range metrics {
		for _, column := range []string{"", "_low", "_high", "_n", "_delta", "_p", "_verdict"} {
			head = append(head, name+column)
		}
	}
	iterations.Rows = append(iterations.Rows, textCells([][]string{head})[0])
	for i := range entries {
		iterations.Rows = append(iterations.Rows, numberCells(head, append(entries[i].csvRow(), entries[i].csvMetrics(metrics)...)))
	}
	told.Versions = len(entries)
	results, err := p.resultSheet(ctx, s, x.o.outputs)
	if err != nil {
		return told, err
	}
	results.Name = sheetName("results", tables)
	return told, xlsx.Write(out, append(tables, iterations, results))
}

// sheetName makes a name that a sheet can have and no other of the file has.
func sheetName(name string, taken []xlsx.Table) string {
	name = strings.Map(func(r rune) rune {
		if strings.ContainsRune(`[]:*?/\'`, r) || r < ' ' {
			return '_'
		}
		return r
	}, name)
	for n := 1; ; n++ {
		end := ""
		if n > 1 {
			end = " " + strconv.Itoa(n)
		}
		short := []rune(name)
		for len(utf16.Encode(short)) > 31-len(end) {
			short = short[:len(short)-1]
		}
		try := string(short) + end
		if !slices.ContainsFunc(taken, func(t xlsx.Table) bool { return strings.EqualFold(t.Name, try) }) {
			return try
		}
	}
}

func textCells(rows [][]string) [][]any {
	out := make([][]any, len(rows))
	for i, row := range rows {
		for _, cell := range row {
			out[i] = append(out[i], cellOf(cell))
		}
	}
	return out
}

// numberCells are the cells of a row of which all columns but those of texts hold
// numbers where they hold anything.
func numberCells(head, row []string) []any {
	texts := []string{"version", "date", "prompt", "change", "failed", "failure_types", "simulated", "subject"}
	out := make([]any, len(row))
	for i, cell := range row {
		out[i] = cellOf(cell)
		if f, err := strconv.ParseFloat(cell, 64); err == nil && !slices.Contains(texts, head[i]) {
			out[i] = f
		}
	}
	return out
}

const cellRoom = 32700 // UTF-16 units of a text, so that what is said of a longer one has its place

// cellOf is a text of any length as a cell.
func cellOf(s string) any {
	if s == "" {
		return nil
	}
	s = ui.Clean(s)
	units := utf16.Encode([]rune(s))
	if len(units) <= cellRoom {
		return s
	}
	return string(utf16.Decode(units[:cellRoom])) + fmt.Sprintf(" … %d more", len(units)-cellRoom)
}

// resultSheet tells of every sample of the newest records: promptgit show, as rows.
func (p *pages) resultSheet(ctx context.Context, s *sight, outputs string) (xlsx.Table, error) {
	t := xlsx.Table{Rows: textCells([][]string{{"prompt", "version", "case", "description", "outcome", "score", "sample", "output", "why"}})}
	for _, h := range s.prompts {
		at := slices.IndexFunc(h.entries, func(e logEntry) bool { return e.json.Record != nil })
		if at < 0 {
			continue
		}
		e := &h.entries[at]
		d, err := p.Detail(ctx, page.Query{Prompt: h.path, Rev: e.json.Rev, Show: showAll})
		if err != nil {
			return t, err
		}
		for i := range d.Cases {
			c := &d.Cases[i]
			row := []any{cellOf(h.path), e.json.Rev, cellOf(c.Name), cellOf(c.Description), string(c.Outcome), nil}
			if c.Score != nil {
				row[5] = *c.Score
			}
			show := outputs == outputsAll || outputs == outputsFailed && c.Outcome == page.Failed
			if len(c.Answers) == 0 || !show {
				t.Rows = append(t.Rows, row)
				continue
			}
			for _, a := range c.Answers {
				t.Rows = append(t.Rows, append(slices.Clone(row), float64(a.Sample), cellOf(a.Output), cellOf(reasonsOf(a))))
			}
		}
	}
	return t, nil
}

// reasonsOf are those of the assertions that failed, or of the error.
func reasonsOf(a page.Answer) string {
	reasons := []string{}
	if a.Error != "" {
		reasons = append(reasons, a.Error)
	}
	for _, x := range a.Asserts {
		if !x.Pass {
			reasons = append(reasons, strings.TrimSpace(x.Type+": "+x.Reason))
		}
	}
	return strings.Join(reasons, "\n")
}
