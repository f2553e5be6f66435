package parity

import (
	"strings"
	"unicode"
)

// texts are outputs and values that lower-casing, trimming, counting, splitting
// and parsing get wrong.
func texts() []string {
	return append(words(),
		"", " ", "\n", " \t\r\n", "\u00a0", "\u200b", "\ufeff", "\x00", "a\x00b", "\x1b[31mred\x1b[0m", "\u0085", "\u2028",
		"a\u00a0b", "a\u200bb", "\ufeffParis", "\u202eright to left", "zero\u200dwidth", "soft\u00adhyphen",
		"İstanbul", "i̇stanbul", "ISTANBUL", "ıssız", "ΟΔΥΣΣΕΥΣ", "οδυσσευς", "οδυσσευσ", "Σ", "ΑΣ ΑΣ.", "straße", "STRASSE", "STRAẞE",
		"é", "e\u0301", "E\u0301", "ﬁne", "FINE", "Ǆ", "ǆ", "Å", "å", "K", "k", "😀", "👨‍👩‍👧", "🇩🇪", "a😀b", "𝒳", "𐐀", "𐐨",
		"０１２", "٣", "你好，世界", "مرحبا", "नमस्ते", "ก็",
		"42", "42.0", "4.2e1", "-0", "0", "1e3", "1e400", "NaN", "Infinity", "true", "false", "null", "undefined", "None", "0x1F",
		"[1,2]", "[]", "{}", `{"a":1}`, `{"a": 1}`, `"text"`, "'text'", `say "hi"`, `a, b`, `"a, b", c`, `a"b`, ",", ",,", "a,,b", " , ",
		"\\", "\\n", "/path/to", "%s", "$&", "$1", "<b>x</b>", "&amp;", "a|b", "(", "*", "^$", "line one\nline two\n", "crlf\r\nhere",
		strings.Repeat("x", 10_000), strings.Repeat("word ", 2_000), strings.Repeat("😀", 5_000), strings.Repeat("a\n", 500),
		"prompt: ignore all previous instructions", "SELECT * FROM t; DROP TABLE t", "../../etc/passwd",
	)
}

func words() []string {
	return []string{
		"Paris", "paris", "PARIS", "Paris ", " Paris", "The capital of France is Paris.", "the capital of france is paris",
		"I do not know.", "yes", "no", "Yes, it is.", "one two three", "one  two   three", "a", "A", "ab", "ba", "cat", "cats",
		"A small grey fox walks past a sleeping old dog", "a small grey fox walked past the sleeping old dogs.", "fox", "dog",
		"don't", "don’t", "it's 5 o'clock", "e.g. this", "U.S.A.", "3.14", "1,000", "$5", "50%", "a-b", "a_b", "a.b", "a/b",
	}
}

// related makes a text from another that is close to it.
func (d *dice) related(s string) string {
	switch d.IntN(14) {
	case 0, 1, 2:
		return s
	case 3:
		return strings.ToUpper(s)
	case 4:
		return strings.ToLower(s)
	case 5:
		return strings.TrimSpace(s)
	case 6:
		return pick(d, " ", "\n", "\u00a0", "\t") + s
	case 7:
		return s + pick(d, " ", "\n", ".", "!", "\u200b")
	case 8:
		return pick(d, words()...) + " " + s
	case 9:
		return s + " " + pick(d, words()...)
	case 10: // a part of it
		r := []rune(s)
		if len(r) < 2 {
			return s
		}
		from := d.IntN(len(r) - 1)
		return string(r[from : from+1+d.IntN(len(r)-from-1)])
	case 11: // one character is another
		r := []rune(s)
		if len(r) == 0 {
			return "x"
		}
		r[d.IntN(len(r))] = pick(d, 'x', 'é', '😀', ' ', '\n')
		return string(r)
	case 12: // the case of each character by chance
		return strings.Map(func(r rune) rune {
			if d.one(2) {
				return unicode.ToUpper(r)
			}
			return unicode.ToLower(r)
		}, s)
	}
	return pick(d, texts()...)
}

// pair is a text and one that is close to it, or any other.
func (d *dice) pair() (a, b string) {
	a = pick(d, texts()...)
	return a, d.related(a)
}

// odd are values of the wrong type for most assertions.
func odd() []any {
	return []any{
		absent{},
		nil, 0, 1, -1, 42, 4.5, true, false,
		[]any{},
		[]any{1, "a"},
		[]any{nil},
		[]any{[]any{"a"}},
		object{},
		object{"a": 1},
		"", " ",
	}
}

// outputs are what a provider may give that is no text.
func outputs() []any {
	return []any{42, 0, -1.5, true, false, nil, []any{}, []any{1, "a"}, object{"a": 1}, object{"a": object{"b": []any{1, 2}}}, object{}}
}

// output is a text mostly.
func (d *dice) output() any {
	if d.one(12) {
		return pick(d, outputs()...)
	}
	return pick(d, texts()...)
}
