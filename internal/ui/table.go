package ui

import (
	"io"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Cell is one value of a row. On a pipe Raw is written where it is set.
type Cell struct {
	Text  string
	Raw   string
	Style Style
}

// Table collects rows and writes them aligned on a terminal, with a header, or
// TAB-separated without one.
type Table struct {
	Header []string
	Right  []bool // columns aligned to the right
	Wrap   bool   // on a terminal the last column goes on in more lines instead of being cut
	rows   [][]Cell
	below  map[int]string
}

// Add appends a row.
func (t *Table) Add(cells ...Cell) { t.rows = append(t.rows, cells) }

// Below puts a line of its own under the last row, on a terminal only. Styles in
// it are the caller's.
func (t *Table) Below(text string) {
	if t.below == nil {
		t.below = map[int]string{}
	}
	t.below[len(t.rows)-1] = text
}

// Append adds columns at the end; cells has those of each row.
func (t *Table) Append(headers []string, cells [][]Cell) {
	t.Header = slices.Concat(t.Header, headers)
	for i, row := range t.rows {
		t.rows[i] = append(row, cells[i]...)
	}
}

// Last moves columns to the end, in the given order.
func (t *Table) Last(headers ...string) {
	var order, last []int // of columns, by where they stand now
	for i := range t.Header {
		if !slices.Contains(headers, t.Header[i]) {
			order = append(order, i)
		}
	}
	for _, header := range headers {
		if i := slices.Index(t.Header, header); i >= 0 {
			last = append(last, i)
		}
	}
	order = append(order, last...)
	t.Right = append(t.Right, make([]bool, len(t.Header)-len(t.Right))...)
	t.Header, t.Right = inOrder(t.Header, order), inOrder(t.Right, order)
	for r, row := range t.rows {
		t.rows[r] = inOrder(row, order)
	}
}

func inOrder[T any](list []T, order []int) []T {
	moved := make([]T, len(order), len(order)+len(order)/2) // columns may follow
	for i, from := range order {
		moved[i] = list[from]
	}
	return moved
}

// Drop removes a column by its header.
func (t *Table) Drop(header string) {
	i := slices.Index(t.Header, header)
	if i < 0 {
		return
	}
	t.Header = slices.Delete(slices.Clone(t.Header), i, i+1)
	if i < len(t.Right) {
		t.Right = slices.Delete(slices.Clone(t.Right), i, i+1)
	}
	for r, row := range t.rows {
		t.rows[r] = slices.Delete(slices.Clone(row), i, i+1)
	}
}

// Write prints the table. The last column is cut to the terminal's width, or
// wrapped.
func (t *Table) Write(s Streams) error {
	if !s.OutTTY {
		return t.tabs(s.Out)
	}
	return t.aligned(s.Out, s.Width)
}

func (t *Table) tabs(w io.Writer) error {
	var b strings.Builder
	for _, row := range t.rows {
		for i, c := range row {
			if i > 0 {
				b.WriteByte('\t')
			}
			text := c.Text
			if c.Raw != "" {
				text = c.Raw
			}
			b.WriteString(Line(text))
		}
		b.WriteByte('\n')
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *Table) aligned(w io.Writer, width int) error {
	if len(t.rows) == 0 {
		return nil
	}
	head := make([]Cell, len(t.Header))
	for i, h := range t.Header {
		head[i] = Cell{Text: h, Style: Dim}
	}
	rows := append([][]Cell{head}, t.rows...)
	widths := t.widths()
	var b strings.Builder
	for i, row := range rows {
		b.WriteString(strings.TrimRight(t.line(row, widths, width), " "))
		b.WriteByte('\n')
		if text, ok := t.below[i-1]; ok {
			if width > 0 {
				text = ansi.Truncate(text, width, "…")
			}
			b.WriteString(text + "\n")
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t *Table) line(row []Cell, widths []int, width int) string {
	var b strings.Builder
	used := 0
	for i, c := range row {
		text := Line(c.Text)
		last := i == len(row)-1
		switch room := max(width-used, 8); {
		case !last || width <= 0:
		case t.Wrap:
			for n, part := range wrapped(text, room) {
				if n > 0 {
					b.WriteString("\n" + strings.Repeat(" ", used))
				}
				b.WriteString(Paint(c.Style, part))
			}
			continue
		default:
			text = ansi.Truncate(text, room, "…")
		}
		pad := strings.Repeat(" ", max(widths[i]-Width(text), 0))
		switch {
		case i < len(t.Right) && t.Right[i]:
			b.WriteString(pad + Paint(c.Style, text))
		case last:
			b.WriteString(Paint(c.Style, text))
		default:
			b.WriteString(Paint(c.Style, text) + pad)
		}
		if !last {
			b.WriteString("  ")
		}
		used += widths[i] + 2
	}
	return b.String()
}

// Wrap breaks a line at spaces so that it fits into width columns, 0 for any. What
// goes on is indented by two.
func Wrap(text string, width int) string {
	if width <= 2 || Width(text) <= width {
		return text
	}
	lines := wrapped(text, width-2)
	return strings.Join(lines, "\n  ")
}

// wrapped breaks a line at spaces, and words that are longer than a line.
func wrapped(text string, width int) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && Width(line+" "+word) <= width {
			line += " " + word
			continue
		}
		if line != "" {
			lines = append(lines, line)
		}
		parts := strings.Split(ansi.Hardwrap(word, width, true), "\n")
		lines, line = append(lines, parts[:len(parts)-1]...), parts[len(parts)-1]
	}
	return append(lines, line)
}
