package cmd

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/drift"
	"github.com/promptgit/promptgit/internal/ui"
)

// tell prints what was found, tells the webhook, and gives the exit code. A drift
// is one whatever else went wrong.
func (d *drifting) tell(ctx context.Context) error {
	doc := d.document()
	printed := d.print(doc)
	var told error
	if d.o.webhook.on() && (doc.Drift || d.o.webhook.always) {
		told = d.w.app.tellWebhook(ctx, d.o.webhook, doc.ID, doc)
	}
	if doc.Drift {
		if told != nil {
			fmt.Fprintln(d.w.app.Err, "promptgit: warning:", ui.Line(d.w.app.keys.Hide(told.Error())))
		}
		return errors.Join(printed, errNo)
	}
	if err := errors.Join(printed, told); err != nil {
		return err
	}
	for _, x := range d.list {
		if x.unjudged != nil || !d.o.status && x.verdict() == drift.TooLow {
			return &exitError{Code: exitProvider}
		}
	}
	return nil
}

func (d *drifting) print(doc driftJSON) error {
	out := d.w.app.Streams
	if d.o.eval.json {
		return ui.JSON(out.Out, doc)
	}
	if out.OutTTY {
		for _, x := range d.list {
			fmt.Fprintln(out.Out, ui.Paint(ui.Strong, ui.Line(x.title())))
			for _, line := range d.lines(x) {
				fmt.Fprintln(out.Out, "  "+line)
			}
		}
		return nil
	}
	t := &ui.Table{}
	for i, x := range d.list {
		t.Add(cellsOf(doc.Prompts[i])...)
		for _, line := range d.lines(x) { // for people who read the log of a job
			d.w.app.note("promptgit: note: " + ui.Line(x.item.it.path) + ": " + line)
		}
	}
	return t.Write(out)
}

func (x *watched) title() string {
	title := x.item.it.path + "  " + x.item.suite.Path + "  " + targetName(x.item.target)
	if x.item.target.Simulated {
		title += "  (simulated: no model is called)"
	}
	return title
}

func cellsOf(r driftPromptRow) []ui.Cell {
	base, now, delta, low, high := "-", "-", "-", "-", "-"
	if r.Baseline != nil {
		base = fmt.Sprintf("%.4f", r.Baseline.Score)
	}
	if r.Now != nil {
		now, delta = fmt.Sprintf("%.4f", r.Now.Score), fmt.Sprintf("%+.4f", r.Now.Delta)
		low, high = fmt.Sprintf("%.4f", r.Now.Interval[0]), fmt.Sprintf("%.4f", r.Now.Interval[1])
	}
	verdict := r.Verdict
	if r.Unjudged != nil {
		verdict = "error"
	}
	model := r.Provider
	if r.Model != "" {
		model += ":" + r.Model
	}
	if r.Simulated {
		model += "*"
	}
	w := "-"
	if r.W != nil {
		w = strconv.FormatFloat(*r.W, 'g', 4, 64)
	}
	var cells []ui.Cell
	for _, text := range []string{
		r.Prompt, r.Suite, model, verdict, base, now, delta, low, high, w, strconv.Itoa(r.Looks), dash(strings.Join(r.Failed, ",")),
	} {
		cells = append(cells, ui.Cell{Text: text})
	}
	return cells
}
