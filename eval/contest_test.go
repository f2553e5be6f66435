package eval_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
)

// longest lets the longest output win.
type longest struct{ err error }

func (l longest) Compare(_ context.Context, in eval.CompareInput) ([]eval.Verdict, error) {
	verdicts := make([]eval.Verdict, len(in.Rivals))
	best := 0
	for i, r := range in.Rivals {
		if len(r.Answer.Output) > len(in.Rivals[best].Answer.Output) {
			best = i
		}
	}
	verdicts[best] = eval.Verdict{Pass: true, Score: 1, Reason: fmt.Sprintf("the longest of %d", len(in.Rivals))}
	return verdicts, l.err
}

// comparing is a suite of n cases that compare, with a check that holds for
// prompts that say "case".
func comparing(n int) *eval.Suite {
	s := suite(n)
	for i := range s.Cases {
		s.Cases[i].Asserts = append(s.Cases[i].Asserts, eval.Assertion{Type: "max-score", Weight: 1})
	}
	return s
}

func comparingEngine(l longest) *eval.Engine {
	e := newEngine()
	e.Comparers = func(eval.Assertion) (eval.Comparer, error) { return l, nil }
	return e
}

func TestColumnsCompeteSampleBySample(t *testing.T) {
	t.Parallel()
	m := &model{}
	s := comparing(2)
	s.Cases[1].Repeat = 2
	short := eval.Column{Prompt: ask("case {n}"), Suite: s, Target: m.target(), Competes: true}
	long := short
	long.Prompt = ask("quite another case {n}")
	e := comparingEngine(longest{})
	var events []int
	e.Progress = func(ev eval.Event) {
		if ev.Result.Err == nil && len(ev.Result.Asserts) != 2 {
			t.Errorf("reported before it was compared: %+v", ev.Result)
		}
		events = append(events, ev.Done)
	}
	runs := mustRun(t, e, short, long)
	lost := []string{"0/0 echo case 0 pass=false score=0 cached=false", "1/0 echo case 1 pass=false score=0 cached=false", "1/1 echo case 1 pass=false score=0 cached=false"}
	if diff := cmp.Diff(lost, briefs(runs[0])); diff != "" {
		t.Errorf("the losers: want -, got +:\n%s", diff)
	}
	for _, r := range runs[1].Results { // wins and keeps its own fail
		if r.Pass || r.Asserts[0].Pass || !r.Asserts[1].Pass || r.Asserts[1].Type != "max-score" || r.Asserts[1].Reason != "the longest of 2" {
			t.Errorf("the winner: %s, %+v", brief(r), r.Asserts)
		}
	}
	if diff := cmp.Diff([]int{1, 2, 3, 4, 5, 6}, events); diff != "" {
		t.Errorf("events: want -, got +:\n%s", diff)
	}
}

func TestVersionsThatDoNotCompeteWinAlone(t *testing.T) {
	t.Parallel()
	m := &model{}
	col := eval.Column{Prompt: ask("case {n}"), Suite: comparing(3), Target: m.target()}
	other := col
	other.Prompt = ask("a much longer case {n}")
	for i, run := range mustRun(t, comparingEngine(longest{}), col, other) {
		for _, r := range run.Results {
			if r.Pass != (i == 0) || r.Err != nil || r.Asserts[1].Reason != "the longest of 1" {
				t.Errorf("column %d: %s, %+v", i, brief(r), r.Asserts)
			}
		}
	}
}

func TestACaseThatAColumnDoesNotHaveIsComparedWithoutIt(t *testing.T) {
	t.Parallel()
	m := &model{}
	all, some := comparing(2), comparing(2)
	some.Cases = some.Cases[1:]
	runs := mustRun(t, comparingEngine(longest{}),
		eval.Column{Prompt: ask("case {n}"), Suite: all, Target: m.target(), Competes: true},
		eval.Column{Prompt: ask("another case {n}"), Suite: some, Target: m.target(), Competes: true})
	if first, second := runs[0].Results[0], runs[0].Results[1]; !first.Pass || second.Pass {
		t.Errorf("got %s and %s", brief(first), brief(second))
	}
}

func TestWhatCannotBeComparedIsAnErrorOfAllColumns(t *testing.T) {
	t.Parallel()
	broken := &model{answer: func(context.Context, eval.Request) (eval.Answer, error) {
		return eval.Answer{}, &eval.CallError{Status: 400, Err: errors.New("too long")}
	}}
	good := &model{}
	for _, c := range []struct {
		name   string
		engine *eval.Engine
		other  *model
		want   [2]string
	}{
		{
			"the comparison fails", comparingEngine(longest{errors.New("no idea")}), good,
			[2]string{"max-score: no idea", "max-score: no idea"},
		},
		{
			"an output is missing", comparingEngine(longest{}), broken,
			[2]string{"nothing to compare with: b.md under test could not be judged: HTTP 400: too long", "HTTP 400: too long"},
		},
		{
			"no comparer is known", newEngine(), good,
			[2]string{"no assertion type that compares", "no assertion type that compares"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			a := eval.Column{Prompt: ask("case {n}"), Suite: comparing(2), Target: good.target(), Competes: true}
			b := a
			b.Prompt, b.Target = ask("other case {n}"), c.other.target()
			b.Prompt.Path = "b.md"
			for i, run := range mustRun(t, c.engine, a, b) {
				for _, r := range run.Results {
					if r.Err == nil || !strings.HasPrefix(r.Err.Error(), c.want[i]) || r.Pass || r.Score != 0 || r.Asserts != nil {
						t.Errorf("column %d: %s", i, brief(r))
					}
				}
			}
		})
	}
}

func TestASampleThatIsNotComparedWhenTheRunEndsIsInterrupted(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	var graded atomic.Int32
	slow := &model{answer: func(ctx context.Context, _ eval.Request) (eval.Answer, error) {
		<-ctx.Done() // never answers
		return eval.Answer{}, ctx.Err()
	}}
	quick := &model{}
	e := comparingEngine(longest{})
	find := e.Graders
	e.Graders = func(a eval.Assertion) (eval.Grader, error) {
		if graded.Add(1) == 3 {
			time.AfterFunc(time.Millisecond, cancel)
		}
		return find(a)
	}
	e.Progress = func(ev eval.Event) {
		if ev.Result.Err == nil {
			t.Errorf("reported as judged: %s", brief(*ev.Result))
		}
	}
	a := eval.Column{Prompt: ask("case {n}"), Suite: comparing(3), Target: quick.target(), Competes: true}
	b := a
	b.Prompt, b.Target = ask("other case {n}"), slow.target()
	runs, err := e.Run(ctx, []eval.Column{a, b})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	for _, run := range runs {
		for _, r := range run.Results {
			if !errors.Is(r.Err, eval.ErrInterrupted) || r.Pass || r.Asserts != nil {
				t.Errorf("got %s", brief(r))
			}
		}
	}
}

func TestAComparisonMustJudgeEveryOutput(t *testing.T) {
	t.Parallel()
	rivals := []eval.Rival{{Sample: eval.Sample{Case: &comparing(1).Cases[0]}}}
	err := eval.CompareSamples(t.Context(), rivals, func(eval.Assertion) (eval.Comparer, error) { return silent{}, nil }, eval.Services{})
	if err == nil || !strings.Contains(err.Error(), "0 verdicts for 1 outputs") {
		t.Errorf("got %v", err)
	}
}

type silent struct{}

func (silent) Compare(context.Context, eval.CompareInput) ([]eval.Verdict, error) { return nil, nil }
