package cmd

import (
	"github.com/promptgit/promptgit/eval"
)

// cases adds every case of the head to a verdict, and those that flipped with both
// outputs, as far as this clone has them.
func (g *gating) cases(v *gateVerdictJSON) error {
	c := v.contest
	a, b := c.records()
	if b == nil {
		return nil
	}
	before, err := g.outputs(a)
	if err != nil {
		return err
	}
	after, err := g.outputs(b)
	if err != nil {
		return err
	}
	places, was := map[string]*eval.Case{}, map[string]*eval.CaseRecord{}
	for i := range c.b.suite.Cases {
		places[c.b.suite.Cases[i].Key] = &c.b.suite.Cases[i]
	}
	if a != nil {
		for i := range a.Cases {
			was[a.Cases[i].Key] = &a.Cases[i]
		}
	}
	for i := range b.Cases {
		now := &b.Cases[i]
		one := gateCaseJSON{Case: now.Name(), state: caseState(now), latencyMS: now.LatencyMS}
		if at := places[now.Key]; at != nil {
			one.Path, one.Line = at.Pos.Path, at.Pos.Line
		}
		old := was[now.Key]
		flipped := old != nil && old.Judged() && now.Judged() && old.Passed() != now.Passed()
		if flipped || one.state == "failed" || one.state == "error" {
			one.tell(before[now.Key], after[now.Key])
		}
		switch {
		case flipped && old.Passed():
			one.broke = true
			v.Broken = append(v.Broken, one)
		case flipped:
			v.Fixed = append(v.Fixed, one)
		}
		v.cases = append(v.cases, one)
	}
	return nil
}

func caseState(c *eval.CaseRecord) string {
	switch {
	case c.NA:
		return "na"
	case !c.Judged():
		return "error"
	case c.Passed():
		return "passed"
	}
	return "failed"
}

// outputs are the results of a record by the keys of their cases.
func (g *gating) outputs(r *eval.Record) (map[string][]resultJSON, error) {
	if r == nil {
		return nil, nil
	}
	list, _, err := g.w.loadOutputs(r.ID)
	byCase := map[string][]resultJSON{}
	for _, one := range list {
		byCase[one.Case] = append(byCase[one.Case], one)
	}
	return byCase, err
}

// tell picks a sample of each side: the failing one of the side that fails, with
// why, and of the other one that passes.
func (c *gateCaseJSON) tell(before, after []resultJSON) {
	fails := c.state != "passed"
	if r := sampleOf(before, fails); r != nil {
		c.OutputA = &r.Output
		if !fails && !r.Pass {
			c.Reason = firstFailure(*r)
		}
	}
	r := sampleOf(after, !fails)
	if r == nil {
		return
	}
	c.OutputB = &r.Output
	switch {
	case r.Error != "":
		c.Reason = r.Error
	case fails && !r.Pass:
		c.Reason = firstFailure(*r)
	}
}

// sampleOf is the first sample that passes, or does not; else the first; nil
// where there is none.
func sampleOf(list []resultJSON, pass bool) *resultJSON {
	for i := range list {
		if list[i].Pass == pass {
			return &list[i]
		}
	}
	if len(list) == 0 {
		return nil
	}
	return &list[0]
}
