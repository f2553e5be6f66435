package eval

import (
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// maxVotes bounds the questions that one assertion may ask.
const maxVotes = 99

// judged completes the assertions of a test that ask models, sets included: who
// judges, by which prompt and how often.
func (p *suiteParser) judged(t *testDraft, asserts []Assertion) []Assertion {
	if !p.asks(asserts) {
		return asserts
	}
	list := slices.Clone(asserts) // a default assertion stands in many tests
	for i := range list {
		a := &list[i]
		a.Set = p.judged(t, a.Set)
		kind, ok := p.opts.Judged[a.Type]
		if a.Context != nil {
			p.tell(a.Pos, unusedContext(t, a, kind.Context))
		}
		if ok {
			p.judge(t, a, &kind)
		}
	}
	return list
}

// asks says whether there is something to complete: most assertions ask nobody,
// and stand as they are in thousands of tests.
func (p *suiteParser) asks(asserts []Assertion) bool {
	return len(p.opts.Judged) > 0 && slices.ContainsFunc(asserts, func(a Assertion) bool {
		_, asks := p.opts.Judged[a.Type]
		return asks || a.Context != nil || p.asks(a.Set)
	})
}

func (p *suiteParser) judge(t *testDraft, a *Assertion, kind *JudgeType) {
	a.Protocol = kind.Protocol
	switch {
	case kind.Tasks[0] != Chat:
		a.Rubric = "" // nothing is asked in words
	case a.Rubric == "":
		a.Rubric = t.rubric
	}
	a.take(t.judges, kind.Tasks)
	if o := p.opts.Judge; o != nil {
		a.take(&o.Default, kind.Tasks)
		if kind.Tasks[0] == Chat {
			a.Votes = o.Votes
			if o.Asked != nil {
				a.Judge = o.Asked
			}
		}
	}
	if v, ok := t.options.Get(kind.Options); ok && kind.Options != "" {
		config := a.Config.Clone()
		if _, own := config.Get(kind.Options); !own {
			config.Set(kind.Options, v)
		}
		a.Config = config
	}
	message, hint := p.unjudged(a, kind)
	p.tell(a.Pos, diag.Diagnostic{Message: message, Hint: hint})
}

// tell reports what is wrong with an assertion once, in however many tests it
// stands.
func (p *suiteParser) tell(at diag.Pos, d diag.Diagnostic) {
	if d.Message == "" || p.told[at] {
		return
	}
	if p.told == nil {
		p.told = map[diag.Pos]bool{}
	}
	p.told[at] = true
	p.errs.Add(at, d.Message, d.Hint)
}

// unusedContext says why a contextTransform would not do what it does in
// promptfoo, which gives it the output before other transforms.
func unusedContext(t *testDraft, a *Assertion, used bool) diag.Diagnostic {
	switch {
	case !used:
		return diag.Diagnostic{Message: "contextTransform of " + a.FullType() + ", which judges by no context", Hint: "remove it; context-faithfulness, context-recall and context-relevance take one"}
	case a.Transform != nil || t.code.transform.given() != nil || t.code.postprocess.given() != nil:
		return diag.Diagnostic{Message: "contextTransform beside another transform of the output is not supported in this version", Hint: "take what the other one does into it"}
	}
	return diag.Diagnostic{}
}

// unjudged says why an assertion cannot be judged, "" where it can.
func (p *suiteParser) unjudged(a *Assertion, kind *JudgeType) (message, hint string) {
	if v, ok := a.Config.Get("votes"); ok {
		votes, whole := v.(int64)
		if !whole || votes < 1 || votes > maxVotes || votes%2 == 0 {
			return fmt.Sprintf("votes of %s must be an odd whole number from 1 to %d", a.FullType(), maxVotes), "write votes: 3; an even number could end in a tie"
		}
		a.Votes = int(votes)
	}
	if kind.Check != nil {
		if message, hint = kind.Check(a); message != "" {
			return message, hint
		}
	}
	if p.opts.Judge == nil || p.opts.Judge.Optional {
		return "", ""
	}
	for i, task := range kind.Tasks {
		if i == 0 && a.Judge != nil || i > 0 && a.Embedder != nil {
			continue
		}
		for _, t := range judgeTasks {
			if t.task == task {
				return "no model is named that judges " + a.FullType(), missingJudge(t.name, t.key)
			}
		}
	}
	return "", ""
}

func missingJudge(name, key string) string {
	hint := fmt.Sprintf("give the assertion provider:, or write judge: {%s: ...} into promptgit.yaml", key)
	if name == "text" {
		return hint + ", or use --judge"
	}
	return hint
}

// judgeContent is what of an assertion's judge belongs into a case's key.
func judgeContent(a *Assertion) *value.Object {
	o := value.NewObject("protocol", a.Protocol)
	for name, spec := range map[string]*ProviderSpec{"provider": a.Judge, "embedding": a.Embedder} {
		if spec != nil {
			o.Set(name, value.NewObject("id", spec.ID, "config", keyed(spec.Config)))
		}
	}
	if a.Rubric != "" {
		o.Set("prompt", a.Rubric)
	}
	if a.Votes > 1 {
		o.Set("votes", a.Votes)
	}
	return o
}
