package advise_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/advise"
)

// scored is a record of 40 cases, the first ones of which pass, made at a minute.
func scored(minute, passing int, fresh bool) eval.Record {
	return sampled(minute, fresh, 1, func(i int) int {
		if i < passing {
			return 1
		}
		return 0
	})
}

func sampled(minute int, fresh bool, samples int, passes func(i int) int) eval.Record {
	r := eval.Record{
		ID: fmt.Sprintf("%04d", minute), Time: time.Date(2026, 1, 1, 0, minute, 0, 0, time.UTC).Format(time.RFC3339),
		Fresh: fresh, Reps: samples, N: 40, Provider: "openai", Model: "m", ResolvedModel: "m-1",
	}
	for i := range 40 {
		p := passes(i)
		r.Cases = append(r.Cases, eval.CaseRecord{Key: keys(i), ID: fmt.Sprint("c", i), Index: i, Passes: p, Samples: samples, Score: new(float64(p) / float64(samples))})
	}
	return r
}

func history(versions ...[]eval.Record) []advise.Version {
	var list []advise.Version
	for i, records := range versions {
		list = append(list, advise.Version{Rev: strings.Repeat(string(rune('a'+i)), 40), Records: records})
	}
	return list
}

func statuses(c advise.Course) string {
	var list []string
	for _, s := range c.Steps {
		list = append(list, string(s.Status))
	}
	return strings.Join(list, " ")
}

func TestTheStopRule(t *testing.T) {
	t.Parallel()
	type rs = []eval.Record
	long := int((40 * 24 * time.Hour).Minutes())
	other := scored(2, 30, false)
	other.ResolvedModel = "m-2"
	for _, test := range []struct {
		name     string
		rule     advise.Rule
		versions []advise.Version
		want     string
		count    int
		best     int
		pending  int
	}{
		{"nothing is judged", advise.Rule{}, history(nil, nil), "unjudged unjudged", 0, -1, -1},
		{"the first is missing", advise.Rule{}, history(nil, rs{scored(1, 10, false)}), "unjudged baseline", 0, 1, -1},
		{"worse, and worse again", advise.Rule{}, history(rs{scored(1, 20, false)}, rs{scored(2, 15, false)}, rs{scored(3, 10, false)}, rs{scored(4, 5, false)}), "baseline no-gain no-gain no-gain", 3, 0, -1},
		{"forty equal cases are too few", advise.Rule{}, history(rs{scored(1, 20, false)}, rs{scored(2, 20, false)}), "baseline inconclusive", 0, 0, -1},
		{"a little better is inconclusive", advise.Rule{}, history(rs{scored(1, 20, false)}, rs{scored(2, 22, false)}), "baseline inconclusive", 0, 0, -1},
		{"seen once", advise.Rule{}, history(rs{scored(1, 10, false)}, rs{scored(2, 30, false)}), "baseline unconfirmed", 0, 0, 1},
		{"graded again from the cache", advise.Rule{}, history(rs{scored(1, 10, false), scored(3, 10, false)}, rs{scored(2, 30, false), scored(4, 30, false)}), "baseline unconfirmed", 0, 0, 1},
		{"one side is fresh", advise.Rule{}, history(rs{scored(1, 10, false)}, rs{scored(2, 30, false), scored(4, 30, true)}), "baseline unconfirmed", 0, 0, 1},
		{"the other side was fresh before the look", advise.Rule{}, history(rs{scored(1, 10, false), scored(2, 10, true)}, rs{scored(3, 30, false), scored(4, 30, true)}), "baseline unconfirmed", 0, 0, 1},
		{"both are fresh", advise.Rule{}, history(rs{scored(1, 10, false), scored(3, 10, true)}, rs{scored(2, 30, false), scored(4, 30, true)}), "baseline improved", 0, 1, -1},
		{"the fresh run takes it back", advise.Rule{}, history(rs{scored(1, 10, false), scored(3, 10, true)}, rs{scored(2, 30, false), scored(4, 8, true)}), "baseline no-gain", 1, 0, -1},
		{"a gain resets the count", advise.Rule{}, history(rs{scored(1, 10, false), scored(5, 10, true)}, rs{scored(2, 5, false)}, rs{scored(3, 30, false), scored(6, 30, true)}, rs{scored(7, 20, false)}), "baseline no-gain improved no-gain", 1, 2, -1},
		{"long ago", advise.Rule{MaxAge: 30 * 24 * time.Hour}, history(rs{scored(1, 10, false)}, rs{scored(long, 30, false)}), "baseline stale", 0, 0, -1},
		{"long ago, and both again", advise.Rule{MaxAge: 30 * 24 * time.Hour}, history(rs{scored(1, 10, false), scored(long+1, 10, true)}, rs{scored(long, 30, false), scored(long+2, 30, true)}), "baseline unconfirmed", 0, 0, 1},
		{"another model answered", advise.Rule{}, history(rs{scored(1, 10, false)}, rs{other}), "baseline stale", 0, 0, -1},
		{"a model that never changes", advise.Rule{Fixed: true, MaxAge: time.Hour}, history(rs{scored(1, 10, false)}, rs{scored(900, 30, false)}), "baseline improved", 0, 1, -1},
	} {
		test.rule.Delta, test.rule.Planned = 0.05, 10
		c := advise.Walk(test.versions, test.rule, all)
		if statuses(c) != test.want || c.Count != test.count || c.Incumbent != test.best || c.Pending != test.pending {
			t.Errorf("%s: %s, count %d, incumbent %d, pending %d", test.name, statuses(c), c.Count, c.Incumbent, c.Pending)
		}
	}
}

