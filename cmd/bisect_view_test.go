package cmd

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// posteriorOf is a view of so many versions, of which one has most of the mass.
func posteriorOf(versions, at int, p float64) bisectState {
	s := bisectState{path: "prompts/p.md", samples: 118, spent: 0.0312, took: 130 * time.Second, last: "c3 failed at 1a2b3c4", asking: "c7 at 9f8e7d6"}
	s.rows = append(s.rows, bisectRow{p: 0.1})
	for v := 1; v <= versions; v++ {
		row := bisectRow{rev: fmt.Sprintf("%07x", v), subject: fmt.Sprintf("step %d of a change with a long subject that no narrow terminal holds", v)}
		row.p = (0.9 - p) / float64(versions-1)
		if v == at {
			row.p = p
		}
		s.rows = append(s.rows, row)
	}
	return s
}

func TestTheViewOfASearchFitsTheTerminal(t *testing.T) {
	t.Parallel()
	for _, versions := range []int{2, 15, 64, 4096} {
		for _, size := range [][2]int{{80, 24}, {200, 50}, {40, 10}, {20, 3}, {80, 1}, {0, 0}, {10, 24}} {
			lines := posteriorOf(versions, 2, 0.62).frame(size[0], size[1])
			if len(lines) > 0 && len(lines) >= max(size[1], 2) {
				t.Errorf("%d versions at %v: %d lines", versions, size, len(lines))
			}
			for _, line := range lines {
				if w := ui.Width(line); w >= size[0] {
					t.Errorf("%d versions at %v: %d columns: %q", versions, size, w, ansi.Strip(line))
				}
			}
		}
	}
	text := ansi.Strip(strings.Join(posteriorOf(15, 9, 0.62).frame(80, 24), "\n"))
	for _, want := range []string{
		"bisect prompts/p.md: 13 of 15 candidates left, 118 samples, $0.0312, 2m10s", "0000001 ▁▁▁▁▁▁▁▁█▁▁▁▁▁▁ 000000f",
		"no change   10 % ███ ", "0000009     62 % ██████████████████▋", "c3 failed at 1a2b3c4; asking c7 at 9f8e7d6",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
	if rows := posteriorOf(4096, 9, 0.899).frame(80, 24); len(rows) != 5 {
		t.Errorf("a version without mass gets no line: %d lines", len(rows))
	}
	if lines := (bisectState{}).frame(80, 24); lines != nil {
		t.Errorf("before anything is known, nothing is drawn: %v", lines)
	}
}

// What is drawn is replaced in place, and gone at the end; a warning stands alone.
func TestTheViewIsDrawnInPlaceAndLeavesNothing(t *testing.T) {
	t.Parallel()
	var out pipe
	app := &App{
		Streams: ui.Streams{Err: &out, ErrTTY: true}.WithColor(ui.ColorAlways, []string{"TERM=xterm-256color"}),
		Now:     leaping(time.Second), Size: func() (int, int) { return 80, 24 },
	}
	s := &bisection{w: &workspace{app: app, repo: &gitops.Repo{CommonDir: t.TempDir()}}}
	var warned []string
	judge := cannedEngine(func(err error) { warned = append(warned, err.Error()) })
	end := s.watch(judge, "samples")
	s.watched.mu.Lock()
	s.watched.now = posteriorOf(15, 9, 0.62)
	s.watched.now.samples = 0
	s.watched.mu.Unlock()
	cost, c := 0.5, &eval.Case{ID: "c3"}
	judge.Progress(eval.Event{Result: &eval.Result{Case: c, Pass: true, Answer: eval.Answer{Cost: &cost}}})
	judge.Progress(eval.Event{Result: &eval.Result{Case: c, Answer: eval.Answer{Cached: true}}})
	judge.Progress(eval.Event{Result: &eval.Result{Case: c, Err: eval.ErrInterrupted}})
	text := out.eventually(t, func(text string) bool { return strings.Count(text, "candidates left") >= 2 })
	if !strings.Contains(text, "2 samples, $0.5000") || !strings.Contains(text, "c3 failed; asking") || !strings.Contains(text, "\r\x1b[") || strings.Contains(text, "\x1b[2J") {
		t.Errorf("got %q", text)
	}
	s.watched.tell("the record of %s is too old", "1a2b3c4")
	if text = out.String(); !regexp.MustCompile(`\r\x1b\[\d+A\x1b\[Jthe record of 1a2b3c4 is too old\n`).MatchString(text) {
		t.Errorf("what is told takes the place of the view, got %q", text)
	}
	judge.Warn(errors.New("trouble"))
	out.eventually(t, func(text string) bool {
		_, rest, _ := strings.Cut(text, "is too old\n")
		return strings.Contains(rest, "candidates left")
	})
	end()
	text = out.String()
	if last := text[strings.LastIndex(text, "\n")+1:]; len(warned) != 1 || !strings.HasSuffix(text, "\x1b[J") || strings.Contains(last, "c3") {
		t.Errorf("want nothing left, got %q", last)
	}
	if usd := s.watched.usd(); usd == nil || *usd != 0.5 {
		t.Errorf("got %v", usd)
	}
	judge.Progress(eval.Event{Result: &eval.Result{Case: c, Pass: true}})
	if usd := s.watched.usd(); usd != nil {
		t.Errorf("an answer without a price makes it unknown, got %v", *usd)
	}
}

func TestWithoutATerminalThatDrawsThereIsTheLineOrNothing(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		streams ui.Streams
		color   ui.Color
		env     string
		quiet   bool
		says    bool
	}{
		"no color":      {ui.Streams{ErrTTY: true}, ui.ColorAuto, "NO_COLOR=1", false, true},
		"a dumb one":    {ui.Streams{ErrTTY: true}, ui.ColorAuto, "TERM=dumb", false, true},
		"--color never": {ui.Streams{ErrTTY: true}, ui.ColorNever, "TERM=xterm", false, true},
		"a pipe":        {ui.Streams{}, ui.ColorAuto, "TERM=xterm", false, true},
		"quiet":         {ui.Streams{ErrTTY: true}, ui.ColorAuto, "TERM=xterm", true, false},
	} {
		var out pipe
		c.streams.Err = &out
		app := &App{Streams: c.streams.WithColor(c.color, []string{c.env}), Now: leaping(6 * time.Second), quiet: c.quiet, Size: func() (int, int) { return 80, 24 }}
		s := &bisection{w: &workspace{app: app, repo: &gitops.Repo{CommonDir: t.TempDir()}}}
		judge := cannedEngine(func(error) {})
		end := s.watch(judge, "samples of 3 versions")
		judge.Progress(eval.Event{Result: &eval.Result{Case: &eval.Case{ID: "c"}, Pass: true}})
		if c.says {
			out.eventually(t, func(text string) bool { return strings.Contains(text, "1 samples of 3 versions") })
		}
		end()
		if text := out.String(); strings.Contains(text, "\x1b") || !c.says && text != "" {
			t.Errorf("%s: got %q", name, text)
		}
		if s.watched.usd() != nil {
			t.Errorf("%s: what it costs is counted all the same", name)
		}
	}
}
