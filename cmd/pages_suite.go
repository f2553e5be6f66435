package cmd

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/stats"
)

// shownRevisions is how many versions the grid of a suite shows; rates and flips are
// those of all.
const shownRevisions = 60

// Suite implements [serve.Source].
func (p *pages) Suite(ctx context.Context, q page.Query) (*page.Suite, error) {
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
	out := &page.Suite{Frame: p.frame(ctx, s, q, q.Suite), Path: q.Suite, Prompt: h.path}
	if q.Suite == "" {
		out.Title = "Suite of " + h.path
		out.Notes = append(out.Notes, "no version of this prompt has a record: promptgit eval --all makes them")
		out.Pages, out.Query.Page = 1, 1
		return out, nil
	}
	versions, err := p.judged(ctx, s, h, q.Suite)
	if err != nil {
		return nil, err
	}
	var rows []*logEntry
	for _, v := range versions {
		rows = append(rows, v.under(q.Suite))
	}
	if out.Prompts, err = p.judgedPrompts(ctx, s, q.Suite); err != nil {
		return nil, err
	}
	for _, e := range rows[:min(shownRevisions, len(rows))] {
		out.Revisions = append(out.Revisions, pageIteration(e))
		out.Simulated = out.Simulated || e.json.Simulated
	}
	cases, err := p.suiteCases(ctx, s, out, rows)
	if err != nil {
		return nil, err
	}
	if cases, err = askedCases(cases, out.Query); err != nil {
		return nil, err
	}
	out.Found = len(cases)
	out.Cases, out.Pages = pageOf(p, cases, &out.Query)
	return out, nil
}

// under is the record of a version under a suite: the one that stands for it, else
// the best that is no variant.
func (v *judgedVersion) under(suite string) *logEntry {
	if v.standing.json.Suite != nil && *v.standing.json.Suite == suite {
		return v.standing
	}
	for _, e := range v.records {
		if e.json.Variant == nil {
			return v.of(columnOf(e))
		}
	}
	return v.records[0]
}

// judgedPrompts are the prompts that a suite judged.
func (p *pages) judgedPrompts(ctx context.Context, s *sight, suite string) ([]string, error) {
	all, err := p.everyRecord(ctx, s)
	known := map[string]bool{}
	var list []string
	for i := range all {
		if e := &all[i]; e.json.Suite != nil && *e.json.Suite == suite && !known[e.lineage] {
			known[e.lineage] = true
			list = append(list, e.lineage)
		}
	}
	slices.Sort(list)
	return list, err
}

// suiteCases are the cases of the newest record through all versions, with what the
// file says of them now.
func (p *pages) suiteCases(ctx context.Context, s *sight, out *page.Suite, rows []*logEntry) ([]page.SuiteCase, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	known, err := s.w.records(ctx, []gitops.OID{gitops.OID(rows[0].at)})
	if err != nil {
		return nil, err
	}
	newest := known.byID(*rows[0].json.Record)
	if newest == nil {
		return nil, nil
	}
	grid, err := p.grid(ctx, s, rows)
	if err != nil {
		return nil, err
	}
	file := p.suiteFile(ctx, out, newest)
	cases := make([]page.SuiteCase, 0, len(newest.Cases))
	for i := range newest.Cases {
		c := &newest.Cases[i]
		x := page.SuiteCase{Name: c.Name(), Key: c.Key}
		if now := file[c.Key]; now != nil {
			x.Tags, x.Holdout = now.Tags, now.Split == "holdout"
		}
		grid.tell(&x)
		cases = append(cases, x)
	}
	return cases, nil
}

// suiteFile reads what the file holds now, by the keys of its cases. What keeps it
// from being read is told on the page.
func (p *pages) suiteFile(ctx context.Context, out *page.Suite, newest *eval.Record) map[string]*eval.Case {
	cases := map[string]*eval.Case{}
	facts := suiteFactsJSON{Cases: newest.N + newest.Error}
	var clusters []string
	w, err := p.workspace(ctx) // its suites are read once, and this one as it stands now
	if err == nil {
		var suite *eval.Suite
		if suite, err = w.lookedAt(ctx, out.Path); err == nil {
			facts.Cases = len(suite.Cases)
			for i := range suite.Cases {
				c := &suite.Cases[i]
				cases[c.Key], clusters = c, append(clusters, c.Cluster)
				if len(c.Asserts) == 0 {
					facts.WithoutAsserts = append(facts.WithoutAsserts, c.Name())
				}
			}
			for _, d := range suite.Warnings {
				out.Problems = append(out.Problems, d.Error())
			}
		}
	}
	if err != nil {
		out.Problems = append(out.Problems, problemsOf(err)...)
		for _, c := range newest.Cases {
			clusters = append(clusters, c.Cluster)
		}
	}
	if drop, ok := stats.MinDrop(facts.Cases-len(facts.WithoutAsserts), 0, false); ok {
		facts.MinDrop = &drop
	}
	if n := eval.CountClusters(clusters); n > 0 {
		facts.Clusters = &n
	}
	out.Detects = "it can show " + facts.detects()
	return cases
}

// problemsOf are the lines of an error, with the places that they name.
func problemsOf(err error) []string {
	text := err.Error()
	if with := (*exitError)(nil); errors.As(err, &with) && with.Hint != "" {
		text += ": " + with.Hint
	}
	return strings.Split(text, "\n")
}

// askedCases keeps the rows that a query asks for, in the order of the suite, or those
// first that are the worst by a column.
func askedCases(cases []page.SuiteCase, q page.Query) ([]page.SuiteCase, error) {
	var list []page.SuiteCase
	for _, c := range cases {
		outcome := page.NotAsked
		if len(c.Outcomes) > 0 {
			outcome = c.Outcomes[0]
		}
		keep, err := shown(q.Show, outcome, c.Flips > 0)
		if err != nil {
			return nil, err
		}
		if keep && (hasText(q.Text, c.Name) || slices.ContainsFunc(c.Tags, func(tag string) bool { return hasText(q.Text, tag) })) {
			list = append(list, c)
		}
	}
	var order func(a, b *page.SuiteCase) int
	switch q.Sort {
	case "":
		return list, nil
	case "name":
		order = func(a, b *page.SuiteCase) int { return strings.Compare(a.Name, b.Name) }
	case "flips":
		order = func(a, b *page.SuiteCase) int { return cmp.Compare(b.Flips, a.Flips) }
	case "rate":
		order = func(a, b *page.SuiteCase) int { return compareValues(a.PassRate, b.PassRate) }
	case "flaky":
		order = func(a, b *page.SuiteCase) int { return compareValues(b.Flaky, a.Flaky) }
	default:
		return nil, unknownValue("sort", q.Sort, []string{"name", "rate", "flips", "flaky"})
	}
	slices.SortStableFunc(list, func(a, b page.SuiteCase) int { return order(&a, &b) })
	return list, nil
}
