package eval

import (
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/xlsx"
)

// spreadsheet splits the name of a spreadsheet from that of the sheet in it, as
// in cases.xlsx#Second or cases.xlsx#2.
func spreadsheet(ref string) (file, sheet string, ok bool) {
	file, sheet, _ = strings.Cut(ref, "#")
	return file, sheet, strings.EqualFold(path.Ext(file), ".xlsx")
}

// otherSpreadsheets are the endings of formats that are refused by name.
var otherSpreadsheets = []string{".xls", ".xlsb", ".xlsm", ".ods", ".numbers", ".tsv"}

// xlsxTests reads tests from a sheet as from a CSV file, the first where none is
// named. Lines and columns of problems are those of the sheet.
func (p *suiteParser) xlsxTests(file, sheet string, src []byte) []testDraft {
	at := diag.Pos{Path: file, Line: 1, Col: 1}
	book, err := xlsx.Open(src)
	if err != nil {
		p.errs.Add(at, "cannot read the spreadsheet: "+err.Error(), "save it again as .xlsx, or as CSV UTF-8")
		return nil
	}
	index, err := sheetIndex(book.Sheets, sheet)
	if err != nil {
		p.errs.Add(at, err.Error(), "the sheets are "+strings.Join(book.Sheets, ", "))
		return nil
	}
	found, err := book.Sheet(index)
	var cell *xlsx.Error
	switch {
	case errors.As(err, &cell):
		p.errs.Add(diag.Pos{Path: file, Line: cell.Row, Col: cell.Col}, cell.Message, "write the value anew, as text")
		return nil
	case err != nil:
		p.errs.Add(at, "cannot read the spreadsheet: "+err.Error(), "save it again as .xlsx, or as CSV UTF-8")
		return nil
	}
	rows := sheetRows(file, found)
	if len(rows) < 2 || !slices.ContainsFunc(rows[0].fields, func(name string) bool { return name != "" }) {
		p.errs.Add(at, fmt.Sprintf("the sheet %q has no cases", found.Name), "the first row names the columns, each other row is a case")
		return nil
	}
	p.xlsxHints(rows, found)
	return p.tableTests(rows)
}

// sheetIndex finds a sheet by its name, or by its number from 1.
func sheetIndex(sheets []string, want string) (int, error) {
	if want == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(trimJS(want))
	if err != nil {
		if i := slices.Index(sheets, want); i >= 0 {
			return i, nil
		}
		return 0, fmt.Errorf("there is no sheet %q", want)
	}
	if n < 1 || n > len(sheets) {
		return 0, fmt.Errorf("there is no sheet number %d", n)
	}
	return n - 1, nil
}

func sheetRows(file string, sheet *xlsx.Sheet) []csvRow {
	rows := make([]csvRow, len(sheet.Rows))
	for i, cells := range sheet.Rows {
		row := csvRow{fields: make([]string, len(cells)), at: make([]diag.Pos, len(cells))}
		for k, cell := range cells {
			row.fields[k] = cell.Text
			row.at[k] = diag.Pos{Path: file, Line: i + 1, Col: k + 1}
		}
		rows[i] = row
	}
	return rows
}

// xlsxHints warns of what a person would not expect: the text of a date, and
// empty rows, which are cases.
func (p *suiteParser) xlsxHints(rows []csvRow, sheet *xlsx.Sheet) {
	warned := map[int]bool{} // columns
	for i, cells := range sheet.Rows {
		empty := true
		for k, cell := range cells {
			empty = empty && cell.Text == ""
			if cell.Date && !warned[k] {
				warned[k] = true
				p.warnings.Add(rows[i].at[k], "a date becomes the text "+cell.Text, "format the column as text and write the date anew")
			}
		}
		if empty && i > 0 {
			p.warnings.Add(rows[i].at[0], "an empty row is a case without vars", "remove the row")
		}
	}
}
