package ui

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// Canvas is a block of lines at the end of a terminal that is drawn over and over.
// The cursor stands below it, so that nothing has to be put right when the process
// ends within. Safe for concurrent use.
type Canvas struct {
	mu     sync.Mutex
	w      io.Writer
	widths []int // of the lines that stand there
}

// NewCanvas draws on w, which must understand the sequences of a terminal.
func NewCanvas(w io.Writer) *Canvas { return &Canvas{w: w} }

// Draw replaces the lines, which must fit into width columns: in one write, each
// line over the one that was there, so that nothing flickers.
func (c *Canvas) Draw(lines []string, width int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	var b strings.Builder
	c.home(&b, width)
	c.widths = c.widths[:0]
	for _, line := range lines {
		b.WriteString(line + "\x1b[K\r\n")
		c.widths = append(c.widths, Width(line))
	}
	b.WriteString("\x1b[J")
	_, _ = io.WriteString(c.w, b.String()) // a terminal that is gone shows nothing
}

// Above removes the lines from a terminal that has width columns by now, 0 for as
// many as they were drawn for, and calls say, which may write where they stood:
// nothing is drawn until it returns.
func (c *Canvas) Above(width int, say func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.widths) > 0 {
		var b strings.Builder
		c.home(&b, width)
		b.WriteString("\x1b[J")
		_, _ = io.WriteString(c.w, b.String())
		c.widths = nil
	}
	say()
}

// home goes to the start of the lines. A terminal that became narrower has broken
// them into more.
func (c *Canvas) home(b *strings.Builder, width int) {
	rows := 0
	for _, w := range c.widths {
		rows++
		if width > 0 {
			rows += max(w-1, 0) / width
		}
	}
	b.WriteString("\r")
	if rows > 0 {
		fmt.Fprintf(b, "\x1b[%dA", rows)
	}
}
