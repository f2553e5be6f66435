package drift_test

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/drift"
	"github.com/promptgit/promptgit/internal/stats"
)

// rule is what the command does unless flags say otherwise.
var rule = drift.Rule{Drop: 0.15, Threshold: 1000}

// scores are n cases of which so many pass.
func scores(n, passes int) []drift.Case {
	cases := make([]drift.Case, n)
	for i := range cases {
		cases[i].Key = string(rune('!' + i))
		if i < passes {
			cases[i].Score = 1
		}
	}
	return cases
}

func TestTheFirstLookIsTheBaseline(t *testing.T) {
	t.Parallel()
	w := drift.New(rule)
	if _, _, ok := w.Baseline(); ok || w.Verdict() != drift.Measuring {
		t.Error("nothing was seen yet")
	}
	if got := w.Add(scores(200, 170)); got.N != 0 || got.Measuring != 200 || w.Tested() != 0 {
		t.Errorf("got %+v", got)
	}
	got := w.Add(scores(200, 164))
	bound := stats.Wilson(170, 200, 0.90)[0]
	want := stats.LogE(164, 200, bound, 0.70)
	if got.N != 200 || got.Measuring != 0 || got.Baseline != 0.85 || got.Now != 0.82 || got.Samples != 200 {
		t.Errorf("got %+v", got)
	}
	if math.Abs(got.Bound-bound) > 1e-12 || math.Abs(got.Target-0.70) > 1e-12 || math.Abs(got.LogE-want) > 1e-9 || got.LogW != got.LogE {
		t.Errorf("want %g and %g, got %+v", bound, want, got)
	}
	if w.Verdict() != drift.Steady || w.Tested() != 1 {
		t.Errorf("got %s", w.Verdict())
	}
}

func TestASmallBaselineTakesMoreLooks(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n, passes, looks int // looks for the baseline
	}{{10, 8, 15}, {20, 17, 7}, {50, 42, 3}, {100, 85, 2}, {200, 170, 1}, {10, 10, 5}} {
		w := drift.New(rule)
		for look := 1; ; look++ {
			if l := w.Add(scores(test.n, test.passes)); l.N > 0 && !l.Wider {
				if look != test.looks+1 {
					t.Errorf("%d of %d: want %d looks, got %d", test.passes, test.n, test.looks, look-1)
				}
				break
			}
			if left, ok := w.Missing(); !ok || left != test.looks-look {
				t.Errorf("%d of %d after %d looks: %d are said to be missing", test.passes, test.n, look, left)
			}
			if look > 100 {
				t.Fatal("the baseline never ends")
			}
		}
	}
}

func TestOneBadLookIsAnAlarmAndTwoAreADrift(t *testing.T) {
	t.Parallel()
	w := drift.New(rule)
	w.Add(scores(200, 170))
	w.Add(scores(200, 130))
	if w.Verdict() != drift.Alarm {
		t.Fatalf("got %s, W %g", w.Verdict(), w.LogW())
	}
	w.Add(scores(200, 172))
	if w.Verdict() != drift.Steady || w.LogW() >= math.Log(1000) {
		t.Errorf("a good look lifts it: got %s, W %g", w.Verdict(), w.LogW())
	}
	w.Add(scores(200, 130))
	w.Add(scores(200, 132))
	if w.Verdict() != drift.Drifted {
		t.Errorf("got %s, W %g", w.Verdict(), w.LogW())
	}
	w.Add(nil) // nothing was judged: that changes nothing
	if w.Verdict() != drift.Drifted {
		t.Errorf("got %s", w.Verdict())
	}
}

func TestACaseThatIsNewStartsABaselineOfItsOwn(t *testing.T) {
	t.Parallel()
	w := drift.New(rule)
	w.Add(scores(200, 170))
	more := append(scores(200, 170), drift.Case{Key: "new"}, drift.Case{Key: "too"})
	got := w.Add(more)
	if got.N != 200 || got.Measuring != 2 || got.Now != 0.85 {
		t.Errorf("got %+v", got)
	}
	if got = w.Add(more); got.N != 202 || got.Measuring != 0 || math.Abs(got.Delta()) > 1e-12 {
		t.Errorf("the next look compares them, too: %+v", got)
	}
	w = drift.New(rule)
	w.Add(scores(150, 127))
	half := append(scores(150, 127)[:110], make([]drift.Case, 90)...)
	for i := range 90 {
		half[110+i].Key = "n" + strconv.Itoa(i)
	}
	if got = w.Add(half); got.N != 110 && got.N != 0 || got.N+got.Measuring != 200 {
		t.Errorf("got %+v", got)
	}
}

func TestALowBaselineCannotDropByPoints(t *testing.T) {
	t.Parallel()
	w := drift.New(rule)
	for range 3 {
		if got := w.Add(scores(100, 10)); got.N != 0 {
			t.Errorf("got %+v", got)
		}
	}
	if _, ok := w.Missing(); ok || w.Verdict() != drift.TooLow {
		t.Errorf("got %s", w.Verdict())
	}
	w = drift.New(drift.Rule{Drop: 0.50, Relative: true, Threshold: 1000})
	w.Add(scores(1000, 100))
	if got := w.Add(scores(1000, 100)); got.N != 1000 || math.Abs(got.Target-0.05) > 1e-12 {
		t.Errorf("got %+v", got)
	}
}

