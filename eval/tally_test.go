package eval_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

var errCall = errors.New("connection refused")

// sample is one output of a case; a nil score is a sample that could not be
// judged.
type sample struct {
	score   *float64
	pass    bool
	metrics map[string]float64
}

func pass() sample               { return scored(1) }
func fail() sample               { return scored(0) }
func failed() sample             { return sample{} }
func scored(x float64) sample    { return sample{score: &x, pass: x >= 0.5} }
func dollars(x float64) *float64 { return &x }

// newRun makes a run with one case per list of samples. A nil list is a case
// that does not apply.
func newRun(cases ...[]sample) *eval.Run {
	suite := &eval.Suite{Path: "suites/reply.yaml"}
	for i := range cases {
		suite.Cases = append(suite.Cases, eval.Case{Index: i, Key: string(rune('a'+i%26)) + string(rune('a'+i/26)) + "345678"})
	}
	run := &eval.Run{Column: eval.Column{
		Prompt: &prompt.Prompt{Path: "prompts/reply.md", Params: value.NewObject("temperature", 0.2)},
		Suite:  suite,
		Target: eval.Target{Provider: "openai", Model: "gpt-x"},
		Repeat: 1,
	}}
	for i, samples := range cases {
		run.Column.Repeat = max(run.Column.Repeat, len(samples))
		if samples == nil {
			run.NA = append(run.NA, i)
		}
		for n, s := range samples {
			r := eval.Result{Case: &suite.Cases[i], Sample: n, Pass: s.pass, Metrics: s.metrics}
			if s.score == nil {
				r.Err = errCall
			} else {
				r.Score = *s.score
				r.Answer = eval.Answer{Output: "out", Model: "gpt-x-1", Tokens: eval.Tokens{Total: 10}, Cost: dollars(0.001), Latency: time.Second}
			}
			run.Results = append(run.Results, r)
		}
	}
	return run
}

func each(samples ...sample) [][]sample {
	cases := make([][]sample, len(samples))
	for i, s := range samples {
		cases[i] = []sample{s}
	}
	return cases
}

func TestCasesAreCountedBySamples(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name                       string
		cases                      [][]sample
		passed, failed, errors, na int
		score                      float64 // -1 for none
	}{
		{"no case", nil, 0, 0, 0, 0, -1},
		{"a pass and a fail", each(pass(), fail()), 1, 1, 0, 0, 0.5},
		{"two of three samples are more than half", [][]sample{{pass(), pass(), fail()}}, 1, 0, 0, 0, 2.0 / 3},
		{"one of two samples is not", [][]sample{{pass(), fail()}}, 0, 1, 0, 0, 0.5},
		{"an error does not lower the score", each(pass(), failed()), 1, 0, 1, 0, 1},
		{"a case with one sample in error has no verdict", [][]sample{{pass(), pass(), failed()}, {fail(), fail(), fail()}}, 0, 1, 1, 0, 0},
		{"nothing could be judged", each(failed(), failed()), 0, 0, 2, 0, -1},
		{"a case that does not apply", [][]sample{{pass()}, nil}, 1, 0, 0, 1, 1},
		{"an expected case without results", [][]sample{{pass()}, {}}, 1, 0, 1, 0, 1},
		{"cases weigh alike whatever their samples", [][]sample{{pass(), pass(), pass()}, {fail()}}, 1, 1, 0, 0, 0.5},
		{"a score that is no number", each(pass(), scored(math.NaN())), 1, 0, 1, 0, 1},
	} {
		got := eval.Summarize(newRun(row.cases...))
		counts := [5]int{got.Passed, got.Failed, got.Errors, got.NA, got.Total}
		if want := [5]int{row.passed, row.failed, row.errors, row.na, len(row.cases)}; counts != want {
			t.Errorf("%s: want %v, got %v", row.name, want, counts)
		}
		if row.score < 0 && got.Score != nil || row.score >= 0 && (got.Score == nil || math.Abs(*got.Score-row.score) > 1e-12) {
			t.Errorf("%s: want a score of %v, got %v", row.name, row.score, got.Score)
		}
	}
}

