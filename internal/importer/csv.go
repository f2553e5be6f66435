package importer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
)

// csvTable reads tables in CSV: cases, prompts, or versions of prompts.
func csvTable() Source {
	return Source{
		Name: "csv",
		Doc: "A table: cases, where a column is __expected, become a suite; rows with a version and a prompt versions, a commit each; " +
			"rows with a name (or act) and a prompt a prompt each.",
		Path:     "reply.csv",
		Example:  "version,date,change,model,temperature,prompt,score\n1,2026-03-01,first,gpt-4o-mini,0.7,Answer: {{ticket}},6\n2,2026-03-02,shorter,gpt-4o-mini,0.7,\"Answer in one sentence:\n{{ticket}}\",8\n",
		Suffixes: []string{".csv"},
		Versions: true,
		Read: func(files []File, o Options) *Import {
			in := &Import{}
			var tables []*table
			for _, f := range files {
				t, err := readCSV(f)
				if err != nil {
					in.Errors = append(in.Errors, asDiagnostics(f.Path, err)...)
					continue
				}
				tables = append(tables, t)
			}
			return importTables(in, tables, o)
		},
	}
}

// readCSV reads a table whose fields are separated by commas, or by what separates
// those of its first line: semicolons or tabs.
func readCSV(f File) (*table, error) {
	src := bytes.TrimPrefix(f.Src, []byte("\ufeff"))
	t := &table{from: f}
	first, _, _ := bytes.Cut(src, []byte("\n"))
	comma := ','
	for _, c := range []rune{';', '\t'} {
		if bytes.ContainsRune(first, c) && !bytes.ContainsRune(first, ',') {
			comma = c
		}
	}
	if comma == ',' {
		t.asIs = f.Src
	}
	r := csv.NewReader(bytes.NewReader(src))
	r.Comma, r.FieldsPerRecord = comma, -1
	for {
		cells, err := r.Read()
		var bad *csv.ParseError
		switch {
		case errors.As(err, &bad):
			return nil, diag.Errors{{Pos: diag.Pos{Path: f.Path, Line: bad.Line, Col: bad.Column}, Message: bad.Err.Error(), Hint: "put fields that hold quotes or commas into double quotes, and double the quotes in them"}}
		case err != nil: // the end
			if t.names == nil {
				return nil, diag.Errors{{Pos: diag.Pos{Path: f.Path, Line: 1, Col: 1}, Message: "the table is empty", Hint: "the first line names the columns"}}
			}
			return t, nil
		case t.names == nil:
			t.names = cells
			continue
		}
		row := tableRow{cells: cells}
		for i := range cells {
			line, col := r.FieldPos(i)
			row.at = append(row.at, diag.Pos{Path: f.Path, Line: line, Col: col})
		}
		t.rows = append(t.rows, row)
	}
}

// newestFirst says whether a sheet has its newest version at the top, by its
// times or, without any, by its numbers.
func newestFirst(list []Version) bool {
	if len(list) < 2 {
		return false
	}
	a, b := list[0], list[len(list)-1]
	if !a.Time.IsZero() && !b.Time.IsZero() && !a.Time.Equal(b.Time) {
		return a.Time.After(b.Time)
	}
	number := func(id string) (float64, bool) {
		n, err := strconv.ParseFloat(strings.TrimLeft(strings.ToLower(id), "v ."), 64)
		return n, err == nil
	}
	m, okA := number(a.ID)
	n, okB := number(b.ID)
	return okA && okB && m > n
}
