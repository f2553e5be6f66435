package page_test

import (
	"fmt"
	"math"
	"time"

	"github.com/promptgit/promptgit/internal/page"
)

const triage = "prompts/support/triage.md"

// frame is that of a page which a server shows.
func frame(title string) page.Frame {
	return page.Frame{
		Title: title, Repository: "support-bot", Head: rev(14), Tool: "promptgit/1.0.0", Live: true, Write: true, Token: "t0k3n",
		Made: time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC), Query: page.Query{Prompt: triage},
	}
}

// rev is a full id.
func rev(n int) string { return fmt.Sprintf("%07x%033x", 0xa1b2c3d+n*0x10f3f1, n) }

// iteration is version n of a prompt with 20 cases.
func iteration(n int) page.Iteration {
	subjects := []string{"Ask for one label", "Say what a refund is", "Add two examples", "Be brief", "Lower the temperature", "Name the product"}
	changes := []string{"section:user/Task", "section:system/Tone", "examples", "param:temperature", "model", "section:user/Output format"}
	authors := []string{"Ada Lovelace", "Grace Hopper"}
	score := 0.62 + 0.3*math.Sin(float64(n)/3.2)*0.9
	score = math.Round(score*20) / 20
	delta := 0.05 * float64(n%3-1)
	it := page.Iteration{
		Rev: rev(n), Subject: subjects[n%len(subjects)], Author: authors[n%2], Prompt: triage,
		Time:    time.Date(2026, 10, 1+n*3, 9, 30, 0, 0, time.UTC),
		Changes: []string{changes[n%len(changes)]}, Record: "01JD", Suite: "suites/triage.yaml", Provider: "openai", Model: "openai:gpt-4.1-mini",
		Score: &score, Interval: new([2]float64{score - 0.17, score + 0.14}), Passed: int(score * 20), Failed: 20 - int(score*20), Total: 20,
		Quality: new(10 * score), Delta: &delta, DeltaInterval: new([2]float64{delta - 0.12, delta + 0.1}), PValue: new(0.031),
		Verdict: []string{"worse", "unknown", "better"}[n%3], Common: 20, CostUSD: new(0.0123), Tokens: new(5120), LatencyMS: new(int64(840)),
		Metrics: []page.Metric{
			{Name: "accuracy", Score: &score, Interval: new([2]float64{score - 0.1, score + 0.1}), N: 20, Delta: &delta, DeltaInterval: new([2]float64{delta - 0.1, delta + 0.1}), PValue: new(0.04), Verdict: "worse"},
			{Name: "format", Score: new(1.0), N: 20, Delta: new(0.0), PValue: new(1.0), Verdict: "same"},
		},
	}
	if it.Verdict == "worse" {
		it.NewFailed = []string{"refund-without-order", "two languages"}
	}
	if n == 7 {
		it.Break = "the suite changed: 3 cases were added"
	}
	if n == 9 {
		it.Labels = []string{"v1.2", "production"}
	}
	return it
}

// points are those of n iterations.
func points(n int) []page.Point {
	list := make([]page.Point, n)
	for i := range list {
		it := iteration(i)
		list[i] = page.Point{
			Rev: it.Rev, Label: it.Changes[0], Score: it.Score, Interval: it.Interval, Verdict: it.Verdict, Break: it.Break != "",
			Time: it.Time, Labels: it.Labels,
		}
		if i == 4 || i == 5 {
			list[i].Score, list[i].Interval, list[i].Verdict = nil, nil, ""
		}
	}
	return list
}

func fixOverview() *page.Overview {
	v := &page.Overview{Frame: frame("Prompts")}
	v.Query = page.Query{}
	v.Running = []page.Running{{
		ID: "r1", Command: "eval", Prompt: triage, Rev: rev(14), Done: 148, Total: 400, Failed: 11, Errors: 2, CostUSD: new(0.042),
	}}
	for i, path := range []string{triage, "prompts/support/reply.md", "prompts/summarize.prompt.yml", "prompts/drafts/poem.md", "prompts/legacy/router-of-tickets-with-a-long-name.prompty"} {
		it := iteration(14 - i)
		card := page.PromptCard{Path: path, Suite: "suites/triage.yaml", Iterations: 15 + i, Judged: 13, Trend: points(15 + 7*i), Latest: &it, Newest: &it, Deleted: i == 4}
		if i == 3 {
			card = page.PromptCard{Path: path, Iterations: 2, Newest: &it}
		}
		v.Prompts = append(v.Prompts, card)
	}
	v.Prompts[2].Latest.Simulated = true
	v.Prompts[0].Newest.Labels = []string{"v1.3"}
	return v
}

