package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/advise"
	"github.com/promptgit/promptgit/internal/ui"
)

// printAdvice writes the verdict first, then the findings, then what to do: for
// people in lines, in a pipe as rows of prompt, suite, name, state and text.
func (a *App) printAdvice(list []*advised) error {
	simulated := false
	for i, one := range list {
		simulated = simulated || one.anchor != nil && one.anchor.Simulated
		if err := a.printOne(one, i > 0, len(list) > 1 || one.others); err != nil {
			return err
		}
	}
	if simulated {
		fmt.Fprintln(a.Err, "the scores are simulated: no model was called")
	}
	return nil
}

func (a *App) printOne(one *advised, more, named bool) error {
	ad := &one.advice
	t := &ui.Table{Wrap: true}
	if !a.OutTTY {
		row := func(name, state, text string) {
			t.Add(ui.Cell{Text: one.newest.path}, ui.Cell{Text: dash(one.file)}, ui.Cell{Text: name}, ui.Cell{Text: state}, ui.Cell{Text: text})
		}
		row("verdict", string(ad.Verdict), ad.Text)
		for _, f := range ad.Findings {
			row(f.Name, string(f.State), f.Text)
		}
		row("next", "-", one.next())
		return t.Write(a.Streams)
	}
	if more {
		fmt.Fprintln(a.Out)
	}
	title := ""
	if named {
		title = ui.Line(one.newest.path) + " "
		if one.others {
			title += "by " + ui.Line(one.file) + " "
		}
	}
	fmt.Fprintln(a.Out, title+ui.Paint(verdictStyle(ad.Verdict), ui.Line(ad.Text)))
	width := 0
	for _, f := range ad.Findings {
		width = max(width, ui.Width(f.Name))
	}
	for _, f := range ad.Findings {
		styles := map[advise.State]ui.Style{advise.OK: ui.Good, advise.Warning: ui.Warn, advise.Missing: ui.Bad}
		lead := fmt.Sprintf("  %s%s  %s%s  ", ui.Paint(styles[f.State], string(f.State)), strings.Repeat(" ", 7-len(f.State)), f.Name, strings.Repeat(" ", width-ui.Width(f.Name)))
		fmt.Fprintln(a.Out, lead+ui.Hang(ui.Line(f.Text), 13+width, a.Width))
	}
	fmt.Fprintln(a.Out, ui.Paint(ui.Strong, "next:")+" "+ui.Line(one.next()))
	return nil
}

func verdictStyle(v advise.Verdict) ui.Style {
	switch {
	case v.Ends():
		return ui.Bad
	case v == advise.GoOn:
		return ui.Good
	}
	return ui.Warn
}
