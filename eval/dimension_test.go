package eval_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
)

// withMetric gives the cases of a record a metric; a negative score leaves a
// case without it.
func withMetric(r eval.Record, name string, scores ...float64) eval.Record {
	for i, s := range scores {
		if s < 0 {
			continue
		}
		if r.Cases[i].Metrics == nil {
			r.Cases[i].Metrics = map[string]float64{}
		}
		r.Cases[i].Metrics[name] = s
	}
	return r
}

func named(list []eval.Dimension, name string) eval.Dimension {
	for _, d := range list {
		if d.Name == name {
			return d
		}
	}
	return eval.Dimension{Name: "there is no " + name}
}

// The p value is that of the table of exact values: seven broken of seven,
// 2/128, and by Holm's method twice that for the smaller of two.
func TestAMetricIsComparedOverTheCasesThatCarryIt(t *testing.T) {
	t.Parallel()
	base := withMetric(outcome(mix(12, 0)...), "tone", append(mix(8, 0), -1, -1, -1, -1)...)
	head := withMetric(outcome(mix(12, 0)...), "tone", -1, 0, 0, 0, 0, 0, 0, 0, 1, -1, -1, -1)
	head = withMetric(withMetric(head, "form", repeat(1, 12)...), "new", mix(1, 1)...)
	base = withMetric(base, "form", repeat(1, 12)...)
	head.Weights = map[string]float64{"form": 3}
	list := eval.Dimensions(&base, head)
	if got := list[0].Name; got != "form" || len(list) != 3 {
		t.Fatalf("want the heaviest first, got %+v", list)
	}
	tone := named(list, "tone")
	if tone.N != 8 || tone.Common != 7 || *tone.Score != 0.125 || *tone.Delta != -1 || *tone.Weight != 1 {
		t.Errorf("got %+v", tone)
	}
	if *tone.PValue != 0.015625 || *tone.Adjusted != 0.03125 || *tone.Verdict != eval.Worse {
		t.Errorf("p = %v, corrected %v, %s", *tone.PValue, *tone.Adjusted, *tone.Verdict)
	}
	if tone.Interval == nil || tone.DeltaInterval == nil || tone.Interval[0] < 0.02 || tone.Interval[1] > 0.48 {
		t.Errorf("want Wilson's interval of 1 in 8, got %v", tone.Interval)
	}
	fresh := named(list, "new")
	if fresh.N != 2 || fresh.Common != 0 || fresh.Delta != nil || fresh.PValue != nil || *fresh.Verdict != eval.Unknown {
		t.Errorf("a metric without a past: %+v", fresh)
	}
	for _, d := range eval.Dimensions(nil, head) {
		if d.Verdict != nil || d.Delta != nil || d.Score == nil {
			t.Errorf("without a base: %+v", d)
		}
	}
}

func TestWhatOnlyTheOldRecordCarriesIsToldToo(t *testing.T) {
	t.Parallel()
	base, head := withMetric(outcome(1, 1), "gone", 1, 1), outcome(1, 1)
	list := eval.Dimensions(&base, head)
	if len(list) != 1 || list[0].N != 0 || list[0].Score != nil || list[0].Weight != nil || list[0].Interval != nil || *list[0].Verdict != eval.Unknown {
		t.Errorf("got %+v", list)
	}
	if got := eval.Dimensions(&head, head); got != nil {
		t.Errorf("no metrics: %+v", got)
	}
}

func TestOnlyFiveHeadlinesAreTested(t *testing.T) {
	t.Parallel()
	base, head := outcome(mix(12, 0)...), outcome(mix(12, 0)...)
	head.Weights = map[string]float64{}
	for i := range 7 {
		name := fmt.Sprintf("m%d", i)
		base, head = withMetric(base, name, repeat(1, 12)...), withMetric(head, name, mix(5, 7)...)
		head.Weights[name] = float64(i)
	}
	verdicts := map[string]string{}
	for _, d := range eval.Dimensions(&base, head) {
		word := "-"
		if d.Verdict != nil {
			word = fmt.Sprintf("%s %.4f", *d.Verdict, *d.Adjusted)
		}
		verdicts[d.Name] = word
		if *d.PValue != 0.015625 {
			t.Errorf("%s: p = %v", d.Name, *d.PValue)
		}
	}
	want := map[string]string{ // 5 x 0.015625
		"m0": "-", "m1": "-", "m2": "unknown 0.0781", "m3": "unknown 0.0781", "m4": "unknown 0.0781", "m5": "unknown 0.0781", "m6": "unknown 0.0781",
	}
	if diff := cmp.Diff(want, verdicts); diff != "" {
		t.Error(diff)
	}
}

func TestWeightsOfTheSuiteStandInTheRecord(t *testing.T) {
	t.Parallel()
	run := newRun([]sample{{score: dollars(1), pass: true, metrics: map[string]float64{"tone": 1, "form": 0.5}}})
	if r := eval.NewRecord(run, meta); r.Weights == nil || len(r.Weights) != 0 {
		t.Errorf("a suite without weights says so: %v", r.Weights)
	}
	run.Column.Suite.Metrics = map[string]eval.Metric{"tone": {Weight: 2}}
	back, err := eval.DecodeRecord(eval.NewRecord(run, meta).Encode())
	if err != nil {
		t.Fatal(err)
	}
	list := eval.Dimensions(nil, back)
	if *named(list, "tone").Weight != 2 || *named(list, "form").Weight != 1 {
		t.Errorf("got %+v", list)
	}
	back.Weights = nil
	if list := eval.Dimensions(nil, back); named(list, "tone").Weight != nil {
		t.Errorf("an old record tells no weights: %+v", list)
	}
}
