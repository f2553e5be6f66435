package ui

import (
	"math"
	"strings"
)

// Glyphs are the characters that pictures are drawn with, each one column wide.
type Glyphs struct {
	Blocks            []rune // of a sparkline, from low to high
	Gap               rune   // where it has no value
	Off, Range, Point rune   // of a bar: outside of the interval, within, and the value
	Line              rune   // a rule across
	Node, Open        rune   // of a graph: a commit, and one without a record
	Pipe, Cross       rune
	Fork, Through     rune // to the right: a lane that goes on at the left end, and at the right end
	Begin, End        rune // at the right end: a lane begins below, or ends
	More              string
}

// GlyphsFor gives box drawing characters, or ASCII where the environment, as
// KEY=VALUE, asks for it: by TERM=dumb, or by a locale that is not UTF-8.
func GlyphsFor(env []string) Glyphs {
	if asksASCII(env) {
		return Glyphs{
			Blocks: []rune("_.-=^"), Gap: '?', Off: '.', Range: '=', Point: 'o', Line: '-',
			Node: '*', Open: 'o', Pipe: '|', Cross: '+', Fork: '|', Through: '|', Begin: '.', End: '\'', More: "..",
		}
	}
	return Glyphs{
		Blocks: []rune("▁▂▃▄▅▆▇█"), Gap: '·', Off: '·', Range: '━', Point: '●', Line: '─',
		Node: '●', Open: '○', Pipe: '│', Cross: '┼', Fork: '├', Through: '┤', Begin: '╮', End: '╯', More: "…",
	}
}

// asksASCII goes by the first of LC_ALL, LC_CTYPE and LANG that is set, as the C
// library does; without any the terminal is taken for one of UTF-8.
func asksASCII(env []string) bool {
	values := map[string]string{}
	for _, kv := range env {
		name, value, _ := strings.Cut(kv, "=")
		values[name] = value
	}
	if values["TERM"] == "dumb" {
		return true
	}
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := strings.ToLower(values[name]); value != "" {
			return !strings.Contains(value, "utf-8") && !strings.Contains(value, "utf8")
		}
	}
	return false
}

// Spark draws one block a value of [0, 1]; a nil value is a gap.
func (g Glyphs) Spark(values []*float64) string {
	out := make([]rune, len(values))
	for i, v := range values {
		if out[i] = g.Gap; v != nil {
			out[i] = g.Blocks[cellOf(*v, len(g.Blocks))]
		}
	}
	return string(out)
}

// Bar draws a value of [0, 1] on so many cells, with the interval around it, nil
// for none.
func (g Glyphs) Bar(value float64, interval *[2]float64, cells int) string {
	out := make([]rune, cells)
	for i := range out {
		out[i] = g.Off
	}
	if interval != nil {
		end := math.Ceil(interval[1]*float64(cells) - 1e-9) // a whole number of cells ends before the next
		for i := cellOf(interval[0], cells); i < min(int(max(end, 0)), cells); i++ {
			out[i] = g.Range
		}
	}
	out[cellOf(value, cells)] = g.Point
	return string(out)
}

// Rule is a line of so many columns with a text near its start.
func (g Glyphs) Rule(text string, width int) string {
	line := strings.Repeat(string(g.Line), 3) + " " + text + " "
	if room := width - Width(line); room > 0 {
		return line + strings.Repeat(string(g.Line), room)
	}
	return line + strings.Repeat(string(g.Line), 3)
}

// Cut shortens a line to at most width columns, with a mark where it was cut.
func (g Glyphs) Cut(s string, width int) string {
	if g.More == "…" || Width(s) <= width {
		return Shorten(s, width)
	}
	if width <= len(g.More) {
		return Cut(s, width)
	}
	return Cut(s, width-len(g.More)) + g.More
}

func cellOf(v float64, cells int) int {
	if math.IsNaN(v) {
		return 0
	}
	return min(max(int(math.Floor(v*float64(cells))), 0), cells-1)
}
