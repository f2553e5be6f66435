package eval_test

import (
	"context"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

func TestTheRecordOfAnInterruptedRunSaysThatItIsIncomplete(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m := &model{}
	m.answer = func(_ context.Context, req eval.Request) (eval.Answer, error) {
		if req.Row == 2 {
			cancel()
			return eval.Answer{}, context.Canceled
		}
		return eval.Answer{Output: "echo " + req.Rendered}, nil
	}
	e := newEngine()
	e.Concurrency = 1
	p := ask("case {n}")
	p.Path = "prompts/p.md"
	runs, err := e.Run(ctx, []eval.Column{{Prompt: p, Suite: suite(5), Target: m.target(), Repeat: 2}})
	if err == nil || len(runs) != 1 {
		t.Fatalf("want a run and the error of the context, got %d, %v", len(runs), err)
	}
	r := eval.NewRecord(&runs[0], meta)
	if r.Complete() || r.Error != 3 || r.Pass != 2 || r.Pass+r.Fail+r.Error+r.NA != len(r.Cases) || len(r.Cases) != 5 {
		t.Errorf("got %s", r.Encode())
	}
	if r.Score == nil || *r.Score != 1 {
		t.Error("what was not asked lowers the score")
	}
	if line := eval.ScoreLine(&r, nil, ""); !strings.Contains(line, "3 not judged") {
		t.Errorf("got %s", line)
	}
	if r.Answers(runs[0].Column) {
		t.Error("the record is taken for an answer")
	}
}
