package eval_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// asking is a grader that passes where its judge says yes to the output, or to
// the value where there is one.
type asking struct {
	a     eval.Assertion
	votes int
}

func (g asking) Grade(ctx context.Context, in eval.GradeInput) (eval.Verdict, error) {
	text := in.Answer.Output
	if v, ok := in.Value.(string); ok {
		text = v
	}
	yes := 0
	for vote := range max(g.votes, 1) {
		a, err := in.Judge.Ask(ctx, eval.JudgeQuestion{
			Judge: *g.a.Judge, Messages: []prompt.Message{{Role: "user", Text: text}}, Vote: vote,
		})
		if err != nil {
			return eval.Verdict{}, err
		}
		if a.Output == "yes" {
			yes++
		}
	}
	return eval.Verdict{Pass: yes > 0, Score: 1}, nil
}

// judgedBy gives an engine whose assertions are judged by a model, and n cases
// with the value where it is not nil.
func judgedBy(judge eval.Target, n int, v any) (*eval.Engine, *eval.Suite) {
	e := newEngine()
	e.Graders = func(a eval.Assertion) (eval.Grader, error) { return asking{a: a}, nil }
	e.Judges = func(context.Context, eval.ProviderSpec) (eval.Target, *value.Object, error) {
		return judge, value.NewObject("temperature", int64(0)), nil
	}
	s := suite(n)
	for i := range s.Cases {
		s.Cases[i].Asserts = []eval.Assertion{{Type: "asking", Weight: 1, Value: v, Judge: &eval.ProviderSpec{ID: "judge"}}}
	}
	return e, s
}

func yes(cost float64) func(context.Context, eval.Request) (eval.Answer, error) {
	return func(context.Context, eval.Request) (eval.Answer, error) {
		return eval.Answer{Output: "yes", Model: "judge-2026", Cost: &cost, Tokens: eval.Tokens{Prompt: 3, Completion: 1}}, nil
	}
}

func runOne(t *testing.T, e *eval.Engine, s *eval.Suite, target eval.Target) eval.Run {
	t.Helper()
	runs, err := e.Run(t.Context(), []eval.Column{{Prompt: ask("case {n}"), Suite: s, Target: target}})
	if err != nil {
		t.Fatal(err)
	}
	return runs[0]
}

func TestAJudgeIsAskedOncePerQuestionAndRemembered(t *testing.T) {
	t.Parallel()
	judge, under := &model{answer: yes(0.25)}, &model{}
	e, s := judgedBy(judge.target(), 50, "the same question")
	e.Cache = &memory{}
	run := runOne(t, e, s, under.target())
	key := eval.JudgesKey([]eval.Target{judge.target()})
	want := &eval.Judging{Key: key, Asked: 50, Calls: 1, Cached: 49, Tokens: 200, CostUSD: new(12.5), Models: []string{"judge-2026"}}
	if diff := cmp.Diff(want, run.Judging()); diff != "" || judge.calls != 1 {
		t.Errorf("%d calls; want -, got +:\n%s", judge.calls, diff)
	}
	if run.Calls != 50 {
		t.Errorf("the calls of the outputs are %d", run.Calls)
	}
	want.Calls, want.Cached = 0, 50
	again := runOne(t, e, s, under.target())
	if diff := cmp.Diff(want, again.Judging()); diff != "" || judge.calls != 1 {
		t.Errorf("again: %d calls; want -, got +:\n%s", judge.calls, diff)
	}
	r := eval.NewRecord(&run, eval.RecordMeta{})
	back, err := eval.DecodeRecord(r.Encode())
	if err != nil || back.Judges == nil || *back.Judges.CostUSD != 12.5 || back.CostUSD != nil {
		t.Errorf("the record says %+v and %v, %v", back.Judges, back.CostUSD, err)
	}
}

func TestEachVoteIsASampleOfItsOwn(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]int{}
	judge := &model{answer: func(_ context.Context, req eval.Request) (eval.Answer, error) {
		mu.Lock()
		defer mu.Unlock()
		seen[fmt.Sprintf("%d %s %v %d", req.Sample, req.Rendered, string(value.Canonical(req.Params)), req.Row)]++
		return eval.Answer{Output: "yes"}, nil
	}}
	e, s := judgedBy(judge.target(), 2, "q")
	e.Cache = &memory{}
	e.Graders = func(a eval.Assertion) (eval.Grader, error) { return asking{a: a, votes: 3}, nil }
	runOne(t, e, s, (&model{}).target())
	want := map[string]int{`0 q {"temperature":0} -1`: 1, `1 q {"temperature":0} -1`: 1, `2 q {"temperature":0} -1`: 1}
	if diff := cmp.Diff(want, seen); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// Graders ask while callers call, through the same few places.
func TestJudgesAndOutputsShareOnePlaceWithoutWaitingForEachOther(t *testing.T) {
	t.Parallel()
	shared := &model{answer: func(_ context.Context, req eval.Request) (eval.Answer, error) {
		if strings.HasPrefix(req.Rendered, "case") {
			return eval.Answer{Output: "about " + req.Rendered, Cost: new(0.001)}, nil
		}
		return eval.Answer{Output: "yes", Cost: new(0.001)}, nil
	}}
	for _, limit := range []*float64{nil, new(10.0)} {
		e, s := judgedBy(shared.target(), 300, nil)
		e.Concurrency, e.MaxCost = 1, limit
		run := runOne(t, e, s, shared.target())
		for _, r := range run.Results {
			if r.Err != nil || !r.Pass {
				t.Fatalf("limit %v: %v", limit, r.Err)
			}
		}
		if j := run.Judging(); j.Calls != 300 || run.Calls != 300 {
			t.Errorf("%d and %+v", run.Calls, j)
		}
	}
}

