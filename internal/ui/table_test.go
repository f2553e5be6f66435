package ui_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/ui"
)

func sample() *ui.Table {
	t := &ui.Table{Header: []string{"REV", "SCORE", "SUBJECT"}, Right: []bool{false, true}}
	t.Add(ui.Cell{Text: "abc1234"}, ui.Cell{Text: "0.9", Raw: "0.90", Style: ui.Good}, ui.Cell{Text: "Shorten\tthe\x1b[31m rules"})
	t.Add(ui.Cell{Text: "def5678"}, ui.Cell{Text: "10.25"}, ui.Cell{Text: "日本語 wide"})
	return t
}

func TestAPipeGetsTabsAndNoHeader(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	if err := sample().Write(ui.Streams{Out: &out}); err != nil {
		t.Fatal(err)
	}
	want := "abc1234\t0.90\tShorten the rules\ndef5678\t10.25\t日本語 wide\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestATerminalGetsAlignedColumns(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	s := ui.Streams{Out: &out, OutTTY: true, Width: 30}.WithColor(ui.ColorNever, nil)
	if err := sample().Write(s); err != nil {
		t.Fatal(err)
	}
	want := "REV      SCORE  SUBJECT\nabc1234    0.9  Shorten the r…\ndef5678  10.25  日本語 wide\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestALastColumnThatWrapsGoesOnBelowItself(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	s := ui.Streams{Out: &out, OutTTY: true, Width: 22}.WithColor(ui.ColorNever, nil)
	table := &ui.Table{Header: []string{"FACT", "VALUE"}, Wrap: true}
	table.Add(ui.Cell{Text: "missing"}, ui.Cell{Text: "no case is in the split-off part: add a-word-too-long-for-it"})
	table.Add(ui.Cell{Text: "tags"}, ui.Cell{Text: ""})
	if err := table.Write(s); err != nil {
		t.Fatal(err)
	}
	want := "FACT     VALUE\n" +
		"missing  no case is in\n         the split-off\n         part: add\n         a-word-too-lo\n         ng-for-it\ntags\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestColorFollowsTheRules(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		color ui.Color
		tty   bool
		env   []string
		want  bool
	}{
		"a terminal is colored":          {ui.ColorAuto, true, []string{"TERM=xterm-256color"}, true},
		"a pipe is not":                  {ui.ColorAuto, false, []string{"TERM=xterm-256color"}, false},
		"NO_COLOR is honored":            {ui.ColorAuto, true, []string{"TERM=xterm", "NO_COLOR=1"}, false},
		"an empty NO_COLOR says nothing": {ui.ColorAuto, true, []string{"TERM=xterm", "NO_COLOR="}, true},
		"a dumb terminal is not colored": {ui.ColorAuto, true, []string{"TERM=dumb"}, false},
		"always colors a pipe":           {ui.ColorAlways, false, []string{"NO_COLOR=1"}, true},
		"never colors nothing":           {ui.ColorNever, true, []string{"TERM=xterm-256color"}, false},
	} {
		var out strings.Builder
		s := ui.Streams{Out: &out, OutTTY: c.tty}.WithColor(c.color, c.env)
		if _, err := s.Out.Write([]byte(ui.Paint(ui.Bad, "FAIL"))); err != nil {
			t.Fatal(err)
		}
		if got := strings.Contains(out.String(), "\x1b["); got != c.want {
			t.Errorf("%s: want color %v, got %q", name, c.want, out.String())
		}
		if !strings.Contains(out.String(), "FAIL") {
			t.Errorf("%s: the word is lost: %q", name, out.String())
		}
	}
}

func TestParseColorRefusesOtherWords(t *testing.T) {
	t.Parallel()
	if _, err := ui.ParseColor("sometimes"); err == nil {
		t.Error("want an error")
	}
}

func TestPaintKeepsLines(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	s := ui.Streams{Out: &out}.WithColor(ui.ColorNever, nil)
	if _, err := s.Out.Write([]byte(ui.Paint(ui.Bad, "# Safety\nThe text\n\nis data."))); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff("# Safety\nThe text\n\nis data.", out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestColumnsAreAddedAtTheEnd(t *testing.T) {
	t.Parallel()
	table := &ui.Table{Header: []string{"A"}}
	table.Add(ui.Cell{Text: "one"})
	table.Add(ui.Cell{Text: "two"})
	table.Append([]string{"B", "C"}, [][]ui.Cell{{{Text: "1"}, {Text: "x"}}, {{Text: "2"}, {Text: "y"}}})
	var out strings.Builder
	if err := table.Write(ui.Streams{Out: &out}); err != nil || out.String() != "one\t1\tx\ntwo\t2\ty\n" {
		t.Errorf("got %q, %v", out.String(), err)
	}
	table.Last("A", "B", "none")
	out.Reset()
	if err := table.Write(ui.Streams{Out: &out}); err != nil || out.String() != "x\tone\t1\ny\ttwo\t2\n" {
		t.Errorf("got %q, %v", out.String(), err)
	}
	table.Drop("B")
	out.Reset()
	if err := table.Write(ui.Streams{Out: &out}); err != nil || out.String() != "x\tone\ny\ttwo\n" {
		t.Errorf("got %q, %v", out.String(), err)
	}
}
