package bisect

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// bruteForce is the posterior by the formulas, one first bad version at a time.
// It has no segments, no shared sums and no logarithms.
func bruteForce(s *noisy, seen []Observation) []float64 {
	m := s.last()
	runs := func(c int, in func(version int) bool) tally {
		var t tally
		for _, o := range seen {
			if (c < 0 || o.Case == c) && in(o.Version) {
				t = t.plus(tally{o.Value * float64(o.Runs), (1 - o.Value) * float64(o.Runs)})
			}
		}
		return t
	}
	all := func(int) bool { return true }
	likelihood := func(t tally, k int) float64 {
		return math.Pow(s.grid.rate[k], t.pass) * math.Pow(1-s.grid.rate[k], t.fail)
	}
	spare := func(a, c int) float64 {
		sum := 0.0
		for k := range points {
			sum += s.grid.weight[a][k] * likelihood(runs(c, all), k)
		}
		return sum
	}
	p := make([]float64, m+1)
	for a := range allShapes {
		x := s.prior.none * s.prior.shift / alike
		if a < shapes {
			x = s.prior.none * (1 - s.prior.pooled - s.prior.shift) * shapeWeight(a)
		}
		for c := range s.problem.Cases {
			x *= spare(a, c)
		}
		p[0] += x
	}
	p[0] += s.prior.none * s.prior.pooled * math.Exp(logBetaBinomial(runs(-1, all)))
	for b := 1; b <= m; b++ {
		before := func(v int) bool { return v < b }
		after := func(v int) bool { return v >= b }
		for _, h := range s.hypers[:byShare] {
			x := (1 - s.prior.none) * (1 - s.prior.pooled - s.prior.shift) * shapeWeight(h.shape) / 5 / float64(m)
			none := x // no case broke
			for c := range s.problem.Cases {
				broke := 0.0
				for _, pair := range s.grid.pairs[h.slab] {
					broke += pair.weight[h.shape] * likelihood(runs(c, before), pair.before) * likelihood(runs(c, after), pair.after)
				}
				x *= (1-h.share)*spare(h.shape, c) + h.share*broke
				none *= (1 - h.share) * spare(h.shape, c)
			}
			p[b] += (x - none) / (1 - math.Pow(1-h.share, float64(s.problem.Cases)))
		}
		for i := range alike * shifts {
			a, by := shapes+i/shifts, [...]float64{.7, 1.2}[i%shifts]
			x := (1 - s.prior.none) * s.prior.shift / (alike * shifts) / float64(m)
			for c := range s.problem.Cases {
				sum := 0.0
				for k, rate := range s.grid.rate {
					less := 1 / (1 + math.Exp(by)*(1-rate)/rate)
					t := runs(c, after)
					sum += s.grid.weight[a][k] * likelihood(runs(c, before), k) * math.Pow(less, t.pass) * math.Pow(1-less, t.fail)
				}
				x *= sum
			}
			p[b] += x
		}
		p[b] += (1 - s.prior.none) * s.prior.pooled / float64(m) * math.Exp(logBetaBinomial(runs(-1, before))+logBetaBinomial(runs(-1, after)))
	}
	sum := 0.0
	for _, x := range p {
		sum += x
	}
	for i := range p {
		p[i] /= sum
	}
	return p
}

// drawn is a small problem and readings of it that follow no model.
func drawn(t *rapid.T) (Problem, []Observation) {
	p := Problem{
		Versions: rapid.IntRange(2, 8).Draw(t, "versions"), Cases: rapid.IntRange(1, 3).Draw(t, "cases"),
		AssumeRegression: rapid.Bool().Draw(t, "assume"),
	}
	seen := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Observation {
		return Observation{
			Version: rapid.IntRange(0, p.Versions-1).Draw(t, "version"),
			Case:    rapid.IntRange(0, p.Cases-1).Draw(t, "case"),
			Value:   rapid.SampledFrom([]float64{0, 1, 0.5, 0.3, 1}).Draw(t, "value"),
			Runs:    rapid.IntRange(1, 3).Draw(t, "runs"),
		}
	}), 0, 15).Draw(t, "seen")
	return p, seen
}

func near(t *rapid.T, want, got []float64) {
	if len(want) != len(got) {
		t.Fatalf("want %v, got %v", want, got)
	}
	for i := range want {
		if !(math.Abs(want[i]-got[i]) <= 1e-9) {
			t.Fatalf("element %d: want %v, got %v", i, want, got)
		}
	}
}

func TestSegmentsEqualBruteForceOverAllVersions(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, seen := drawn(t)
		s := newNoisy(p)
		for _, o := range seen {
			s.observe(o)
		}
		near(t, bruteForce(s, seen), s.posterior())
	})
}

// The information of a query, too, is that of the formula, version by version.
func TestTheInformationOfAQueryEqualsBruteForce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p, seen := drawn(t)
		s := newNoisy(p)
		for _, o := range seen {
			s.observe(o)
		}
		now := bruteForce(s, seen)
		c := rapid.IntRange(0, p.Cases-1).Draw(t, "asked case")
		gains := s.gains(s.now(), c)
		for _, v := range []int{0, p.Versions / 2, p.Versions - 1} {
			// H(B) less the expected H(B | answer) is the same information.
			pass := bruteForce(s, append(seen[:len(seen):len(seen)], Observation{Version: v, Case: c, Value: 1, Runs: 1}))
			fail := bruteForce(s, append(seen[:len(seen):len(seen)], Observation{Version: v, Case: c, Value: 0, Runs: 1}))
			i := 0 // an element that the answer moves tells how likely a pass is
			for k := range now {
				if math.Abs(pass[k]-fail[k]) > math.Abs(pass[i]-fail[i]) {
					i = k
				}
			}
			if math.Abs(pass[i]-fail[i]) < 1e-6 {
				continue
			}
			q := (now[i] - fail[i]) / (pass[i] - fail[i])
			want := bitsOf(now) - q*bitsOf(pass) - (1-q)*bitsOf(fail)
			if got := gains.at(v); math.Abs(want-got) > 1e-6 {
				t.Fatalf("case %d at version %d: want %v, got %v", c, v, want, got)
			}
		}
	})
}

func bitsOf(p []float64) float64 {
	sum := 0.0
	for _, x := range p {
		if x > 0 {
			sum -= x * math.Log2(x)
		}
	}
	return sum
}
