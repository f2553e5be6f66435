package formula

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

type tokenKind int

const (
	endToken tokenKind = iota
	numberToken
	nameToken
	signToken
)

type token struct {
	kind   tokenKind
	text   string
	number float64
	at     int // byte
}

var formulaNumber = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`^(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?`)
})

// signs are the operators, the longer before the shorter.
var signs = []string{"==", "!=", "<=", ">=", "+", "-", "*", "/", "%", "^", "(", ")", "[", "]", ",", "?", ":", "<", ">", "!"}

func tokens(text string) ([]token, error) {
	var list []token
	for at := 0; at < len(text); {
		rest := text[at:]
		r, size := utf8.DecodeRuneInString(rest)
		t := token{at: at}
		switch {
		case unicode.IsSpace(r):
			at += size
			continue
		case formulaNumber().MatchString(rest):
			t.kind, t.text = numberToken, formulaNumber().FindString(rest)
			t.number, _ = strconv.ParseFloat(t.text, 64) // too large is infinite, as in JavaScript
		case nameRune(r, false):
			t.kind = nameToken
			end := strings.IndexFunc(rest, func(r rune) bool { return !nameRune(r, true) })
			if end < 0 {
				end = len(rest)
			}
			t.text = rest[:end]
		default:
			for _, sign := range signs {
				if strings.HasPrefix(rest, sign) {
					t.kind, t.text = signToken, sign
					break
				}
			}
			if t.kind == endToken {
				return nil, fmt.Errorf("%w: %q at byte %d is not supported", ErrNoFormula, string(r), at+1)
			}
		}
		list = append(list, t)
		at += len(t.text)
	}
	return append(list, token{at: len(text)}), nil
}

func nameRune(r rune, inside bool) bool {
	return r == '_' || r == '$' || r != utf8.RuneError && unicode.IsLetter(r) || inside && r >= '0' && r <= '9'
}
