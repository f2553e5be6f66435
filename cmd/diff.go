package cmd

import (
	"cmp"
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
	pager  pagerOptions
	recordChoice
	caseFilter
	variablesOptions
	modelsOptions
}

func newDiff(app *App) *cobra.Command {
	var o diffOptions
	c := &cobra.Command{
		Use:     "diff [A [B]]",
		GroupID: groupLook,
		Short:   "Compare two revisions: variables, words, flipped cases, scores",
		Long: "Show which variables of the prompts differ between two revisions (B is HEAD by default), word by\n" +
			"word, the difference of the scores with its interval and its p value in a paired test, and the\n" +
			"cases that flipped, or those that a filter names: assertion by assertion, with both outputs. On a\n" +
			"terminal of 100 columns and more outputs stand in two columns.\n\n" +
			"--variables shows the variables alone: without A, of the working tree against HEAD, or with --staged\n" +
			"of the index. promptgit init --diff sets git up so that plain git diff, git log -p and git show tell\n" +
			"variables too.\n\n" +
			"--models compares the models that judged one version (A, HEAD by default) with the one that the\n" +
			"prompt names, or with --against; p values are corrected for their number by Holm's method." +
			exitStatus("0  done", "1  --models: fewer than two models have judged that version", "2  wrong flags",
				"3  the configuration is invalid", "4  Git"),
		Example: "  promptgit diff HEAD~1\n  promptgit diff v1.0 HEAD --prompt prompts/triage.md --json\n" +
			"  promptgit diff HEAD~1 --failed --full\n  promptgit diff --variables --staged\n  promptgit diff --models --against openai:gpt-4.1",
		Args: cobra.MaximumNArgs(2),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.arguments(cmd, args); err != nil {
				return err
			}
			switch {
			case o.variables:
				return runVariables(cmd.Context(), app, o)
			case o.models:
				return runModels(cmd.Context(), app, o)
			}
			return runDiff(cmd.Context(), app, o)
		},
	}
	f := c.Flags()
	f.StringVar(&o.prompt, "prompt", "", "only prompts that match `GLOB`")
	f.StringVar(&o.metric, "metric", "", "compare the metric `M` instead of the score")
	o.caseFilter.flags(f, "(the default)")
	o.recordChoice.flags(f)
	o.variablesOptions.flags(f)
	o.modelsOptions.flags(f)
	o.pager.flag(f)
	f.BoolVar(&o.json, "json", false, "print one JSON document")
	return c
}

