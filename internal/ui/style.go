package ui

import (
	"strings"

	"charm.land/lipgloss/v2"
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
// turns into what the stream can show.
func Paint(st Style, s string) string {
	base := lipgloss.NewStyle()
	switch st {
	case Good:
		base = base.Foreground(lipgloss.Green)
	case Bad:
		base = base.Foreground(lipgloss.Red)
	case Warn:
		base = base.Foreground(lipgloss.Yellow)
	case Dim:
		base = base.Faint(true)
	case Strong:
		base = base.Bold(true)
	default:
		return s
	}
	lines := strings.Split(s, "\n")
	for i, line := range lines { // a style of several lines would pad them to one width
		lines[i] = base.Inline(true).Render(line)
	}
	return strings.Join(lines, "\n")
}