// t of 39 degrees of freedom: 1.684875 at 95 %, 3.058 and more at 99.8 %. 20 of 40
// cases fixed: mean .5, sd .50637.
func TestTheBoundsAreOneSided(t *testing.T) {
	t.Parallel()
	versions := history([]eval.Record{scored(1, 10, false), scored(3, 10, true)}, []eval.Record{scored(2, 30, false), scored(4, 30, true)})
	s := advise.Walk(versions, advise.Rule{Delta: 0.05, Planned: 10}, all).Steps[1]
	se := 0.50636968 / math.Sqrt(40)
	if want := 0.5 - 1.684875*se; math.Abs(s.Look.Lower-want) > 1e-6 || math.Abs(s.Look.Upper-(1-want)) > 1e-6 {
		t.Errorf("got [%v, %v]", s.Look.Lower, s.Look.Upper)
	}
	c := s.Confirms[0]
	if c.Level != 0.998 || c.Base.ID != "0003" || c.Head.ID != "0004" || c.Lower >= s.Look.Lower || c.Lower < 0.5-3.1*se {
		t.Errorf("got %+v", c)
	}
	// Beyond the planned iterations each further test gets a smaller share.
	if s := advise.Walk(versions, advise.Rule{Delta: 0.05, Planned: 1}, all).Steps[1]; s.Confirms[0].Level != 0.98 {
		t.Errorf("got %+v", s.Confirms[0])
	}
}

func subject(versions []advise.Version, held func(i int) bool) advise.Subject {
	s := advise.Subject{Suite: true, Newest: len(versions) - 1, Versions: versions, Splits: map[string]string{}}
	for i := range 40 {
		s.Splits[keys(i)] = ""
		if held(i) {
			s.Splits[keys(i)] = "holdout"
		}
	}
	for v := range s.Versions {
		for r := range s.Versions[v].Records {
			s.Versions[v].Records[r].PromptKey = s.Versions[v].Rev
		}
	}
	return s
}

func none(int) bool { return false }

func TestHeldOutCasesDecideNothing(t *testing.T) {
	t.Parallel()
	s := subject(history([]eval.Record{scored(1, 10, false)}, []eval.Record{scored(2, 20, false)}), func(i int) bool { return i >= 10 })
	a := advise.Advise(s, advise.Rule{Delta: 0.3, Planned: 10})
	if g := a.Course.Steps[1].Look; g.Mean != 0 || g.Cases != 10 || a.Reach.Cases != 10 {
		t.Errorf("got %+v, %+v", g, a.Reach)
	}
}

