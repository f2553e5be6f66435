package mysql

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/value"
)

// Statements are what a text of SQL touches.
type Statements struct {
	// Tables and Columns hold one text for each use: "select::null::users" for
	// action, database and table, "select::users::name" for action, table and
	// column. A name that was not given is null, and (.*) stands for all columns.
	Tables, Columns []string
}

// ErrTooComplex is a text that was not read to the end because it is nested too
// deep or would take too long.
var ErrTooComplex = errors.New("the SQL is nested too deep to be read")

const (
	// maxDepth is how many expressions and queries may be nested in each other.
	maxDepth = 2000
	// maxAttempts is how often a word may be looked for, per byte and in all.
	maxAttempts      = 2000
	maxAttemptsFixed = 1 << 20
)

// Parse reads the statements of a text. The error is a SyntaxError or
// ErrTooComplex.
func Parse(sql string) (*Statements, error) {
	src := value.JSTrim(sql)
	p := &parser{
		src:      src,
		budget:   maxAttemptsFixed + maxAttempts*len(src),
		exprs:    newMemo[exprMemo](len(src)),
		queries:  newMemo[queryMemo](len(src)),
		accessed: newAccess(),
	}
	ok := p.text()
	p.space()
	switch {
	case p.stopped != nil:
		return nil, p.stopped
	case !ok || p.pos != len(src):
		return nil, p.unexpected()
	}
	return &Statements{Tables: p.accessed.tableList(), Columns: p.accessed.columnList()}, nil
}

// parser reads a text from left to right. Its methods that give a bool read one
// form; where it does not stand there, they leave the position as it was.
type parser struct {
	src          string
	pos          int
	furthest     int // position up to which something was understood
	depth        int
	budget       int
	stopped      error // set once the text cannot be SQL any more, whatever follows
	unclosedFrom int   // position from which no comment is closed any more, 0 for unknown
	exprs        memo[exprMemo]
	queries      memo[queryMemo]
	accessed     *access
}

// SyntaxError is a text that is not SQL.
type SyntaxError struct {
	Line, Column int    // of the first place that is not understood, from 1, in code points
	Near         string // the text there, "" at the end
	Problem      string // what is wrong with it where it is read but refused, else ""
}

func (e SyntaxError) Error() string {
	switch {
	case e.Problem != "":
		return e.Problem
	case e.Near == "":
		return "it ends too early"
	}
	return fmt.Sprintf("line %d, column %d: not understood: %q", e.Line, e.Column, e.Near)
}

const nearLength = 30

func (p *parser) unexpected() error {
	at := min(p.furthest, len(p.src))
	before, near := p.src[:at], p.src[at:]
	line := strings.LastIndexByte(before, '\n') + 1
	if len(near) > nearLength {
		cut := nearLength
		for cut > 0 && !utf8.RuneStart(near[cut]) {
			cut--
		}
		near = near[:cut] + "…"
	}
	return SyntaxError{
		Line:   strings.Count(before, "\n") + 1,
		Column: utf8.RuneCountInString(before[line:]) + 1,
		Near:   near,
	}
}

// stop ends the reading: nothing that follows can make the text SQL.
func (p *parser) stop(err error) bool {
	if p.stopped == nil {
		p.stopped = err
	}
	return false
}

func (p *parser) refuse(problem string) bool {
	return p.stop(SyntaxError{Problem: problem})
}

// text reads statements with semicolons between them, in batches that GO parts.
func (p *parser) text() bool {
	if !p.batch() {
		return false
	}
	for p.all(p.is("GO"), p.batch) {
	}
	return true
}

func (p *parser) batch() bool {
	if !p.statement() {
		return false
	}
	for p.all(p.sign(";"), p.statement) {
	}
	return true
}

func (p *parser) statement() bool {
	if _, ok := p.query(); ok {
		return true
	}
	if !p.first("ABCDEGILRSTUW") {
		return p.assignments()
	}
	return p.either(
		p.update, p.insertColumns, p.insertRows, p.insertSet, p.deleteRows,
		p.drop, p.create, p.truncate, p.rename, p.call, p.use, p.alterTable, p.set, p.lock, p.unlock,
		p.show, p.describe, p.grant, p.explain, p.transaction, p.loadData,
		p.assignments)
}
