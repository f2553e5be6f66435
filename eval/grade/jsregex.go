package grade

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"

	"github.com/dlclark/regexp2/v2"
)

// compileJS compiles what `new RegExp(pattern)` accepts, and nothing else.
//
// The engine's syntax is wider than JavaScript's and its units are runes, so a
// pattern is read by JavaScript's own rules (ECMA-262, with the additions for
// web browsers) and written anew in the small part of the syntax on which both
// agree: escaped UTF-16 code units, explicit classes, numbered groups. Match
// the result against codeUnits.
func compileJS(pattern string) (*regexp2.Regexp, error) {
	return compileJSWith(pattern, regexp2.None)
}

// compileJSWith adds an option of the engine, IgnoreCase for the flag i.
func compileJSWith(pattern string, flag regexp2.RegexOptions) (*regexp2.Regexp, error) {
	if strings.Count(pattern, "(") > maxGroups {
		return nil, errTooManyGroups
	}
	r := regexReader{src: utf16.Encode([]rune(pattern))}
	r.scanGroups()
	if err := r.disjunction(); err != nil {
		return nil, err
	}
	re, err := regexp2.Compile(r.out.String(), regexp2.ECMAScript|flag)
	if err != nil {
		return nil, err
	}
	re.MatchTimeout = regexTimeout
	return re, nil
}

// maxGroups bounds the groups of a pattern, on which the engine recurses: a
// pattern of a million parentheses would overflow the stack.
const maxGroups = 10_000

var errTooManyGroups = fmt.Errorf("more than %d groups", maxGroups)

// codeUnits gives the UTF-16 code units of s, one a rune. Surrogates move to a
// private plane, since the engine's searches take only valid runes.
func codeUnits(s string) []rune {
	units := utf16.Encode([]rune(s))
	runes := make([]rune, len(units))
	for i, u := range units {
		runes[i] = engineRune(rune(u))
	}
	return runes
}

const (
	firstSurrogate = 0xd800
	lastSurrogate  = 0xdfff
	privatePlane   = 0x100000
)

func engineRune(unit rune) rune {
	if unit >= firstSurrogate && unit <= lastSurrogate {
		return unit + privatePlane
	}
	return unit
}

// regexReader reads a pattern once, from left to right, and writes it anew.
type regexReader struct {
	src    []uint16
	at     int
	out    strings.Builder
	groups int            // capturing groups in the whole pattern
	names  map[string]int // their names
}

const endOfPattern = -1

func (r *regexReader) peek(ahead int) rune {
	if r.at+ahead < len(r.src) {
		return rune(r.src[r.at+ahead])
	}
	return endOfPattern
}

func (r *regexReader) next() rune {
	c := r.peek(0)
	r.at++
	return c
}

func (r *regexReader) eat(text string) bool {
	for i := range len(text) {
		if r.peek(i) != rune(text[i]) {
			return false
		}
	}
	r.at += len(text)
	return true
}

// scanGroups counts the capturing groups beforehand: whether \3 is a reference
// and \k a name depends on groups that may come later.
func (r *regexReader) scanGroups() {
	r.names = map[string]int{}
	inClass := false
	for r.at < len(r.src) {
		switch c := r.next(); {
		case c == '\\':
			r.at++
		case c == '[':
			inClass = true
		case c == ']':
			inClass = false
		case c != '(' || inClass:
		case r.peek(0) != '?':
			r.groups++
		case r.peek(1) == '<' && r.peek(2) != '=' && r.peek(2) != '!':
			r.groups++
			r.at += 2
			if name, ok := r.groupName(); ok {
				r.names[name] = r.groups
			}
		}
	}
	r.at = 0
}

// disjunction reads alternatives up to the end of the group or the pattern.
func (r *regexReader) disjunction() error {
	depth := 0
	var kinds []groupKind
	seen := map[string]bool{}
	for {
		var atom atomKind
		switch c := r.next(); c {
		case endOfPattern:
			if depth > 0 {
				return errors.New("a group is not closed")
			}
			return nil
		case '|':
			r.out.WriteByte('|')
			continue
		case '(':
			k, err := r.openGroup(seen)
			if err != nil {
				return err
			}
			kinds = append(kinds, k)
			depth++
			continue
		case ')':
			if depth--; depth < 0 {
				return errors.New("a closing parenthesis without an opening one")
			}
			r.out.WriteByte(')')
			atom = kinds[depth].atom()
			kinds = kinds[:depth]
		case '^':
			r.out.WriteString(`(?<!` + anyUnit + `)`)
			continue
		case '$':
			r.out.WriteString(`(?!` + anyUnit + `)`)
			continue
		case '.':
			r.out.WriteString(`[^\n\r\u2028\u2029]`)
			atom = repeatable
		case '[':
			if err := r.class(); err != nil {
				return err
			}
			atom = repeatable
		case '\\':
			var err error
			if atom, err = r.escape(); err != nil {
				return err
			}
		case '*', '+', '?':
			return errors.New("nothing to repeat")
		case '{':
			r.at--
			if _, _, ok := r.bounds(); ok {
				return errors.New("nothing to repeat")
			}
			r.at++
			r.unit(c)
			atom = repeatable
		default:
			r.unit(c)
			atom = repeatable
		}
		if atom == repeatable {
			if err := r.quantifier(); err != nil {
				return err
			}
		}
	}
}

type atomKind int

const (
	noAtom     atomKind = iota // nothing that a quantifier could follow
	repeatable                 // may be followed by one quantifier
)

type groupKind int

const (
	plainGroup groupKind = iota
	lookahead            // may be repeated, for compatibility with old pages
	lookbehind           // may not
)

func (k groupKind) atom() atomKind {
	if k == lookbehind {
		return noAtom
	}
	return repeatable
}

func (r *regexReader) openGroup(seen map[string]bool) (groupKind, error) {
	switch {
	case r.peek(0) != '?':
		r.out.WriteByte('(')
		return plainGroup, nil
	case r.eat("?:"):
		r.out.WriteString("(?:")
		return plainGroup, nil
	case r.eat("?="):
		r.out.WriteString("(?=")
		return lookahead, nil
	case r.eat("?!"):
		r.out.WriteString("(?!")
		return lookahead, nil
	case r.eat("?<="):
		r.out.WriteString("(?<=")
		return lookbehind, nil
	case r.eat("?<!"):
		r.out.WriteString("(?<!")
		return lookbehind, nil
	case r.eat("?<"):
		name, ok := r.groupName()
		if !ok {
			return plainGroup, errors.New("an invalid name of a group")
		}
		if seen[name] {
			return plainGroup, fmt.Errorf("two groups are named %s", name)
		}
		seen[name] = true
		r.out.WriteByte('(') // numbered, in the order of opening, as JavaScript does
		return plainGroup, nil
	}
	return plainGroup, errors.New("an invalid group: JavaScript knows no flags or other extensions here")
}
