package eval_test

import (
	"context"
	"slices"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

func TestSamplesAreAskedBehindThoseOfEarlierRuns(t *testing.T) {
	t.Parallel()
	var asked []int
	m := &model{answer: func(_ context.Context, req eval.Request) (eval.Answer, error) {
		asked = append(asked, req.Sample)
		return eval.Answer{Output: "yes"}, nil
	}}
	col := eval.Column{Prompt: ask("say {n}"), Suite: suite(1), Target: m.target(), Repeat: 2, Seen: 3}
	e := newEngine()
	e.Cache, e.Concurrency = &memory{}, 1
	if _, err := e.Run(t.Context(), []eval.Column{col}); err != nil || !slices.Equal(asked, []int{3, 4}) {
		t.Fatalf("asked for %v, %v", asked, err)
	}
	col.Seen, col.Repeat = 4, 1
	if runs, err := e.Run(t.Context(), []eval.Column{col}); err != nil || runs[0].Calls != 0 || runs[0].Cached != 1 {
		t.Errorf("sample 4 was answered already: %+v, %v", runs[0], err)
	}
}

func TestVersionsThatAskTheSameOfACaseShareAQuestion(t *testing.T) {
	t.Parallel()
	m := &model{}
	e, s := newEngine(), suite(2)
	key := func(text string, c int) string {
		key, err := e.Question(t.Context(), eval.Column{Prompt: ask(text), Suite: s, Target: m.target()}, &s.Cases[c])
		if err != nil {
			t.Fatal(err)
		}
		return key
	}
	one := key("say {n}", 0)
	if one == "" || one != key("say {n}", 0) {
		t.Error("one question has two keys")
	}
	if one == key("say {n}", 1) || one == key("tell {n}", 0) {
		t.Error("two questions have one key")
	}
	if _, err := e.Question(t.Context(), eval.Column{Prompt: ask("{broken}"), Suite: s, Target: m.target()}, &s.Cases[0]); err == nil {
		t.Error("a broken template asks nothing")
	}
	s.Cases[0].Output = new("given")
	if got := key("say {n}", 0); got != "" {
		t.Errorf("nobody is asked for a given output, got %q", got)
	}
	if m.calls != 0 {
		t.Errorf("%d calls", m.calls)
	}
}
