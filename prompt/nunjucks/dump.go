package nunjucks

import (
	"fmt"
	"math"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// dump is JSON.stringify(v, null, indent).
func (r *run) dump(v, indent any) any {
	d := &dumper{run: r}
	switch n := indent.(type) {
	case float64:
		d.indent = strings.Repeat(" ", int(max(0, min(r.integer(n), 10))))
	case string:
		d.indent = cut(n, 0, min(10, length(n)))
	}
	if !d.write(v, "") {
		return undefined{}
	}
	return d.b.String()
}

type dumper struct {
	run    *run
	indent string
	b      strings.Builder
}

// write writes v, whose inner lines begin with margin; it is false for what
// JSON leaves out: undefined and functions.
func (d *dumper) write(v any, margin string) bool {
	d.run.enter()
	defer d.run.leave()
	d.run.spend(1 + len(margin)/64)
	d.run.size(d.b.Len())
	switch v := v.(type) {
	case undefined, *function:
		return false
	case nil:
		d.b.WriteString("null")
	case bool:
		fmt.Fprint(&d.b, v)
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			d.b.WriteString("null")
		} else {
			d.b.WriteString(value.JSNumber(v))
		}
	case string:
		d.b.WriteString(quoted(v))
	case *array:
		d.list(v, margin)
	case *value.Object, *safe:
		d.object(entries(v), margin)
	default:
		d.b.WriteString("{}")
	}
	return true
}

func (d *dumper) list(a *array, margin string) {
	inner := margin + d.indent
	d.b.WriteByte('[')
	for i, x := range a.items {
		d.item(i, inner)
		if !d.write(x, inner) {
			d.b.WriteString("null")
		}
	}
	if len(a.items) > 0 {
		d.line(margin)
	}
	d.b.WriteByte(']')
}

func (d *dumper) object(all [][2]any, margin string) {
	inner := margin + d.indent
	d.b.WriteByte('{')
	n := 0
	for _, e := range all {
		if _, fn := e[1].(*function); fn || e[1] == any(undefined{}) {
			continue
		}
		d.item(n, inner)
		n++
		d.b.WriteString(quoted(e[0].(string)) + ":")
		if d.indent != "" {
			d.b.WriteByte(' ')
		}
		d.write(e[1], inner)
	}
	if n > 0 {
		d.line(margin)
	}
	d.b.WriteByte('}')
}

func (d *dumper) item(i int, margin string) {
	if i > 0 {
		d.b.WriteByte(',')
	}
	d.line(margin)
}

func (d *dumper) line(margin string) {
	if d.indent != "" {
		d.b.WriteString("\n" + margin)
	}
}

// quoted writes a JSON string: unlike Go's encoder it escapes only what JSON
// must have escaped.
func quoted(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b.WriteByte('\\')
			b.WriteRune(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c == '\b':
			b.WriteString(`\b`)
		case c == '\f':
			b.WriteString(`\f`)
		case c < 0x20:
			fmt.Fprintf(&b, `\u%04x`, c)
		default:
			b.WriteRune(c)
		}
	}
	b.WriteByte('"')
	return b.String()
}
