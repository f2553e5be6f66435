package script

import (
	"fmt"
	"strings"
	"unicode"

	"github.com/promptgit/promptgit/eval"
)

const propertyHint = "general categories, scripts and a few properties such as Alphabetic can stand in a regular expression with the flag u"

// unicodeClasses writes out the Unicode properties in the regular expressions of
// a source, which the engine would take for plain letters. What cannot be written
// out is refused.
func unicodeClasses(source string) (string, *eval.RefusedError) {
	escapes := strings.Count(source, `\p{`) + strings.Count(source, `\P{`)
	if escapes == 0 {
		return source, nil
	}
	var out strings.Builder
	done, written := 0, 0
	for _, p := range patterns(source) {
		text := source[p[0]:p[1]]
		flags := source[p[1]:]
		flags = flags[:len(flags)-len(strings.TrimLeft(flags, "dgimsuvy"))]
		escapes -= strings.Count(text, `\p{`) + strings.Count(text, `\P{`)
		if !strings.Contains(flags, "u") {
			continue // plain letters there
		}
		rewritten, refused := writeOut(text)
		if refused != nil {
			return "", refused
		}
		out.WriteString(source[done:p[0]])
		out.WriteString(rewritten)
		done = p[1]
		written++
	}
	if escapes > 0 {
		return "", &eval.RefusedError{What: `\p{...} in a text`, Hint: propertyHint}
	}
	out.WriteString(source[done:])
	return out.String(), nil
}

// writeOut replaces the properties of one regular expression by their ranges.
func writeOut(pattern string) (string, *eval.RefusedError) {
	var out strings.Builder
	class := false
	for i := 0; i < len(pattern); i++ {
		c := pattern[i]
		switch {
		case c == '\\' && i+2 < len(pattern) && pattern[i+1]|0x20 == 'p' && pattern[i+2] == '{':
			name, _, closed := strings.Cut(pattern[i+3:], "}")
			table := property(name)
			if !closed || table == nil {
				return "", &eval.RefusedError{What: `\p{` + name + `}`, Hint: propertyHint}
			}
			ranges := spelled(table, pattern[i+1] == 'P')
			if !class {
				ranges = "[" + ranges + "]"
			}
			out.WriteString(ranges)
			i += 3 + len(name)
			continue
		case c == '\\' && i+1 < len(pattern):
			out.WriteByte(c)
			i++
			c = pattern[i]
		case c == '[':
			class = true
		case c == ']':
			class = false
		}
		out.WriteByte(c)
	}
	return out.String(), nil
}

// property finds the table of a property, nil for one that is not known.
func property(name string) *unicode.RangeTable {
	key, v, named := strings.Cut(name, "=")
	if !named {
		key, v = "General_Category", name
	}
	switch key {
	case "General_Category", "gc":
		if short, ok := unicode.CategoryAliases[v]; ok {
			v = short
		}
		if table := unicode.Categories[v]; table != nil {
			return table
		}
	case "Script", "sc":
		return unicode.Scripts[v]
	}
	if named {
		return nil
	}
	switch name {
	case "Any":
		return &unicode.RangeTable{R32: []unicode.Range32{{Lo: 0, Hi: unicode.MaxRune, Stride: 1}}}
	case "ASCII":
		return &unicode.RangeTable{R16: []unicode.Range16{{Lo: 0, Hi: 0x7f, Stride: 1}}}
	case "White_Space", "Dash", "Hex_Digit", "ASCII_Hex_Digit", "Diacritic", "Ideographic", "Quotation_Mark":
		return unicode.Properties[name]
	}
	return nil
}

// spelled writes the ranges of a table, or of all else, for a class.
func spelled(t *unicode.RangeTable, others bool) string {
	var out strings.Builder
	write := func(lo, hi uint32) {
		if lo <= hi {
			fmt.Fprintf(&out, `\u{%x}-\u{%x}`, lo, hi)
		}
	}
	next := uint32(0)
	each := func(lo, hi uint32) {
		if !others {
			write(lo, hi)
		} else if lo > 0 {
			write(next, lo-1)
		}
		next = hi + 1
	}
	walk := func(lo, hi, stride uint32) {
		if stride == 1 {
			each(lo, hi)
			return
		}
		for r := lo; r <= hi; r += stride {
			each(r, r)
		}
	}
	for _, r := range t.R16 {
		walk(uint32(r.Lo), uint32(r.Hi), uint32(r.Stride))
	}
	for _, r := range t.R32 {
		walk(r.Lo, r.Hi, r.Stride)
	}
	if others {
		write(next, unicode.MaxRune)
	}
	return out.String()
}
