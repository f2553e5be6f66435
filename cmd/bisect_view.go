package cmd

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/bisect"
	"github.com/promptgit/promptgit/internal/ui"
)

// bisectWatch counts what a search costs, and shows on a terminal what it knows
// while it runs: a few lines on stderr, drawn over each other. Where the terminal
// cannot do that, or there is none, it is the line of progress that all commands
// have.
type bisectWatch struct {
	s      *bisection
	engine *eval.Engine // that judges, once it does
	begun  time.Time

	mu      sync.Mutex
	spent   float64
	unknown bool // an answer had no price
	now     bisectState

	above  func(say func()) // lets say write to stderr, nil where nothing stands there
	canvas *ui.Canvas       // nil where nothing is drawn
	stop   chan struct{}
	ended  chan struct{}
}

// watch follows an engine until the end that it gives, for who looks on here and
// elsewhere.
func (s *bisection) watch(judge *eval.Engine, unit string) (end func()) {
	shown := s.view(judge, unit)
	told, silent := s.w.tell(judge, s.path, "")
	s.told = told
	return func() {
		silent()
		shown()
	}
}

// view shows on stderr what an engine does.
func (s *bisection) view(judge *eval.Engine, unit string) (end func()) {
	app := s.w.app
	if s.watched == nil {
		s.watched = &bisectWatch{s: s, begun: app.Now()}
	}
	w := s.watched
	w.engine = judge
	if app.quiet || !app.CanDraw() {
		line := app.follow(judge, unit, -1)
		w.above = line.above
		told := judge.Progress
		judge.Progress = func(e eval.Event) {
			w.count(e)
			if told != nil && !app.quiet {
				told(e)
			}
		}
		return func() {
			line.end()
			w.above = nil
		}
	}
	w.canvas, w.stop, w.ended = ui.NewCanvas(app.Err), make(chan struct{}), make(chan struct{})
	judge.Progress = w.count
	warn := judge.Warn
	w.above = func(say func()) {
		width, _ := app.Size()
		w.canvas.Above(width, say)
	}
	judge.Warn = func(err error) { w.above(func() { warn(err) }) }
	go w.draw()
	return func() {
		close(w.stop)
		<-w.ended
		w.above(func() {})
		w.above, judge.Warn = nil, warn
	}
}

// tell writes a line to stderr while the search runs.
func (w *bisectWatch) tell(format string, args ...any) {
	say := func() { fmt.Fprintf(w.s.w.app.Err, format+"\n", args...) }
	if w.above == nil {
		say()
	} else {
		w.above(say)
	}
}

// took is how long the search runs, 0 where it did not begin.
func (w *bisectWatch) took(now time.Time) time.Duration {
	if w == nil {
		return 0
	}
	return now.Sub(w.begun)
}

// usd is what the calls cost, nil where a price is not known.
func (w *bisectWatch) usd() *float64 {
	if w == nil {
		return new(float64)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.unknown {
		return nil
	}
	spent := w.spent
	return &spent
}

// count takes in a sample, while others wait.
func (w *bisectWatch) count(e eval.Event) {
	r := e.Result
	if errors.Is(r.Err, eval.ErrInterrupted) || errors.Is(r.Err, eval.ErrBudget) {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case r.Answer.Cached, r.Err != nil:
	case r.Answer.Cost == nil:
		w.unknown = true
	default:
		w.spent += *r.Answer.Cost
	}
	if j := &r.Judging; j.Calls > 0 {
		if j.CostUSD == nil {
			w.unknown = true
		} else {
			w.spent += *j.CostUSD
		}
	}
	w.now.samples++
	verdict := "passed"
	switch {
	case r.Err != nil:
		verdict = "could not be judged"
	case !r.Pass:
		verdict = "failed"
	}
	w.now.last = fmt.Sprintf("%s %s%s", ui.Line(r.Case.Name()), verdict, w.now.where[r.Case.Name()])
}

// look takes in what the search knows, and what it is about to ask. The search
// itself waits meanwhile.
func (w *bisectWatch) look(queries []bisect.Query) {
	if w == nil || w.canvas == nil {
		return
	}
	s := w.s
	mass := s.engine.Posterior()
	rows := make([]bisectRow, len(mass))
	for v := range mass {
		rows[v] = bisectRow{p: mass[v]}
		if v > 0 {
			rows[v].rev, rows[v].subject = shortRev(s.rev(v)), ui.Line(s.versions[v].commit.Subject)
		}
	}
	var asked []string
	where := map[string]string{}
	for _, q := range queries {
		name, at := s.suite.Cases[q.Case].Name(), " at "+shortRev(s.rev(q.Version))
		if _, twice := where[name]; twice {
			where[name] = ""
		} else {
			where[name] = at
		}
		asked = append(asked, ui.Line(name)+at)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.path, w.now.rows, w.now.where = s.path, rows, where
	w.now.asking = strings.Join(asked[:min(len(asked), 3)], ", ") + more(len(asked)-3)
}

// turn says what is asked now where no single question is.
func (w *bisectWatch) turn(to string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now.asking, w.now.where = to, nil
}

func (w *bisectWatch) draw() {
	defer close(w.ended)
	tick := time.NewTicker(redraw)
	defer tick.Stop()
	for {
		select {
		case <-w.stop:
			return
		case <-tick.C:
		}
		width, height := w.s.w.app.Size()
		w.mu.Lock()
		state := w.now
		state.spent, state.unknown, state.took = w.spent, w.unknown, w.took(w.s.w.app.Now())
		w.mu.Unlock()
		w.canvas.Draw(state.frame(width, height), width)
	}
}