func TestTheExpectedDelayIsThatOfTheMeanEvidence(t *testing.T) {
	t.Parallel()
	w := drift.New(rule)
	w.Add(scores(200, 170))
	look := w.Add(scores(200, 170))
	want := math.Log(1000) / stats.LogE(140, 200, look.Bound, 0.70)
	if got := look.Expected(rule); math.Abs(got-want) > 1e-9 || got < 0.5 || got > 5 {
		t.Errorf("want %g, got %g", want, got)
	}
}

func TestADropIsNoPartOfTheBaseline(t *testing.T) {
	t.Parallel()
	w := drift.New(rule)
	w.Add(scores(20, 17))
	got := w.Add(scores(20, 16))
	if !got.Wider || got.Worse || got.Measuring != 20 || got.N != 20 || got.Target >= 0.60 || !got.Measures() || w.Verdict() != drift.Measuring {
		t.Errorf("an ordinary look is measured: %+v, %s", got, w.Verdict())
	}
	before, _, _ := w.Baseline()
	for range 3 {
		if got = w.Add(scores(20, 6)); !got.Worse || got.Measuring != 0 || got.Measures() {
			t.Errorf("got %+v", got)
		}
	}
	if after, _, _ := w.Baseline(); after != before {
		t.Errorf("the drop moved the baseline from %g to %g", before, after)
	}
	if w.Verdict() != drift.Drifted {
		t.Errorf("got %s with W %g", w.Verdict(), w.LogW())
	}
	if _, uneven := w.Uneven(); uneven {
		t.Error("the looks of the baseline agree")
	}
}

func TestALookInWhichManyCasesFellIsNoPartOfTheBaseline(t *testing.T) {
	t.Parallel()
	w := drift.New(rule)
	w.Add(scores(20, 12))
	if got := w.Add(scores(20, 4)); !got.Worse || got.Measuring != 0 { // 8 fell and none rose: p = 1/256
		t.Errorf("got %+v", got)
	}
	w = drift.New(rule)
	w.Add(scores(20, 17))
	if got := w.Add(scores(20, 11)); got.Worse || got.Measuring != 20 { // 6: p = 1/64
		t.Errorf("got %+v", got)
	}
	for range 6 {
		w.Add(scores(20, 11))
	}
	if u, uneven := w.Uneven(); !uneven || u.First != 0.85 || math.Abs(u.After-0.55) > 1e-9 {
		t.Errorf("the first look does not fit the others: %+v, %v", u, uneven)
	}
}

// Whatever is seen, a watch neither crashes nor gives something that is no
// number, and W is what the evidence of the looks adds up to.
func TestAWatchTakesWhateverComes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drift.Rule{
			Drop: rapid.Float64Range(0.001, 0.999).Draw(t, "drop"), Relative: rapid.Bool().Draw(t, "relative"),
			Threshold: rapid.Float64Range(1.01, 1e6).Draw(t, "threshold"),
		}
		w := drift.New(r)
		logW := 0.0
		for range rapid.IntRange(0, 12).Draw(t, "looks") {
			keys := rapid.SliceOfNDistinct(rapid.IntRange(0, 40), 0, 40, rapid.ID).Draw(t, "keys")
			cases := make([]drift.Case, len(keys))
			for i, k := range keys {
				cases[i] = drift.Case{Key: strconv.Itoa(k), Score: rapid.Float64Range(-1, 2).Draw(t, "score")}
			}
			look := w.Add(cases)
			if sum := look.N + look.Measuring; !look.Wider && sum != len(cases) || look.Wider && !look.Worse && look.Measuring != len(cases) || look.N > len(cases) {
				t.Fatalf("%d cases: %+v", len(cases), look)
			}
			if look.N > 0 {
				logW = max(0, logW) + look.LogE
				if !(look.Bound > look.Target && look.Target > 0 && look.Bound < 1) || !(look.Expected(r) > 0) {
					t.Fatalf("got %+v", look)
				}
			}
			for _, x := range []float64{look.LogE, look.LogW, look.Now, look.Baseline, look.Interval[0], look.Interval[1]} {
				if math.IsNaN(x) || math.IsInf(x, 0) {
					t.Fatalf("got %+v", look)
				}
			}
			if look.LogW != logW || w.LogW() != logW {
				t.Fatalf("want %g, got %+v", logW, look)
			}
			if left, ok := w.Missing(); ok && left < 0 {
				t.Fatalf("%d looks are missing", left)
			}
		}
	})
}

// A small piece of the simulation: see TestSimDrift.
func TestAYearWithoutAChangeSeldomAlarms(t *testing.T) {
	t.Parallel()
	for _, w := range worlds() {
		alarms, drifts, row := w.simulate(100, 50, 0.85, rule)
		if alarms > 0.05 || drifts > 0.05 { // 2 % and two standard errors of 100 tries
			t.Errorf("%s", row)
		}
	}
}
