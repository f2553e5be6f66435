package cmd

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/tokens"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// casePrinter prints single cases: samples, assertions and outputs.
type casePrinter struct {
	out     io.Writer
	view    textView
	pipe    bool
	labels  [2]string // of both sides, "" where there is no other
	missing [2]bool   // whether this clone has the outputs of a side no longer
	failing bool      // only samples that did not pass
	inputs  bool      // the vars too
}

func (w *workspace) casePrinter(o caseFilter) *casePrinter {
	return &casePrinter{
		out: w.app.Out, view: w.textView(o.full), pipe: !w.app.OutTTY,
		failing: !o.all && !o.flipped && len(o.cases) == 0, inputs: o.full || len(o.cases) > 0,
	}
}

// compares says whether there are two sides.
func (c *casePrinter) compares() bool { return c.labels[0] != "" }

// title is the line above a case.
func (c *casePrinter) title(p casePair) {
	verdict := caseVerdict(p.b)
	line := ui.Paint(ui.Strong, ui.Line(p.name)) + "  "
	if c.compares() {
		if was := caseVerdict(p.a); was != verdict {
			line += ui.Paint(was.Style, was.Text) + " -> "
		}
	}
	line += ui.Paint(verdict.Style, verdict.Text)
	if p.flip != "" {
		style := ui.Good
		if p.flip == flipBroken {
			style = ui.Bad
		}
		line = ui.Paint(style, p.flip) + "  " + line
	}
	if text := sharesText(p, c.compares()); text != "" {
		line += "  " + ui.Paint(ui.Dim, text)
	}
	if p.edited() {
		line += "  " + ui.Paint(ui.Warn, "edited since: not compared")
	}
	fmt.Fprintf(c.out, "\n%s\n", fitted(line, 2, c.view.width))
}

// sharesText tells scores and samples where the verdict alone does not.
func sharesText(p casePair, both bool) string {
	side := func(c casePair, b bool) string {
		r := c.a
		if b {
			r = c.b
		}
		if r == nil || !r.Judged() {
			return "-"
		}
		text := number(r.Score)
		if r.Samples > 1 {
			text += fmt.Sprintf(" (%d of %d samples pass)", r.Passes, r.Samples)
		}
		return text
	}
	now := side(p, true)
	if was := side(p, false); both && was != now {
		return "score " + was + " -> " + now
	}
	return "score " + now
}

// print prints one case.
func (c *casePrinter) print(p casePair) {
	c.title(p)
	groups := c.groups(p)
	if len(groups) == 0 {
		return
	}
	if c.inputs {
		c.vars(groups[0].any().Vars)
	}
	hidden := 0
	for _, g := range groups {
		if c.failing && g.after != nil && g.after.Pass && g.after.Error == "" && !g.before.failed(c) {
			hidden += len(g.samples)
			continue
		}
		c.group(g, len(groups) > 1 || len(g.samples) > 1)
	}
	if hidden > 0 {
		fmt.Fprintln(c.out, ui.Paint(ui.Dim, fmt.Sprintf("  %s that passed: --case %s shows all", plural(hidden, "sample"), shellWord(p.typed()))))
	}
}

// failed is false for nil, and where one side alone is printed.
func (r *resultJSON) failed(c *casePrinter) bool {
	return c.compares() && r != nil && !r.Pass && r.Error == ""
}

// sampleGroup is samples that gave the same on each side.
type sampleGroup struct {
	samples       []int
	before, after *resultJSON
}

func (g sampleGroup) any() *resultJSON {
	if g.after != nil {
		return g.after
	}
	return g.before
}

// groups joins the samples of a case that cannot be told apart.
func (c *casePrinter) groups(p casePair) []sampleGroup {
	bySample := map[int]*sampleGroup{}
	var order []int
	at := func(n int) *sampleGroup {
		if bySample[n] == nil {
			bySample[n] = &sampleGroup{samples: []int{n}}
			order = append(order, n)
		}
		return bySample[n]
	}
	for i := range p.after {
		at(p.after[i].Sample).after = &p.after[i]
	}
	for i := range p.before {
		at(p.before[i].Sample).before = &p.before[i]
	}
	slices.Sort(order)
	var groups []sampleGroup
	seen := map[string]int{}
	for _, n := range order {
		g := bySample[n]
		key := g.before.looks() + "\x01" + g.after.looks()
		if i, known := seen[key]; known {
			groups[i].samples = append(groups[i].samples, n)
			continue
		}
		seen[key] = len(groups)
		groups = append(groups, *g)
	}
	return groups
}

// looks is equal for samples that look alike.
func (r *resultJSON) looks() string {
	if r == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%v\x00%s\x00%s", r.Pass, r.Error, r.Output)
	for _, a := range r.Asserts {
		fmt.Fprintf(&b, "\x00%v %g", a.Pass, a.Score)
	}
	for _, s := range r.Steps {
		b.WriteString("\x00" + s.Output)
	}
	return b.String()
}

func (c *casePrinter) vars(vars *value.Object) {
	for name, v := range vars.All() {
		text, is := v.(string)
		if !is {
			text = string(value.Canonical(v))
		}
		fmt.Fprintln(c.out, fitted(fmt.Sprintf("  %s %s", ui.Paint(ui.Dim, ui.Line(name)+":"), c.view.brief(text)), 4, c.view.width))
	}
}