// Statistics.md 4.1: 223 cases for 5 points and 56 for 10 where differences spread
// by 0.3; the table of section 1: 100 cases see 6.63 points without noise.
func TestWhatASuiteCanSee(t *testing.T) {
	t.Parallel()
	half := func(minute int) eval.Record { return sampled(minute, false, 2, func(i int) int { return i % 3 }) }
	for _, test := range []struct {
		delta  float64
		needed int
	}{{0.05, 223}, {0.10, 56}} {
		a := advise.Advise(subject(history([]eval.Record{half(1)}), none), advise.Rule{Delta: test.delta, Planned: 10})
		if a.Reach.Needed != test.needed || a.Reach.Spread != nil || math.Abs(a.Reach.MDE-2.4865*0.3/math.Sqrt(40)) > 1e-4 {
			t.Errorf("%v: got %+v", test.delta, a.Reach)
		}
	}
	a := advise.Advise(subject(history([]eval.Record{scored(1, 20, false)}), none), advise.Rule{Delta: 0.0662, Planned: 10})
	if a.Reach.Needed != 101 || a.Verdict != advise.CannotAnswer {
		t.Errorf("got %+v", a.Reach)
	}
	if a = advise.Advise(subject(history([]eval.Record{scored(1, 20, false)}), none), advise.Rule{Delta: 0.066298, Planned: 10}); a.Reach.Needed != 100 {
		t.Errorf("got %+v", a.Reach)
	}
}

func TestTheGapBetweenTheSplitsIsPermuted(t *testing.T) {
	t.Parallel()
	// 10 of 30 tuned cases gain and none of 10 held-out ones: all ten in the tuned
	// split has the probability C(30,10)/C(40,10) = 0.03544.
	s := subject(history([]eval.Record{scored(1, 0, false)}, []eval.Record{scored(2, 10, false)}), func(i int) bool { return i >= 30 })
	o := advise.Advise(s, advise.Rule{Delta: 0.05, Planned: 10}).Overfit
	if math.Abs(o.P-0.03544) > 0.006 || !o.Flagged || math.Abs(o.Gap-1.0/3) > 1e-9 || o.Tuned != 30 || o.Holdout != 10 {
		t.Errorf("got %+v", o)
	}
	// With two held-out cases every choice is counted: neither of them is among the
	// ten with the probability 30*29/(40*39).
	s = subject(history([]eval.Record{scored(1, 0, false)}, []eval.Record{scored(2, 10, false)}), func(i int) bool { return i >= 38 })
	if o = advise.Advise(s, advise.Rule{Delta: 0.05, Planned: 10}).Overfit; math.Abs(o.P-30.0*29/(40*39)) > 1e-12 || o.Flagged {
		t.Errorf("got %+v", o)
	}
}

func TestSamplesArePooledOncePerContent(t *testing.T) {
	t.Parallel()
	first := scored(1, 20, false)
	again := scored(2, 20, false) // the same answers, graded again
	fresh := scored(3, 25, true)
	other := scored(4, 30, false) // another content
	a := advise.Advise(subject(history([]eval.Record{first, again, fresh}, []eval.Record{other}), none), advise.Rule{Delta: 0.05, Planned: 10})
	if len(a.Flaky.Cases) != 5 || a.Flaky.Repeated != 40 {
		t.Fatalf("got %+v", a.Flaky)
	}
	c := a.Flaky.Cases[0]
	if c.Passes != 1 || c.Samples != 2 || c.Flip != 1 || c.Entropy != 1 || c.Name != "c20" {
		t.Errorf("got %+v", c)
	}
	if math.Abs(*a.Flaky.Flip-5.0/40) > 1e-12 || math.Abs(*a.Flaky.Noise-math.Sqrt(2.5)/40) > 1e-12 {
		t.Errorf("got %v, %v", *a.Flaky.Flip, *a.Flaky.Noise)
	}
	// A record with more samples holds those of the ones before.
	more := sampled(2, false, 5, func(i int) int { return min(5, i) })
	a = advise.Advise(subject(history([]eval.Record{first, more}), none), advise.Rule{Delta: 0.05, Planned: 10})
	if len(a.Flaky.Cases) != 4 || a.Flaky.Cases[0].Samples != 5 {
		t.Errorf("got %+v", a.Flaky)
	}
}