func TestJudgesSpendFromTheBudgetOfTheRun(t *testing.T) {
	t.Parallel()
	judge := &model{answer: yes(1)}
	dear := judge.target()
	dear.Price = &eval.Price{Output: 1}
	e, s := judgedBy(dear, 10, nil)
	e.MaxCost, e.Concurrency = new(4.5), 1
	run := runOne(t, e, s, eval.Target{Provider: "echo", Caller: &model{}, Free: true})
	judged := 0
	for _, r := range run.Results {
		switch {
		case r.Err == nil:
			judged++
		case !errors.Is(r.Err, eval.ErrBudget):
			t.Errorf("got %v", r.Err)
		}
	}
	if judged != 4 || judge.calls != 4 {
		t.Errorf("%d were judged in %d calls", judged, judge.calls)
	}
}

func TestAJudgeThatCannotBeUsedCostsNothing(t *testing.T) {
	t.Parallel()
	under := &model{}
	e, s := judgedBy(eval.Target{Provider: "judge", Caller: &model{}}, 2, nil)
	e.MaxCost = new(1.0)
	cols := []eval.Column{{Prompt: ask("case {n}"), Suite: s, Target: under.target()}}
	if _, err := e.Run(t.Context(), cols); !errors.Is(err, eval.ErrUnknownPrice) {
		t.Errorf("want an unknown price, got %v", err)
	}
	e.MaxCost = nil
	e.Judges = func(context.Context, eval.ProviderSpec) (eval.Target, *value.Object, error) {
		return eval.Target{}, nil, errors.New("no such judge")
	}
	if _, err := e.Run(t.Context(), cols); err == nil || !strings.Contains(err.Error(), "no such judge") {
		t.Errorf("got %v", err)
	}
	if under.calls != 0 {
		t.Errorf("%d outputs were asked for", under.calls)
	}
}

func TestAFailedJudgeIsAnErrorOfTheSample(t *testing.T) {
	t.Parallel()
	judge := &model{answer: func(context.Context, eval.Request) (eval.Answer, error) {
		return eval.Answer{}, &eval.CallError{Sent: true, Err: errors.New("out of order")}
	}}
	e, s := judgedBy(judge.target(), 1, nil)
	run := runOne(t, e, s, (&model{}).target())
	r := run.Results[0]
	if r.Err == nil || !strings.Contains(r.Err.Error(), "asking: the judge judge: out of order") || r.Pass || r.Score != 0 || r.Asserts != nil {
		t.Errorf("got %+v", r)
	}
	if j := run.Judging(); j.Calls != 1 || j.CostUSD != nil {
		t.Errorf("it may have been billed: %+v", j)
	}
}

// Two suites may name a judge alike and mean two servers.
func TestJudgesOfTwoSuitesAreTwoWhereTheirEnvironmentsDiffer(t *testing.T) {
	t.Parallel()
	e, s := judgedBy(eval.Target{}, 1, "q")
	var opened []string
	e.Judges = func(_ context.Context, spec eval.ProviderSpec) (eval.Target, *value.Object, error) {
		opened = append(opened, spec.Env["OPENAI_BASE_URL"])
		return (&model{answer: yes(0)}).target(), nil, nil
	}
	other := *s
	other.Cases = slices.Clone(s.Cases)
	for i, one := range []*eval.Suite{s, &other} {
		env := map[string]string{"OPENAI_BASE_URL": fmt.Sprint("server ", i)}
		one.Cases[0].Asserts = []eval.Assertion{{Type: "asking", Weight: 1, Value: "q", Judge: &eval.ProviderSpec{ID: "judge", Env: env}}}
	}
	target := (&model{}).target()
	if _, err := e.Run(t.Context(), []eval.Column{{Prompt: ask("a"), Suite: s, Target: target}, {Prompt: ask("a"), Suite: &other, Target: target}}); err != nil {
		t.Fatal(err)
	}
	if want := []string{"server 0", "server 1"}; !slices.Equal(want, opened) {
		t.Errorf("want %v, got %v", want, opened)
	}
}

func TestAQuestionThatAnInterruptKeptFromBeingAskedIsNotCounted(t *testing.T) {
	t.Parallel()
	ctx, stop := context.WithCancel(t.Context())
	judge := &model{answer: func(context.Context, eval.Request) (eval.Answer, error) {
		stop()
		return eval.Answer{}, ctx.Err()
	}}
	e, s := judgedBy(judge.target(), 20, nil)
	e.Concurrency = 1
	runs, err := e.Run(ctx, []eval.Column{{Prompt: ask("case {n}"), Suite: s, Target: eval.Target{Provider: "echo", Caller: &model{}, Free: true}}})
	if !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if j := runs[0].Judging(); j == nil || j.Asked != 1 || j.Calls != 1 {
		t.Errorf("got %+v", j)
	}
}