func TestTheIntervalSuitsTheScores(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name  string
		cases [][]sample
		want  *[2]float64
	}{
		{"nothing judged", each(failed()), nil},
		{"one pass, Wilson on one", each(pass()), &[2]float64{0.206549314377237, 1}},
		{"five of ten, Wilson", each(pass(), pass(), pass(), pass(), pass(), fail(), fail(), fail(), fail(), fail()), &[2]float64{0.236593090512564, 0.763406909487436}},
		{"repeats that agree, Wilson on the cases", [][]sample{{pass(), pass(), pass()}}, &[2]float64{0.206549314377237, 1}},
		{"two graded scores, t with one degree of freedom", each(scored(0.4), scored(0.6)), &[2]float64{0.5 - 1.2706204736432, 0.5 + 1.2706204736432}},
		{"repeats that differ, t over the case scores", [][]sample{{pass(), fail()}, {fail(), fail()}}, &[2]float64{0.25 - 12.706204736432*0.25, 0.25 + 12.706204736432*0.25}},
		{"one graded score", each(scored(0.4)), nil},
		{"graded scores without spread", each(scored(0.1), scored(0.1), scored(0.1)), nil},
		{"errors and na do not count", [][]sample{{pass()}, {failed()}, nil}, &[2]float64{0.206549314377237, 1}},
	} {
		got := eval.Summarize(newRun(row.cases...)).Interval
		if diff := cmp.Diff(row.want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestQualityIsTheWeightedMeanOfTheMetrics(t *testing.T) {
	t.Parallel()
	metrics := func(accuracy, tone float64) sample {
		s := pass()
		s.metrics = map[string]float64{"accuracy": accuracy, "tone": tone}
		return s
	}
	for _, row := range []struct {
		name    string
		weights map[string]eval.Metric
		cases   [][]sample
		want    float64
	}{
		{"no metrics: the score", nil, each(pass(), fail()), 5},
		{"metrics count alike by default", nil, each(metrics(1, 0.5), metrics(0.8, 0.5)), 7},
		{"by weight", map[string]eval.Metric{"accuracy": {Weight: 3}}, each(metrics(1, 0.5), metrics(0.8, 0.5)), 8},
		{"no weight at all: the score", map[string]eval.Metric{"accuracy": {}, "tone": {}}, each(metrics(1, 0.5)), 10},
		{"never below one", nil, each(fail()), 1},
	} {
		run := newRun(row.cases...)
		run.Column.Suite.Metrics = row.weights
		got := eval.Summarize(run).Quality
		if got == nil || math.Abs(*got-row.want) > 1e-9 {
			t.Errorf("%s: want %v, got %v", row.name, row.want, got)
		}
	}
	if got := eval.Summarize(newRun(each(failed())...)).Quality; got != nil {
		t.Errorf("nothing judged: want no quality, got %v", *got)
	}
}

func TestMetricsAreMeansOverTheCasesThatCarryThem(t *testing.T) {
	t.Parallel()
	with := func(name string, x float64) sample {
		s := pass()
		s.metrics = map[string]float64{name: x}
		return s
	}
	got := eval.Summarize(newRun(
		[]sample{with("tone", 1), with("tone", 0)},
		[]sample{with("tone", 1), with("tone", 1)},
		[]sample{with("facts", 0.5), with("facts", math.Inf(1))},
		[]sample{with("tone", 0), failed()},
		nil,
	)).Metrics
	want := map[string]float64{"tone": 0.75, "facts": 0.5}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
}

func TestAnUnknownPriceIsNeverZero(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name string
		edit func(*eval.Run)
		want *float64
	}{
		{"all known", func(*eval.Run) {}, dollars(0.002)},
		{"one unknown", func(r *eval.Run) { r.Results[0].Answer.Cost = nil }, nil},
		{"a call that gave nothing costs nothing", func(r *eval.Run) { r.Results[0] = eval.Result{Case: r.Results[0].Case, Err: errCall} }, dollars(0.001)},
		{"an output that could not be graded was paid for", func(r *eval.Run) { r.Results[0].Err = errCall }, dollars(0.002)},
		{"a target that is free", func(r *eval.Run) { r.Column.Target.Free = true; r.Results[0].Answer.Cost = nil }, dollars(0.001)},
		{"an output of the suite", func(r *eval.Run) { r.Results[0].Case.Output = new("x"); r.Results[0].Answer.Cost = nil }, dollars(0.001)},
	} {
		run := newRun(each(pass(), pass())...)
		row.edit(run)
		if diff := cmp.Diff(row.want, eval.Summarize(run).CostUSD, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
			t.Errorf("%s: %s", row.name, diff)
		}
	}
}

func TestOneUnknownPriceOfACaseIsEnough(t *testing.T) {
	t.Parallel()
	run := newRun([]sample{pass(), pass(), pass()})
	run.Results[1].Answer.Cost = nil
	if got := eval.Summarize(run).CostUSD; got != nil {
		t.Errorf("want an unknown cost, got %v", *got)
	}
}

func TestLatencyIsThatOfCalls(t *testing.T) {
	t.Parallel()
	run := newRun(make([][]sample, 21)...)
	run.NA = nil
	for i := range 20 {
		run.Results = append(run.Results, eval.Result{
			Case: &run.Column.Suite.Cases[i], Pass: true, Score: 1,
			Answer: eval.Answer{Output: "x", Latency: time.Duration(20-i) * time.Millisecond, Tokens: eval.Tokens{Prompt: 2, Completion: 1}},
		})
	}
	given := &run.Column.Suite.Cases[20]
	given.Output = new("recorded")
	run.Results = append(run.Results, eval.Result{Case: given, Pass: true, Score: 1, Answer: eval.Answer{Output: "recorded"}})
	got := eval.Summarize(run)
	if got.LatencyP50 != 10*time.Millisecond || got.LatencyP95 != 19*time.Millisecond || got.Tokens != 60 {
		t.Errorf("p50 %v, p95 %v, %d tokens", got.LatencyP50, got.LatencyP95, got.Tokens)
	}
}

func TestCountsAddUpAndErrorsOnlyRemoveCases(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		run := newRun(drawCases(t)...)
		got := eval.Summarize(run)
		if got.Passed+got.Failed+got.Errors+got.NA != got.Total {
			t.Fatalf("%+v", got)
		}
		judged := newRun()
		judged.Column.Suite = run.Column.Suite
		for i := range run.Column.Suite.Cases {
			ok := true
			var own []eval.Result
			for _, r := range run.Results {
				if r.Case.Index == i {
					own, ok = append(own, r), ok && r.Err == nil
				}
			}
			if ok {
				judged.Results = append(judged.Results, own...)
			}
		}
		if diff := cmp.Diff(eval.Summarize(judged).Score, got.Score); diff != "" {
			t.Fatalf("a case with an error moved the score: %s", diff)
		}
	})
}

func drawCases(t *rapid.T) [][]sample {
	one := rapid.Custom(func(t *rapid.T) sample {
		s := rapid.SampledFrom([]sample{pass(), fail(), failed(), scored(0.25), scored(0.75)}).Draw(t, "sample")
		if s.score != nil && rapid.Bool().Draw(t, "has a metric") {
			s.metrics = map[string]float64{"tone": rapid.Float64Range(0, 1).Draw(t, "tone")}
		}
		return s
	})
	reps := rapid.IntRange(1, 4).Draw(t, "reps")
	return rapid.SliceOfN(rapid.OneOf(rapid.SliceOfN(one, reps, reps), rapid.Just[[]sample](nil)), 0, 20).Draw(t, "cases")
}
