package cmd

import (
	"cmp"
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
)

// roundoff keeps a score that equals its bound from failing by its last digits.
const roundoff = 1e-9

// document compares the sides of every contest and decides.
func (g *gating) document() (*gateJSON, error) {
	doc := &gateJSON{
		Schema: "promptgit.gate/v1", Base: string(g.base), Head: string(g.head), OK: true, Answer: gateYes,
		MinScore: cmp.Or(g.o.minScore, g.w.config.Gate.MinScore), MaxRegression: cmp.Or(g.o.maxRegression, g.w.config.Gate.MaxRegression),
		CostUSD: new(float64), Unsuited: append([]string{}, g.unsuited...), Deleted: append([]string{}, g.deleted...),
		Unchanged: g.unchanged, Notes: append([]string{}, g.notes...), Verdicts: []gateVerdictJSON{},
	}
	compared := make([]*eval.Comparison, len(g.contests))
	var tested []*eval.Comparison
	for i, c := range g.contests {
		if a, b := c.records(); a != nil && b != nil {
			compared[i] = new(eval.Compare(*a, *b, eval.CompareOptions{MaxAge: g.w.config.Eval.MaxAge}))
			if a.Complete() && b.Complete() && compared[i].PValue != nil {
				tested = append(tested, compared[i])
			}
		}
	}
	adjusted := map[*eval.Comparison]*float64{}
	for i, p := range eval.Correct(tested) {
		adjusted[tested[i]] = p
	}
	doc.Compared = len(tested)
	for i, c := range g.contests {
		v := g.verdict(c)
		v.compare(compared[i], adjusted[compared[i]])
		g.decide(&v, doc)
		if err := g.cases(&v); err != nil {
			return nil, err
		}
		doc.add(v)
	}
	doc.addReviews(g.reviews)
	return doc, nil
}

// add puts a verdict into the document and the answer.
func (d *gateJSON) add(v gateVerdictJSON) {
	d.Verdicts = append(d.Verdicts, v)
	d.Calls, d.Cached, d.CostUSD = d.Calls+v.Calls, d.Cached+v.Cached, plus(d.CostUSD, v.CostUSD)
	if v.Answer == gateUnjudged || v.Answer == gateNo && d.Answer == gateYes {
		d.Answer = v.Answer
	}
	d.OK = d.Answer == gateYes
}

// plus adds costs, of which one that is unknown makes the sum unknown.
func plus(a, b *float64) *float64 {
	if a == nil || b == nil {
		return nil
	}
	return new(*a + *b)
}

// verdict is what is known of a contest but for the comparison.
func (g *gating) verdict(c *contest) gateVerdictJSON {
	v := gateVerdictJSON{
		Prompt: c.b.it.path, OldPath: c.old, Status: c.status, Suite: c.b.suite.Path,
		Provider: c.b.target.Provider, Model: c.b.target.Model, Simulated: c.b.target.Simulated,
		Changes: []string{}, Reasons: []string{}, Broken: []gateCaseJSON{}, Fixed: []gateCaseJSON{},
		Splits: []gateSplitJSON{}, Dimensions: []dimensionJSON{}, JudgedAgain: append([]string{}, c.again...), CostUSD: new(float64), contest: c,
	}
	for _, change := range c.changes {
		v.Changes = append(v.Changes, change.ID)
		at := diag.Pos{Path: changedFile(hooks.Prompt{Path: v.Prompt}, change), Line: change.Line}
		if change.Change == "removed" {
			at.Line = 0 // its line is one of the older version
		}
		v.changed = append(v.changed, gateChange{change.ID, change.Change, at})
	}
	a, b := c.records()
	if c.a != nil {
		v.ModelA = &c.a.target.Model
	}
	if a != nil {
		v.ScoreA, v.RecordA, v.CostA, v.ResolvedA = a.Score, &a.ID, a.CostUSD, &a.ResolvedModel
		v.ReusedA = c.a.run == nil
	}
	if b != nil {
		v.ScoreB, v.IntervalB, v.RecordB, v.CostB, v.ResolvedB = b.Score, b.Interval(), &b.ID, b.CostUSD, &b.ResolvedModel
		v.Passed, v.Failed, v.Errors, v.NA, v.ReusedB = b.Pass, b.Fail, b.Error, b.NA, c.b.run == nil
		v.Dimensions = dimensionsJSON(a, b)
		v.Splits = splits(c.b.suite, a, b)
	}
	for _, x := range c.sides() {
		v.spend(x)
	}
	return v
}

