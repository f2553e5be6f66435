package cmd

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/page"
)

// The choices of cases that pages show.
const (
	showAll     = "all"
	showFailed  = "failed"
	showFlipped = "flipped"
)

// Detail implements [serve.Source].
func (p *pages) Detail(ctx context.Context, q page.Query) (*page.Detail, error) {
	s, err := p.sight(ctx)
	if err != nil {
		return nil, err
	}
	h, at, err := p.version(ctx, s, q.Prompt, q.Rev, "rev")
	if err != nil {
		return nil, err
	}
	e := &h.entries[at]
	q.Prompt, q.Rev = h.path, e.json.Rev
	out := &page.Detail{
		Frame: p.frame(ctx, s, q, h.path+" at "+shortRev(e.json.Rev)), Iteration: pageIteration(e), Previous: e.since, Next: h.after(at),
		Again:    fmt.Sprintf("promptgit eval %s --prompt %s --refresh", shortRev(e.json.Rev), shellWord(e.json.Prompt)),
		Failures: counts(e.json.Failures),
	}
	out.Simulated = e.json.Simulated
	if out.Changes, err = p.changes(ctx, s, h, e); err != nil {
		return nil, err
	}
	if e.json.Record == nil {
		return out, nil
	}
	r, base, err := p.recordPair(ctx, s, e)
	if err != nil || r == nil {
		return out, err
	}
	return out, p.addCases(ctx, s, out, r, base)
}

// after is the revision of the next iteration of the prompt, "" for the newest.
func (h *promptHistory) after(at int) string {
	rev, newer := h.entries[at].json.Rev, ""
	for i := range at {
		if slices.Contains(h.entries[i].parents, rev) {
			newer = h.entries[i].json.Rev // the oldest of them
		}
	}
	return newer
}

// recordPair reads the record of a row and the one that it is compared with, nil
// where one is gone meanwhile.
func (p *pages) recordPair(ctx context.Context, s *sight, e *logEntry) (r, base *eval.Record, err error) {
	blobs := []gitops.OID{gitops.OID(e.at)}
	if e.baseAt != "" {
		blobs = append(blobs, gitops.OID(e.baseAt))
	}
	known, err := s.w.records(ctx, blobs)
	if err != nil {
		return nil, nil, err
	}
	return known.byID(orEmpty(e.json.Record)), known.byID(e.base), nil
}

func (s *recordSet) byID(id string) *eval.Record {
	for _, records := range s.byKey {
		for i := range records {
			if records[i].ID == id && id != "" {
				return &records[i]
			}
		}
	}
	return nil
}

// addCases adds the cases that the query asks for, with their outputs.
func (p *pages) addCases(ctx context.Context, s *sight, out *page.Detail, r, base *eval.Record) error {
	flips := map[string]bool{}
	if base != nil {
		c := eval.Compare(*base, *r, eval.CompareOptions{})
		for _, name := range slices.Concat(c.Broken, c.Fixed) {
			flips[name] = true
		}
	}
	var cases []*eval.CaseRecord
	for i := range r.Cases {
		c := &r.Cases[i]
		keep, err := shown(out.Query.Show, outcomeOf(c), flips[c.Name()])
		if err != nil {
			return err
		}
		if keep && hasText(out.Query.Text, c.Name()) {
			cases = append(cases, c)
		}
	}
	if err := sortCases(cases, out.Query.Sort); err != nil {
		return err
	}
	out.All, out.Found = len(r.Cases), len(cases)
	rows, n := pageOf(p, cases, &out.Query)
	out.Pages = n
	answers, kept, err := p.answers(ctx, s, r.ID, rows)
	if err != nil {
		out.Notes = append(out.Notes, err.Error())
	}
	out.Outputs = kept
	for i, c := range rows {
		x := pageCase(c)
		x.Answers, x.Description = answers[i].list, answers[i].description
		out.Cases = append(out.Cases, x)
	}
	return nil
}

// shown says whether a case is among those that were asked for.
func shown(show string, outcome page.Outcome, flipped bool) (bool, error) {
	switch show {
	case "", showAll:
		return true, nil
	case showFailed:
		return outcome == page.Failed || outcome == page.NotJudged, nil
	case showFlipped:
		return flipped, nil
	}
	return false, unknownValue("show", show, []string{showAll, showFailed, showFlipped})
}

func hasText(text, in string) bool {
	return text == "" || strings.Contains(strings.ToLower(in), strings.ToLower(text))
}

func outcomeOf(c *eval.CaseRecord) page.Outcome {
	switch {
	case c.NA:
		return page.NotAsked
	case !c.Judged():
		return page.NotJudged
	case !c.Passed():
		return page.Failed
	}
	return page.Passed
}

func pageCase(c *eval.CaseRecord) page.Case {
	x := page.Case{
		Name: c.Name(), Key: c.Key, Outcome: outcomeOf(c), Score: c.Score, Passes: c.Passes, Samples: c.Samples,
		LatencyMS: c.LatencyMS, CostUSD: c.CostUSD, Tokens: c.Tokens,
	}
	if score, ok := c.Human[eval.Human]; ok {
		x.Human = &score
	}
	return x
}

// sortCases puts what needs a look first, each kind in the order of the suite, or
// orders by a column.
func sortCases(cases []*eval.CaseRecord, by string) error {
	column, down := strings.CutPrefix(by, "-")
	var less func(a, b *eval.CaseRecord) int
	switch column {
	case "":
		rank := map[page.Outcome]int{page.Failed: 0, page.NotJudged: 1, page.Passed: 2, page.NotAsked: 3}
		less = func(a, b *eval.CaseRecord) int { return cmp.Compare(rank[outcomeOf(a)], rank[outcomeOf(b)]) }
	case "name":
		less = func(a, b *eval.CaseRecord) int { return strings.Compare(a.Name(), b.Name()) }
	case "score":
		less = func(a, b *eval.CaseRecord) int { return compareValues(a.Score, b.Score) }
	case "cost":
		less = func(a, b *eval.CaseRecord) int { return compareValues(a.CostUSD, b.CostUSD) }
	case "latency":
		less = func(a, b *eval.CaseRecord) int { return cmp.Compare(a.LatencyMS, b.LatencyMS) }
	default:
		return unknownValue("sort", column, []string{"name", "score", "cost", "latency"})
	}
	slices.SortStableFunc(cases, func(a, b *eval.CaseRecord) int {
		if down {
			return less(b, a)
		}
		return less(a, b)
	})
	return nil
}

func compareValues(a, b *float64) int {
	if a == nil || b == nil {
		return cmp.Compare(one(a != nil), one(b != nil))
	}
	return cmp.Compare(*a, *b)
}

// counts lists the most frequent first.
func counts(of map[string]int) []page.Count {
	names := slices.SortedFunc(maps.Keys(of), func(a, b string) int {
		return cmp.Or(cmp.Compare(of[b], of[a]), strings.Compare(a, b))
	})
	list := make([]page.Count, 0, len(names))
	for _, name := range names {
		list = append(list, page.Count{Name: name, N: of[name]})
	}
	return list
}
