package xlsx

import (
	"encoding/xml"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// maxRows is what the format allows; maxCells bounds the cells of a sheet, those
// between cells that are there counted.
const (
	maxRows  = 1 << 20
	maxCells = 1_000_000
)

// Sheet is the part of a sheet that holds anything: its rows are of one length
// and end with the last row and column in which a cell is not empty.
type Sheet struct {
	Name string
	Rows [][]Cell
}

// Cell is one value as a text, "" for an empty cell.
type Cell struct {
	Text string
	Date bool // the text is that of a date
}

// Error is a cell that cannot be read. Row and Col count from 1.
type Error struct {
	Row, Col int
	Message  string
}

// Error gives the message with the place.
func (e *Error) Error() string { return fmt.Sprintf("row %d, column %d: %s", e.Row, e.Col, e.Message) }

// Sheet reads the sheet of a number, from 0. A cell that cannot be read is an
// [*Error].
func (b *Book) Sheet(i int) (*Sheet, error) {
	r := sheetReader{book: b, sheet: &Sheet{Name: b.Sheets[i]}}
	found, err := b.walk(b.paths[i], r.element)
	switch {
	case err != nil:
		return nil, err
	case !found:
		return nil, fmt.Errorf("%s is missing", b.paths[i])
	}
	return r.sheet, r.pad()
}

// sheetReader reads rows and cells, which come in order.
type sheetReader struct {
	book     *Book
	sheet    *Sheet
	row, col int // of the last cell, from 1
	width    int // of what is not empty
	cells    int
}

func (r *sheetReader) element(t xml.StartElement, d *xml.Decoder) error {
	switch t.Name.Local {
	case "row":
		row := r.row + 1
		if at := attribute(t, "r"); at != "" {
			n, err := strconv.Atoi(at)
			if err != nil || n < row || n > maxRows {
				return fmt.Errorf("row %q stands behind row %d", at, r.row)
			}
			row = n
		}
		r.row, r.col = row, 0
	case "c":
		return r.cell(t, d)
	}
	return nil
}

func (r *sheetReader) cell(t xml.StartElement, d *xml.Decoder) error {
	row, col := r.row, r.col+1
	if row == 0 {
		return errors.New("a cell stands outside of the rows")
	}
	if at := attribute(t, "r"); at != "" {
		var ok bool
		if row, col, ok = address(at); !ok || row != r.row || col <= r.col {
			return fmt.Errorf("the cell %q stands behind row %d, column %d", at, r.row, r.col)
		}
	}
	r.col = col
	raw, err := readCell(t, d)
	if err != nil {
		return err
	}
	value, err := r.book.value(raw)
	if err != nil {
		return &Error{Row: row, Col: col, Message: err.Error()}
	}
	if value.Text == "" {
		return nil
	}
	for len(r.sheet.Rows) < row {
		r.sheet.Rows = append(r.sheet.Rows, nil)
	}
	cells := r.sheet.Rows[row-1]
	r.cells += col - len(cells)
	if r.cells > maxCells {
		return errTooMany
	}
	for len(cells) < col-1 {
		cells = append(cells, Cell{})
	}
	r.sheet.Rows[row-1] = append(cells, value)
	r.width = max(r.width, col)
	return nil
}

var errTooMany = errors.New("the sheet is too large: remove what stands far from the table")

// pad brings all rows to one length.
func (r *sheetReader) pad() error {
	if len(r.sheet.Rows)*r.width > maxCells {
		return errTooMany
	}
	for i, cells := range r.sheet.Rows {
		for len(cells) < r.width {
			cells = append(cells, Cell{})
		}
		r.sheet.Rows[i] = cells
	}
	return nil
}

// address takes "BC12" apart into row 12, column 55.
func address(at string) (row, col int, ok bool) {
	letters := strings.TrimRight(at, "0123456789")
	if len(letters) == 0 || len(letters) > 3 {
		return 0, 0, false
	}
	for _, c := range letters {
		if c < 'A' || c > 'Z' {
			return 0, 0, false
		}
		col = col*26 + int(c-'A') + 1
	}
	row, err := strconv.Atoi(at[len(letters):])
	return row, col, err == nil && row > 0
}
