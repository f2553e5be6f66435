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
	placed        bool // pos belongs to name and source
}

func fail(pos int, message, hint string) {
	panic(&failure{pos: pos, message: message, hint: hint})
}

// failf is for what JavaScript would throw: the place is filled in by the
// innermost call, filter or test around it.
func failf(format string, args ...any) {
	panic(&failure{pos: -1, message: fmt.Sprintf(format, args...)})
}

// at gives a failure that passes by the place pos, unless it has one.
func at(pos int) {
	if p := recover(); p != nil {
		if f, ok := p.(*failure); ok && f.pos < 0 {
			f.pos = pos
		}
		panic(p)
	}
}

// within says which template a failure that passes by happened in.
func (t *Template) within() {
	if p := recover(); p != nil {
		if f, ok := p.(*failure); ok && !f.placed {
			f.name, f.source, f.placed = t.name, t.source, true
		}
		panic(p)
	}
}

// settle turns a failure into err; any other panic goes on.
func settle(err *error) {
	switch p := recover().(type) {
	case nil:
	case *failure:
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
