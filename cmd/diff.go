package cmd

import (
	"context"
	"slices"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

type diffOptions struct {
	a, b   string
	prompt string
	metric string
	json   bool
}

func newDiff(app *App) *cobra.Command {
	var o diffOptions
	c := &cobra.Command{
		Use:     "diff A [B]",
		GroupID: groupLook,
		Short:   "Compare two revisions: variables, words, flipped cases, scores",
		Long: "Show which variables of the prompts differ between two revisions (B is HEAD by default), word by\n" +
			"word, which cases flipped with both outputs, and the difference of the scores with its interval\n" +
			"and its p value in a paired test." +
			exitStatus("0  done", "2  wrong flags", "3  the configuration is invalid", "4  Git"),
		Example: "  promptgit diff HEAD~1\n  promptgit diff v1.0 HEAD --prompt prompts/triage.md --json",
		Args:    cobra.RangeArgs(1, 2),
		RunE: func(cmd *cobra.Command, args []string) error {
			o.a, o.b = args[0], "HEAD"
			if len(args) == 2 {
				o.b = args[1]
			}
			if err := askedGlob(o.prompt); err != nil {
				return err
			}
			return runDiff(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.prompt, "prompt", "", "only prompts that match `GLOB`")
	f.StringVar(&o.metric, "metric", "", "compare the metric `M` instead of the score")
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	return c
}

type diffJSON struct {
	Schema  string           `json:"schema"`
	A       string           `json:"a"`
	B       string           `json:"b"`
	Prompts []promptDiffJSON `json:"prompts"`
}

type promptDiffJSON struct {
	Path       string          `json:"path"`
	OldPath    string          `json:"old_path"`
	Status     string          `json:"status"`
	Changes    []prompt.Change `json:"changes"`
	ScoreA     *float64        `json:"score_a"`
	ScoreB     *float64        `json:"score_b"`
	Delta      *float64        `json:"delta"`
	Interval   *[2]float64     `json:"interval"` // 95 %, of the difference
	PValue     *float64        `json:"p_value"`
	Verdict    *string         `json:"verdict"`
	Common     int             `json:"common"`     // cases compared
	Dimensions []dimensionJSON `json:"dimensions"` // of b, compared with a
	FailuresA  map[string]int  `json:"failures_a"` // cases by type of failure
	FailuresB  map[string]int  `json:"failures_b"`
	pairedJSON
	HumanA     *humanJSON      `json:"human_a"`
	HumanB     *humanJSON      `json:"human_b"`
	Preference *preferenceJSON `json:"preference"` // which version people find better
	Comparable bool            `json:"comparable"`
	Simulated  bool            `json:"simulated"`
	Fixed      []flippedJSON   `json:"fixed"`
	Broken     []flippedJSON   `json:"broken"`

	compared *eval.Comparison // nil where there are not two records
}

type flippedJSON struct {
	Case    string  `json:"case"`
	OutputA *string `json:"output_a"` // null where this clone has it no longer
	OutputB *string `json:"output_b"`
}

func runDiff(ctx context.Context, app *App, o diffOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	doc, err := w.diff(ctx, o)
	if err != nil {
		return err
	}
	if o.json {
		return ui.JSON(app.Out, doc)
	}
	return w.printDiff(doc)
}

// diff pairs the prompts of both revisions, by path or by their history where
// a prompt moved, and compares each pair.
func (w *workspace) diff(ctx context.Context, o diffOptions) (diffJSON, error) {
	doc := diffJSON{Schema: "promptgit.diff/v1", Prompts: []promptDiffJSON{}}
	a, err := w.repo.Resolve(ctx, o.a)
	if err != nil {
		return doc, err
	}
	b, err := w.repo.Resolve(ctx, o.b)
	if err != nil {
		return doc, err
	}
	doc.A, doc.B = string(a), string(b)
	before, err := w.versionsAt(ctx, a, "")
	if err != nil {
		return doc, err
	}
	after, err := w.versionsAt(ctx, b, "")
	if err != nil {
		return doc, err
	}
	pairs, err := w.pair(ctx, b, before, after)
	if err != nil {
		return doc, err
	}
	if o.prompt != "" {
		if pairs, err = w.askedPairs(ctx, a, b, pairs, o.prompt); err != nil {
			return doc, err
		}
	}
	var versions []*iteration
	for _, p := range pairs {
		versions = append(versions, p.both()...)
	}
	known, err := w.records(ctx, blobsOf(versions))
	if err != nil {
		return doc, err
	}
	if slices.ContainsFunc(versions, func(it *iteration) bool { return known.of(it, eval.RecordFilter{}) == nil }) {
		if known, err = w.recordsBehind(ctx, a, b, pairs); err != nil {
			return doc, err
		}
	}
	for _, p := range pairs {
		d, differs, err := w.compare(known, p, o.metric)
		if err != nil {
			return doc, err
		}
		if differs || o.prompt != "" {
			doc.Prompts = append(doc.Prompts, d)
		}
	}
	return doc, nil
}

// versionPair is one prompt at both revisions; one side is nil where it is
// missing there.
type versionPair struct{ a, b *iteration }

func (p versionPair) both() []*iteration {
	return slices.DeleteFunc([]*iteration{p.a, p.b}, func(it *iteration) bool { return it == nil })
}

func (p versionPair) status() string {
	switch {
	case p.a == nil:
		return "added"
	case p.b == nil:
		return "deleted"
	case p.a.path != p.b.path:
		return "renamed"
	}
	return "modified"
}

// compare describes one pair. It differs when a byte of the prompt does, or of
// what it includes.
func (w *workspace) compare(known *recordSet, p versionPair, metric string) (promptDiffJSON, bool, error) {
	d := promptDiffJSON{Status: p.status(), Changes: []prompt.Change{}, Fixed: []flippedJSON{}, Broken: []flippedJSON{}}
	d.Moved = []movedJSON{}
	d.Dimensions, d.FailuresA, d.FailuresB = []dimensionJSON{}, map[string]int{}, map[string]int{}
	switch {
	case p.a == nil:
		d.Path = p.b.path
		return d, true, nil
	case p.b == nil:
		d.Path, d.OldPath = p.a.path, p.a.path
		return d, true, nil
	}
	d.Path = p.b.path
	if p.a.path != p.b.path {
		d.OldPath = p.a.path
	}
	d.Changes = append(d.Changes, prompt.Compare(p.a.prompt, p.b.prompt)...)
	err := w.compareRecords(&d, known, p, metric)
	return d, p.a.blob != p.b.blob || p.a.key != p.b.key || d.OldPath != "", err
}

func (w *workspace) compareRecords(d *promptDiffJSON, known *recordSet, p versionPair, metric string) error {
	rb := known.of(p.b, eval.RecordFilter{})
	if rb == nil {
		if ra := known.of(p.a, eval.RecordFilter{}); ra != nil {
			d.ScoreA, d.FailuresA, d.HumanA = ra.Score, ra.Failures(), newHumanJSON(ra)
		}
		return nil
	}
	ra := known.alike(p.a, rb)
	if ra == nil {
		ra = known.ofAnotherModel(p.a, rb)
	}
	d.ScoreB, d.Simulated = rb.Score, rb.Simulated
	d.Dimensions, d.FailuresB, d.HumanB = known.dimensions(ra, rb), rb.Failures(), newHumanJSON(rb)
	if ra == nil {
		return nil
	}
	c := known.compare(ra, rb, metric)
	d.compared, d.pairedJSON = &c, newPairedJSON(c)
	d.ScoreA, d.Delta, d.Interval, d.PValue = ra.Score, c.Delta, c.Interval95, c.PValue
	d.FailuresA, d.HumanA = ra.Failures(), newHumanJSON(ra)
	d.Preference = preferred(slices.Concat(known.gradings[ra.ID], known.gradings[rb.ID]), ra.ID, rb.ID)
	d.Verdict, d.Common, d.Comparable = &c.Verdict, c.Common, c.Common > 0 && !c.ModelChanged
	before, _, err := w.loadOutputs(ra.ID)
	if err != nil {
		return err
	}
	after, _, err := w.loadOutputs(rb.ID)
	if err != nil {
		return err
	}
	for _, name := range c.Fixed {
		d.Fixed = append(d.Fixed, flipped(name, before, after))
	}
	for _, name := range c.Broken {
		d.Broken = append(d.Broken, flipped(name, before, after))
	}
	return nil
}

func flipped(name string, before, after []resultJSON) flippedJSON {
	return flippedJSON{Case: name, OutputA: outputOf(name, before), OutputB: outputOf(name, after)}
}

func outputOf(name string, results []resultJSON) *string {
	for i := range results {
		r := &results[i]
		r0 := *r
		r0.Sample = 0
		if resultTitle(r0) == name {
			return &r.Output
		}
	}
	return nil
}
