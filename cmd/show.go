package cmd

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

type showOptions struct {
	rev    string
	prompt string
	suite  string
	json   bool
}

func newShow(app *App) *cobra.Command {
	var o showOptions
	c := &cobra.Command{
		Use:     "show [REV]",
		GroupID: groupLook,
		Short:   "Show one record whole: cases, outputs, assertions, cost",
		Long: "Print the records of the prompts at a revision (HEAD by default): every case with its verdict,\n" +
			"and the outputs and reasons where this clone still has them. Outputs are never pushed; they stay\n" +
			"in the .git folder for 90 days, and the oldest go when there are more than 256 MiB." +
			exitStatus("0  done", "1  there is no record", "2  wrong flags", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit show\n  promptgit show HEAD~3 --prompt prompts/triage.md --json",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.rev = args[0]
			}
			if err := askedGlob(o.prompt); err != nil {
				return err
			}
			return runShow(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.prompt, "prompt", "", "only prompts that match `GLOB`")
	f.StringVar(&o.suite, "suite", "", "only records of the suite `FILE`")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	return c
}

type showJSON struct {
	Schema  string      `json:"schema"`
	Records []shownJSON `json:"records"`
}

type shownJSON struct {
	Rev     string      `json:"rev"`
	Prompt  string      `json:"prompt"`
	Record  eval.Record `json:"record"`
	Outputs bool        `json:"outputs"` // whether this clone still has them

	Dimensions []dimensionJSON `json:"dimensions"` // the metrics, compared with the previous iteration
	Failures   map[string]int  `json:"failures"`   // cases by type of failure
	Human      *humanJSON      `json:"human"`
	Gradings   []eval.Grading  `json:"gradings"` // what people said, as it is stored

	Comparison *comparisonJSON `json:"comparison"` // with the record of the previous iteration, null without one
	Results    []resultJSON    `json:"results"`

	compared *eval.Comparison
}

func runShow(ctx context.Context, app *App, o showOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	head, ok, err := w.headOf(ctx, o.rev)
	if err != nil {
		return err
	}
	if !ok {
		return errNothing("commit", "commit a prompt first")
	}
	shown, err := w.shown(ctx, head, o)
	if err != nil {
		return err
	}
	if o.json {
		err = ui.JSON(app.Out, showJSON{Schema: "promptgit.show/v1", Records: shown})
	} else {
		err = w.printShown(shown)
	}
	if err == nil && len(shown) == 0 {
		return &exitError{
			Code: exitNo, Err: fmt.Errorf("there is no record of %s", shortRev(string(head))),
			Hint: "promptgit eval " + shortRev(string(head)) + " makes one",
		}
	}
	return err
}

// shown collects the records of every prompt at a revision.
func (w *workspace) shown(ctx context.Context, head gitops.OID, o showOptions) ([]shownJSON, error) {
	list, err := w.versionsAt(ctx, head, o.prompt)
	if err != nil {
		return nil, err
	}
	known, err := w.recordsThrough(ctx, head, list)
	if err != nil {
		return nil, err
	}
	shown := []shownJSON{}
	for _, it := range list {
		r := known.of(it, eval.RecordFilter{Suite: o.suite})
		if r == nil {
			continue
		}
		results, kept, err := w.loadOutputs(r.ID)
		if err != nil {
			return nil, err
		}
		if results == nil {
			results = []resultJSON{}
		}
		previous, before := known.before(it, r)
		x := shownJSON{
			Rev: string(head), Prompt: it.path, Record: *r, Outputs: kept, Results: results,
			Dimensions: known.dimensions(previous, r), Failures: r.Failures(), Human: newHumanJSON(r),
			Gradings: append([]eval.Grading{}, known.gradings[r.ID]...),
		}
		if previous != nil {
			c := known.compare(previous, r, "")
			x.compared, x.Comparison = &c, newComparisonJSON(string(before.commit.ID), c)
		}
		shown = append(shown, x)
	}
	return shown, nil
}

// versionsAt lists the prompts of a revision as they stand there. A prompt that
// cannot be parsed is told on stderr and kept as plain text.
func (w *workspace) versionsAt(ctx context.Context, rev gitops.OID, asked string) ([]*iteration, error) {
	snap := w.repo.At(rev)
	commit, err := w.repo.Commit(ctx, rev)
	if err != nil {
		return nil, err
	}
	files, err := w.prompts(ctx, snap, asked)
	if err != nil {
		return nil, err
	}
	var list []*iteration
	for _, file := range files {
		src, err := snap.Read(ctx, file)
		if err != nil {
			return nil, err
		}
		it := &iteration{commit: commit, path: file, lineage: file, blob: w.repo.HashBlob(src)}
		if err := w.read(ctx, snap, it, src); err != nil {
			return nil, err
		}
		list = append(list, it)
	}
	w.warnBroken(list)
	return list, nil
}

func (w *workspace) printShown(shown []shownJSON) error {
	s := w.app.Streams
	for i, x := range shown {
		if i > 0 {
			fmt.Fprintln(s.Out)
		}
		r := x.Record
		fmt.Fprintln(s.Out, ui.Clean(eval.ScoreLine(&r, nil, "")))
		fmt.Fprintf(s.Out, "commit %s, judged %s by %s\n", x.Rev, r.Time, r.Tool)
		fmt.Fprintf(s.Out, "%d passed, %d failed, %d errors, %d not applicable; cost %s, %d tokens\n",
			r.Pass, r.Fail, r.Error, r.NA, dollars(r.CostUSD), r.Tokens)
		if r.Judges != nil {
			fmt.Fprintln(s.Out, ui.Clean(judgesLine(r.Judges)))
		}
		w.printCompared(x)
		if err := w.printShownDimensions(x); err != nil {
			return err
		}
		if err := caseTable(&r).Write(s); err != nil {
			return err
		}
		w.printOutputs(x)
		w.printSaid(x)
	}
	return nil
}

func caseTable(r *eval.Record) *ui.Table {
	t := &ui.Table{Header: []string{"CASE", "VERDICT", "SCORE", "SAMPLES", "TOKENS", "LATENCY"}, Right: []bool{2: true, 3: true, 4: true, 5: true, 6: false}}
	_, graded := r.Grades()
	if graded {
		t.Header, t.Right[6] = append(t.Header, "HUMAN"), true
	}
	for _, c := range r.Cases {
		word, style := "pass", ui.Good
		switch {
		case c.NA:
			word, style = "not applicable", ui.Dim
		case !c.Judged():
			word, style = "not judged", ui.Warn
		case !c.Passed():
			word, style = "FAIL", ui.Bad
		}
		row := []ui.Cell{
			{Text: c.Name()},
			{Text: word, Style: style},
			{Text: number(c.Score)},
			{Text: fmt.Sprintf("%d/%d", c.Passes, c.Samples)},
			{Text: strconv.Itoa(c.Tokens)},
			{Text: fmt.Sprintf("%d ms", c.LatencyMS)},
		}
		if graded {
			row = append(row, humanCell(c))
		}
		t.Add(row...)
	}
	return t
}

// printOutputs shows what did not pass, with its output.
func (w *workspace) printOutputs(x shownJSON) {
	out := w.app.Out
	if !x.Outputs {
		fmt.Fprintf(out, "the outputs are not in this clone; to get them again: promptgit eval %s --prompt %s --refresh\n", shortRev(x.Rev), shellWord(x.Prompt))
		return
	}
	for _, r := range x.Results {
		if r.Pass && r.Error == "" {
			continue
		}
		fmt.Fprintf(out, "\n%s\n", ui.Paint(ui.Strong, ui.Line(resultTitle(r))))
		if r.Error != "" {
			fmt.Fprintf(out, "  error: %s\n", ui.Line(r.Error))
		}
		for _, a := range r.Asserts {
			if !a.Pass {
				fmt.Fprintf(out, "  %s %s%s: %s\n", ui.Paint(ui.Bad, "FAIL"), ui.Line(a.Type+atStep(a.Step)), inBrackets(ui.Line(a.Failure)), ui.Line(a.Reason))
			}
		}
		for i := range len(r.Steps) - 1 { // the output of the last one follows
			fmt.Fprintf(out, "  step %s: %s\n", ui.Line(r.Steps[i].As), ui.Shorten(ui.Line(r.Steps[i].Output), 400))
		}
		if r.Error == "" || r.Output != "" {
			fmt.Fprintf(out, "  output: %s\n", ui.Shorten(ui.Line(r.Output), 400))
		}
	}
}

// shellWord quotes a name that a shell would take apart.
func shellWord(s string) string {
	if strings.ContainsAny(s, " \t\n'\"\\$&;|<>()*?[]{}!#~`") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}

func resultTitle(r resultJSON) string {
	name := r.ID
	if name == "" {
		name = fmt.Sprintf("Row %d", r.Index+1)
	}
	if r.Sample > 0 {
		name += fmt.Sprintf(", sample %d", r.Sample)
	}
	return name
}

func dollars(v *float64) string {
	if v == nil {
		return "unknown"
	}
	return fmt.Sprintf("$%.4f", *v)
}
