package advise_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/advise"
)

// world is one history under simulation: cases with a rate of passing each.
type world struct {
	rng     *rand.Rand
	repeats int
	gain    float64
	flips   float64     // of a model that answers alike each time: the share of cases that another version moves, up as much as down
	rates   [][]float64 // by version
	clock   int
}

// level is the mean rate of passing that cases are drawn from.
const level = 0.6

// newWorld draws the rates from a Beta distribution in which most cases nearly
// always pass or nearly always fail; two runs of one version then differ by 0.4 per
// case (standard deviation), as in statistics.md.
func newWorld(rng *rand.Rand, c cell) *world {
	w := &world{rng: rng, repeats: c.repeats, gain: c.gain, flips: c.flips}
	drawn := distuv.Beta{Alpha: level / 2, Beta: (1 - level) / 2, Src: rng}
	rates := make([]float64, c.cases)
	for i := range rates {
		if rates[i] = drawn.Rand(); w.flips > 0 {
			rates[i] = 0
			if rng.Float64() < level {
				rates[i] = 1
			}
		}
	}
	w.rates = append(w.rates, rates)
	return w
}

// next makes a version from another one, better by the gain: each case has the same
// share of what it lacks.
func (w *world) next(from int) {
	rates := slices.Clone(w.rates[from])
	lacks := 0.0
	for _, p := range rates {
		lacks += (1 - p) / float64(len(rates))
	}
	for i, p := range rates {
		switch {
		case w.flips == 0:
			rates[i] = p + (1-p)*min(1, w.gain/max(lacks, 1e-9))
		case w.rng.Float64() < w.flips/2/(level*p+(1-level)*(1-p)): // so that the mean over all cases stays
			rates[i] = 1 - p
		}
	}
	w.rates = append(w.rates, rates)
}

// origin is the version that another one is made from: the one before it, whose
// edit stays whatever became of it. A model that repeats itself is asked about the
// best one with some cases moved.
func (w *world) origin(v, incumbent int) int {
	if w.flips > 0 {
		return max(incumbent, 0)
	}
	return v - 1
}

func (w *world) truth(version int) float64 {
	if w.flips > 0 {
		return level
	}
	sum := 0.0
	for _, p := range w.rates[version] {
		sum += p
	}
	return sum / float64(len(w.rates[version]))
}

// judge is a run of the suite at a version.
func (w *world) judge(version int, fresh bool) eval.Record {
	w.clock++
	rates := w.rates[version]
	r := eval.Record{
		ID: fmt.Sprintf("%06d", w.clock), Time: time.Date(2026, 1, 1, 0, 0, w.clock, 0, time.UTC).Format(time.RFC3339),
		Fresh: fresh, Cases: make([]eval.CaseRecord, len(rates)),
	}
	for i, p := range rates {
		passes := 0
		for range w.repeats {
			if w.rng.Float64() < p {
				passes++
			}
		}
		r.Cases[i] = eval.CaseRecord{Key: keys(i), Index: i, Passes: passes, Samples: w.repeats, Score: new(float64(passes) / float64(w.repeats))}
	}
	return r
}

func keys(i int) string { return string([]byte{byte(i), byte(i >> 8)}) }

func all(eval.CaseRecord) bool { return true }

// ended is how a simulated history went.
type ended struct {
	iterations int
	stopped    bool
	claimed    bool
	inflation  float64 // score that is believed of the incumbent, minus the true one
}

const iterations = 10

// confirming follows advise: whenever it says so both versions are run again, up
// to five times, and it ends when it says stop.
func (w *world) confirming() ended {
	rule := advise.Rule{Delta: advise.DefaultDelta, Planned: iterations}
	versions := []advise.Version{{Records: []eval.Record{w.judge(0, false)}}}
	end := ended{iterations: iterations}
	var c advise.Course
	for v := 1; v <= iterations; v++ {
		w.next(w.origin(v, c.Incumbent))
		versions = append(versions, advise.Version{Records: []eval.Record{w.judge(v, false)}})
		c = advise.Walk(versions, rule, all)
		for range 5 {
			if c.Pending < 0 {
				break
			}
			for _, at := range []int{c.Incumbent, c.Pending} {
				versions[at].Records = append(versions[at].Records, w.judge(at, true))
			}
			c = advise.Walk(versions, rule, all)
		}
		if c.Count >= advise.StopAt {
			end.iterations, end.stopped = v, true
			break
		}
	}
	end.claimed, end.inflation = c.Incumbent > 0, mean(c.Standing)-w.truth(c.Incumbent)
	return end
}

