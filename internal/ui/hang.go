package ui

import "strings"

// Hang breaks a line at spaces to the columns of a terminal, 0 for none, where it
// begins behind an indent that its further lines keep.
func Hang(line string, indent, width int) string {
	if width <= 0 {
		return line
	}
	return strings.Join(wrapped(line, max(width-indent, 20)), "\n"+strings.Repeat(" ", indent))
}
