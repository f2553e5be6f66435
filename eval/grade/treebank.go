package grade

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/promptgit/promptgit/internal/value"
)

// treebank splits a text in lower case into the tokens of the Penn Treebank, by
// the rules of js-rouge 3.2 in their order: quotes, punctuation, clitics,
// contractions.
func treebank(text string) []string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return value.JSSpace(r) || r == '\u0085' }), " ")
	if text == "" {
		return nil
	}
	text = splitQuotes(text)
	text = splitFinalStop(splitSeparators(text))
	text = " " + splitBrackets(text) + " "
	text = splitClitics(text)
	for _, c := range contractions() {
		text = c.split(text)
	}
	return strings.FieldsFunc(text, func(r rune) bool { return r == ' ' })
}

// splitSeparators sets off ellipses, marks, and colons and commas that no digit
// follows.
func splitSeparators(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		switch c := text[i]; c {
		case '.':
			if strings.HasPrefix(text[i:], "...") {
				b.WriteString(" ... ")
				i += 2
				continue
			}
			b.WriteByte(c)
		case ':', ',':
			next, _ := utf8.DecodeRuneInString(text[i+1:])
			apart(&b, c, !unicode.Is(unicode.Nd, next))
		default:
			apart(&b, c, strings.IndexByte(";@#$%&", c) >= 0)
		}
	}
	return b.String()
}

// apart writes a byte, between spaces where it is a token.
func apart(b *strings.Builder, c byte, token bool) {
	if !token {
		b.WriteByte(c)
		return
	}
	b.WriteByte(' ')
	b.WriteByte(c)
	b.WriteByte(' ')
}

// splitFinalStop sets off the full stop that ends the text, before brackets and
// apostrophes, but not that of initials such as "u.s.".
func splitFinalStop(text string) string {
	end := len(strings.TrimRight(text, "])}>' "))
	before, ok := strings.CutSuffix(text[:end], ".")
	if !ok || before == "" || strings.HasSuffix(before, ".") || endsInInitials(before) {
		return text
	}
	return before + " ." + text[end:] + " "
}

func endsInInitials(s string) bool {
	n := len(s)
	return n >= 3 && isLetter(s[n-1]) && s[n-2] == '.' && isLetter(s[n-3]) && (n == 3 || !wordByte(s[n-4]))
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

// wordByte is \w of a JavaScript expression.
func wordByte(c byte) bool { return isLetter(c) || c >= '0' && c <= '9' || c == '_' }

// splitBrackets sets off question and exclamation marks, brackets and dashes.
func splitBrackets(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if strings.HasPrefix(text[i:], "--") {
			b.WriteString(" -- ")
			i++
			continue
		}
		apart(&b, text[i], strings.IndexByte("?![](){}<>", text[i]) >= 0)
	}
	return b.String()
}

// splitClitics sets off apostrophes at the ends of words and what they shorten:
// 's, 'll, n't.
func splitClitics(text string) string {
	var b strings.Builder
	done := 0
	for i := 1; i+1 < len(text); i++ {
		if text[i] == '\'' && text[i+1] == ' ' && text[i-1] != '\'' && i > done {
			b.WriteString(text[done:i] + " ' ")
			done = i + 2
		}
	}
	b.WriteString(text[done:])
	text = strings.NewReplacer("'s ", " 's ", "'m ", " 'm ", "'d ", " 'd ").Replace(b.String())
	return strings.NewReplacer("'ll ", " 'll ", "'re ", " 're ", "'ve ", " 've ", "n't ", " n't ").Replace(text)
}
