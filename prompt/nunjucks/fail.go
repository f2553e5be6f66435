package nunjucks

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
)

// failure travels up as a panic inside this package, since nearly every step
// of an evaluation can fail; no exported function lets it out.
type failure struct {
	pos           int // byte offset, -1 for unknown
	message, hint string
	cause         error // a limit or the end of the context
	name, source  string
	placed        bool // name and source are known: a syntax error
}

func fail(pos int, message, hint string) {
	panic(&failure{pos: pos, message: message, hint: hint})
}

// failf is for what JavaScript would throw; its place is that of the innermost
// call, filter, test or tag.
func failf(format string, args ...any) {
	panic(&failure{pos: -1, message: fmt.Sprintf(format, args...)})
}

// settle turns a failure of r into err, placed where r was when it happened;
// any other panic goes on.
func (r *run) settle(err *error) {
	switch p := recover().(type) {
	case nil:
	case *failure:
		if p.pos < 0 {
			p.pos = r.at
		}
		if !p.placed {
			p.name, p.source = r.tmpl.name, r.tmpl.source
		}
		*err = p.err()
	default:
		panic(p)
	}
}

func (f *failure) err() error {
	pos := diag.Pos{Path: f.name}
	if f.pos >= 0 {
		pos.Line, pos.Col = position(f.source, f.pos)
	}
	errs := diag.Errors{{Pos: pos, Message: f.message, Hint: f.hint}}
	if f.cause != nil {
		return fmt.Errorf("%w: %w", errs, f.cause)
	}
	return errs
}

// position counts lines and bytes of a line from 1.
func position(source string, offset int) (line, col int) {
	before := source[:min(offset, len(source))]
	return 1 + strings.Count(before, "\n"), len(before) - strings.LastIndexByte(before, '\n')
}
