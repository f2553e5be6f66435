package ui

import "strings"

// Style is what a word means; how it looks is decided here alone.
type Style int

// The styles. Plain is the zero value.
const (
	Plain Style = iota
	Good
	Bad
	Warn
	Dim
	Strong
)

// Paint gives s in the style, line by line, as an escape sequence that Streams.WithColor
// turns into what the stream can show: in the colors that the terminal gives to
// green, red and yellow.
func Paint(st Style, s string) string {
	code := "" // a parameter of SGR, ECMA-48 8.3.117
	switch st {
	case Good:
		code = "32"
	case Bad:
		code = "31"
	case Warn:
		code = "33"
	case Dim:
		code = "2"
	case Strong:
		code = "1"
	default:
		return s
	}
	var b strings.Builder
	for line := range strings.SplitAfterSeq(s, "\n") { // a line may be cut or moved alone
		text, end := strings.TrimSuffix(line, "\n"), ""
		if len(text) < len(line) {
			end = "\n"
		}
		if text != "" {
			text = "\x1b[" + code + "m" + text + "\x1b[m"
		}
		b.WriteString(text + end)
	}
	return b.String()
}
