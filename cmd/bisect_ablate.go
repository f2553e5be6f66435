package cmd

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/apart"
	"github.com/promptgit/promptgit/internal/bisect"
	"github.com/promptgit/promptgit/internal/stats"
	"github.com/promptgit/promptgit/prompt"
)

// Of what goes on inside the culprit.
const (
	mostWitnesses = 8       // cases that are asked, of those that flipped
	ownSamples    = 1 << 20 // number of the first sample: those by which the cases were chosen do not count again
	sidesWanted   = 24      // samples with and without each variable at the last look, where answers err at random
	sidesSure     = 12      // where they do not
	mostRepeats   = 12
	partSeed      = 4
)

// inside goes on within the culprit: which of its variables did it, by the cases
// that flipped.
type inside struct {
	s      *bisection
	judge  *eval.Engine
	a      *ablation
	cases  []int
	before int // runs that were given out before
	runs   int
	asked  int   // cases that were asked, the first ones
	broke  error // nil unless samples could not be judged

	design string // "factorial", or "halves"
	parts  []partEffect
	said   string // why nothing can be named, "" where something is
	only   bool   // the variables that did it did it together only
	p      float64

	outputs map[int][2]*resultJSON // by case: one before the culprit, and one at it
}

// partEffect is what one variable did.
type partEffect struct {
	id string
	stats.FactorEffect
	alone  float64 // what it does without the others
	guilty bool
}

// goInside takes the culprit's variables apart, with what is left of the budget.
// It is nil where there is nothing to take apart, and never an end of the search:
// what cannot be done is said.
func (s *bisection) goInside(ctx context.Context, r bisect.Result) *inside {
	if s.o.noAblate || r.Verdict != bisect.Found || len(s.changesAt(r.Culprit)) < 2 || len(r.Flipped) == 0 || ctx.Err() != nil {
		return nil
	}
	in := &inside{s: s, judge: s.watched.engine, cases: s.witnesses(r), before: s.runs, outputs: map[int][2]*resultJSON{}}
	if s.versions[r.Culprit].inner != nil {
		in.said = "a version inside a squash is not taken apart further"
		return in
	}
	if s.broke || s.dead {
		in.said = "the maximum cost is reached"
		if s.dead {
			in.said = "the provider does not answer"
		}
		return in
	}
	defer s.watch(in.judge, "samples of combinations of variables")()
	s.watched.turn(fmt.Sprintf("which of %s of %s did it", plural(len(s.changesAt(r.Culprit)), "variable"), shortRev(s.rev(r.Culprit))))
	err := in.takeApart(ctx, r.Culprit)
	if err == nil {
		err = in.measure(ctx)
	}
	switch {
	case errors.Is(err, eval.ErrBudget), errors.Is(err, eval.ErrUnknownPrice):
		in.said = "the maximum cost is reached"
	case ctx.Err() != nil:
		in.said = "it was interrupted"
	case err != nil:
		in.said = err.Error()
	}
	return in
}

// witnesses are the cases that broke at the culprit, not those that others broke.
func (s *bisection) witnesses(r bisect.Result) []int {
	var cases []int
	for _, c := range r.Flipped {
		if !slices.ContainsFunc(r.Others, func(o bisect.Change) bool { return slices.Contains(o.Cases, c) }) {
			cases = append(cases, c)
		}
	}
	if len(cases) == 0 {
		cases = r.Flipped
	}
	return cases[:min(len(cases), mostWitnesses)]
}

func (in *inside) takeApart(ctx context.Context, culprit int) error {
	it := in.s.versions[culprit]
	job, err := newSplitJob(ctx, in.s.w.app, in.s.w.repo, splitOptions{rev: string(it.commit.ID)})
	if err != nil {
		return err
	}
	in.a = &ablation{w: in.s.w, o: evalOptions{prompt: it.path}, job: job, path: it.path}
	seen := slices.ContainsFunc(job.plan.Parts, func(p apart.Part) bool { return slices.Contains(p.Paths, it.path) })
	for i, p := range job.plan.Parts {
		if slices.Contains(p.Paths, it.path) || strings.HasPrefix(p.Changes[0].ID, string(prompt.KindPartial)+":") {
			in.a.parts = append(in.a.parts, i)
		}
	}
	if !seen && len(in.a.parts) == 0 || len(in.a.parts) < 2 {
		return errors.New("in the file it is one change")
	}
	in.design = "factorial"
	if len(in.a.parts) > mostCombined || job.plan.InSteps(it.path) {
		in.design = "halves"
	}
	return nil
}

func (in *inside) measure(ctx context.Context) error {
	if in.design == "halves" {
		return in.halve(ctx)
	}
	k := len(in.a.parts)
	ids := make([]string, k)
	for j := range ids {
		ids[j] = in.a.part(j).Changes[0].ID
	}
	design := stats.Factorial(k)
	return in.lookAt(ctx, design, masksOf(design, k), ids)
}