// group prints one sample, or several alike.
func (c *casePrinter) group(g sampleGroup, several bool) {
	if several {
		var names []string
		for _, n := range g.samples {
			names = append(names, strconv.Itoa(n))
		}
		word := "sample "
		if len(names) > 1 {
			word = "samples "
		}
		fmt.Fprintf(c.out, "  %s\n", ui.Paint(ui.Strong, word+strings.Join(names, ", ")))
	}
	for i, r := range []*resultJSON{g.before, g.after} {
		if r != nil && r.Error != "" {
			label := "error"
			if c.compares() {
				label += " " + c.labels[i]
			}
			fmt.Fprintln(c.out, fitted(fmt.Sprintf("  %s %s", ui.Paint(ui.Warn, label+":"), c.view.brief(r.Error)), 4, c.view.width))
		}
	}
	c.asserts(g)
	c.steps(g)
	c.outputs(g)
	if c.view.full && g.any().Rendered != "" {
		c.text("rendered", renderedOf(g.before), renderedOf(g.after))
	}
}

func renderedOf(r *resultJSON) *string {
	if r == nil {
		return nil
	}
	return &r.Rendered
}

// steps prints what the steps of a chain gave.
func (c *casePrinter) steps(g sampleGroup) {
	for _, s := range stepsOf(g.before, g.after) {
		c.text("step "+ui.Line(s.as), s.before, s.after)
	}
}

func (c *casePrinter) outputs(g sampleGroup) {
	of := func(r *resultJSON) *string {
		if r == nil || r.Error != "" && r.Output == "" {
			return nil
		}
		return &r.Output
	}
	before, after := of(g.before), of(g.after)
	if before != nil || after != nil || c.missing[0] || c.missing[1] {
		c.text("output", before, after)
	}
}

// text prints what one or both sides gave.
func (c *casePrinter) text(label string, before, after *string) {
	if !c.compares() {
		if after == nil {
			return
		}
		c.single(label, *after)
		return
	}
	if before != nil && after != nil {
		c.both(label, *before, *after)
		return
	}
	for i, s := range []*string{before, after} {
		switch {
		case s != nil:
			c.single(label+" "+c.labels[i], *s)
		case c.missing[i]:
			fmt.Fprintf(c.out, "  %s (not in this clone)\n", ui.Paint(ui.Dim, label+" "+c.labels[i]+":"))
		default:
			fmt.Fprintf(c.out, "  %s (none)\n", ui.Paint(ui.Dim, label+" "+c.labels[i]+":"))
		}
	}
}

// single prints one text: beside its label where it fits there.
func (c *casePrinter) single(label, s string) {
	head := ui.Paint(ui.Dim, label+":")
	if c.pipe {
		fmt.Fprintf(c.out, "  %s %s\n", head, c.view.brief(s))
		return
	}
	lines := c.view.one(s)
	if len(lines) == 1 && ui.Width(label)+3+ui.Width(lines[0]) <= c.view.room() {
		fmt.Fprintf(c.out, "  %s %s\n", head, strings.TrimPrefix(lines[0], c.view.indent))
		return
	}
	fmt.Fprintf(c.out, "  %s\n%s\n", head, strings.Join(lines, "\n"))
}

// both prints two texts: in columns, or one below the other.
func (c *casePrinter) both(label, before, after string) {
	if before == after {
		c.single(label+" (as before)", after)
		return
	}
	if c.pipe {
		fmt.Fprintf(c.out, "  %s:\n", label)
		for i, s := range []string{before, after} {
			fmt.Fprintf(c.out, "    %-*s %s\n", max(len(c.labels[0]), len(c.labels[1]))+1, c.labels[i]+":", c.view.brief(s))
		}
		return
	}
	list, coarse := compared(before, after)
	if c.view.wide() {
		width := c.view.column()
		heads := [2]ui.Row{}
		for i, l := range c.labels {
			text := c.view.glyphs.Cut(label+" "+l, width)
			heads[i] = ui.Row{Text: ui.Paint(ui.Dim, text), Width: ui.Width(text)}
		}
		fmt.Fprintf(c.out, "%s%s\n%s\n", c.view.indent, c.view.glyphs.Beside(heads[0], heads[1], width), strings.Join(c.view.beside(list, coarse), "\n"))
		return
	}
	if alikeTexts(list) {
		fmt.Fprintf(c.out, "  %s\n%s\n", ui.Paint(ui.Dim, label+" "+c.labels[0]+" -> "+c.labels[1]+":"), strings.Join(c.view.within(list, coarse), "\n"))
		return
	}
	c.single(label+" "+c.labels[0], before)
	c.single(label+" "+c.labels[1], after)
}

// alikeTexts says whether two texts have at least a third in common, so that one
// text with what went and what came reads better than both.
func alikeTexts(list []tokens.Diff) bool {
	same, size := 0, 0
	for _, d := range list {
		n := len(strings.TrimSpace(d.Token))
		if size += n; d.Kind == tokens.Equal {
			same += n
		}
	}
	return 3*same >= size
}
