package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/stats"
	"github.com/promptgit/promptgit/prompt"
)

// left is what the budget of samples has left for a search by halves. That one is
// told that there is a regression, and would not end by itself where what was seen
// does not come again: see vouchedRuns.
func (in *inside) left() int {
	if in.s.o.maxRuns == 0 {
		return vouchedRuns
	}
	return min(max(in.s.o.maxRuns-in.before-in.runs, 1), vouchedRuns)
}

// afford says whether so many samples may be asked.
func (in *inside) afford(n int) error {
	if in.s.o.maxRuns > 0 && in.before+in.runs+n > in.s.o.maxRuns {
		return fmt.Errorf("it takes %d samples more than --max-runs has left", in.before+in.runs+n-in.s.o.maxRuns)
	}
	return nil
}

// run judges what a look has beyond the one before it, adds the values to the cells
// and says how many these are.
func (in *inside) run(ctx context.Context, combinations [][]bool, cells map[int][][]float64, had, look stats.Look) (judged int, err error) {
	type group struct{ from, to, first int } // of the cases, and the number of their first sample
	groups := []group{{0, had.Cases, had.Samples}, {had.Cases, look.Cases, 0}}
	groups = slices.DeleteFunc(groups, func(g group) bool { return g.from == g.to || g.first == look.Samples })
	need := 0
	for _, g := range groups {
		need += len(combinations) * (g.to - g.from) * (look.Samples - g.first)
	}
	if err = in.afford(need); err != nil {
		return 0, err
	}
	var cols []eval.Column
	for _, g := range groups {
		for _, on := range combinations {
			var col eval.Column
			if col, err = in.column(ctx, on, in.cases[g.from:g.to], ownSamples+g.first, look.Samples-g.first); err != nil {
				return 0, err
			}
			cols = append(cols, col)
		}
	}
	runs, err := in.judged(ctx, cols)
	if err != nil {
		return 0, err
	}
	for i, g := range groups {
		for mask := range combinations {
			run := &runs[i*len(combinations)+mask]
			for c, values := range in.values(run, in.cases[g.from:g.to]) {
				if g.from+c == len(cells[mask]) {
					cells[mask] = append(cells[mask], nil)
				}
				cells[mask][g.from+c] = append(cells[mask][g.from+c], values...)
				judged += len(values)
			}
		}
		in.keepOutputs(in.cases[g.from:g.to], &runs[i*len(combinations)], &runs[(i+1)*len(combinations)-1])
	}
	return judged, nil
}

// keepOutputs keeps an answer to each case before the culprit and at it, where the
// first and the last combination are these.
func (in *inside) keepOutputs(cases []int, before, after *eval.Run) {
	for i, c := range cases {
		if _, known := in.outputs[c]; !known && in.design == "factorial" {
			in.outputs[c] = [2]*resultJSON{outputIn(before, i), outputIn(after, i)}
		}
	}
}

// ask judges some cases in one combination.
func (in *inside) ask(ctx context.Context, on []bool, cases []int, first, repeat int) ([][]float64, error) {
	if err := in.afford(len(cases) * repeat); err != nil {
		return nil, err
	}
	col, err := in.column(ctx, on, cases, first, repeat)
	if err != nil {
		return nil, err
	}
	runs, err := in.judged(ctx, []eval.Column{col})
	if err != nil {
		return nil, err
	}
	return in.values(&runs[0], cases), nil
}

// column is one combination, as the engine runs it.
func (in *inside) column(ctx context.Context, on []bool, cases []int, first, repeat int) (eval.Column, error) {
	p, err := in.combination(ctx, on)
	if err != nil {
		return eval.Column{}, err
	}
	some := *in.s.suite
	some.Cases = nil
	for _, c := range cases {
		one := in.s.suite.Cases[c]
		one.Repeat = 0
		some.Cases = append(some.Cases, one)
	}
	target, err := in.s.w.target(ctx, p, in.s.o.provider, in.s.o.model) // the variable may be the model
	if err != nil {
		return eval.Column{}, err
	}
	if _, target, err = in.s.w.chain(ctx, in.s.suite, in.s.path, target, in.s.o.provider, in.s.o.model); err != nil {
		return eval.Column{}, err
	}
	return eval.Column{Prompt: p, Suite: &some, Target: target, Repeat: repeat, Seen: first}, nil
}

// combination is the prompt with some of the variables as the culprit has them.
func (in *inside) combination(ctx context.Context, some []bool) (*prompt.Prompt, error) {
	on := make([]bool, len(in.a.job.plan.Parts))
	for j, part := range in.a.parts {
		on[part] = some[j]
	}
	state := in.a.job.plan.With(on)
	at := overState{state, in.s.w.repo.At(gitops.OID(in.a.job.rev))}
	return parsePromptText(ctx, in.s.w.config, at, in.a.path, state[in.a.path])
}

// judged runs columns within the budget of the search.
func (in *inside) judged(ctx context.Context, cols []eval.Column) ([]eval.Run, error) {
	runs, err := in.judge.Run(ctx, cols)
	if err != nil {
		return nil, err
	}
	for i := range runs {
		in.s.count(&runs[i])
		for j := range runs[i].Results {
			r := &runs[i].Results[j]
			if errors.Is(r.Err, eval.ErrBudget) {
				return nil, r.Err
			}
			in.runs++
			if r.Err != nil {
				in.broke = r.Err
			}
		}
	}
	return runs, nil
}

// count adds what a run called to the search.
func (s *bisection) count(run *eval.Run) {
	s.calls += run.Calls
	s.cached += run.Cached
	if j := run.Judging(); j != nil {
		s.calls += j.Calls
		s.cached += j.Cached
	}
}

// values are what the samples of a run are worth, by case. What could not be
// judged is not among them.
func (in *inside) values(run *eval.Run, cases []int) [][]float64 {
	list := make([][]float64, len(cases))
	for j := range run.Results {
		r := &run.Results[j]
		for i := range cases {
			if r.Case != &run.Column.Suite.Cases[i] {
				continue
			}
			if v, ok := in.s.value(r); ok {
				list[i] = append(list[i], v)
			}
		}
	}
	return list
}

// value is what a sample is worth to the search; ok is false where it could not be
// judged.
func (s *bisection) value(r *eval.Result) (value float64, ok bool) {
	switch {
	case r.Err != nil:
		return 0, false
	case s.o.metric != "":
		value, ok = r.Metrics[s.o.metric]
		return value, ok
	case r.Pass:
		return 1, true
	}
	return 0, true
}

// outputIn is an answer to a case of a run, nil for none.
func outputIn(run *eval.Run, c int) *resultJSON {
	for j := range run.Results {
		if r := &run.Results[j]; r.Case == &run.Column.Suite.Cases[c] && r.Err == nil {
			return answered(r)
		}
	}
	return nil
}
