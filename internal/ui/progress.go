package ui

import (
	"fmt"
	"io"
	"strings"
	"sync"
)

// Progress is one line on a terminal's stderr that is written over and over;
// where stderr is no terminal it writes nothing. Safe for concurrent use.
type Progress struct {
	mu    sync.Mutex
	w     io.Writer
	width int
	shown int
}

// NewProgress draws on s.Err when it is a terminal.
func NewProgress(s Streams) *Progress {
	p := &Progress{width: s.Width}
	if s.ErrTTY {
		p.w = s.Err
	}
	return p
}

// Show replaces the line.
func (p *Progress) Show(format string, args ...any) {
	if p.w == nil {
		return
	}
	text := Line(fmt.Sprintf(format, args...))
	if p.width > 1 {
		text = Shorten(text, p.width-1)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	blank := strings.Repeat(" ", max(p.shown-len(text), 0))
	fmt.Fprintf(p.w, "\r%s%s", text, blank)
	p.shown = len(text)
}

// Done removes the line.
func (p *Progress) Done() {
	if p.w == nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.shown == 0 {
		return
	}
	fmt.Fprintf(p.w, "\r%s\r", strings.Repeat(" ", p.shown))
	p.shown = 0
}