// looking takes each look for the truth: what "paired" is in statistics.md, or
// "naive", by the bare mean.
func (w *world) looking(naive bool) ended {
	rule := advise.Rule{Delta: advise.DefaultDelta, Planned: iterations}
	best, at, count := w.judge(0, false), 0, 0
	end := ended{iterations: iterations}
	for v := 1; v <= iterations && !end.stopped; v++ {
		w.next(w.origin(v, at))
		r := w.judge(v, false)
		look := advise.Walk([]advise.Version{{Records: []eval.Record{best}}, {Records: []eval.Record{r}}}, rule, all).Steps[1].Look
		better, worse, keep := look.Lower > 0, look.Upper < rule.Delta, look.Lower > 0
		if naive {
			better, worse, keep = look.Mean >= rule.Delta, look.Mean < rule.Delta, look.Mean > 0
		}
		switch {
		case better:
			count, end.claimed = 0, true
		case worse:
			count++
		}
		if keep {
			best, at = r, v
		}
		if count >= advise.StopAt {
			end.iterations, end.stopped = v, true
		}
	}
	end.inflation = mean(&best) - w.truth(at)
	return end
}

func mean(r *eval.Record) float64 {
	sum := 0.0
	for _, c := range r.Cases {
		sum += *c.Score
	}
	return sum / float64(len(r.Cases))
}

type cell struct {
	cases, repeats int
	gain           float64 // true, of each iteration
	flips          float64 // see world
}

// outcome sums up many histories.
type outcome struct {
	stopped, claimed, inflation float64
	median                      int
}

func simulate(trials int, seed uint64, c cell, follow func(*world) ended) outcome {
	rng := rand.New(rand.NewPCG(seed, uint64(c.cases*10+c.repeats)))
	var o outcome
	var its []int
	for range trials {
		end := follow(newWorld(rng, c))
		if end.stopped {
			o.stopped += 1 / float64(trials)
		}
		if end.claimed {
			o.claimed += 1 / float64(trials)
		}
		o.inflation += end.inflation / float64(trials)
		its = append(its, end.iterations)
	}
	slices.Sort(its)
	o.median = its[len(its)/2]
	return o
}

func (w *world) naive() ended  { return w.looking(true) }
func (w *world) paired() ended { return w.looking(false) }

func simulated(t *testing.T) {
	t.Helper()
	if os.Getenv("PROMPTGIT_SIM") != "1" {
		t.Skip("a simulation: make sim runs it")
	}
}

// The table of statistics.md 4.1. An improvement that is claimed where the truth
// is flat is false.
func TestSimStopRule(t *testing.T) {
	simulated(t)
	const trials = 500
	var b strings.Builder
	for _, size := range [][2]int{{20, 1}, {20, 3}, {50, 1}, {50, 3}, {100, 1}, {100, 3}, {300, 1}, {300, 3}} {
		for _, gain := range []float64{0, 0.03} {
			c := cell{size[0], size[1], gain, 0}
			for _, by := range []struct {
				name   string
				follow func(*world) ended
			}{{"naive", (*world).naive}, {"paired", (*world).paired}, {"confirm", (*world).confirming}} {
				o := simulate(trials, 7, c, by.follow)
				fmt.Fprintf(&b, "| %d | %d | %.0f | %s | %.3f | %d | %.3f | %+.2f |\n", c.cases, c.repeats, 100*gain, by.name, o.stopped, o.median, o.claimed, 100*o.inflation)
				if by.name == "confirm" && gain == 0 && o.claimed > 0.02 {
					t.Errorf("%+v: improved in %.4f of the histories without a gain", c, o.claimed)
				}
			}
		}
	}
	t.Log("\n| cases | samples | gain | rule | stopped | median | claimed | inflation |\n" + b.String())
}