// spend counts what this gate asked for one side.
func (v *gateVerdictJSON) spend(x *evalItem) {
	if x.run == nil {
		return
	}
	v.Calls, v.Cached = v.Calls+x.run.Calls, v.Cached+x.run.Cached
	for i := range x.run.Results {
		if r := &x.run.Results[i]; !r.Answer.Cached && r.Case.Output == nil && !x.target.Free && (r.Err == nil || r.Answer.Model != "") {
			v.CostUSD = plus(v.CostUSD, r.Answer.Cost)
		}
	}
	if j := x.judging(); j != nil {
		v.Calls, v.Cached = v.Calls+j.Calls, v.Cached+j.Cached
		if j.Calls > 0 {
			v.CostUSD = plus(v.CostUSD, j.CostUSD)
		}
	}
}

// compare adds the comparison, nil for none.
func (v *gateVerdictJSON) compare(c *eval.Comparison, adjusted *float64) {
	if c == nil {
		return
	}
	v.Delta, v.Interval, v.PValue, v.Adjusted, v.Common = c.Delta, c.Interval95, c.PValue, adjusted, c.Common
	v.Verdict, v.Detectable = &c.Verdict, c.MDE
	v.MidP, v.compared = c.MidP, c
	if *v.Verdict == eval.Unknown {
		v.Needed = c.Needed
	}
}

// decide answers for one verdict.
func (g *gating) decide(v *gateVerdictJSON, doc *gateJSON) {
	v.unjudged(g)
	if len(v.Reasons) > 0 {
		v.Answer = gateUnjudged
		if v.Verdict != nil {
			v.Verdict = new(eval.Unknown) // half of a suite has no verdict
		}
		return
	}
	v.Answer = gateYes
	no := func(format string, args ...any) {
		v.Answer, v.Reasons = gateNo, append(v.Reasons, fmt.Sprintf(format, args...))
	}
	if v.Verdict != nil && *v.Verdict == eval.Worse {
		no("worse: %+.2f over %s, p %s%s", *v.Delta, plural(v.Common, "case"), withSign(v.Adjusted), corrected(doc.Compared))
	}
	if bound := doc.MinScore; bound != nil && *v.ScoreB < *bound-roundoff {
		no("the score %.4g is under the least score %.4g", *v.ScoreB, *bound)
	}
	if bound := doc.MaxRegression; bound != nil && v.Delta != nil && -*v.Delta > *bound+roundoff {
		no("the score dropped by %.4g, and may by %.4g", -*v.Delta, *bound)
	}
	v.OK = v.Answer == gateYes
}

// unjudged collects why there is neither a yes nor a no.
func (v *gateVerdictJSON) unjudged(g *gating) {
	c := v.contest
	because := func(format string, args ...any) { v.Reasons = append(v.Reasons, fmt.Sprintf(format, args...)) }
	if c.missing != "" {
		because("%s", ui.Line(c.missing))
	}
	for _, x := range c.sides() {
		rev, r := shortRev(x.rev), x.record
		switch {
		case r == nil && g.o.noEval && len(c.again) > 0:
			because("%s, and --no-eval judges nothing", c.again[0])
		case r == nil && g.o.noEval:
			because("there is no record of %s, and --no-eval judges nothing", rev)
		case r == nil:
			because("%s was not judged", rev)
		case !r.Complete():
			because("%d of %s could not be judged at %s", unjudgedCases(r), plural(len(r.Cases)-r.NA, "case"), rev)
		case r.Score == nil && x == c.b: // a base without a case is none in common
			because("no case applies to %s", rev)
		}
	}
	a, b := c.records()
	if a == nil || b == nil || len(v.Reasons) > 0 || alikeAnswered(a, b) || c.b.target.Free {
		return
	}
	models := ui.Line(a.ResolvedModel) + " and " + ui.Line(b.ResolvedModel)
	if g.o.noEval {
		because("the records are of %s, and --no-eval judges nothing", models)
		return
	}
	because("the sides were answered by %s, also when asked again, so that nothing can be said of the prompt: name a model that stays the same", models)
}

func unjudgedCases(r *eval.Record) int {
	n := 0
	for i := range r.Cases {
		if c := &r.Cases[i]; !c.NA && !c.Judged() {
			n++
		}
	}
	return n
}

// corrected says what a p value was corrected for, "" for nothing.
func corrected(comparisons int) string {
	if comparisons < 2 {
		return ""
	}
	return fmt.Sprintf(" (Holm, for %d comparisons)", comparisons)
}

// withSign is a p value with its sign, as in "= 0.031".
func withSign(p *float64) string {
	switch {
	case p == nil:
		return "-"
	case *p < 0.001:
		return "< 0.001"
	}
	return fmt.Sprintf("= %.3f", *p)
}
