package cmd

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// pipe is a stream that is read while it is written.
type pipe struct {
	mu   sync.Mutex
	text strings.Builder
}

func (p *pipe) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *pipe) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// leaping is a clock that goes on by a step whenever it is asked.
func leaping(step time.Duration) func() time.Time {
	var mu sync.Mutex
	now := time.Unix(1_800_000_000, 0)
	return func() time.Time {
		mu.Lock()
		defer mu.Unlock()
		now = now.Add(step)
		return now
	}
}

// eventually waits for what a goroutine writes.
func (p *pipe) eventually(t *testing.T, done func(text string) bool) string {
	t.Helper()
	for range 3000 {
		if text := p.String(); done(text) {
			return text
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("it never came: %q", p.String())
	return ""
}

func cannedEngine(warn func(error)) *eval.Engine {
	return &eval.Engine{Sleep: func(context.Context, time.Duration) error { return nil }, Warn: warn}
}

func TestProgressCountsWhatIsFinishedAndWhatItCost(t *testing.T) {
	t.Parallel()
	var out pipe
	app := &App{Streams: ui.Streams{Err: &out}, Now: leaping(time.Second)}
	engine := cannedEngine(nil)
	p := app.follow(engine, "samples", 0)
	for _, r := range []eval.Result{
		{Pass: true, Answer: eval.Answer{Cost: new(0.5)}},
		{Pass: true, Answer: eval.Answer{Cost: new(7.0), Cached: true}},
		{Answer: eval.Answer{Cost: new(0.25)}, Judging: eval.Judging{Calls: 1, CostUSD: new(0.25)}},
		{Err: errors.New("no answer")},
		{Err: eval.ErrInterrupted},
	} {
		engine.Progress(eval.Event{Result: &r, Total: 9})
	}
	const want = "promptgit: 4 of 9 samples"
	text := out.eventually(t, func(text string) bool { return strings.Count(text, "\n") > 1 })
	p.end()
	if first, _, _ := strings.Cut(text, "\n"); !strings.HasPrefix(first, want) || !strings.HasSuffix(first, "$1.00, 1 failed, 1 not judged, 1 cached") {
		t.Errorf("want %s, … and the counts, got %s", want, first)
	}
	app.ErrTTY, app.Width = true, 200
	p = app.follow(engine, "samples", -1)
	engine.Progress(eval.Event{Result: &eval.Result{Pass: true}, Total: 1})
	text = out.eventually(t, func(text string) bool { return strings.Contains(text, "\r1 samples") })
	p.end()
	if after := out.String()[strings.LastIndex(text, "\n"):]; strings.Count(after, "\n") > 1 || !strings.HasSuffix(out.String(), " \r") {
		t.Errorf("want one line that is gone in the end, got %q", after)
	}
}

func TestNoProgressIsToldOfAShortRunOrAQuietOne(t *testing.T) {
	t.Parallel()
	for name, app := range map[string]*App{
		"short": {Now: leaping(time.Millisecond)},
		"quiet": {Now: leaping(time.Hour), quiet: true},
	} {
		var out pipe
		app.Streams = ui.Streams{Err: &out, ErrTTY: name == "quiet"}
		var warned []error
		engine := cannedEngine(func(err error) { warned = append(warned, err) })
		p := app.follow(engine, "samples", 3)
		time.Sleep(3 * redraw)
		engine.Warn(errors.New("this matters"))
		app.note("this does not")
		p.end()
		if got := strings.TrimSuffix(out.String(), "this does not\n"); got != "" || len(warned) != 1 || app.quiet != (out.String() == "") {
			t.Errorf("%s: wrote %q, warned of %v", name, out.String(), warned)
		}
	}
}
