package cmd

import (
	"sync"
	"time"

	"github.com/promptgit/promptgit/internal/ui"
)

// logProgress tells on a terminal that rows are made, where that takes a while.
type logProgress struct {
	line  *ui.Progress
	mu    sync.Mutex
	text  string
	shown bool // the while is over
	ended bool
	timer *time.Timer
}

func (a *App) logProgress() *logProgress {
	const while = 300 * time.Millisecond
	s := a.Streams
	s.ErrTTY = s.ErrTTY && !a.quiet
	p := &logProgress{line: ui.NewProgress(s), text: "reading the history ..."}
	p.timer = time.AfterFunc(while, p.over)
	return p
}

// over is called when the while is over.
func (p *logProgress) over() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.shown = true
	p.draw()
}

// reading says how many iterations there are.
func (p *logProgress) reading(iterations int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.text = "reading " + plural(iterations, "iteration") + " ..."
	p.draw()
}

func (p *logProgress) draw() {
	if p.shown && !p.ended {
		p.line.Show("%s", p.text)
	}
}

// done takes the line away for good.
func (p *logProgress) done() {
	p.timer.Stop()
	p.mu.Lock()
	defer p.mu.Unlock()
	p.ended = true
	p.line.Done()
}
