package cmd

import "github.com/promptgit/promptgit/eval"

// costs is what a sample of each case costs by the records, nil where all cost the
// same or it is not known. US dollars come before tokens. A case without a record
// costs the mean of the others.
func (s *bisection) costs() []float64 {
	if s.target.Free {
		return nil
	}
	dollars := func(c eval.CaseRecord) float64 {
		if c.CostUSD == nil {
			return 0
		}
		return *c.CostUSD
	}
	tokens := func(c eval.CaseRecord) float64 { return float64(c.Tokens) }
	for _, of := range []func(eval.CaseRecord) float64{dollars, tokens} {
		if costs := s.costsBy(of); costs != nil {
			return costs
		}
	}
	return nil
}

func (s *bisection) costsBy(of func(eval.CaseRecord) float64) []float64 {
	costs := make([]float64, len(s.suite.Cases))
	sum, known := 0.0, 0
	for i := range costs {
		total, samples := 0.0, 0
		for _, it := range s.versions {
			if c, ok := s.evidence.recorded[it.key][s.suite.Cases[i].Key]; ok {
				total, samples = total+of(c), samples+c.Samples
			}
		}
		if total > 0 {
			costs[i] = total / float64(samples)
			sum, known = sum+costs[i], known+1
		}
	}
	if known == 0 {
		return nil
	}
	for i := range costs {
		if costs[i] == 0 {
			costs[i] = sum / float64(known)
		}
	}
	return costs
}

// Who vouches for a regression that is none would be asked for samples for ever. So
// a search ends after this many, and as many more for each case: three times what
// one took whose model erred in a fifth of its answers.
const (
	vouchedRuns  = 400
	vouchedPairs = 40
)

// left is how many more samples may be judged, negative where nothing bounds them.
func (s *bisection) left() int {
	left := -1
	if s.o.assume {
		left = max(0, vouchedRuns+vouchedPairs*len(s.suite.Cases)-s.before())
	}
	if now := s.o.maxRuns - s.runs; s.o.maxRuns > 0 && (left < 0 || now < left) {
		left = max(0, now)
	}
	return left
}

// spent says that no more samples may be judged.
func (s *bisection) spent() bool { return s.broke || s.dead || s.left() == 0 }
