// Package dotenv reads files of variables, such as .env. It expands nothing and
// only computes.
package dotenv

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
)

// Parse reads NAME=VALUE lines, with or without "export", and gives the values
// by name; of several for one name the last counts. A value may stand in single
// quotes, which keep everything, or in double ones, in which \n, \t, \r, \", \$
// and \\ mean what they do in a shell; both may go over several lines. Without
// quotes it ends at the end of the line, or before a "#" behind a space.
func Parse(path string, src []byte) (map[string]string, error) {
	p := &parser{path: path, rest: string(bytes.TrimPrefix(src, []byte("\ufeff"))), line: 1, values: map[string]string{}}
	for p.rest != "" {
		p.statement()
	}
	return p.values, p.errs.Err()
}

type parser struct {
	path   string
	rest   string
	line   int
	values map[string]string
	errs   diag.Errors
}

func (p *parser) wrong(message, hint string) {
	p.errs.Add(diag.Pos{Path: p.path, Line: p.line}, message, hint)
}

// statement reads one line, and those over which a quoted value goes on.
func (p *parser) statement() {
	line, _, _ := strings.Cut(p.rest, "\n")
	text := strings.TrimSpace(line)
	if text == "" || text[0] == '#' {
		p.skip(len(line))
		return
	}
	name, value, ok := strings.Cut(line, "=")
	name = strings.TrimSpace(name)
	if after, exported := strings.CutPrefix(name, "export "); exported {
		name = strings.TrimSpace(after)
	}
	if !ok || !valid(name) {
		p.wrong("the line is no NAME=VALUE", "comments begin with #")
		p.skip(len(line))
		return
	}
	blank := len(value) - len(strings.TrimLeft(value, " \t"))
	p.rest = p.rest[len(line)-len(value)+blank:]
	if p.rest != "" && (p.rest[0] == '"' || p.rest[0] == '\'') {
		p.quoted(name)
		return
	}
	value = strings.TrimSpace(value)
	if i := strings.Index(value, " #"); i >= 0 {
		value = strings.TrimSpace(value[:i])
	}
	p.values[name] = value
	p.skip(len(p.lineRest()))
}

// lineRest is what is left of the line.
func (p *parser) lineRest() string {
	line, _, _ := strings.Cut(p.rest, "\n")
	return line
}

// skip goes over n bytes of the line and over its end.
func (p *parser) skip(n int) {
	p.rest = p.rest[n:]
	if p.rest != "" {
		p.rest = p.rest[1:]
		p.line++
	}
}

func (p *parser) quoted(name string) {
	quote, started := p.rest[0], p.line
	var b strings.Builder
	for i := 1; i < len(p.rest); i++ {
		c := p.rest[i]
		switch {
		case c == quote:
			p.values[name] = b.String()
			p.rest = p.rest[i+1:]
			after := strings.TrimSpace(p.lineRest())
			if after != "" && after[0] != '#' {
				p.wrong("something follows the value of "+name, "put the whole value into quotes")
			}
			p.skip(len(p.lineRest()))
			return
		case c == '\\' && quote == '"' && i+1 < len(p.rest):
			i++
			b.WriteString(escaped(p.rest[i]))
			c = p.rest[i]
		default:
			b.WriteByte(c)
		}
		if c == '\n' {
			p.line++
		}
	}
	p.line, p.rest = started, ""
	p.wrong(fmt.Sprintf("the value of %s has no closing quote", name), "")
}

func escaped(c byte) string {
	switch c {
	case 'n':
		return "\n"
	case 't':
		return "\t"
	case 'r':
		return "\r"
	case '"', '$', '\\':
		return string(c)
	}
	return `\` + string(c)
}

// valid says whether a name is one of a variable.
func valid(name string) bool {
	for i, c := range name {
		if c != '_' && (c < 'A' || c > 'Z') && (c < 'a' || c > 'z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return name != ""
}
