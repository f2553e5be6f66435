package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Pos is a place in a file. Line and Col count from 1, Col in bytes; 0 means
// that the place within the file is not known.
type Pos struct {
	Path string
	Line int
	Col  int
}

// String gives "path:line:col", leaving out what is not known.
func (p Pos) String() string {
	switch {
	case p.Path == "":
		return ""
	case p.Line == 0:
		return p.Path
	case p.Col == 0:
		return fmt.Sprintf("%s:%d", p.Path, p.Line)
	}
	return fmt.Sprintf("%s:%d:%d", p.Path, p.Line, p.Col)
}

// Diagnostic is one problem: lower case, no full stop, with a hint that says
// what to do about it.
type Diagnostic struct { //nolint:errname // a diagnostic is one problem of a file, and an error only when it stands alone
	Pos     Pos
	Code    string // stable name such as "PG012", or ""
	Message string
	Hint    string
}

// Error gives "path:line:col: message (code)", without the hint.
func (d Diagnostic) Error() string {
	var b strings.Builder
	if at := d.Pos.String(); at != "" {
		b.WriteString(at + ": ")
	}
	b.WriteString(d.Message)
	if d.Code != "" {
		b.WriteString(" (" + d.Code + ")")
	}
	return b.String()
}

// Errors is every problem of an input, in file order once Err was called.
type Errors []Diagnostic

// Add appends a problem at pos.
func (e *Errors) Add(pos Pos, message, hint string) {
	*e = append(*e, Diagnostic{Pos: pos, Message: message, Hint: hint})
}

// Addf appends a problem at pos with a formatted message and no hint.
func (e *Errors) Addf(pos Pos, format string, args ...any) {
	*e = append(*e, Diagnostic{Pos: pos, Message: fmt.Sprintf(format, args...)})
}

// Err returns the problems as one error, sorted by place, or nil when there are
// none.
func (e Errors) Err() error {
	if len(e) == 0 {
		return nil
	}
	sorted := slices.Clone(e)
	slices.SortStableFunc(sorted, func(a, b Diagnostic) int {
		return cmp.Or(
			cmp.Compare(a.Pos.Path, b.Pos.Path),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Col, b.Pos.Col),
		)
	})
	return sorted
}

// Error joins the problems, one a line.
func (e Errors) Error() string {
	lines := make([]string, len(e))
	for i, d := range e {
		lines[i] = d.Error()
	}
	return strings.Join(lines, "\n")
}