func fixHistory(n int) *page.History {
	v := &page.History{
		Frame: frame("History of " + triage), Prompt: triage, Metrics: []string{"accuracy", "format"}, Authors: []string{"Ada Lovelace", "Grace Hopper"},
		Points: points(n), Found: n, All: n, Pages: (n + 49) / 50,
	}
	for i := range min(n, 50) {
		it := iteration(n - 1 - i)
		if n-1-i == 4 || n-1-i == 5 {
			it = page.Iteration{Rev: it.Rev, Subject: it.Subject, Author: it.Author, Time: it.Time, Changes: it.Changes}
		}
		v.Iterations = append(v.Iterations, it)
	}
	return v
}

func answers(pass bool) []page.Answer {
	return []page.Answer{{
		Vars:     []page.Pair{{Name: "ticket", Value: "I was charged twice for order 4411 and want my money back."}, {Name: "language", Value: "en"}},
		Rendered: "You answer support tickets.\n\nLabel this ticket with exactly one word:\nI was charged twice for order 4411 and want my money back.",
		Output:   "refund\n\nThe customer was charged twice, so this is a refund request.", Pass: pass,
		Asserts: []page.Assert{
			{Type: "contains", Pass: true, Score: 1, Metric: "accuracy", Reason: "Assertion passed"},
			{Type: "max-length", Pass: pass, Score: 0, Metric: "format", Failure: "too long", Reason: "Output is 66 characters, at most 20 were asked for"},
		},
	}}
}

func fixCase(i int) page.Case {
	c := page.Case{
		Name: []string{"refund-twice-charged", "refund-without-order", "two languages", "empty ticket", "angry customer"}[i%5], Key: fmt.Sprintf("%08x", i),
		Outcome: []page.Outcome{page.Failed, page.NotJudged, page.Passed, page.Passed, page.NotAsked}[i%5],
		Score:   new(float64(i%5) / 4), Passes: i % 4, Samples: 3, LatencyMS: int64(300 + 137*i), CostUSD: new(0.00061), Tokens: 256,
	}
	switch c.Outcome {
	case page.NotJudged:
		c.Score, c.Answers = nil, []page.Answer{{Error: "429 Too Many Requests: gave up after 5 retries"}}
	case page.NotAsked:
		c.Score, c.LatencyMS, c.CostUSD, c.Samples = nil, 0, nil, 0
	default:
		c.Answers = answers(c.Outcome == page.Passed)
	}
	return c
}

func change() page.Change {
	return page.Change{ID: "section:system/Tone", Kind: "modified", Words: []page.Word{
		{Kind: page.Both, Text: "Answer "},
		{Kind: page.Gone, Text: "politely and at length"},
		{Kind: page.Added, Text: "in one word"},
		{Kind: page.Both, Text: ". Never promise a refund.\nUse the language of the ticket."},
	}}
}

func fixDetail() *page.Detail {
	v := &page.Detail{
		Frame: frame(triage + " at a1b2c3d"), Iteration: iteration(9), Previous: rev(8), Next: rev(10), Changes: []page.Change{change()}, Outputs: true,
		Failures: []page.Count{{Name: "too long", N: 4}, {Name: "wrong label", N: 2}}, Found: 10, All: 20, Pages: 2,
	}
	v.Query.Rev = v.Iteration.Rev
	for i := range 10 {
		v.Cases = append(v.Cases, fixCase(i))
	}
	return v
}

func fixCompare() *page.Compare {
	v := &page.Compare{
		Frame: frame("Compare"), Prompt: triage, A: iteration(8), B: iteration(9), Changes: []page.Change{change()}, Delta: new(-0.13),
		Interval: new([2]float64{-0.25, -0.01}), PValue: new(0.031), Verdict: "worse", Common: 20,
		Notes:   []string{"20 cases can show a drop of 32 points or more (one-sided, 80 % power, no noise)"},
		Metrics: iteration(9).Metrics, Fixed: 1, Broken: 4, Found: 6, All: 20, Pages: 1,
	}
	for n := range 15 {
		v.Revisions = append(v.Revisions, iteration(14-n))
	}
	for i := range 6 {
		a, b := fixCase(i), fixCase(i)
		x := page.Versus{Name: a.Name, A: &a, B: &b}
		switch i {
		case 0, 1:
			a, b = fixCase(2), fixCase(0)
			x.Flip = "broken"
			x.Output = []page.Word{
				{Kind: page.Gone, Text: "refund"},
				{Kind: page.Added, Text: "This looks like a refund"},
				{Kind: page.Both, Text: "\n\nThe customer was charged twice, so this is a refund request."},
			}
		case 2:
			x.Flip = "fixed"
		case 3:
			x.A = nil
		}
		v.Cases = append(v.Cases, x)
	}
	return v
}

