package cmd

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// asks says whether somebody sits there to be asked.
func (j *saveJob) asks() bool { return j.w.app.InTTY && j.w.app.ErrTTY && !j.o.json }

// askMessage asks for the message of the commit.
func (j *saveJob) askMessage(ctx context.Context) error {
	app := j.w.app
	if !j.asks() {
		return usageHint("such as -m 'Ask for the order number first'", "say with -m why it was changed")
	}
	fmt.Fprint(app.Err, "What did you change, and why? ")
	text, err := app.answer(ctx)
	if ctx.Err() != nil {
		return err
	}
	if j.o.message = text; text == "" {
		return errNotSaved("without a word on why, nothing was saved")
	}
	return nil
}

func errNotSaved(text string) error {
	return &exitError{Code: exitNo, Err: fmt.Errorf("%s", text), Hint: "your files are as they were"}
}

// ask asks what to do with several variables; where nobody is there, it says what
// there is to type.
func (j *saveJob) ask(ctx context.Context, s step, answer *checked) error {
	app, step := j.w.app, &answer.steps[0]
	var b strings.Builder
	writeSeveral(&b, step)
	if !j.asks() {
		b.WriteString("Save each by itself, so that a score says which did what:\n" +
			"  promptgit save --split -m WHY\n" +
			"or keep them together for a reason, which promptgit check shows:\n" +
			"  promptgit save --allow REASON -m WHY\n")
		if step.okIfNamed() {
			b.WriteString("The changes share a name. If they are one variable, say which:\n  " + variableEnv + "=NAME promptgit save -m WHY\n")
		}
		if _, err := io.WriteString(app.Err, b.String()); err != nil {
			return err
		}
		return errNo
	}
	fmt.Fprint(app.Err, b.String())
	for {
		fmt.Fprint(app.Err, "Save each by itself [s], together for a reason [a], or stop [q]? ")
		text, err := app.answer(ctx)
		switch {
		case ctx.Err() != nil:
			return err
		case text == "s":
			return j.separate(ctx)
		case text == "a":
			return j.askReason(ctx, s)
		case text == "q", err != nil: // the end of the input is no answer
			return errNotSaved("nothing was saved")
		}
	}
}

func (j *saveJob) askReason(ctx context.Context, s step) error {
	fmt.Fprint(j.w.app.Err, "The reason: ")
	text, err := j.w.app.answer(ctx)
	if ctx.Err() != nil {
		return err
	}
	if text = strings.Join(strings.Fields(text), " "); text == "" {
		return errNotSaved("without a reason, nothing was saved")
	}
	return j.allow(ctx, s, text)
}

// writeSeveral says which variables changed.
func writeSeveral(w io.Writer, j *judged) {
	for _, problem := range j.Problems {
		fmt.Fprintf(w, "%s %s\n", ui.Paint(ui.Warn, "not saved yet:"), ui.Clean(problem.Error()))
	}
	writeChanges(w, j)
}
