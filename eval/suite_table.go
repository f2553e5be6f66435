package eval

import (
	"bytes"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
)

// csvRow is one record with the place of each field.
type csvRow struct {
	fields []string
	at     []diag.Pos
}

// readCSV reads records as promptfoo's CSV parser does, which differs from
// encoding/csv: line ends inside quotes are kept as they are, the first line end
// decides what a line end is, and where a closing quote is followed by text, a
// relaxed reading takes the whole field as it is written.
func readCSV(file string, src []byte, relaxed bool) ([]csvRow, error) {
	r := csvReader{src: bytes.TrimPrefix(src, []byte("\ufeff")), file: file, line: 1, relaxed: relaxed}
	var rows []csvRow
	for r.at < len(r.src) {
		row, err := r.record()
		if err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, nil
}

type csvReader struct {
	src     []byte
	file    string
	at      int
	line    int
	start   int    // offset of the line's first byte
	newline string // how lines end, "" until the first is seen
	relaxed bool
}

func (r *csvReader) pos() diag.Pos {
	return diag.Pos{Path: r.file, Line: r.line, Col: r.at - r.start + 1}
}

// step moves over n bytes.
func (r *csvReader) step(n int) {
	for range n {
		r.at++
		if r.src[r.at-1] == '\n' || r.src[r.at-1] == '\r' && r.newline == "\r" {
			r.line, r.start = r.line+1, r.at
		}
	}
}

// lineEnd is the length of the line end at offset at, 0 where there is none.
func (r *csvReader) lineEnd(at int) int {
	ends := []string{r.newline}
	if r.newline == "" {
		ends = []string{"\r\n", "\n", "\r"}
	}
	for _, end := range ends {
		if bytes.HasPrefix(r.src[at:], []byte(end)) {
			return len(end)
		}
	}
	return 0
}

// record reads up to and over the next line end outside of quotes.
func (r *csvReader) record() (csvRow, error) {
	var row csvRow
	for {
		row.at = append(row.at, r.pos())
		field, err := r.field()
		if err != nil {
			return row, err
		}
		row.fields = append(row.fields, field)
		if r.at < len(r.src) && r.src[r.at] == ',' {
			r.step(1)
			continue
		}
		if r.at < len(r.src) {
			n := r.lineEnd(r.at)
			r.newline = string(r.src[r.at : r.at+n])
			r.step(n)
		}
		return row, nil
	}
}

// ends says whether a field may end at offset at.
func (r *csvReader) ends(at int) bool {
	return at >= len(r.src) || r.src[at] == ',' || r.lineEnd(at) > 0
}

// field reads one field and stops at the comma or line end behind it.
func (r *csvReader) field() (string, error) {
	var b strings.Builder
	opened := r.pos()
	quoted := r.at < len(r.src) && r.src[r.at] == '"'
	if quoted {
		r.step(1)
	}
	for r.at < len(r.src) {
		c := r.src[r.at]
		switch {
		case quoted && c == '"' && r.at+1 < len(r.src) && r.src[r.at+1] == '"':
			r.step(1)
		case quoted && c == '"' && r.ends(r.at+1):
			r.step(1)
			return b.String(), nil
		case quoted && c == '"':
			if !r.relaxed {
				return "", r.problem(r.pos(), "text after a closing quote")
			}
			rest := b.String() // the field was not quoted after all
			b.Reset()
			b.WriteString(`"` + rest)
			quoted = false
		case quoted:
		case c == '"' && !r.relaxed:
			return "", r.problem(r.pos(), "a quote in a field that does not begin with one")
		case r.ends(r.at):
			return b.String(), nil
		}
		b.WriteByte(c)
		r.step(1)
	}
	if quoted {
		return "", r.problem(opened, "a quote is not closed")
	}
	return b.String(), nil
}

func (r *csvReader) problem(at diag.Pos, message string) error {
	return diag.Errors{{
		Pos:     at,
		Message: "not valid CSV: " + message,
		Hint:    `put the field into double quotes and write a quote in it twice: ""`,
	}}
}
