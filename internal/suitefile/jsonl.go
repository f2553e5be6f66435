package suitefile

import "strings"

// addLines appends cases to JSON lines.
func addLines(text string, cases []Case) Added {
	l := newLines(text)
	var b strings.Builder
	b.WriteString(text)
	closed := text == "" || strings.HasSuffix(text, "\n")
	for i := range cases {
		o := cases[i].object()
		if closed {
			b.WriteString(flow(o) + l.end)
		} else {
			b.WriteString(l.end + flow(o))
		}
	}
	return Added{Src: []byte(b.String())}
}
