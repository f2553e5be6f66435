package prompt

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// normalizer collects the lines of one component in the form that is compared.
// Outside code fences only the words and their order remain, with "-" for every
// bullet; inside, lines and their indentation remain too.
type normalizer struct {
	b     strings.Builder
	fence bool // the last line was part of a fence
}

func (n *normalizer) String() string { return n.b.String() }

func (n *normalizer) add(l line) {
	switch l.kind {
	case lineFenceOpen:
		n.fenced("```", strings.TrimLeft(strings.TrimLeft(l.text, " \t"), "`~"))
	case lineFenceClose:
		n.fenced("```", "")
	case lineFenced:
		s := l.text
		for range l.indent {
			if s == "" || s[0] != ' ' && s[0] != '\t' {
				break
			}
			s = s[1:]
		}
		n.fenced(s[:indentation(s)], s)
	default:
		n.plain(l.text)
	}
}

// fenced writes one line of code; blank lines are cosmetic there, too.
func (n *normalizer) fenced(lead, text string) {
	first := true
	for w := range strings.FieldsSeq(text) {
		if first {
			n.breakLine(lead)
		} else {
			n.b.WriteByte(' ')
		}
		first = false
		n.b.WriteString(w)
	}
	if first && strings.HasPrefix(lead, "`") {
		n.breakLine(lead)
	}
	n.fence = true
}

func (n *normalizer) breakLine(lead string) {
	if n.b.Len() > 0 {
		n.b.WriteByte('\n')
	}
	n.b.WriteString(lead)
}

func (n *normalizer) plain(text string) {
	first, rule := true, false
	if isTableRow(text) {
		rule = strings.Trim(text, "|:- \t\r") == ""
		text = strings.ReplaceAll(text, "|", " | ")
	}
	for w := range strings.FieldsSeq(text) {
		if rule {
			w = shortenRule(w)
		}
		if first {
			n.separate(w)
			if (w == "*" || w == "+") && listMarker(text) != 0 {
				w = "-"
			}
		} else {
			n.b.WriteByte(' ')
		}
		first = false
		n.b.WriteString(w)
	}
}

// separate writes what stands between two lines: a blank, or nothing where
// neither line's script puts blanks between words.
func (n *normalizer) separate(next string) {
	if n.b.Len() == 0 {
		return
	}
	if n.fence {
		n.b.WriteByte('\n')
		n.fence = false
		return
	}
	last, _ := utf8.DecodeLastRuneInString(n.b.String())
	first, _ := utf8.DecodeRuneInString(next)
	if !unspaced(last) || !unspaced(first) {
		n.b.WriteByte(' ')
	}
}

// unspaced says whether r is of a script that is written without blanks.
func unspaced(r rune) bool {
	return r >= 0x2e80 && (unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303f || r >= 0xff00 && r <= 0xff60)
}

// isTableRow says whether a line is a row of a table: blanks beside its bars are
// cosmetic, and in the row below the head the number of dashes, too.
func isTableRow(s string) bool {
	s = strings.Trim(s, " \t\r")
	return len(s) > 1 && s[0] == '|' && s[len(s)-1] == '|' || strings.Contains(s, "-|") && strings.Trim(s, "|:- \t") == ""
}

func shortenRule(w string) string {
	for strings.Contains(w, "--") {
		w = strings.ReplaceAll(w, "--", "-")
	}
	return w
}
