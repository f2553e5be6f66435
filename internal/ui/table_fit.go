package ui

// lastColumn is what the last column, which is cut, should keep of a line.
const lastColumn = 20

// Fit drops columns, by their headers and in this order, until the rest fits
// the terminal; the last column counts with 20 columns at most, since it is cut.
// Without a terminal it does nothing.
func (t *Table) Fit(s Streams, headers ...string) {
	for _, header := range headers {
		if !s.OutTTY || s.Width <= 0 || t.width() <= s.Width {
			return
		}
		t.Drop(header)
	}
}

// Fits says whether the table fits the terminal without cutting its last column.
func (t *Table) Fits(s Streams) bool {
	widths := t.widths()
	total := 2 * (len(widths) - 1)
	for _, w := range widths {
		total += w
	}
	return s.Width <= 0 || total <= s.Width
}

// width is what the columns take, with two blanks between them.
func (t *Table) width() int {
	widths, last, total := t.widths(), len(t.Header)-1, 0
	for i, w := range widths {
		if i == last {
			return total + min(w, lastColumn)
		}
		total += w + 2
	}
	return total
}

// widths are those of the widest cells, headers included.
func (t *Table) widths() []int {
	widths := make([]int, len(t.Header))
	for i, h := range t.Header {
		widths[i] = Width(Line(h))
	}
	for _, row := range t.rows {
		for i, c := range row {
			widths[i] = max(widths[i], Width(Line(c.Text)))
		}
	}
	return widths
}
