package cmd

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

type showOptions struct {
	rev    string
	prompt string
	json   bool
	pager  pagerOptions
	recordChoice
	caseFilter
}

func newShow(app *App) *cobra.Command {
	var o showOptions
	c := &cobra.Command{
		Use:     "show [REV]",
		GroupID: groupLook,
		Short:   "Show one record: cases, outputs, assertions, cost",
		Long: "Print the records of the prompts at a revision (HEAD by default): every case with its verdict,\n" +
			"then those that did not pass, or that a filter names, assertion by assertion, with their outputs\n" +
			"beside those of the iteration before and what differs marked. On a terminal of 100 columns and more\n" +
			"they stand in two columns. Of a chain every step is shown. --suite, --provider, --model and\n" +
			"--variant choose among the records of one version; without them it is that of the prompt as it\n" +
			"stands.\n\n" +
			"Outputs are shown where this clone still has them. They are never pushed; they stay in the .git\n" +
			"folder for 90 days, and the oldest go when there are more than 256 MiB." +
			exitStatus("0  done", "1  there is no record", "2  wrong flags", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit show\n  promptgit show HEAD~3 --prompt prompts/triage.md --json\n" +
			"  promptgit show --flipped --full\n  promptgit show --model openai:gpt-4.1 --variant temperature=0.7 --all",
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) == 1 {
				o.rev = args[0]
			}
			if err := askedGlob(o.prompt); err != nil {
				return err
			}
			if err := o.check(); err != nil {
				return err
			}
			if err := o.read(); err != nil {
				return err
			}
			return runShow(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.prompt, "prompt", "", "only prompts that match `GLOB`")
	o.recordChoice.flags(f)
	o.caseFilter.flags(f, "against the record before")
	o.pager.flag(f)
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
	Previous   *previousJSON   `json:"previous"` // the record that it is compared with, null without one
	Cases      []caseJSON      `json:"cases"`    // in that record (a) and in this one (b), as far as the filters let through
	Hidden     int             `json:"hidden"`   // cases that the filters leave out
	Inside     []shownStepJSON `json:"inside"`   // the steps that the version squashes, null for none

	compared *eval.Comparison
	rows     []casePair // of the table of cases: all of the record where nothing was asked for
	pairs    []casePair // whose outputs are shown
	others   string     // what else there is of the version
}

// previousJSON is the record before, and whether this clone has its outputs.
type previousJSON struct {
	Rev     string   `json:"rev"`
	Record  string   `json:"record"`
	Score   *float64 `json:"score"`
	Outputs bool     `json:"outputs"`
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
		err = w.paged(ctx, o.pager, func() error { return w.printShown(shown, o) })
	}
	if err == nil && len(shown) == 0 {
		return w.errNoRecord(ctx, head, o)
	}
	return err
}

// errNoRecord says that there is nothing to show, and what there is instead.
func (w *workspace) errNoRecord(ctx context.Context, head gitops.OID, o showOptions) error {
	missing := &exitError{
		Code: exitNo, Err: fmt.Errorf("there is no record of %s", shortRev(string(head))),
		Hint: "promptgit eval " + shortRev(string(head)) + " makes one, promptgit pull brings those of others",
	}
	if text := o.text(); text != "" {
		missing.Err = fmt.Errorf("there is no record of %s with %s", shortRev(string(head)), ui.Line(text))
		list, err := w.versionsAt(ctx, head, o.prompt)
		if err != nil {
			return err
		}
		known, err := w.recordsThrough(ctx, head, list)
		if err != nil {
			return err
		}
		var names []string
		for _, it := range list {
			for _, r := range known.kinds(it) {
				if name := recordName(r) + " under " + r.Suite; !slices.Contains(names, name) {
					names = append(names, name)
				}
			}
		}
		if len(names) > 0 {
			missing.Hint = "there are records of " + ui.Line(someOf(names, shownFailures))
		}
	}
	return missing
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
	var all []casePair
	for _, it := range list {
		records := known.chosen(it, &o.recordChoice)
		for _, r := range records {
			x := w.showRecord(known, it, r)
			all = append(all, x.pairs...)
			x.filter(o)
			x.others = known.othersText(it, records)
			if x.Inside, err = w.inside(ctx, known, it, r); err != nil {
				return nil, err
			}
			shown = append(shown, x)
		}
	}
	if len(shown) == 0 {
		return shown, nil
	}
	return shown, o.known(all)
}

// showRecord gathers what is known of a record.
func (w *workspace) showRecord(known *recordSet, it *iteration, r *eval.Record) shownJSON {
	results, kept := w.outputsFor(r.ID)
	if results == nil {
		results = []resultJSON{}
	}
	previous, before := known.before(it, r)
	x := shownJSON{
		Rev: string(it.commit.ID), Prompt: it.path, Record: *r, Outputs: kept, Results: results,
		Dimensions: known.dimensions(previous, r), Failures: r.Failures(), Human: newHumanJSON(r),
		Gradings: append([]eval.Grading{}, known.gradings[r.ID]...),
	}
	var old []resultJSON
	if previous != nil {
		c := known.compare(previous, r, "")
		x.compared, x.Comparison = &c, newComparisonJSON(string(before.commit.ID), c)
		x.Previous = &previousJSON{Rev: string(before.commit.ID), Record: previous.ID, Score: previous.Score}
		old, x.Previous.Outputs = w.outputsFor(previous.ID)
	}
	for _, p := range casePairs(previous, r, old, results) {
		if p.b != nil { // what the suite no longer has is no part of this record
			x.pairs = append(x.pairs, p)
		}
	}
	return x
}

// filter leaves the cases that were asked for. The document has all of them where
// nothing was asked for.
func (x *shownJSON) filter(o showOptions) {
	usual := "failed"
	if o.json {
		usual = ""
	}
	x.rows = x.pairs
	x.pairs, x.Hidden = o.pick(x.pairs, usual)
	if o.given() {
		x.rows = x.pairs
	}
	if !o.json {
		return
	}
	x.Cases = casesJSON(x.pairs)
	if o.given() {
		x.Results = []resultJSON{}
		for _, p := range x.pairs {
			x.Results = append(x.Results, p.after...)
		}
	}
}

// versionsAt lists the prompts of a revision as they stand there. A prompt that
// cannot be parsed is told on stderr and kept as plain text.
func (w *workspace) versionsAt(ctx context.Context, rev gitops.OID, asked string) ([]*iteration, error) {
	commit, err := w.repo.Commit(ctx, rev)
	if err != nil {
		return nil, err
	}
	return w.versionsIn(ctx, w.repo.At(rev), commit, asked)
}

// versionsIn does the same for any snapshot, which commit names.
func (w *workspace) versionsIn(ctx context.Context, snap gitops.Snapshot, commit gitops.Commit, asked string) ([]*iteration, error) {
	files, err := w.prompts(ctx, snap, asked)
	if err != nil {
		return nil, err
	}
	var list []*iteration
	for _, file := range files {
		src, err := readPrompt(ctx, snap, file)
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

// shellWord quotes a name that a shell would take apart.
func shellWord(s string) string {
	if strings.ContainsAny(s, " \t\n'\"\\$&;|<>()*?[]{}!#~`") {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	return s
}

func dollars(v *float64) string {
	if v == nil {
		return "unknown"
	}
	return fmt.Sprintf("$%.4f", *v)
}
