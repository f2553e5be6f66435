package importer

import (
	"fmt"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/xlsx"
)

// xlsxTable reads the sheets of workbooks as tables.
func xlsxTable() Source {
	return Source{
		Name: "xlsx",
		Doc: "A workbook: each of its sheets is read as a table of csv is. A sheet of versions and one of cases become " +
			"prompts/NAME.md and suites/NAME.csv.",
		Path:     "reply.xlsx",
		Suffixes: []string{".xlsx"},
		Versions: true,
		Read: func(files []File, o Options) *Import {
			in := &Import{}
			var tables []*table
			for _, f := range files {
				list, err := readXLSX(f)
				if err != nil {
					in.fail(diag.Pos{Path: f.Path}, err.Error(), "save it as a workbook of Excel, .xlsx")
				}
				tables = append(tables, list...)
			}
			return importTables(in, tables, o)
		},
	}
}

// readXLSX reads all sheets that hold anything. The places of cells are their rows
// and columns.
func readXLSX(f File) ([]*table, error) {
	book, err := xlsx.Open(f.Src)
	if err != nil {
		return nil, err
	}
	var tables []*table
	for i, name := range book.Sheets {
		sheet, err := book.Sheet(i)
		if err != nil {
			return nil, fmt.Errorf("sheet %q: %w", name, err)
		}
		if len(sheet.Rows) == 0 {
			continue
		}
		t := &table{from: f, sheet: name}
		for n, cells := range sheet.Rows {
			row := tableRow{}
			for c, cell := range cells {
				row.cells = append(row.cells, cell.Text)
				row.at = append(row.at, diag.Pos{Path: f.Path, Line: n + 1, Col: c + 1})
			}
			if n == 0 {
				t.names = row.cells
				continue
			}
			t.rows = append(t.rows, row)
		}
		tables = append(tables, t)
	}
	return tables, nil
}
