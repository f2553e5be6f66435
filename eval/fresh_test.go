package eval_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

func TestSamplesGoOnBehindThoseThatWereSeen(t *testing.T) {
	t.Parallel()
	seeds := map[string]bool{}
	m := &model{answer: func(_ context.Context, req eval.Request) (eval.Answer, error) {
		seeds[req.Seed] = true
		return eval.Answer{Output: strconv.Itoa(req.Sample)}, nil
	}}
	e := newEngine()
	e.Concurrency = 1
	col := eval.Column{Prompt: ask("say {{n}}"), Suite: suite(1), Target: m.target(), Repeat: 2}
	first := mustRun(t, e, col)[0]
	col.Seen = 2
	second := mustRun(t, e, col)[0]
	got := first.Results[0].Answer.Output + first.Results[1].Answer.Output + second.Results[0].Answer.Output + second.Results[1].Answer.Output
	if got != "0123" || len(seeds) != 4 || second.Results[1].Sample != 1 || second.Cached != 0 {
		t.Errorf("got %s of %d seeds, sample %d, %d from the cache", got, len(seeds), second.Results[1].Sample, second.Cached)
	}
}

func TestARecordIsFreshOnlyWhereItsAnswersAreNew(t *testing.T) {
	t.Parallel()
	m := &model{}
	col := eval.Column{Prompt: ask("say {{n}}"), Suite: suite(1), Target: m.target()}
	run := mustRun(t, newEngine(), col)[0]
	if line := eval.NewRecord(&run, eval.RecordMeta{}).Encode(); strings.Contains(line, "fresh") {
		t.Errorf("got %s", line)
	}
	r, err := eval.DecodeRecord(eval.NewRecord(&run, eval.RecordMeta{Fresh: true}).Encode())
	if err != nil || !r.Fresh || r.V != 1 {
		t.Errorf("got %+v, %v", r, err)
	}
}
