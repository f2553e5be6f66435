package suitefile

import (
	"strings"

	"gopkg.in/yaml.v3"
)

// flowLines writes a list in brackets, an entry a line.
func (e *editor) flowLines(margin, step string) string {
	rows := make([]string, len(e.entries))
	for i, x := range e.entries {
		rows[i] = margin + step + flow(x.object)
	}
	return "[" + e.lines.end + strings.Join(rows, ","+e.lines.end) + e.lines.end + margin + "]"
}

// appendFlow puts the entries before the bracket that closes a list. Which of
// the brackets behind the last entry it is, the parser says.
func (e *editor) appendFlow(list *yaml.Node) (string, error) {
	text := e.lines.text
	from := e.lines.at(list.Line, list.Column)
	_, next := e.span(list)
	to := e.lines.offset(next + 1)
	if n := len(list.Content); n > 0 {
		from = e.lines.at(list.Content[n-1].Line, list.Content[n-1].Column)
	}
	margin := e.ownLine(list)
	const most = 50 // brackets inside the last entry and in what follows
	tried := 0
	for at := from; at < to && tried < most; at++ {
		if text[at] != ']' {
			continue
		}
		tried++
		head := strings.TrimRight(text[:at], " \t\r\n")
		for _, end := range []int{len(head), at} {
			out := text[:end] + e.flowTail(list, text[:end], margin) + text[end:]
			if e.try(out, list) {
				return out, nil
			}
		}
	}
	return e.first(list)
}

// ownLine gives the indentation of the last entry where it begins a line.
func (e *editor) ownLine(list *yaml.Node) string {
	if len(list.Content) == 0 {
		return ""
	}
	n := list.Content[len(list.Content)-1]
	prefix := e.lines.text[e.lines.offset(n.Line):e.lines.at(n.Line, n.Column)]
	if strings.TrimSpace(prefix) != "" {
		return ""
	}
	return e.lines.end + prefix
}

func (e *editor) flowTail(list *yaml.Node, head, margin string) string {
	comma := ","
	if len(list.Content) == 0 || strings.HasSuffix(strings.TrimRight(head, " \t\r\n"), ",") {
		comma = ""
	}
	var b strings.Builder
	for _, x := range e.entries {
		gap := margin
		if gap == "" && comma != "" {
			gap = " "
		}
		b.WriteString(comma + gap + flow(x.object))
		comma = ","
	}
	return b.String()
}
