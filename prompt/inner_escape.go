package prompt

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// literalReader puts the lines of a literal together.
type literalReader struct {
	in    *Inner
	l     literal
	text  strings.Builder
	at    []origin // of each line of text
	fresh bool     // the next byte begins a line that has a place already
}

// add takes one line, which a line end follows or not.
func (r *literalReader) add(line string, at origin, more bool) {
	if !r.fresh {
		r.at = append(r.at, at)
	}
	decoded, joins := r.l.decode(line)
	r.text.WriteString(decoded)
	for range strings.Count(decoded, "\n") {
		r.at = append(r.at, at)
	}
	if r.fresh = joins && more; more && !joins {
		r.text.WriteByte('\n')
	}
}

func (r *literalReader) done() {
	text := r.text.String()
	if r.l.strip {
		lead := len(text) - len(strings.TrimLeft(text, " \t\n"))
		r.at = r.at[min(strings.Count(text[:lead], "\n"), len(r.at)):]
		text = strings.TrimSpace(text)
	}
	r.in.Text, r.in.at = text, r.at
}

// decode reads the escapes of one line. joins says that its end joins it with the
// next. What the language does not define is kept as it is.
func (l *literal) decode(line string) (text string, joins bool) {
	if l.escapes == doubled {
		return l.unbraced(strings.ReplaceAll(line, `""`, `"`)), false
	}
	if l.escapes == raw || strings.IndexByte(line, '\\') < 0 {
		return l.unbraced(line), false
	}
	var b strings.Builder
	for at := 0; at < len(line); {
		if line[at] != '\\' {
			b.WriteByte(line[at])
			at++
			continue
		}
		if at+1 == len(line) {
			if strings.Contains(string(l.escapes), "j") {
				joins = true
			} else {
				b.WriteByte('\\')
			}
			break
		}
		decoded, size := l.escape(line[at:])
		if size == 0 {
			b.WriteString(line[at : at+2])
			at += 2
			continue
		}
		b.WriteString(decoded)
		at += size
	}
	return l.unbraced(b.String()), joins
}

// unbraced reads doubled braces where these stand for one.
func (l *literal) unbraced(text string) string {
	if !l.braces || !strings.ContainsAny(text, "{}") {
		return text
	}
	return strings.NewReplacer("{{", "{", "}}", "}").Replace(text)
}

// escape reads one escape at the start of a text. The size is 0 where the language
// does not define it.
func (l *literal) escape(text string) (decoded string, size int) {
	c := text[1]
	known := strings.IndexByte(string(l.escapes), c) >= 0 && c != 'j'
	digit := '0' <= c && c <= '7'
	switch {
	case digit && strings.Contains(string(l.escapes), "0"):
		return octal(text)
	case !known:
		return "", 0
	case c == 'x':
		return hexCode(text, 2)
	case c == 'U':
		return hexCode(text, 8)
	case c == 'u':
		return hexCode(text, 4)
	}
	if i := strings.IndexByte("abefnrtvs", c); i >= 0 {
		return "\a\b\x1b\f\n\r\t\v "[i : i+1], 2
	}
	return text[1:2], 2
}

func octal(text string) (string, int) {
	size := 1
	for size < len(text) && size < 4 && '0' <= text[size] && text[size] <= '7' {
		size++
	}
	v, err := strconv.ParseUint(text[1:size], 8, 9)
	if err != nil || v == 0 {
		return "", 0
	}
	return string(rune(v)), size
}

// hexCode reads the code of a character, of so many digits or in braces.
func hexCode(text string, digits int) (string, int) {
	code, size := "", 2+digits
	if inside, ok := strings.CutPrefix(text[2:], "{"); ok {
		at := strings.IndexByte(inside, '}')
		if at < 0 {
			return "", 0
		}
		code, size = inside[:at], at+4
	} else if len(text) >= size {
		code = text[2:size]
	}
	v, err := strconv.ParseUint(code, 16, 32)
	if err != nil || v == 0 || v > utf8.MaxRune || !utf8.ValidRune(rune(v)) {
		return "", 0
	}
	return string(rune(v)), size
}
