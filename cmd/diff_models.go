package cmd

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
)

// modelsOptions ask for a comparison of models instead of versions.
type modelsOptions struct {
	models  bool
	against string
}

func (o *modelsOptions) flags(f *pflag.FlagSet) {
	f.BoolVar(&o.models, "models", false, "compare the models that judged one version")
	f.StringVar(&o.against, "against", "", "with --models: compare each with the model `M`, not with the prompt's own")
}

// modelTable is one version under one suite, by all models that judged it.
type modelTable struct {
	path, suite string
	reference   *eval.Record
	columns     []modelColumn
	leftOut     int // variants with other parameters
}

// modelColumn is one model compared with the reference.
type modelColumn struct {
	record   *eval.Record
	compared *eval.Comparison // nil for the reference
	adjusted *float64
	outputs  bool
	pairs    []casePair
	hidden   int
}

func runModels(ctx context.Context, app *App, o diffOptions) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	head, ok, err := w.headOf(ctx, o.a)
	if err != nil {
		return err
	}
	if !ok {
		return errNothing("commit", "commit a prompt first")
	}
	list, err := w.versionsAt(ctx, head, o.prompt)
	if err != nil {
		return err
	}
	known, err := w.recordsThrough(ctx, head, list)
	if err != nil {
		return err
	}
	tables := []*modelTable{}
	var all []casePair
	var read []*eval.Record
	for _, it := range list {
		for _, t := range modelTables(known, it, &o) {
			tables, all = append(tables, t), append(all, w.compareModels(known, t, o)...)
			for _, c := range t.columns {
				read = append(read, c.record)
			}
		}
	}
	if err = knownOn(o.metric, read); err != nil {
		return err
	}
	if len(tables) > 0 {
		if err = o.known(all); err != nil {
			return err
		}
	}
	if o.json {
		err = ui.JSON(app.Out, newModelsJSON(string(head), tables, o.metric))
	} else {
		err = w.paged(ctx, o.pager, func() error { return w.printModels(tables, o) })
	}
	if err == nil && len(tables) == 0 {
		err = fewModels(known, list, &o, string(head))
	}
	return err
}

// fewModels says why there is nothing to compare.
func fewModels(known *recordSet, list []*iteration, o *diffOptions, rev string) error {
	answer := &exitError{
		Code: exitNo, Err: fmt.Errorf("fewer than two models have judged %s", shortRev(rev)),
		Hint: "promptgit eval " + shortRev(rev) + " --matrix model=A,B asks several",
	}
	var names []string
	for _, it := range list {
		for _, r := range known.kinds(it) {
			if name := recordName(r); !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
	}
	if o.against != "" && len(names) > 0 {
		answer.Err = fmt.Errorf("%s has not judged %s beside another model", ui.Line(o.against), shortRev(rev))
		answer.Hint = "there are records of " + ui.Line(someOf(names, shownFailures))
	}
	return answer
}

// modelTables are the suites under which at least two models have judged a version.
func modelTables(known *recordSet, it *iteration, o *diffOptions) []*modelTable {
	var tables []*modelTable
	for _, r := range known.kinds(it) {
		if !o.match(r) {
			continue
		}
		i := slices.IndexFunc(tables, func(t *modelTable) bool { return t.suite == r.Suite })
		if i < 0 {
			i = len(tables)
			tables = append(tables, &modelTable{path: it.path, suite: r.Suite})
		}
		t := tables[i]
		switch {
		case withoutModel(r.Variant).Len() > 0 && o.variant.Len() == 0:
			t.leftOut++
		case !slices.ContainsFunc(t.columns, func(c modelColumn) bool { return recordName(c.record) == recordName(r) }):
			t.columns = append(t.columns, modelColumn{record: r})
		}
	}
	for _, t := range tables {
		t.refer(known.of(it, eval.RecordFilter{Suite: t.suite}), o.against)
	}
	return slices.DeleteFunc(tables, func(t *modelTable) bool { return t.reference == nil || len(t.columns) < 2 })
}

// refer puts the model first that the others are compared with: the one asked for,
// else the one of the prompt as it stands.
func (t *modelTable) refer(own *eval.Record, against string) {
	choice := recordChoice{model: against}
	at := slices.IndexFunc(t.columns, func(c modelColumn) bool {
		if against != "" {
			return choice.match(c.record)
		}
		return own != nil && c.record.ID == own.ID
	})
	if at < 0 && against == "" && len(t.columns) > 0 {
		at = 0
	}
	if at < 0 {
		return
	}
	c := t.columns[at]
	t.columns = slices.Insert(slices.Delete(t.columns, at, at+1), 0, c)
	t.reference = c.record
}

// compareModels tests each model against the reference, and corrects for their
// number. It gives the cases of all of them.
func (w *workspace) compareModels(known *recordSet, t *modelTable, o diffOptions) (all []casePair) {
	before, kept := w.outputsFor(t.reference.ID)
	t.columns[0].outputs = kept
	var tests []*eval.Comparison
	for i := range t.columns[1:] {
		c := &t.columns[i+1]
		compared := known.compare(t.reference, c.record, o.metric)
		c.compared = &compared
		tests = append(tests, c.compared)
		after, there := w.outputsFor(c.record.ID)
		c.outputs = there
		c.pairs = casePairs(t.reference, c.record, before, after)
		all = append(all, c.pairs...)
		c.pairs, c.hidden = o.pick(c.pairs, "flipped")
	}
	for i, p := range eval.Correct(tests) {
		t.columns[i+1].adjusted = p
	}
	return all
}
