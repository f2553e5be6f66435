package man

import (
	"fmt"
	"strings"
)

// width is the longest line of text in the source of a page; roff fills lines
// itself.
const width = 80

// escape writes a text so that roff takes it as it stands.
func escape(s string) string {
	return strings.NewReplacer(`\`, `\e`, "-", `\-`, "'", `\(aq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`, `"`, `\(dq`, "…", "...").Replace(s)
}

// textLine is a line of text that is no request, though it may begin like one.
func textLine(s string) string {
	s = escape(s)
	if strings.HasPrefix(s, ".") {
		return `\&` + s
	}
	return s
}

// paragraphs writes running text: paragraphs are parted by empty lines, and lines
// that are indented stand as they are.
func paragraphs(b *strings.Builder, text string) {
	for i, part := range strings.Split(strings.Trim(text, "\n"), "\n\n") {
		if i > 0 {
			b.WriteString(".PP\n")
		}
		if strings.HasPrefix(part, "  ") {
			verbatim(b, strings.Split(part, "\n"))
			continue
		}
		lines := strings.Split(part, "\n")
		n := 0
		for n < len(lines) && !strings.HasPrefix(lines[n], "  ") {
			n++
		}
		fill(b, strings.Join(lines[:n], "\n"))
		if n < len(lines) {
			verbatim(b, lines[n:])
		}
	}
}

// fill writes text that roff fills, in short lines.
func fill(b *strings.Builder, text string) {
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(textLine(line+" "+word)) > width {
			fmt.Fprintln(b, textLine(line))
			line = ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	if line != "" {
		fmt.Fprintln(b, textLine(line))
	}
}

// verbatim writes lines as they stand, without what all are indented by.
func verbatim(b *strings.Builder, lines []string) {
	b.WriteString(".RS 4\n.nf\n")
	for _, line := range lines {
		line = textLine(strings.TrimPrefix(line, "  "))
		if line == "" {
			line = `\&`
		}
		fmt.Fprintln(b, line)
	}
	b.WriteString(".fi\n.RE\n")
}

// terms writes rows of a word and what it means; a row that begins with more
// blanks than the first goes on with what the one before it means.
func terms(b *strings.Builder, rows string) {
	term, means := "", ""
	put := func() {
		if term != "" {
			fmt.Fprintf(b, ".TP\n.B %s\n", escape(term))
			fill(b, means)
		}
	}
	for row := range strings.SplitSeq(rows, "\n") {
		if strings.HasPrefix(row, "   ") {
			means += " " + row
			continue
		}
		put()
		term, means, _ = strings.Cut(strings.TrimSpace(row), " ")
	}
	put()
}
