package cmd

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/serve"
)

// rowsPerPage is how many iterations, cases or versions stand on one page.
const rowsPerPage = 50

// History implements [serve.Source].
func (p *pages) History(ctx context.Context, q page.Query) (*page.History, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return nil, err
	}
	h, err := s.prompt(q.Prompt)
	if err != nil {
		return nil, err
	}
	q.Prompt = h.path
	out := &page.History{Frame: p.frame(ctx, s, q, h.path), Prompt: h.path, Metric: q.Metric, Metrics: metricsOf(h.entries), All: len(h.entries)}
	if q.Metric != "" && !slices.Contains(out.Metrics, q.Metric) {
		return nil, unknownValue("metric", q.Metric, out.Metrics)
	}
	out.Authors = h.authors()
	found, err := p.filtered(ctx, s, h, q)
	if err != nil {
		return nil, err
	}
	for _, e := range slices.Backward(found) {
		out.Points = append(out.Points, e.point(q.Metric))
		out.Simulated = out.Simulated || e.json.Simulated
	}
	if found, err = sorted(found, q); err != nil {
		return nil, err
	}
	out.Found = len(found)
	var rows []*logEntry
	rows, out.Pages = pageOf(p, found, &out.Query)
	for _, e := range rows {
		out.Iterations = append(out.Iterations, pageIteration(e))
	}
	return out, nil
}

func (h *promptHistory) authors() []string {
	names := map[string]bool{}
	for i := range h.entries {
		names[h.entries[i].json.Author] = true
	}
	return slices.Sorted(maps.Keys(names))
}

// filtered keeps the rows that a query asks for, newest first, by the same rules as
// log.
func (p *pages) filtered(ctx context.Context, s *sight, h *promptHistory, q page.Query) ([]*logEntry, error) {
	filter := logFilter{Since: q.Since, Author: q.Author, Verdict: q.Verdict, Text: q.Text, Where: q.Where}
	switch q.Show {
	case "", showAll:
	case showFailed:
		filter.Failed = true
	default:
		return nil, unknownValue("show", q.Show, []string{showAll, showFailed})
	}
	err := filter.compile(ctx, s.w)
	if err == nil {
		err = filter.checkMetrics(h.entries)
	}
	var found []*logEntry
	for i := 0; i < len(h.entries) && err == nil; i++ {
		if filter.keep(h.entries[i]) {
			found = append(found, &h.entries[i])
		}
	}
	if err == nil {
		err = filter.failure()
	}
	if wrong := (*filterError)(nil); errors.As(err, &wrong) {
		return nil, &serve.QueryError{Field: wrong.Field, Err: wrong.Err, Hint: wrong.Hint}
	}
	return found, err
}

// sorted orders rows as a query asks for: by a column, the least first, or with "-"
// before it the most. What has no value comes last.
func sorted(found []*logEntry, q page.Query) ([]*logEntry, error) {
	column, down := strings.CutPrefix(q.Sort, "-")
	var of func(e *logEntry) *float64
	switch column {
	case "":
		return found, nil
	case "time":
		if !down {
			slices.Reverse(found)
		}
		return found, nil
	case "score":
		of = func(e *logEntry) *float64 { return e.point(q.Metric).Score }
	case "delta":
		of = func(e *logEntry) *float64 { return e.json.Delta }
	case "cost":
		of = func(e *logEntry) *float64 { return e.json.CostUSD }
	case "latency":
		of = func(e *logEntry) *float64 {
			if e.json.LatencyP50 == nil {
				return nil
			}
			return new(float64(*e.json.LatencyP50))
		}
	default:
		return nil, unknownValue("sort", column, []string{"time", "score", "delta", "cost", "latency"})
	}
	slices.SortStableFunc(found, func(a, b *logEntry) int {
		x, y := of(a), of(b)
		switch {
		case x == nil || y == nil:
			return cmp.Compare(one(x == nil), one(y == nil))
		case down:
			return cmp.Compare(*y, *x)
		}
		return cmp.Compare(*x, *y)
	})
	return found, nil
}

// pageOf cuts one page out of a list. A page beyond the last is the last one, and
// the query then says so.
func pageOf[T any](p *pages, list []T, q *page.Query) (rows []T, pages int) {
	size := p.rows
	if size == 0 {
		size = rowsPerPage
	}
	pages = max(1, (len(list)+size-1)/size)
	q.Page = min(max(1, q.Page), pages)
	from := (q.Page - 1) * size
	return list[from:min(len(list), from+size)], pages
}

// unknownValue says that a query names what there is not.
func unknownValue(field, value string, known []string) error {
	hint := diag.DidYouMean(value, known)
	if hint == "" && len(known) > 0 {
		hint = "there are " + strings.Join(known, ", ")
	}
	return &serve.QueryError{Field: field, Err: fmt.Errorf("there is no %q", value), Hint: hint}
}
