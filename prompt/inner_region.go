package prompt

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/diag"
)

// marker begins what a comment says to promptgit.
const marker = "promptgit:"

// regionMark is a line that begins or ends a prompt.
type regionMark struct {
	begins  bool
	name    string // "" where an end gives none
	problem string // why it cannot be taken, "" for none
	hint    string
	row     int // index of the line
	col     int // from 1
}

// region is what stands between two marks.
type region struct {
	begin, end regionMark
	errs       diag.Errors
}

// regions finds the prompts between the comments
//
//	promptgit:begin NAME
//	promptgit:end
//
// of any language. A mark that cannot be taken makes a prompt of its own that
// cannot be run, so that it is seen.
func regions(file string, src []byte) []Inner {
	if !mayHold(src) {
		return nil
	}
	rows := rowsOf(src)
	var open, found []*region
	closed := func(r *region) { found = append(found, r) }
	for _, m := range marksOf(src, rows) {
		pos := diag.Pos{Path: file, Line: m.row + 1, Col: m.col}
		switch {
		case m.begins:
			r := &region{begin: m}
			if m.problem != "" {
				r.errs.Add(pos, m.problem, m.hint)
			}
			if n := len(open); n > 0 {
				problem := fmt.Sprintf("promptgit:begin %s stands inside of %s", m.name, open[n-1].begin.name)
				open[n-1].errs.Add(pos, problem, "write promptgit:end before it")
				r.errs.Add(pos, problem, "write promptgit:end before it")
			}
			open = append(open, r)
		case len(open) == 0:
			r := &region{begin: m, end: m}
			r.begin.name = lineName(m.row)
			r.errs.Add(pos, "promptgit:end without promptgit:begin", "write promptgit:begin NAME where the prompt begins")
			closed(r)
		default:
			r := open[len(open)-1]
			open = open[:len(open)-1]
			r.end = m
			switch {
			case m.problem != "":
				r.errs.Add(pos, m.problem, m.hint)
			case m.name != "" && m.name != r.begin.name:
				r.errs.Add(pos, fmt.Sprintf("promptgit:end %s closes %s", m.name, r.begin.name), "name the prompt that ends here, or none")
			}
			closed(r)
		}
	}
	for _, r := range open {
		r.end = regionMark{row: len(rows)}
		r.errs.Add(diag.Pos{Path: file, Line: r.begin.row + 1, Col: r.begin.col},
			"promptgit:begin "+r.begin.name+" is never closed", "write promptgit:end where the prompt ends")
		closed(r)
	}
	return innersOf(file, src, rows, found)
}

// lineName is the name of a prompt that has none.
func lineName(row int) string { return fmt.Sprintf("line-%d", row+1) }

// innersOf makes the prompts of regions, each name once, in the order of the file.
func innersOf(file string, src []byte, rows []row, found []*region) []Inner {
	var list []Inner
	at := map[string]int{}
	sortRegions(found)
	for _, r := range found {
		if i, twice := at[r.begin.name]; twice {
			list[i].broken.Add(diag.Pos{Path: file, Line: r.begin.row + 1, Col: r.begin.col},
				fmt.Sprintf("the name %s is taken, in line %d", r.begin.name, list[i].Line), "give each prompt of the file its own name")
			continue
		}
		in := Inner{Name: r.begin.name, Line: r.begin.row + 1, broken: r.errs}
		b := body{file: file, src: src, rows: rows, from: r.begin.row + 1, to: max(r.begin.row+1, r.end.row)}
		if len(r.errs) > 0 || !b.literal(&in) {
			b.lines(&in)
		}
		at[in.Name], list = len(list), append(list, in)
	}
	return list
}

// marksOf finds the marks of a file.
func marksOf(src []byte, rows []row) []regionMark {
	var list []regionMark
	for i := 0; i < len(rows); {
		next := bytes.Index(src[rows[i].start:], []byte(marker))
		if next < 0 {
			break
		}
		next += rows[i].start
		for rows[i].next <= next {
			i++
		}
		if m, ok := markOf(string(src[rows[i].start:rows[i].end]), i); ok {
			list = append(list, m)
		}
		i++
	}
	return list
}

// markOf reads a line that holds nothing but the comment.
func markOf(line string, row int) (m regionMark, ok bool) {
	before, after, _ := strings.Cut(line, marker)
	if !opensComment(before) {
		return m, false
	}
	m = regionMark{row: row, col: len(before) + 1}
	word, rest := cutWord(after)
	switch word {
	case "begin":
		m.begins = true
	case "end":
	default:
		return m, false
	}
	if rest != "" && isWordChar(rest) {
		return m, false // promptgit:beginning
	}
	rest = strings.TrimLeft(rest, " \t")
	name := rest[:len(rest)-len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-"))]
	name = strings.TrimRight(name, "-") // of -->
	m.name = name
	switch {
	case name == "" && m.begins && !hasWord(rest):
		m.problem, m.hint = "promptgit:begin without a name", "write promptgit:begin NAME"
	case name != "" && !innerName(name), name == "" && hasWord(rest):
		m.problem, m.hint = "promptgit: a name is made of letters, digits, _ and -, and begins with a letter", "write promptgit:begin NAME"
	case hasWord(rest[len(name):]):
		m.problem, m.hint = "there is more than a name after promptgit:"+word, "write the rest into a line of its own"
	}
	if m.begins && !innerName(m.name) {
		m.name = lineName(row)
	}
	return m, true
}

// opensComment tells what stands before a comment: signs, and the words that begin
// one in some languages.
func opensComment(before string) bool {
	before = strings.TrimSpace(before)
	if word := strings.TrimLeft(before, "@<!"); strings.EqualFold(word, "rem") || word == "dnl" {
		return true
	}
	return before != "" && !hasWord(before)
}

// hasWord says whether a text has a letter or a digit.
func hasWord(text string) bool {
	return strings.IndexFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

func isWordChar(text string) bool {
	r, _ := utf8.DecodeRuneInString(text)
	return r == '_' || r == '-' && !strings.HasPrefix(text, "--") || unicode.IsLetter(r) || unicode.IsDigit(r)
}

// cutWord takes the small letters off the start of a text.
func cutWord(text string) (word, rest string) {
	rest = strings.TrimLeft(text, "abcdefghijklmnopqrstuvwxyz")
	return text[:len(text)-len(rest)], rest
}
