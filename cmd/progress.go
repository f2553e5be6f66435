package cmd

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

const (
	redraw    = 200 * time.Millisecond // of the line on a terminal
	firstLine = 5 * time.Second        // without a terminal: until the first one
	nextLine  = 10 * time.Second
)

// progress tells on stderr how far an engine is: on a terminal as one line that is
// written over and over, elsewhere as a line now and then. Samples are only
// counted; a goroutine of its own draws.
type progress struct {
	app   *App
	unit  string
	known int64 // how many there are, 0: as the engine says, under 0: nobody knows

	done, total, failed, errors, cached, waiting atomic.Int64
	spent                                        atomic.Uint64 // bits of US dollars

	drawing sync.Mutex
	line    *ui.Progress
	pace    ui.Pace

	stop  chan struct{}
	ended chan struct{}
}

// follow tells how far an engine is until the progress is ended. The number of
// samples is what the engine says where known is 0, and not told under 0.
func (a *App) follow(engine *eval.Engine, unit string, known int) *progress {
	p := &progress{
		app: a, unit: unit, known: int64(known), line: ui.NewProgress(a.Streams),
		stop: make(chan struct{}), ended: make(chan struct{}),
	}
	if a.quiet {
		close(p.ended)
		return p
	}
	engine.Progress = p.count
	rest, warn := engine.Sleep, engine.Warn
	engine.Sleep = func(ctx context.Context, d time.Duration) error {
		p.waiting.Add(1)
		defer p.waiting.Add(-1)
		return rest(ctx, d)
	}
	engine.Warn = func(err error) { p.above(func() { warn(err) }) }
	go p.draw(a.Now())
	return p
}

// above removes the line and calls say, which may write where it stood.
func (p *progress) above(say func()) {
	p.drawing.Lock()
	defer p.drawing.Unlock()
	p.line.Done()
	say()
}

// end removes the line.
func (p *progress) end() {
	if !p.app.quiet {
		close(p.stop)
	}
	<-p.ended
	p.line.Done()
}

// count takes in a sample. It is called for each, while others wait.
func (p *progress) count(e eval.Event) {
	r := e.Result
	if errors.Is(r.Err, eval.ErrInterrupted) {
		return
	}
	p.done.Add(1)
	p.total.Store(int64(e.Total))
	switch {
	case r.Err != nil:
		p.errors.Add(1)
	case !r.Pass:
		p.failed.Add(1)
	}
	if r.Answer.Cached {
		p.cached.Add(1)
	} else if r.Answer.Cost != nil {
		p.pay(*r.Answer.Cost)
	}
	if j := &r.Judging; j.CostUSD != nil && j.Calls > 0 {
		p.pay(*j.CostUSD)
	}
}

// pay is called by count alone, so that nothing comes between.
func (p *progress) pay(usd float64) {
	p.spent.Store(math.Float64bits(math.Float64frombits(p.spent.Load()) + usd))
}

func (p *progress) draw(begun time.Time) {
	defer close(p.ended)
	tick := time.NewTicker(redraw)
	defer tick.Stop()
	due := begun.Add(firstLine)
	for {
		select {
		case <-p.stop:
			return
		case <-tick.C:
		}
		now := p.app.Now()
		p.pace.Add(now, int(p.done.Load()), int(p.cached.Load()))
		p.drawing.Lock()
		switch {
		case p.app.agent != nil:
			p.app.agent.tell(p.done.Load(), p.of(), p.text())
		case p.app.ErrTTY:
			p.line.Show("%s", p.text())
		case !now.Before(due):
			fmt.Fprintln(p.app.Err, "promptgit:", p.text())
			due = now.Add(nextLine)
		}
		p.drawing.Unlock()
	}
}

// of is how many samples there are, under 0 where nobody knows.
func (p *progress) of() int64 {
	if p.known == 0 {
		return p.total.Load()
	}
	return p.known
}

// text is what there is to tell now.
func (p *progress) text() string {
	done, total := p.done.Load(), p.of()
	parts := []string{fmt.Sprintf("%d of %d %s", done, total, p.unit)}
	if total <= 0 {
		parts[0] = fmt.Sprintf("%d %s", done, p.unit)
	}
	if rate := p.pace.Rate(); rate > 0 {
		parts = append(parts, ui.Rate(rate))
	}
	if left, ok := p.pace.Left(int(total - done)); ok && total > done {
		parts = append(parts, ui.Span(left)+" left")
	}
	if usd := math.Float64frombits(p.spent.Load()); usd > 0 {
		parts = append(parts, fmt.Sprintf("$%.2f", usd))
	}
	for _, x := range []struct {
		n    int64
		what string
	}{
		{p.failed.Load(), "failed"}, {p.errors.Load(), "not judged"}, {p.cached.Load(), "cached"}, {p.waiting.Load(), "waiting"},
	} {
		if x.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", x.n, x.what))
		}
	}
	return strings.Join(parts, ", ")
}

// quietFlag adds --quiet to a command that tells its progress.
func quietFlag(c *cobra.Command, app *App) {
	c.Flags().BoolVarP(&app.quiet, "quiet", "q", false, "tell neither progress nor notes")
}

// note tells what is good to know and changes nothing.
func (a *App) note(text string) {
	if !a.quiet {
		fmt.Fprintln(a.Err, text)
	}
}