// A model that answers alike each time gives the same data in a re-run, so that
// only the cases are drawn by chance: improved is false where the version is no
// better over all cases of the kind.
func TestSimStopRuleOfARepeatingModel(t *testing.T) {
	simulated(t)
	const trials = 2000
	var b strings.Builder
	for _, cases := range []int{20, 50, 100, 300} {
		for _, flips := range []float64{0.05, 0.2} {
			o := simulate(trials, 11, cell{cases, 1, 0, flips}, (*world).confirming)
			fmt.Fprintf(&b, "| %d | %.0f %% | %.3f | %d | %.4f | %+.2f |\n", cases, 100*flips, o.stopped, o.median, o.claimed, 100*o.inflation)
			if o.claimed > 0.02 {
				t.Errorf("%d cases, %v moved: improved in %.4f of the histories without a gain", cases, flips, o.claimed)
			}
		}
	}
	t.Log("\n| cases | moved | stopped | median | claimed | inflation |\n" + b.String())
}

// A prompt that gains as much on the held-out cases as on the tuned ones is fitted
// to none, whatever it gains; a gap is a false alarm.
func overfitAlarms(trials, cases int, gain float64) (alarms float64) {
	rng := rand.New(rand.NewPCG(13, uint64(cases)))
	for range trials {
		w := newWorld(rng, cell{cases, 1, gain, 0})
		w.next(0)
		first, last := w.judge(0, false), w.judge(1, false)
		first.PromptKey, last.PromptKey = "a", "b"
		s := advise.Subject{Suite: true, Newest: 1, Splits: map[string]string{}, Versions: []advise.Version{{Records: []eval.Record{first}}, {Records: []eval.Record{last}}}}
		for i := range cases {
			s.Splits[keys(i)] = ""
			if 10*i >= 7*cases {
				s.Splits[keys(i)] = "holdout"
			}
		}
		if a := advise.Advise(s, advise.Rule{Delta: advise.DefaultDelta, Planned: iterations}); a.Overfit.Flagged {
			alarms += 1 / float64(trials)
		}
	}
	return alarms
}

func TestSimOverfitting(t *testing.T) {
	simulated(t)
	const trials = 1000
	var b strings.Builder
	for _, cases := range []int{20, 50, 100, 300} {
		for _, gain := range []float64{0, 0.1, 0.3} {
			alarms := overfitAlarms(trials, cases, gain)
			fmt.Fprintf(&b, "| %d | %.0f | %.3f |\n", cases, 100*gain, alarms)
			if bound := 0.05 + 2*0.0069; alarms > bound { // two standard errors of a share of 5 %
				t.Errorf("%d cases, gain %v: %.4f false alarms", cases, gain, alarms)
			}
		}
	}
	t.Log("\n| cases | gain on both | false alarms |\n" + b.String())
}

// What the simulation holds in full is held in part here.
func TestFewHistoriesWithoutAGainAreCalledImproved(t *testing.T) {
	t.Parallel()
	o := simulate(100, 7, cell{50, 1, 0, 0}, (*world).confirming)
	if o.claimed > 0.02 || o.inflation > 0.02 || o.inflation < -0.02 {
		t.Errorf("got %+v", o)
	}
	if naive := simulate(100, 7, cell{50, 1, 0, 0}, (*world).naive); naive.claimed < 0.2 {
		t.Errorf("a comparison of means claims no gain: %+v", naive)
	}
	if better := simulate(40, 7, cell{100, 1, 0.1, 0}, (*world).confirming); better.claimed < 0.9 {
		t.Errorf("a gain of 10 points in each iteration is not seen: %+v", better)
	}
	if alarms := overfitAlarms(60, 20, 0.1); alarms > 0.1 {
		t.Errorf("%.2f false alarms", alarms)
	}
}
