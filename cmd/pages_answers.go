package cmd

import (
	"cmp"
	"context"
	"strings"
	"unicode/utf8"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/page"
	"github.com/promptgit/promptgit/internal/trace"
)

// shownBytes is how much of a text a page shows.
const shownBytes = 16 << 10

// caseAnswers are the samples of one case.
type caseAnswers struct {
	description string
	list        []page.Answer
}

// answers reads what was answered to the cases, in their order. kept is false where
// this clone does not have it.
func (p *pages) answers(ctx context.Context, s *sight, id string, cases []*eval.CaseRecord) (list []caseAnswers, kept bool, err error) {
	list = make([]caseAnswers, len(cases))
	byKey, byIndex := map[string]int{}, map[int]int{}
	for i, c := range cases {
		byKey[c.Key], byIndex[c.Index] = i, i
	}
	of := func(index int, key string) (int, bool) {
		if key != "" {
			i, ok := byKey[key]
			return i, ok
		}
		i, ok := byIndex[index]
		return i, ok
	}
	results, kept, err := p.outputs.results(ctx, s.w.outputsDir(), id, func(o *outputPlace) bool {
		_, ok := of(o.Index, o.Case)
		return ok
	})
	for i := range results {
		r := &results[i]
		at, _ := of(r.Index, r.Case)
		list[at].description = r.Description
		list[at].list = append(list[at].list, pageAnswer(r))
	}
	return list, kept, err
}

func pageAnswer(r *resultJSON) page.Answer {
	a := page.Answer{Sample: r.Sample, Error: r.Error, Pass: r.Pass}
	a.Rendered, _ = cutText(r.Rendered)
	a.Output, a.Cut = cutText(r.Output)
	for i := range len(r.Steps) - 1 {
		step := page.StepOutput{Name: cmp.Or(r.Steps[i].As, r.Steps[i].Prompt)}
		step.Output, step.Cut = cutText(r.Steps[i].Output)
		a.Steps = append(a.Steps, step)
	}
	for name, v := range r.Vars.All() {
		text, _ := cutText(trace.Text(v))
		a.Vars = append(a.Vars, page.Pair{Name: name, Value: text})
	}
	for _, x := range r.Asserts {
		reason, _ := cutText(x.Reason)
		a.Asserts = append(a.Asserts, page.Assert{
			Type: x.Type, Pass: x.Pass, Score: x.Score, Metric: x.Metric, Step: x.Step, Failure: x.Failure, Reason: reason,
		})
	}
	return a
}

// cutText keeps the start of a long text, and says how many bytes it leaves out.
func cutText(text string) (start string, cut int) { return cutAt(text, shownBytes) }

func cutAt(text string, most int) (start string, cut int) {
	if len(text) <= most {
		return text, 0
	}
	at := most
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	return strings.ToValidUTF8(text[:at], "\uFFFD"), len(text) - at
}
