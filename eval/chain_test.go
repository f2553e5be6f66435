package eval_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// chained is a suite whose first case stores its output for the second.
func chained(text string) *eval.Suite {
	s := suite(2)
	s.Cases[1].Test = 1
	for i := range s.Cases {
		s.Cases[i].Vars = value.NewObject("n", fmt.Sprintf("%s%d", text, i), "kept", "-")
	}
	s.Cases[0].Options = value.NewObject("storeOutputAs", "kept")
	return s
}

// Versions of a history hand nothing on to each other, so that each waits only
// for its own outputs.
func TestEachVersionHandsOnItsOutputsForItself(t *testing.T) {
	t.Parallel()
	var both sync.WaitGroup
	both.Add(2)
	m := &model{}
	m.answer = func(ctx context.Context, req eval.Request) (eval.Answer, error) {
		if req.Rendered == "a a0 -" || req.Rendered == "b a0 -" { // the first of each is asked while the other is under way
			both.Done()
			met := make(chan struct{})
			go func() { both.Wait(); close(met) }()
			select {
			case <-met:
			case <-ctx.Done():
			}
		}
		return eval.Answer{Output: "<" + req.Rendered + ">"}, ctx.Err()
	}
	e := newEngine()
	e.Concurrency, e.Timeout = 3, 20*time.Second
	runs, err := e.Run(context.Background(), []eval.Column{
		{Prompt: ask("a {n} {kept}"), Suite: chained("a"), Target: m.target()},
		{Prompt: ask("b {n} {kept}"), Suite: chained("a"), Target: m.target()},
		{Prompt: ask("b {n} {kept}"), Suite: chained("a"), Target: m.target()}, // whose answers are the second's
		{Prompt: ask("c {n}"), Suite: suite(1), Target: m.target()},
	})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, run := range runs {
		for _, r := range run.Results {
			if r.Err != nil {
				t.Error(r.Err)
			}
			got = append(got, r.Answer.Output)
		}
	}
	want := []string{"<a a0 ->", "<a a1 <a a0 ->>", "<b a0 ->", "<b a1 <b a0 ->>", "<b a0 ->", "<b a1 <b a0 ->>", "<c 0>"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if m.calls != 5 {
		t.Errorf("%d calls, though two columns ask the same", m.calls)
	}
}
