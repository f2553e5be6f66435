package cmd

import (
	"fmt"

	"github.com/promptgit/promptgit/internal/ui"
)

// asserts prints the assertions of a sample, with what each said on the other side.
func (c *casePrinter) asserts(g sampleGroup) {
	var was, now []assertJSON
	if g.before != nil && c.compares() {
		was = g.before.Asserts
	}
	if g.after != nil {
		now = g.after.Asserts
	}
	for i := range max(len(was), len(now)) {
		var a, b *assertJSON
		if i < len(was) {
			a = &was[i]
		}
		if i < len(now) {
			b = &now[i]
		}
		if a != nil && b != nil && (a.Type != b.Type || a.Metric != b.Metric || a.Step != b.Step) { // they are not one assertion
			c.assert(a, nil)
			a = nil
		}
		c.assert(a, b)
	}
}

// assert prints one assertion; a side is nil where it did not judge.
func (c *casePrinter) assert(a, b *assertJSON) {
	said := b
	verdict := assertVerdict(b)
	switch {
	case a == nil && b == nil:
		return
	case b == nil:
		said, verdict = a, assertVerdict(a)+" -> -"
	case a != nil && a.Pass != b.Pass:
		verdict = assertVerdict(a) + " -> " + verdict
	}
	what := ui.Line(said.Type + atStep(said.Step))
	if text := scoreOf(a, b); text != "" {
		what += " " + text
	}
	if said.Metric != "" {
		what += ", " + ui.Line(said.Metric)
	}
	line := verdict + " " + what + inBrackets(ui.Line(said.Failure))
	if said.Reason != "" && (!said.Pass || c.view.full || a != nil && !a.Pass) {
		reason := ui.Line(said.Reason)
		if !c.view.full {
			reason = briefly(said.Reason, shownColumns)
		}
		line += ": " + reason
	}
	fmt.Fprintln(c.out, "  "+ui.Hang(line, 4, c.view.width))
}

// scoreOf is the score of an assertion where its verdict does not say it.
func scoreOf(a, b *assertJSON) string {
	plain := func(x *assertJSON) bool { return x == nil || x.Pass && x.Score == 1 || !x.Pass && x.Score == 0 }
	switch {
	case plain(a) && plain(b):
		return ""
	case b == nil:
		return number(&a.Score)
	case a == nil || a.Score == b.Score:
		return number(&b.Score)
	}
	return number(&a.Score) + " -> " + number(&b.Score)
}

func assertVerdict(a *assertJSON) string {
	switch {
	case a == nil:
		return "-"
	case a.Pass:
		return ui.Paint(ui.Good, "pass")
	}
	return ui.Paint(ui.Bad, "FAIL")
}
