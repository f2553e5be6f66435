package prompt

import (
	"path"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// literal is the one text of a program that a region holds.
type literal struct {
	quote
	start, stop int  // of what stands between the quotes, in bytes of the file
	strip       bool // a call after it takes the blanks off both ends
	row         int  // of start
	braces      bool // "{{" stands for "{"
}

// afterText is what may follow the text: closing signs, and a call that only takes
// blanks off.
var afterText = memo.Regexp(`^(\.(?:strip|trim|trimIndent|stripIndent|dedent)\(\))?[\s;,)\]}]*$`)

// literal takes the text of a region for the prompt, where the region is the
// assignment of one text. It is false where that cannot be told.
func (b *body) literal(in *Inner) bool {
	lang, _ := languageOf(path.Ext(b.file))
	from, to := b.filled()
	if from == to {
		return false
	}
	l, ok := b.find(lang, from, to)
	if ok {
		b.read(in, l)
	}
	return ok
}

// find finds the text: it must open in the first line, with the first quote of it,
// and close in the last.
func (b *body) find(lang language, from, to int) (literal, bool) {
	line, start, end := b.line(from), b.rows[from].start, b.rows[to-1].end
	if lang.heredoc {
		if l, ok := b.heredoc(line, from, to); ok {
			return l, true
		}
	}
	at, q := -1, quote{}
	for _, x := range lang.quotes {
		i := strings.Index(line, x.open)
		if i >= 0 && (at < 0 || i < at || i == at && len(x.open) > len(q.open)) {
			at, q = i, x
		}
	}
	if at < 0 || strings.ContainsAny(line[:at], "\"'`") {
		return literal{}, false
	}
	l := literal{quote: q, start: start + at + len(q.open), row: from}
	if !l.prefixed(line[:at]) {
		return literal{}, false
	}
	if q.open == "r#" && !l.hashes(line[at:]) {
		return literal{}, false
	}
	if l.start > end {
		return literal{}, false
	}
	rest := string(b.src[l.start:end])
	size := l.end(rest)
	if size < 0 || !l.lines && strings.ContainsAny(rest[:size], "\r\n") {
		return literal{}, false
	}
	after := afterText().FindStringSubmatch(rest[size+len(l.shut):])
	if after == nil {
		return literal{}, false
	}
	l.stop = l.start + size
	l.strip = after[1] == ".strip()" || after[1] == ".trim()"
	return l, true
}

// prefixed reads the letters before the quote: r for a text without escapes, f and $
// for one with placeholders, dedent and raw of JavaScript.
func (l *literal) prefixed(before string) bool {
	letters := before[strings.LastIndexFunc(before, func(r rune) bool { return !wordRune(r) && r != '$' })+1:]
	switch {
	case letters == "", letters == "return", letters == "yield":
		return true
	case l.open == "`" && slices.Contains([]string{"dedent", "outdent", "stripIndent"}, letters):
		return true
	case l.open == "`" && letters == "raw" && strings.HasSuffix(before, "String.raw"):
		l.escapes = raw
		return true
	case strings.Trim(letters, l.letters) != "" || l.letters == "":
		return false
	}
	if strings.ContainsAny(letters, "rR") {
		l.escapes = raw
		if l.open != `"""` && l.open != `'''` {
			l.lines = false
		}
	}
	l.braces = strings.ContainsAny(letters, "fF$")
	return true
}

func wordRune(r rune) bool {
	return r == '_' || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
}

// hashes reads the opening of a raw text of Rust: r, any number of "#" and a quote.
func (l *literal) hashes(opening string) bool {
	signs := opening[1 : 1+len(opening[1:])-len(strings.TrimLeft(opening[1:], "#"))]
	if !strings.HasPrefix(opening[1+len(signs):], `"`) {
		return false
	}
	l.start += len(signs)
	l.shut = `"` + signs
	return true
}

// end is where a text ends that begins here, -1 where it does not.
func (l *literal) end(text string) int {
	for at := 0; at < len(text); at++ {
		switch {
		case l.escapes == doubled && strings.HasPrefix(text[at:], `""`):
			at++
		case l.escapes != raw && l.escapes != doubled && text[at] == '\\':
			at++
		case strings.HasPrefix(text[at:], l.shut):
			return at
		}
	}
	return -1
}

var (
	heredocOpen = memo.Regexp(`<<<?[-~]?(["']?)([A-Za-z_][A-Za-z0-9_]*)(["']?)`)
	heredocEnd  = memo.Regexp(`^[\s;,)\]}"]*$`)
)

// heredoc reads a text that ends with a line that holds only its name.
func (b *body) heredoc(line string, from, to int) (literal, bool) {
	m := heredocOpen().FindStringSubmatch(line)
	if m == nil || m[1] != m[3] {
		return literal{}, false
	}
	for i := from + 1; i < to; i++ {
		own := strings.TrimSpace(b.line(i))
		if strings.TrimRight(own, ";,)") != m[2] {
			continue
		}
		for j := i + 1; j < to; j++ {
			if !heredocEnd().MatchString(b.line(j)) {
				return literal{}, false
			}
		}
		l := literal{quote: quote{lines: true, escapes: raw}, row: from, start: b.rows[from].end, stop: b.rows[i].start}
		if m[1] != "'" {
			l.escapes = heredocEscapes(path.Ext(b.file))
		}
		return l, true
	}
	return literal{}, false
}

func heredocEscapes(ext string) escapes {
	switch strings.ToLower(ext) {
	case ".rb", ".rake":
		return rubyEscape
	case ".php":
		return phpEscape
	}
	return "\\`$j" // of a shell
}

// read takes the text between the quotes. The rest of the opening line, if blank, is
// not part of it, and neither are the blanks before the closing quote.
func (b *body) read(in *Inner, l literal) {
	rows := rowsOf(b.src[l.start:l.stop])
	if l.start == l.stop || b.src[l.stop-1] == '\n' || b.src[l.stop-1] == '\r' {
		rows = append(rows, row{l.stop - l.start, l.stop - l.start, l.stop - l.start})
	}
	text := func(i int) string { return string(b.src[l.start+rows[i].start : l.start+rows[i].end]) }
	from, to := 0, len(rows)
	if first := strings.TrimRight(text(0), " \t"); to > 1 && (first == "" || first == `\` && strings.Contains(string(l.escapes), "j")) {
		from = 1
	}
	ends := false // with a line end
	if to-from > 0 && to > 1 && strings.TrimSpace(text(to-1)) == "" {
		ends, to = true, to-1
	}
	var lines []string
	for i := from; i < to; i++ {
		lines = append(lines, text(i))
	}
	counted := slices.Clone(lines)
	if from == 0 && len(counted) > 0 { // it stands behind the quote
		counted = counted[1:]
	}
	indent := commonIndent(counted)
	if l.closing && ends {
		indent = commonIndent([]string{indent + ".", text(to) + "."})
	}
	r := literalReader{in: in, l: l}
	for i, line := range lines {
		at := origin{l.row + from + i + 1, 0}
		switch {
		case from == 0 && i == 0:
			at.before = l.start - b.rows[l.row].start
		case strings.TrimSpace(line) == "":
			line = ""
		default:
			line, at.before = strings.TrimPrefix(line, indent), len(indent)
		}
		r.add(line, at, i+1 < len(lines) || ends)
	}
	r.done()
}