func fixMatrix() *page.Matrix {
	v := &page.Matrix{Frame: frame("Models"), Prompt: triage, Columns: []string{"openai:gpt-4.1-mini", "openai:gpt-4.1", "anthropic:claude-sonnet-4-5", "ollama:llama3.2, temperature 0"}, Found: 15, Pages: 1}
	for n := range 15 {
		row := page.MatrixRow{Iteration: iteration(14 - n)}
		for m := range v.Columns {
			if (n+m)%4 == 3 {
				row.Cells = append(row.Cells, nil)
				continue
			}
			it := iteration(14 - n + 2*m)
			row.Cells = append(row.Cells, &it)
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func fixSuite() *page.Suite {
	v := &page.Suite{
		Frame: frame("Suite"), Path: "suites/triage.yaml", Prompts: []string{triage, "prompts/support/reply.md"}, Prompt: triage,
		Problems: []string{"suites/triage.yaml:12:5: the case \"empty ticket\" has no assertion"},
		Detects:  "20 cases can show a drop of 32 points or more (one-sided, 80 % power, no noise)", Found: 24, Pages: 1,
	}
	for n := range 30 {
		v.Revisions = append(v.Revisions, iteration(29-n))
	}
	for i := range 24 {
		c := page.SuiteCase{Name: fmt.Sprintf("%s-%d", fixCase(i).Name, i), Key: fmt.Sprintf("%08x", i), PassRate: new(float64(i%11) / 10), Flips: i % 6, Flaky: new(float64(i%4) / 20)}
		if i%4 == 0 {
			c.Tags = []string{"refunds"}
		}
		c.Holdout = i%7 == 3
		for n := range v.Revisions {
			o := []page.Outcome{page.Passed, page.Passed, page.Passed, page.Failed, page.Passed, page.NotJudged, page.NotAsked, ""}[(i*7+n*n/3)%8]
			if i%5 < 2 {
				o = page.Passed
			}
			c.Outcomes = append(c.Outcomes, o)
		}
		v.Cases = append(v.Cases, c)
	}
	return v
}

func fixBisect() *page.Bisect {
	v := &page.Bisect{
		Frame: frame("Bisect"), Prompt: triage, Good: rev(0), Bad: rev(31), Verdict: "found", Posterior: new(0.961), NoChange: new(0.004),
		CaseRuns: 118, ModelCalls: 96, CostUSD: new(0.071), Flipped: []string{"refund-without-order", "two languages"},
		Next: "promptgit ablate " + rev(17)[:7], Searches: []page.SearchLink{{Prompt: "prompts/support/reply.md", Good: rev(1), Bad: rev(9), Verdict: "no-regression"}},
	}
	for n := range 32 {
		p := 0.001
		switch n {
		case 16:
			p = 0.012
		case 17:
			p = 0.951
		case 18:
			p = 0.01
		}
		v.Candidates = append(v.Candidates, page.Candidate{Iteration: iteration(n), P: p, Passed: n % 5, Judged: 5 + n%7, Credible: n == 17})
	}
	v.Culprit = &v.Candidates[17].Iteration
	return v
}

func fixSearch() *page.Search {
	v := &page.Search{Frame: frame("Search"), Prompts: fixOverview().Prompts[:2], Iterations: []page.Iteration{iteration(9), iteration(3)}, Truncated: true}
	v.Query = page.Query{Text: "refund"}
	v.Cases = []page.FoundCase{{Prompt: triage, Rev: rev(9), Case: "refund-twice-charged", Where: "output", Words: []page.Word{
		{Kind: page.Both, Text: "…twice, so this is a "}, {Kind: page.Added, Text: "refund"}, {Kind: page.Both, Text: " request."},
	}}}
	return v
}

func fixGrade() *page.Grade {
	return &page.Grade{
		Frame: frame("Grade"), Prompt: triage, Rev: rev(9), By: "Ada Lovelace", Done: 7, Total: 20, Previous: "t6", Next: "t8", Failures: []string{"tone", "made up"},
		Items: []page.GradeItem{{Ticket: "t7", Vars: answers(true)[0].Vars, Output: answers(true)[0].Output}},
	}
}

func fixGradePair() *page.Grade {
	v := fixGrade()
	v.Against, v.By, v.Items[0].Other = rev(8), "", "billing"
	return v
}

// fixtures are all pages as people see them.
func fixtures() []page.View {
	return []page.View{
		fixOverview(), fixHistory(15), fixDetail(), fixCompare(), fixMatrix(), fixSuite(), fixBisect(), fixSearch(), fixGrade(), fixGradePair(),
	}
}
