package cmd

// withMetric puts one metric in the place of the score: its interval, and how it
// compares with that of the row before. Where the row does not have it, there is
// nothing in that place.
func (e logEntry) withMetric(name string) logEntry {
	j := &e.json
	j.Metric, j.Score, j.Interval, j.Delta, j.DeltaRange, j.PValue, j.Verdict, j.Common = &name, nil, nil, nil, nil, nil, nil, nil
	j.MidP, j.Test, j.MinDrop, j.Needed, j.NeededRepeats, j.WorthRepeats, j.Moved = nil, nil, nil, nil, nil, nil, []movedJSON{}
	for _, d := range j.Dimensions {
		if d.Name != name {
			continue
		}
		j.Score, j.Interval, j.Delta, j.DeltaRange, j.Verdict = d.Score, d.Interval, d.Delta, d.DeltaInterval, d.Verdict
		if j.PValue = d.Adjusted; j.PValue == nil {
			j.PValue = d.PValue
		}
		if d.Delta != nil {
			j.Common = &d.Common
		}
	}
	return e
}
