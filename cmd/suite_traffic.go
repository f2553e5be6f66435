package cmd

import (
	"context"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/internal/coverage"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/trace"
	"github.com/promptgit/promptgit/internal/ui"
)

// traffic is a log on its way through the measurement.
type traffic struct {
	app     *App
	o       suiteCoverageOptions
	pair    pairing
	paths   []trace.Path
	sample  *coverage.Sample
	lines   int // that are not blank
	invalid int
	result  coverage.Result
}

// names are the inputs that are compared: those of the prompts that vary, nil for all.
func (t *traffic) names() []string {
	if len(t.paths) == 0 {
		return t.pair.varied()
	}
	var names []string
	for _, p := range t.paths {
		names = append(names, p.Name)
	}
	return unique(names)
}

const toldLines = 5 // invalid lines that are told one by one

// read keeps a sample of the log, line by line.
func (t *traffic) read(ctx context.Context) error {
	in, err := t.app.openTrace(t.o.file)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // reads only
	t.sample = coverage.NewSample(t.o.sample)
	for line, err := range trace.Lines(in) {
		if err != nil {
			return err
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		t.lines++
		text, err := t.text(line)
		if err != nil {
			t.invalid++
			if t.invalid <= toldLines {
				fmt.Fprintf(t.app.Err, "promptgit: warning: %s:%d: %s\n", ui.Line(t.o.file), line.Number, ui.Line(err.Error()))
			}
			continue
		}
		t.sample.Add(line.Number, text)
	}
	if t.invalid > toldLines {
		fmt.Fprintf(t.app.Err, "promptgit: warning: %d more lines are no traces\n", t.invalid-toldLines)
	}
	if t.sample.Seen == 0 {
		return diag.Errors{{
			Pos: diag.Pos{Path: t.o.file}, Message: fmt.Sprintf("none of its %s is a trace", plural(t.lines, "line")),
			Hint: "a line is a JSON object with vars, inputs, input or messages; --var NAME=PATH names other places",
		}}
	}
	return nil
}

func (t *traffic) text(line trace.Line) (string, error) {
	if line.Err != nil {
		return "", line.Err
	}
	x, err := trace.Parse(line.Text, t.paths)
	if err != nil {
		return "", err
	}
	if x.Vars == nil && len(t.pair.prompts) == 0 {
		return x.Text, nil
	}
	vars, err := traceInputs(x, t.pair)
	if err != nil {
		return "", err
	}
	return caseText(vars, t.names()), nil
}

// suggested makes cases of the inputs that represent the largest groups, which
// takes a second look at the log.
func (t *traffic) suggested(ctx context.Context) ([]suitefile.Case, error) {
	groups := t.result.Clusters[:min(t.o.suggest, len(t.result.Clusters))]
	in, err := t.app.openTrace(t.o.file)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // reads only
	cases := make([]suitefile.Case, len(groups))
	left := len(groups)
	for line, err := range trace.Lines(in) {
		if err != nil {
			return nil, err
		}
		if ctx.Err() != nil || left == 0 {
			break
		}
		at := slices.IndexFunc(groups, func(c coverage.Cluster) bool { return c.Representative.Line == line.Number })
		if at < 0 {
			continue
		}
		if cases[at], err = tracedCase(line, t.paths, t.pair, t.o.file); err != nil {
			return nil, err
		}
		cases[at].Description += fmt.Sprintf(", for %d of %d logged inputs that no case resembled", groups[at].Size, len(t.sample.Texts))
		left--
	}
	if left > 0 && ctx.Err() == nil {
		return nil, fmt.Errorf("%s changed while it was read", t.o.file)
	}
	return cases, ctx.Err()
}
