package eval_test

import (
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
)

// sampled is a record with so many samples a case, of which some pass.
func sampled(samples int, passes ...int) eval.Record {
	r := outcome(repeat(0, len(passes))...)
	for i, p := range passes {
		c := &r.Cases[i]
		c.Samples, c.Passes = samples, p
		*c.Score = float64(p) / float64(samples)
	}
	return r
}

func times(n, x int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = x
	}
	return list
}

func TestTheNumberOfCasesNeededFollowsFromTheSpread(t *testing.T) {
	t.Parallel()
	// One case of four moved either way: sd = sqrt(0.5) or so.
	base, head := outcome(mix(10, 10)...), outcome(append(mix(5, 5), append(repeat(1, 5), repeat(0, 5)...)...)...)
	got := eval.Compare(base, head, eval.CompareOptions{})
	if want := stats.PairsNeeded(0.7254762501, 0.05, true); got.Verdict != eval.Unknown || got.Needed == nil || *got.Needed != want {
		t.Errorf("want %d, got %+v", want, got)
	}
	ten := eval.Compare(base, head, eval.CompareOptions{Drop: 0.10})
	if want := stats.PairsNeeded(0.7254762501, 0.10, true); *ten.Needed != want {
		t.Errorf("a drop of 10 points: want %d, got %d", want, *ten.Needed)
	}
	if got.NeededRepeats != nil || got.WorthRepeats != nil {
		t.Error("with one sample a case nothing is known of the spread within cases")
	}
}

// Identical results are the same from 59 cases on. But a drop of 5 points breaks so
// few of 59 cases that the exact test sees it seldom; it takes what that test takes.
func TestIdenticalResultsNeedWhatTheTestTakes(t *testing.T) {
	t.Parallel()
	got := eval.Compare(outcome(mix(15, 0)...), outcome(mix(15, 0)...), eval.CompareOptions{})
	if got.Verdict != eval.Unknown || *got.Needed != 157 {
		t.Errorf("%+v", *got.Needed)
	}
	if ten := eval.Compare(outcome(mix(15, 0)...), outcome(mix(15, 0)...), eval.CompareOptions{Drop: 0.10}); *ten.Needed != 78 {
		t.Errorf("%d", *ten.Needed)
	}
	graded := eval.Compare(outcome(repeat(0.5, 15)...), outcome(repeat(0.5, 15)...), eval.CompareOptions{})
	if graded.Verdict != eval.Unknown || *graded.Needed != 59 {
		t.Errorf("%+v", *graded.Needed)
	}
	if one := eval.Compare(outcome(1), outcome(1), eval.CompareOptions{}); one.Needed != nil {
		t.Errorf("one case shows no spread, got %d", *one.Needed)
	}
	clustered := eval.Compare(inClusters(outcome(mix(60, 0)...), 4), inClusters(outcome(mix(60, 0)...), 4), eval.CompareOptions{})
	if clustered.Verdict != eval.Unknown || *clustered.Needed != 157*4 {
		t.Errorf("157 clusters of four: %+v", *clustered.Needed)
	}
}

func TestDependentCasesAreWorthLess(t *testing.T) {
	t.Parallel()
	base, head := outcome(mix(80, 0)...), outcome(append(mix(0, 8), mix(72, 0)...)...)
	alone := eval.Compare(base, head, eval.CompareOptions{})
	together := eval.Compare(inClusters(base, 4), inClusters(head, 4), eval.CompareOptions{})
	if *together.Needed < 3**alone.Needed {
		t.Errorf("clusters of four equal cases: %d, and %d alone", *together.Needed, *alone.Needed)
	}
}

func TestSamplesHelpAsFarAsTheSpreadIsWithinCases(t *testing.T) {
	t.Parallel()
	// All spread is within: every case passes half of its samples.
	noisy := eval.Compare(sampled(4, times(100, 2)...), sampled(4, append(times(50, 1), times(50, 3)...)...), eval.CompareOptions{})
	if noisy.NeededRepeats == nil || *noisy.NeededRepeats < 5 || *noisy.NeededRepeats > 40 {
		t.Errorf("%+v", noisy)
	}
	// None is: each case is certain, and some break. No number of samples helps.
	certain := eval.Compare(sampled(4, times(20, 4)...), sampled(4, append(times(5, 0), times(15, 4)...)...), eval.CompareOptions{})
	if certain.NeededRepeats != nil || certain.WorthRepeats != nil {
		t.Errorf("%v, %v", certain.NeededRepeats, certain.WorthRepeats)
	}
	// Half and half: var within 2*0.25, between 0.25.
	both := eval.Compare(sampled(2, times(40, 1)...), sampled(2, append(times(20, 0), times(20, 2)...)...), eval.CompareOptions{})
	if both.WorthRepeats == nil || *both.WorthRepeats < 1 {
		t.Errorf("%+v", both)
	}
}

func TestASingleCaseMovesOnlyWithSeveralSamples(t *testing.T) {
	t.Parallel()
	base := sampled(8, append([]int{8, 8}, times(10, 6)...)...)
	head := sampled(8, append([]int{0, 5}, times(10, 6)...)...)
	got := eval.Compare(base, head, eval.CompareOptions{})
	if len(got.Moved) != 1 || got.Moved[0].Name != "Row 1" || got.Moved[0].Base != 1 || got.Moved[0].Head != 0 || got.Moved[0].Adjusted > 0.01 {
		t.Errorf("%+v", got.Moved)
	}
	once := eval.Compare(outcome(mix(20, 0)...), outcome(mix(0, 20)...), eval.CompareOptions{})
	if len(once.Moved) != 0 || len(once.Broken) != 20 {
		t.Errorf("with one sample a case they flip: %+v", once)
	}
	one := base
	one.Cases[0].Samples, one.Cases[0].Passes = 1, 1
	if got := eval.Compare(one, head, eval.CompareOptions{}); len(got.Moved) != 0 {
		t.Errorf("one sample on one side: %+v", got.Moved)
	}
}
