package cmd

import (
	"slices"

	"github.com/promptgit/promptgit/eval"
)

// output is an answer to a case at a version, nil where this clone has none: one
// that passed or one that did not, whichever is asked for, if there is such a one,
// since a model that errs at random also passed here and there after it broke.
func (s *bisection) output(version, c int, pass bool) *resultJSON {
	it, suits := s.versions[version], func(passed bool) bool { return passed == pass || s.o.metric != "" }
	now, here := s.results[it.key][c]
	if here && suits(now.Pass) {
		return answered(&now)
	}
	recorded := s.recordedOutputs(it, c)
	if i := slices.IndexFunc(recorded, func(r resultJSON) bool { return suits(r.Pass) }); i >= 0 {
		return &recorded[i]
	}
	if a := s.keptOutput(it, c, suits); a != nil {
		return a
	}
	if here {
		return answered(&now)
	}
	if len(recorded) > 0 {
		return &recorded[0]
	}
	return s.keptOutput(it, c, func(bool) bool { return true })
}

// answered is what a sample answered, with the steps of a chain.
func answered(r *eval.Result) *resultJSON {
	return &resultJSON{Output: r.Answer.Output, Steps: stepsJSON(r.Steps)}
}

// recordedOutputs are the outputs of a case that this clone has of a record.
func (s *bisection) recordedOutputs(it *iteration, c int) []resultJSON {
	rec := s.record(it)
	if rec == nil {
		return nil
	}
	results, _, err := s.w.loadOutputs(rec.ID)
	if err != nil {
		return nil // shown only where it can be read
	}
	of := func(same func(resultJSON) bool) []resultJSON {
		return slices.DeleteFunc(slices.Clone(results), func(r resultJSON) bool { return r.Error != "" || !same(r) })
	}
	if list := of(func(r resultJSON) bool { return r.Case == s.suite.Cases[c].Key }); len(list) > 0 {
		return list
	}
	return of(func(r resultJSON) bool {
		r.Sample = 0
		return resultTitle(r) == s.suite.Cases[c].Name()
	})
}

// keptOutput is an answer of the response cache to a sample that an earlier search
// judged. Where the suite makes something else of answers, none is taken as it came.
func (s *bisection) keptOutput(it *iteration, c int, suits func(passed bool) bool) *resultJSON {
	one := &s.suite.Cases[c]
	if s.watched == nil || one.Code.Output != nil {
		return nil
	}
	for _, sample := range s.evidence.samples[it.key][one.Key] {
		if suits(sample.Pass) {
			if a, ok := s.watched.engine.Kept(sample.Question, sample.Sample); ok {
				return &resultJSON{Output: a.Output}
			}
		}
	}
	return nil
}
