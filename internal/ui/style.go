package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

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
	var look ansi.Style
	switch st {
	case Good:
		look = look.ForegroundColor(ansi.Green)
	case Bad:
		look = look.ForegroundColor(ansi.Red)
	case Warn:
		look = look.ForegroundColor(ansi.Yellow)
	case Dim:
		look = look.Faint()
	case Strong:
		look = look.Bold()
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
			text = look.Styled(text)
		}
		b.WriteString(text + end)
	}
	return b.String()
}
