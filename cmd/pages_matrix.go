package cmd

import (
	"context"
	"slices"

	"github.com/promptgit/promptgit/internal/page"
)

// Matrix implements [serve.Source].
func (p *pages) Matrix(ctx context.Context, q page.Query) (*page.Matrix, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return nil, err
	}
	h, err := s.prompt(q.Prompt)
	if err != nil {
		return nil, err
	}
	if q.Suite, err = p.judgedBy(ctx, s, h, q.Suite); err != nil {
		return nil, err
	}
	q.Prompt = h.path
	out := &page.Matrix{Frame: p.frame(ctx, s, q, h.path+" by models"), Prompt: h.path}
	judged, err := p.judged(ctx, s, h, q.Suite)
	if err != nil {
		return nil, err
	}
	for _, v := range judged {
		for _, e := range v.records {
			if name := columnOf(e); !slices.Contains(out.Columns, name) {
				out.Columns = append(out.Columns, name)
			}
		}
	}
	slices.Sort(out.Columns)
	out.Found = len(judged)
	rows, n := pageOf(p, judged, &out.Query)
	out.Pages = n
	for _, v := range rows {
		row := page.MatrixRow{Iteration: pageIteration(v.standing), Cells: make([]*page.Iteration, len(out.Columns))}
		for i, name := range out.Columns {
			if e := v.of(name); e != nil {
				row.Cells[i] = new(pageIteration(e))
				out.Simulated = out.Simulated || e.json.Simulated
			}
		}
		out.Rows = append(out.Rows, row)
	}
	return out, nil
}

// judgedVersion is an iteration with all its records under one suite.
type judgedVersion struct {
	standing *logEntry
	records  []*logEntry // the latest first
}

// judged lists the iterations of a prompt that have a record under a suite, newest
// first.
func (p *pages) judged(ctx context.Context, s *sight, h *promptHistory, suite string) ([]judgedVersion, error) {
	all, err := p.everyRecord(ctx, s)
	if err != nil {
		return nil, err
	}
	var list []judgedVersion
	at := map[string]int{}
	for i := range all {
		e := &all[i]
		if e.lineage != h.path || e.json.Record == nil || *e.json.Suite != suite {
			continue
		}
		k, ok := at[e.json.Rev]
		if !ok {
			k = len(list)
			at[e.json.Rev] = k
			list = append(list, judgedVersion{standing: &h.entries[h.at[e.json.Rev]]})
		}
		list[k].records = append(list[k].records, e)
	}
	return list, nil
}

// everyRecord is what log --all tells, read when a page asks for it first.
func (p *pages) everyRecord(ctx context.Context, s *sight) ([]logEntry, error) {
	if err := p.take(ctx); err != nil {
		return nil, err
	}
	defer p.give()
	if s.all == nil && s.head != "" {
		all, err := s.w.logEntries(ctx, logOptions{rev: string(s.head), prompt: p.glob, all: true})
		if err != nil {
			return nil, err
		}
		s.all = all
	}
	return s.all, nil
}

// of is the record of a column: the one that stands for the version, else a complete
// one before others, and of these the one of the most cases, and the latest.
func (v *judgedVersion) of(column string) *logEntry {
	var best *logEntry
	for _, e := range v.records {
		if columnOf(e) != column {
			continue
		}
		if v.standing.json.Record != nil && *e.json.Record == *v.standing.json.Record {
			return e
		}
		if best == nil || best.errors > 0 && e.errors == 0 || (best.errors > 0) == (e.errors > 0) && e.judged > best.judged {
			best = e
		}
	}
	return best
}

// columnOf names who answered.
func columnOf(e *logEntry) string {
	name := orEmpty(e.json.Model)
	if name == "" {
		name = orEmpty(e.json.Provider)
	}
	if variant := variantText(e.json.Variant); variant != "" {
		name += " (" + variant + ")"
	}
	return name
}

// judgedBy gives the suite that is asked for among those that judged the prompt; the
// latest one without a name.
func (p *pages) judgedBy(ctx context.Context, s *sight, h *promptHistory, asked string) (string, error) {
	all, err := p.everyRecord(ctx, s)
	if err != nil {
		return "", err
	}
	var known []string
	for i := range all {
		if e := &all[i]; e.lineage == h.path && e.json.Suite != nil && !slices.Contains(known, *e.json.Suite) {
			known = append(known, *e.json.Suite)
		}
	}
	for i := range h.entries { // that of the newest standing record first
		if suite := h.entries[i].json.Suite; suite != nil && asked == "" {
			return *suite, nil
		}
	}
	if asked != "" && !slices.Contains(known, asked) {
		return "", unknownValue("suite", asked, known)
	}
	return asked, nil
}