// lookAt measures variables in growing numbers of samples, until some are named that
// leave little of the drop to the others.
func (in *inside) lookAt(ctx context.Context, design stats.Design, combinations [][]bool, ids []string) error {
	looks := design.Looks(len(in.cases), in.timesEach(len(combinations)/2))
	cells := map[int][][]float64{}
	var had stats.Look
	for _, look := range looks {
		in.broke = nil
		judged, err := in.run(ctx, combinations, cells, had, look)
		if err != nil {
			return err
		}
		if judged == 0 && in.broke != nil {
			return in.broke
		}
		had, in.asked = look, max(in.asked, look.Cases)
		all := len(combinations) - 1
		total := in.mean(cells[all]) - in.mean(cells[0])
		in.parts = nil
		for j, e := range design.Effects(cells, len(looks), partSeed) {
			in.parts = append(in.parts, partEffect{id: ids[j], FactorEffect: e, alone: in.mean(cells[1<<j]) - in.mean(cells[0])})
		}
		if in.decide(total) {
			break
		}
	}
	return nil
}

// decide names the variables that lower the score beyond noise, and says whether
// that will do. Where each of several does little without the others, they hold only
// together.
func (in *inside) decide(total float64) bool {
	guilty, alone, open := 0, false, false
	for j := range in.parts {
		e := &in.parts[j]
		e.guilty = e.Corrected < 0.05 && e.Effect < 0
		switch {
		case e.guilty:
			guilty++
			alone = alone || e.alone < total/2
		case e.Effect < total/4:
			open = true
		}
	}
	in.only, in.said = guilty > 1 && !alone, ""
	if guilty == 0 {
		in.said = "no variable stands out from the noise of so few samples"
		if in.broke != nil {
			in.said += ", as some could not be judged: " + in.broke.Error()
		}
	}
	return guilty > 0 && !open
}

// halve searches among the variables as among versions, each made on top of those
// before it; then the one that is named is measured against the one before it.
func (in *inside) halve(ctx context.Context) error {
	k := len(in.a.parts)
	in.asked = len(in.cases)
	search := bisect.New(bisect.Problem{
		Versions: k + 1, Cases: len(in.cases), AssumeRegression: true, Deterministic: in.s.sure, Confidence: in.s.o.confidence,
		MaxRuns: in.left(),
	})
	next := map[bisect.Query]int{}
	for queries := search.Next(max(in.s.o.jobs, 1)); len(queries) > 0; queries = search.Next(max(in.s.o.jobs, 1)) {
		for _, q := range queries {
			values, err := in.ask(ctx, in.upTo(q.Version), []int{in.cases[q.Case]}, ownSamples+next[q], 1)
			if err != nil {
				return err
			}
			next[q]++
			o := bisect.Observation{Version: q.Version, Case: q.Case, Unjudged: len(values[0]) == 0}
			if !o.Unjudged {
				o.Value = values[0][0]
			}
			search.Observe(o)
		}
	}
	r := search.Result()
	if in.p = r.Posterior; r.Verdict != bisect.Found {
		in.said = fmt.Sprintf("of %d variables %d are left", k, len(r.Credible))
		return nil
	}
	pair := [][]bool{in.upTo(r.Culprit - 1), in.upTo(r.Culprit)}
	return in.lookAt(ctx, stats.Factorial(1), pair, []string{in.a.part(r.Culprit - 1).Changes[0].ID})
}

// upTo switches the first n variables on, and what else the commit changed with
// the first of them.
func (in *inside) upTo(n int) []bool {
	on := make([]bool, len(in.a.parts))
	for j := range n {
		on[j] = true
	}
	return on
}

func masksOf(d stats.Design, k int) [][]bool {
	list := make([][]bool, len(d.Masks))
	for i, mask := range d.Masks {
		list[i] = make([]bool, k)
		for j := range k {
			list[i][j] = mask&(1<<j) != 0
		}
	}
	return list
}

// timesEach is how many samples each case needs at most in each combination, of
// which so many pairs differ in one variable alone. Who answers alike each time is
// asked again only where the test needs it.
func (in *inside) timesEach(pairs int) int {
	least, wanted := 2, float64(sidesWanted)
	if in.s.sure {
		least, wanted = 1, sidesSure
	}
	n := int(math.Ceil(wanted / float64(len(in.cases)*pairs)))
	return min(max(n, least), mostRepeats)
}

// mean is over cases, each with its samples.
func (in *inside) mean(cell [][]float64) float64 {
	var means []float64
	for _, values := range cell {
		if len(values) > 0 {
			means = append(means, stats.Mean(values))
		}
	}
	if len(means) == 0 {
		return 0
	}
	return stats.Mean(means)
}
