package cmd

import (
	"fmt"
	"math"

	"github.com/promptgit/promptgit/eval"
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

// shown says what a comparison that is unknown could have shown, so that nobody
// takes it for a proof.
func (v *gateVerdictJSON) shown() string {
	if v.Verdict == nil || *v.Verdict != eval.Unknown || v.Answer == gateUnjudged || v.compared == nil {
		return ""
	}
	if v.Common == 0 {
		return "unknown: no case of the suite applies to both versions, so that nothing is compared"
	}
	c := v.compared
	if c.Reason != "" {
		return "unknown: " + c.Reason
	}
	text := "unknown: " + plural(v.Common, "case")
	switch {
	case c.Clusters > 0:
		text += ": " + clustersText(c.Clusters)
	case v.Detectable == nil:
		text += " cannot show any drop reliably"
	default:
		text += fmt.Sprintf(" can show a drop of %.0f points or more (one-sided, 80 %% power, no noise), so that a smaller one may be there",
			math.Ceil(100**v.Detectable))
	}
	if needed := neededText(*c); needed != "" {
		text += "; " + needed
	}
	return text
}
