package cmd

import (
	"fmt"
	"math"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/bisect"
	"github.com/promptgit/promptgit/prompt"
)

// build makes the engine for the versions as they are, and tells it all that is
// known of them.
func (s *bisection) build() {
	s.sure = s.deterministic()
	p := bisect.Problem{
		Versions: len(s.versions), Cases: len(s.suite.Cases), Deterministic: s.sure, Costs: s.costs(),
		AssumeRegression: s.o.assume, Confidence: s.o.confidence, EachCase: s.o.eachCase, Spent: s.before(),
	}
	if left := s.left(); left >= 0 {
		p.MaxRuns = max(1, left) // at 0 nothing is asked, see spent
	}
	s.engine = bisect.New(p)
	for v, it := range s.versions {
		ask := s.applies(it)
		for i := range s.suite.Cases {
			if c := &s.suite.Cases[i]; ask != nil && !ask(c) {
				s.engine.Observe(bisect.Observation{Version: v, Case: i, Unjudged: true})
			} else {
				s.recall(v, i, it.key, c.Key)
			}
		}
	}
}

// before is the number of samples that this search, or the same one before it,
// asked for along the line: not those of other searches, nor the first of a case at
// an end, which only fills in what a record would hold.
func (s *bisection) before() int {
	n, last := 0, len(s.versions)-1
	for v, it := range s.versions {
		for c := range s.evidence.samples[it.key] {
			own := slices.DeleteFunc(s.counts(it.key, c), func(one judgedSample) bool { return one.Search != s.evidence.search })
			_, recorded := s.evidence.recorded[it.key][c]
			if n += len(own); len(own) > 0 && !recorded && (v == 0 || v == last) {
				n--
			}
		}
	}
	return n
}

// applies says which cases a version can be asked, nil for all.
func (s *bisection) applies(it *iteration) func(*eval.Case) bool {
	return applies(s.versions[len(s.versions)-1], it, s.uses)
}

// recall tells the engine what is known of a case at a version.
func (s *bisection) recall(v, i int, key, c string) {
	if r, ok := s.evidence.recorded[key][c]; ok {
		value := float64(r.Passes) / float64(r.Samples)
		if s.o.metric != "" {
			value, ok = r.Metrics[s.o.metric]
		}
		if ok {
			s.engine.Observe(bisect.Observation{Version: v, Case: i, Value: share(value), Runs: r.Samples})
		}
	}
	for _, one := range s.counts(key, c) {
		s.engine.Observe(s.observation(v, i, one))
	}
}

// observation is what the engine is told of a sample.
func (s *bisection) observation(v, i int, one judgedSample) bisect.Observation {
	o := bisect.Observation{Version: v, Case: i, Runs: 1}
	switch {
	case s.o.metric != "":
		value, ok := one.Metrics[s.o.metric]
		o.Value, o.Unjudged = share(value), !ok
	case one.Pass:
		o.Value = 1
	}
	return o
}

// share brings a score into [0, 1].
func share(score float64) float64 { return math.Min(math.Max(score, 0), 1) }

// deterministic says that whoever is asked answers the same question in the same
// way by construction: echo and replay do, and the stand-in of the demo without a
// temperature. What a judge said of an output once is kept.
func (s *bisection) deterministic() bool {
	if !answersAlike(s.target, nil) {
		return false
	}
	for _, step := range s.suite.Steps {
		if !step.Judged && !answersAlike(step.Target, step.Prompt) {
			return false
		}
	}
	return !slices.ContainsFunc(s.versions, func(it *iteration) bool { return !answersAlike(s.target, it.prompt) })
}

func answersAlike(t eval.Target, p *prompt.Prompt) bool {
	if !t.Free || !t.Simulated || p == nil {
		return t.Free
	}
	heat, _ := p.Params.Get("temperature")
	switch heat := heat.(type) {
	case float64:
		return heat == 0
	case int64:
		return heat == 0
	}
	return true // none is set, or none that the stand-in knows
}

func (s *bisection) warn(err error) {
	fmt.Fprintln(s.w.app.Err, "promptgit: warning:", err)
}
