package bisect_test

import (
	"github.com/promptgit/promptgit/internal/bisect"
)

// runLimit is where a search that found nothing is given up: undecided.
const runLimit = 2000

// answer is how a trial ended.
type answer struct {
	verdict bisect.Verdict
	culprit int
	runs    int // case runs beyond those of the ends
	turns   int // how often somebody waited for answers
}

// judge answers queries about one history, each time with a new sample.
type judge struct {
	scenario
	*past
	asked map[bisect.Query]int
}

func newJudge(sc scenario, trial int) *judge {
	return &judge{scenario: sc, past: sc.history(trial), asked: map[bisect.Query]int{}}
}

// ask takes one sample.
func (j *judge) ask(q bisect.Query) bisect.Observation {
	r := j.asked[q]
	j.asked[q]++
	o := bisect.Observation{Version: q.Version, Case: q.Case, Runs: 1}
	if j.passes(q.Version, q.Case, r) {
		o.Value = 1
	}
	return o
}

// ends are the samples that every strategy is given: each case once at both
// ends, as the records of two runs of the suite hold them.
func (j *judge) ends() []bisect.Observation {
	var os []bisect.Observation
	for c := range j.n {
		os = append(os, j.ask(bisect.Query{Version: 0, Case: c}), j.ask(bisect.Query{Version: j.m, Case: c}))
	}
	return os
}

// search runs this package's search, width samples a turn.
func search(width int) func(*judge) answer {
	return func(j *judge) answer {
		return drive(j, bisect.Problem{Versions: j.m + 1, Cases: j.n, AssumeRegression: j.assume, MaxRuns: runLimit}, width)
	}
}

// drive searches to the end.
func drive(j *judge, p bisect.Problem, width int) answer {
	s := bisect.New(p)
	for _, o := range j.ends() {
		s.Observe(o)
	}
	a := answer{}
	for next := s.Next(width); len(next) > 0; next = s.Next(width) {
		for _, q := range next {
			s.Observe(j.ask(q))
			a.runs++
		}
		a.turns++
	}
	r := s.Result()
	a.verdict, a.culprit = r.Verdict, r.Culprit
	return a
}
