package eval

// Details are what code said of an output beside its verdict.
type Details struct {
	Named map[string]NamedScore // scores that feed metrics
	Parts []AssertResult        // verdicts that led to this one, listed behind it and not counted again
}

// NamedScore is the score of a metric and how much it weighs there.
type NamedScore struct{ Score, Weight float64 }

// named adds the scores that an assertion's code gave to metrics. The metric that
// the assertion itself carries has its score already.
func (m metricSums) named(d *Details, weight float64, own string) {
	if d == nil {
		return
	}
	for name, s := range d.Named {
		if name != own {
			m.add(name, s.Score*s.Weight*weight, s.Weight*weight)
		}
	}
}

// partsOf are the parts of an assertion's verdict, under its own type where they
// name none.
func partsOf(v Verdict, a *Assertion) []AssertResult {
	if v.Details == nil {
		return nil
	}
	parts := v.Details.Parts
	for i := range parts {
		parts[i].Step = a.Step
		if parts[i].Type == "" {
			parts[i].Type = a.FullType()
		}
	}
	return parts
}
