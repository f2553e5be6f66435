package cmd

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// logGraph draws the iterations of a prompt as git log --graph does: a lane for
// each line of descent, newest first. A lane waits for the revision that it comes
// to next.
type logGraph struct {
	glyphs ui.Glyphs
	lanes  []string // "" for one that is free
}

// graphRow is what stands before a row.
type graphRow struct {
	left  string // of the mark, in lanes
	node  bool   // whether there is a mark: a further record of one iteration has none
	right string
	below []string // whole lines below the row where lanes fork or join
	rest  string   // before other lines below
}

// next draws one row. Its parents are those that are shown.
func (g *logGraph) next(rev string, parents []string) graphRow {
	at := slices.Index(g.lanes, rev)
	if at < 0 {
		at = g.free(0)
	}
	g.lanes[at] = rev
	row := graphRow{left: g.draw(0, at), node: true, right: g.draw(at+1, len(g.lanes))}
	g.lanes[at] = ""
	for i, parent := range parents {
		to := slices.Index(g.lanes, parent)
		switch {
		case i == 0 && to < 0:
			g.lanes[at] = parent
			continue
		case i == 0: // two lanes come to the same: the left one goes on
			low, high := min(at, to), max(at, to)
			g.lanes[low], g.lanes[high] = parent, ""
			row.below = append(row.below, g.link(low, high, g.glyphs.End))
			at = low
		case to == at: // a parent twice
		case to < 0:
			to = g.free(at + 1)
			g.lanes[to] = parent
			row.below = append(row.below, g.link(at, to, g.glyphs.Begin))
		default:
			row.below = append(row.below, g.link(min(at, to), max(at, to), g.glyphs.Through))
		}
	}
	for len(g.lanes) > 0 && g.lanes[len(g.lanes)-1] == "" {
		g.lanes = g.lanes[:len(g.lanes)-1]
	}
	row.rest = g.draw(0, len(g.lanes))
	return row
}

// again draws a row without a mark.
func (g *logGraph) again() graphRow {
	rest := g.draw(0, len(g.lanes))
	return graphRow{left: rest, rest: rest}
}

// free gives a free lane from a place on.
func (g *logGraph) free(from int) int {
	for i := from; i < len(g.lanes); i++ {
		if g.lanes[i] == "" {
			return i
		}
	}
	g.lanes = append(g.lanes, "")
	return len(g.lanes) - 1
}

// draw draws lanes, two columns each.
func (g *logGraph) draw(from, to int) string {
	var b strings.Builder
	for _, lane := range g.lanes[min(from, to):to] {
		if lane == "" {
			b.WriteString("  ")
		} else {
			b.WriteString(string(g.glyphs.Pipe) + " ")
		}
	}
	return b.String()
}

// link draws a line from one lane to another on its right.
func (g *logGraph) link(low, high int, end rune) string {
	var b strings.Builder
	for i := range max(len(g.lanes), high+1) {
		busy, after := i < len(g.lanes) && g.lanes[i] != "", ' '
		char := ' '
		switch {
		case i == low:
			char, after = g.glyphs.Fork, g.glyphs.Line
		case i == high:
			char = end
		case i > low && i < high:
			if char, after = g.glyphs.Line, g.glyphs.Line; busy {
				char = g.glyphs.Cross
			}
		case busy:
			char = g.glyphs.Pipe
		}
		b.WriteRune(char)
		b.WriteRune(after)
	}
	return strings.TrimRight(b.String(), " ")
}

// shownParents gives for each revision the nearest ones before it that are shown:
// its parents, and in place of those that are not theirs.
func shownParents(all []*logEntry, shown map[string]bool) map[string][]string {
	parents, done := map[string][]string{}, map[string][]string{}
	for _, e := range all {
		parents[e.json.Rev] = e.parents
	}
	var nearest func(rev string) []string // those that stand for rev
	nearest = func(rev string) []string {
		from, known := parents[rev]
		if shown[rev] || !known { // what was not asked for goes on below the last row
			return []string{rev}
		}
		if list, ok := done[rev]; ok {
			return list
		}
		done[rev] = nil
		var list []string
		for _, p := range from {
			list = append(list, nearest(p)...)
		}
		done[rev] = firsts(list)
		return done[rev]
	}
	for _, e := range slices.Backward(all) { // the oldest first, so that nothing goes deep
		nearest(e.json.Rev)
	}
	out := map[string][]string{}
	for rev := range shown {
		for _, p := range parents[rev] {
			out[rev] = append(out[rev], nearest(p)...)
		}
		out[rev] = firsts(out[rev])
	}
	return out
}

// firsts leaves each name where it comes first.
func firsts(names []string) []string {
	var list []string
	for _, name := range names {
		if !slices.Contains(list, name) {
			list = append(list, name)
		}
	}
	return list
}
