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
	var tokens []token
	for at := 0; at < len(text); {
		rest := text[at:]
		r, size := utf8.DecodeRuneInString(rest)
		token := token{at: at}
		switch {
		case unicode.IsSpace(r):
			at += size
			continue
		case formulaNumber().MatchString(rest):
			token.kind, token.text = numberToken, formulaNumber().FindString(rest)
			token.number, _ = strconv.ParseFloat(token.text, 64) // too large is infinite, as in JavaScript
		case nameRune(r, false):
			token.kind = nameToken
			end := strings.IndexFunc(rest, func(r rune) bool { return !nameRune(r, true) })
			if end < 0 {
				end = len(rest)
			}
			token.text = rest[:end]
		default:
			for _, sign := range signs {
				if strings.HasPrefix(rest, sign) {
					token.kind, token.text = signToken, sign
					break
				}
			}
			if token.kind == endToken {
				return nil, fmt.Errorf("%w: %q at byte %d is not supported", ErrNoFormula, string(r), at+1)
			}
		}
		tokens = append(tokens, token)
		at += len(token.text)
	}
	return append(tokens, token{at: len(text)}), nil
}

func nameRune(r rune, inside bool) bool {
	return r == '_' || r == '$' || r != utf8.RuneError && unicode.IsLetter(r) || inside && r >= '0' && r <= '9'
}
