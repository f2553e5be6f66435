package cmd

import (
	"fmt"
	"math"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
)

// holdout is what a case is called that is kept away from tuning.
const holdout = "holdout"

// splits compares the held out cases and the others by themselves. The list is
// empty, and not nil, where a suite holds none out.
func splits(s *eval.Suite, a, b *eval.Record) []gateSplitJSON {
	held := map[string]bool{}
	for i := range s.Cases {
		if s.Cases[i].Split == holdout {
			held[s.Cases[i].Key] = true
		}
	}
	list := []gateSplitJSON{}
	if len(held) == 0 || a == nil {
		return list
	}
	for _, name := range []string{"tuning", holdout} {
		some := func(r *eval.Record) eval.Record {
			part := *r
			part.Cases = nil
			for _, c := range r.Cases {
				if held[c.Key] == (name == holdout) {
					part.Cases = append(part.Cases, c)
				}
			}
			return part
		}
		c := eval.Compare(some(a), some(b), eval.CompareOptions{})
		list = append(list, gateSplitJSON{name, c.Common, c.Base, c.Head, c.Delta, c.Interval95, c.PValue})
	}
	return list
}

// midP is the mid-p value of a comparison, nil where its test has none.
func midP(c *eval.Comparison) *float64 {
	if c.Test != "mcnemar" {
		return nil
	}
	return new(stats.NewMcNemar(len(c.Broken), len(c.Fixed)).MidP)
}

// casesNeeded is how many cases like these it would take to see a difference of
// five points in four of five tries, nil where the cases did not move and so do
// not say.
func casesNeeded(a, b *eval.Record) *int {
	const points = 0.05
	before := map[string]*eval.CaseRecord{}
	for i := range a.Cases {
		before[a.Cases[i].Key] = &a.Cases[i]
	}
	var d []float64
	for i := range b.Cases {
		c := &b.Cases[i]
		if was := before[c.Key]; was != nil && was.Judged() && c.Judged() {
			d = append(d, *c.Score-*was.Score)
		}
	}
	se, ok := stats.StandardError(d)
	if !ok || se == 0 {
		return nil
	}
	return new(stats.PairsNeeded(se*math.Sqrt(float64(len(d))), points, true))
}

// shown says what a comparison that is unknown could have shown, so that nobody
// takes it for a proof.
func (v *gateVerdictJSON) shown() string {
	if v.Verdict == nil || *v.Verdict != eval.Unknown || v.Answer == gateUnjudged {
		return ""
	}
	if v.Common == 0 {
		return "unknown: no case could be judged on both sides"
	}
	text := fmt.Sprintf("unknown: %s cannot show any drop reliably", plural(v.Common, "case"))
	if v.Detectable != nil {
		text = fmt.Sprintf("unknown: %s can show a drop of %.0f points or more (one-sided, 80 %% power, no noise), so that a smaller one may be there",
			plural(v.Common, "case"), math.Ceil(100**v.Detectable))
	}
	if v.Needed != nil {
		text += fmt.Sprintf("; one of 5 points takes %s like these", plural(*v.Needed, "case"))
	}
	return text
}