// arguments reads the revisions and refuses what cannot be combined.
func (o *diffOptions) arguments(cmd *cobra.Command, args []string) error {
	most := 2
	if o.models {
		most = 1
	}
	switch {
	case o.variables && o.models:
		return usagef("--variables and --models exclude each other")
	case o.staged && !o.variables:
		return usageHint("promptgit diff --variables --staged", "--staged is for --variables: what is staged has no scores")
	case o.staged && len(args) > 0:
		return usagef("--staged compares the index with HEAD and takes no revision")
	case o.against != "" && !o.models:
		return usageHint("promptgit diff --models --against "+shellWord(o.against), "--against is for --models")
	case len(args) == 0 && !o.variables && !o.models:
		return usageHint("promptgit diff HEAD~1 compares with the commit before, promptgit diff --variables the working tree with HEAD", "name a revision")
	case len(args) > most:
		return usagef("--models compares the models of one revision")
	}
	if o.variables {
		for _, name := range []string{"metric", "flipped", "failed", "all", "case", "suite", "provider", "model", "variant"} {
			if cmd.Flags().Changed(name) {
				return usagef("--variables shows prompts alone and takes no --%s", name)
			}
		}
	}
	if len(args) > 0 {
		o.a, o.b = args[0], "HEAD"
	}
	if len(args) == 2 {
		o.b = args[1]
	}
	if err := askedGlob(o.prompt); err != nil {
		return err
	}
	if err := o.check(); err != nil {
		return err
	}
	return o.read()
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
	Metric     *string         `json:"metric"`  // that stands in place of the score, null for the score
	ScoreA     *float64        `json:"score_a"` // of the record
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
	RecordA    *string         `json:"record_a"` // ids, null where a side has none
	RecordB    *string         `json:"record_b"`
	OutputsA   bool            `json:"outputs_a"` // whether this clone has them
	OutputsB   bool            `json:"outputs_b"`
	Cases      []caseJSON      `json:"cases"`  // in both records, flips first, as far as the filters let through
	Hidden     int             `json:"hidden"` // cases that the filters leave out

	records  []*eval.Record   // of both sides, as far as they have one
	compared *eval.Comparison // nil where there are not two records
	pairs    []casePair
	others   string // what else there is of b
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
	return w.paged(ctx, o.pager, func() error { return w.printDiff(doc, o) })
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
	if slices.ContainsFunc(versions, func(it *iteration) bool { return known.of(it, eval.RecordFilter{Suite: o.suite}) == nil }) {
		if known, err = w.recordsBehind(ctx, a, b, pairs); err != nil {
			return doc, err
		}
	}
	var all []casePair
	var read []*eval.Record
	for _, p := range pairs {
		d, differs := w.compare(known, p, o)
		all, read = append(all, d.pairs...), append(read, d.records...)
		if d.pairs, d.Hidden = o.pick(d.pairs, "flipped"); o.json {
			d.Cases = casesJSON(d.pairs)
		}
		if differs || o.prompt != "" || len(o.cases) > 0 && len(d.pairs) > 0 {
			doc.Prompts = append(doc.Prompts, d)
		}
	}
	if err = knownOn(o.metric, read); err != nil {
		return doc, err
	}
	return doc, o.known(all)
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
func (w *workspace) compare(known *recordSet, p versionPair, o diffOptions) (promptDiffJSON, bool) {
	d := promptDiffJSON{Status: p.status(), Changes: []prompt.Change{}, Fixed: []flippedJSON{}, Broken: []flippedJSON{}}
	d.Moved, d.Cases = []movedJSON{}, []caseJSON{}
	d.Dimensions, d.FailuresA, d.FailuresB = []dimensionJSON{}, map[string]int{}, map[string]int{}
	switch {
	case p.a == nil:
		d.Path = p.b.path
		w.compareRecords(&d, known, p, o)
		return d, true
	case p.b == nil:
		d.Path, d.OldPath = p.a.path, p.a.path
		w.compareRecords(&d, known, p, o)
		return d, true
	}
	d.Path = p.b.path
	if p.a.path != p.b.path {
		d.OldPath = p.a.path
	}
	d.Changes = append(d.Changes, prompt.Compare(p.a.prompt, p.b.prompt)...)
	w.compareRecords(&d, known, p, o)
	return d, !p.a.sameAs(p.b) || d.OldPath != ""
}

func (w *workspace) compareRecords(d *promptDiffJSON, known *recordSet, p versionPair, o diffOptions) {
	ra, rb := known.sides(p, &o.recordChoice)
	if rb == nil && ra == nil {
		d.others = known.othersText(cmp.Or(p.b, p.a), nil)
		return
	}
	if o.metric != "" {
		d.Metric = &o.metric
	}
	d.records = slices.DeleteFunc([]*eval.Record{ra, rb}, func(r *eval.Record) bool { return r == nil })
	before, after := w.outputsOf(d, ra, rb)
	d.pairs = casePairs(ra, rb, before, after)
	if ra != nil {
		d.ScoreA, _ = scoreOn(ra, o.metric)
		d.FailuresA, d.HumanA, d.Simulated = ra.Failures(), newHumanJSON(ra), ra.Simulated
	}
	if rb == nil {
		return
	}
	d.ScoreB, _ = scoreOn(rb, o.metric)
	d.Simulated = d.Simulated || rb.Simulated
	d.Dimensions, d.FailuresB, d.HumanB = known.dimensions(ra, rb), rb.Failures(), newHumanJSON(rb)
	d.others = known.othersText(p.b, []*eval.Record{rb})
	if ra == nil {
		return
	}
	c := known.compareOn(ra, rb, o.metric)
	d.compared, d.pairedJSON = &c, newPairedJSON(c)
	d.Delta, d.Interval, d.PValue = c.Delta, c.Interval95, c.PValue
	d.Preference = preferred(slices.Concat(known.gradings[ra.ID], known.gradings[rb.ID]), ra.ID, rb.ID)
	d.Verdict, d.Common, d.Comparable = &c.Verdict, c.Common, c.Common > 0 && !c.ModelChanged
	for _, p := range d.pairs {
		switch {
		case p.flip == flipFixed && slices.Contains(c.Fixed, p.name):
			d.Fixed = append(d.Fixed, flipped(p))
		case p.flip == flipBroken && slices.Contains(c.Broken, p.name):
			d.Broken = append(d.Broken, flipped(p))
		}
	}
}

// sides are the records of both versions: of the newer one what is meant, of the
// older one what can be compared with it. Where the newer has none, the older one's
// stands alone.
func (s *recordSet) sides(p versionPair, o *recordChoice) (a, b *eval.Record) {
	if list := s.chosen(p.b, o); len(list) > 0 {
		b = list[0]
	}
	if b == nil {
		if list := s.chosen(p.a, o); len(list) > 0 {
			a = list[0]
		}
		return a, nil
	}
	if a = s.alike(p.a, b); a == nil {
		a = s.ofAnotherModel(p.a, b)
	}
	return a, b
}

// outputsOf reads what was said on both sides, as far as this clone has it.
func (w *workspace) outputsOf(d *promptDiffJSON, ra, rb *eval.Record) (before, after []resultJSON) {
	if ra != nil {
		d.RecordA = &ra.ID
		before, d.OutputsA = w.outputsFor(ra.ID)
	}
	if rb != nil {
		d.RecordB = &rb.ID
		after, d.OutputsB = w.outputsFor(rb.ID)
	}
	return before, after
}

// flipped has an output of each side that says what the case says there: of several
// samples the first that passed, or did not.
func flipped(p casePair) flippedJSON {
	return flippedJSON{Case: p.name, OutputA: outputThat(p.a.Passed(), p.before), OutputB: outputThat(p.b.Passed(), p.after)}
}

func outputThat(passed bool, results []resultJSON) *string {
	if len(results) == 0 {
		return nil
	}
	i := slices.IndexFunc(results, func(r resultJSON) bool { return r.Pass == passed && r.Error == "" })
	return &results[max(i, 0)].Output
}
