package cmd

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// shownStepJSON is one version inside a squash, with the record that stands for it.
type shownStepJSON struct {
	innerJSON
	Changes  []string    `json:"changes"`
	Score    *float64    `json:"score"` // under the suite, provider and model of the record shown, null where there is none
	Interval *[2]float64 `json:"interval"`
	Passed   *int        `json:"passed"`
	Total    *int        `json:"total"`
	Record   *string     `json:"record"`
}

// inside lists what a version squashes, as far as records lead; nil where it squashes
// nothing. Where they lead only a part of the way, stderr says so.
func (w *workspace) inside(ctx context.Context, known *recordSet, it *iteration, r *eval.Record) ([]shownStepJSON, error) {
	if it.prev == nil || it.broken != nil || it.prev.broken != nil || !known.leadsInside(it, it.prev) {
		return nil, nil //nolint:nilerr // what cannot be read squashes nothing that could be told
	}
	version := *it
	version.changes = prompt.Compare(it.prev.prompt, it.prompt)
	if variablesOf(version.changes) < 2 {
		return nil, nil
	}
	versions, err := readRecordedVersions(ctx, w.repo, func(path string) string { return w.options(path).Role })
	if err != nil {
		return nil, unlessIncomplete(err)
	}
	way, why, err := versions.way(ctx, endVersion{it.prev.key, it.prev.prompt}, endVersion{it.key, it.prompt}, 1)
	if err != nil {
		return nil, err
	}
	if way == nil {
		fmt.Fprintf(w.app.Err, "promptgit: %s of %s cannot be told: %s\n", "the steps", ui.Line(it.path), ui.Line(why))
		return nil, nil
	}
	var steps []shownStepJSON
	if len(way.steps) < 2 {
		return nil, nil
	}
	for _, inner := range versions.iterations(way, it.prev, &version) {
		step := shownStepJSON{innerJSON: *inner.innerJSON(), Changes: []string{}}
		for _, c := range inner.changes {
			step.Changes = append(step.Changes, c.ID)
		}
		for _, v := range versions.byKey[inner.key] {
			known.add(v.blob, v.record)
		}
		same := eval.RecordFilter{SuiteKey: r.SuiteKey, Provider: r.Provider, Model: r.Model, Endpoint: r.EndpointKey, Variant: r.VariantKey()}
		if own := known.of(inner, same); own != nil {
			step.Score, step.Interval, step.Passed, step.Total, step.Record = own.Score, own.Interval(), new(own.Pass), new(len(own.Cases)), new(own.ID)
		}
		steps = append(steps, step)
	}
	return steps, nil
}

// printInside shows what a version squashes, a row for each step.
func (w *workspace) printInside(steps []shownStepJSON) error {
	if len(steps) == 0 {
		return nil
	}
	fmt.Fprintf(w.app.Out, "squash of %s:\n", plural(len(steps), "judged iteration"))
	t := &ui.Table{Header: []string{"STEP", "SCORE", "PASSED", "VARIABLES", "BLOB", "COMMIT"}, Right: []bool{0: true, 1: true, 2: true}}
	for _, s := range steps {
		passed, commit := "-", "-"
		if s.Passed != nil {
			passed = fmt.Sprintf("%d/%d", *s.Passed, *s.Total)
		}
		if s.Commit != nil {
			commit = *s.Commit
		}
		ids := strings.Join(s.Changes, ",")
		t.Add(ui.Cell{Text: strconv.Itoa(s.Position)}, ui.Cell{Text: number(s.Score)}, ui.Cell{Text: passed},
			ui.Cell{Text: ui.Shorten(ui.Line(ids), 48), Raw: ids}, ui.Cell{Text: s.Blob[:min(10, len(s.Blob))], Raw: s.Blob},
			ui.Cell{Text: shortRev(commit), Raw: commit, Style: ui.Dim})
	}
	return t.Write(w.app.Streams)
}
