package cmd

import (
	"context"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/prompt"
)

// mostPicked is how many revisions a person can pick from a list; any other is typed.
const mostPicked = 200

// Compare implements [serve.Source]: what diff tells of one prompt. Without revisions
// these are the newest iteration and the one before it.
func (p *pages) Compare(ctx context.Context, q page.Query) (*page.Compare, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return nil, err
	}
	h, err := s.prompt(q.Prompt)
	if err != nil {
		return nil, err
	}
	q.A, q.B = h.sides(q.A, q.B)
	a, err := p.side(ctx, s, q.Prompt, q.A, "a")
	if err != nil {
		return nil, err
	}
	b, err := p.side(ctx, s, q.Prompt, q.B, "b")
	if err != nil {
		return nil, err
	}
	q.Prompt, q.A, q.B = h.path, a.entry.json.Rev, b.entry.json.Rev
	out := &page.Compare{
		Frame: p.frame(ctx, s, q, h.path+": "+shortRev(q.A)+" and "+shortRev(q.B)), Prompt: h.path, Metrics: []page.Metric{},
		Changes: pageChanges(prompt.Compare(a.it.prompt, b.it.prompt)), Revisions: h.picked(),
	}
	if q.Metric != "" {
		if known := metricsOf(h.entries); !slices.Contains(known, q.Metric) {
			return nil, unknownValue("metric", q.Metric, known)
		}
	}
	known, err := p.sideRecords(ctx, s, a, b)
	if err != nil {
		return nil, err
	}
	ra, rb := known.pairFor(a.it, b.it)
	out.A, out.B = pageIteration(a.entry.with(ra)), pageIteration(b.entry.with(rb))
	out.Simulated = out.A.Simulated || out.B.Simulated
	onMetric(&out.A, ra, q.Metric)
	onMetric(&out.B, rb, q.Metric)
	if rb != nil {
		out.Metrics = pageMetrics(known.dimensions(ra, rb))
	}
	if ra != nil && rb != nil {
		c := known.compareOn(ra, rb, q.Metric)
		out.Delta, out.Interval, out.PValue, out.Verdict, out.Common = c.Delta, c.Interval95, c.PValue, c.Verdict, c.Common
		out.Fixed, out.Broken, out.Notes = len(c.Fixed), len(c.Broken), comparisonNotes(c)
		if c.Common > 0 && c.Common <= fewCases && c.Clusters == 0 {
			out.Notes = append(out.Notes, detectable(c.Common))
		}
		if q.Metric != "" {
			out.Notes = append(out.Notes, "scores and difference are those of the metric "+q.Metric)
		}
	}
	return out, p.addVersus(ctx, s, out, ra, rb)
}

// onMetric puts a metric in the place of the score.
func onMetric(it *page.Iteration, r *eval.Record, metric string) {
	if r != nil && metric != "" {
		it.Score, it.Interval = scoreOn(r, metric)
	}
}

// sides fills in the revisions that a query leaves out.
func (h *promptHistory) sides(a, b string) (string, string) {
	if b == "" {
		b = h.entries[0].json.Rev
	}
	if a == "" {
		a = b
		if at, ok := h.at[b]; ok && len(h.entries[at].parents) > 0 {
			a = h.entries[at].parents[0]
		}
	}
	return a, b
}

// side is one of two versions.
type side struct {
	entry *logEntry
	it    *iteration
}

func (p *pages) side(ctx context.Context, s *sight, path, rev, field string) (side, error) {
	h, at, err := p.version(ctx, s, path, rev, field)
	if err != nil {
		return side{}, err
	}
	e := h.entries[at]
	it, err := s.promptOf(ctx, &e)
	if err != nil {
		return side{}, err
	}
	it.lineage = it.path // as diff reads a revision by itself
	return side{&e, it}, nil
}

// pairFor gives the records by which two versions are compared, nil where there is
// none: that of the newer one, and the most comparable one of the older.
func (s *recordSet) pairFor(a, b *iteration) (ra, rb *eval.Record) {
	if rb = s.of(b, eval.RecordFilter{}); rb == nil {
		return s.of(a, eval.RecordFilter{}), nil
	}
	if ra = s.alike(a, rb); ra == nil {
		ra = s.ofAnotherModel(a, rb)
	}
	return ra, rb
}

// with is the row with another record than the one that stands for its version, and
// compared with nothing.
func (e *logEntry) with(r *eval.Record) *logEntry {
	j := &e.json
	row := logEntry{time: e.time, lineage: e.lineage, parents: e.parents, blob: e.blob, labels: e.labels, json: entryJSON{
		Rev: j.Rev, Time: j.Time, Author: j.Author, Subject: j.Subject, Prompt: j.Prompt, Changes: j.Changes, Allowed: j.Allowed,
	}}
	if r != nil {
		row.json.addRecord(r)
		row.record(nil, r)
		row.json.Dimensions = dimensionsJSON(nil, r)
	}
	return &row
}

// picked are the revisions that can be picked: those with a label, and the newest.
func (h *promptHistory) picked() []page.Iteration {
	var list []page.Iteration
	for i := range h.entries {
		e := &h.entries[i]
		if i < mostPicked || len(e.labels) > 0 {
			list = append(list, pageIteration(e))
		}
	}
	return list
}
