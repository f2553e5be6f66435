package bisect_test

import (
	"math"
	"testing"

	"github.com/promptgit/promptgit/internal/bisect"
)

func TestTheRivalHasTheMarginalOfJeffreys(t *testing.T) {
	t.Parallel()
	var h halves
	for _, row := range []struct {
		s, f int
		log  float64
	}{
		{0, 0, 0},
		{1, 0, -0.693147180560},
		{1, 1, -2.079441541680},
		{2, 0, -0.980829253012},
		{3, 1, -3.242592351486},
		{10, 0, -1.736152296596},
		{9, 1, -4.680591275763},
		{50, 50, -71.845594459972},
	} {
		digits(t, "log marginal", h.marginal(row.s, row.f), row.log, 12)
	}
	for _, row := range []struct {
		before, after [2]int
		factor        float64
	}{
		{[2]int{1, 0}, [2]int{0, 1}, 2},
		{[2]int{2, 0}, [2]int{0, 2}, 6},
		{[2]int{3, 0}, [2]int{0, 3}, 20},
		{[2]int{5, 0}, [2]int{0, 5}, 252},
		{[2]int{3, 0}, [2]int{3, 0}, 0.432900433},
		{[2]int{9, 1}, [2]int{2, 8}, 81.714285714},
		{[2]int{10, 0}, [2]int{5, 5}, 18.466366817},
	} {
		a, b := row.before, row.after
		factor := math.Exp(h.marginal(a[0], a[1]) + h.marginal(b[0], b[1]) - h.marginal(a[0]+b[0], a[1]+b[1]))
		digits(t, "factor of a change", factor, row.factor, 9)
	}
}

func TestTheRivalHasThePosteriorOfItsFormula(t *testing.T) {
	t.Parallel()
	b := newBayesect(8)
	for version, counts := range map[int][2]int{0: {3, 0}, 4: {2, 1}, 6: {0, 2}, 8: {0, 3}} {
		b.pass[version], b.fail[version] = counts[0], counts[1]
	}
	culprit, p := b.infer()
	if culprit != 5 {
		t.Errorf("the first of the likeliest is 5, got %d", culprit)
	}
	digits(t, "posterior of it", p, 0.342657342657, 12)
	for v, want := range map[int]float64{
		1: 0.064102564103, 2: 0.064102564103, 3: 0.064102564103, 4: 0.064102564103,
		5: 0.342657342657, 6: 0.342657342657, 7: 0.029137529138, 8: 0.029137529138,
	} {
		digits(t, "posterior", b.post[v], want, 12)
	}
}

// What next picks is held against the definition: the entropy after a pass and
// after a fail, each inferred anew.
func TestTheRivalAsksWhatLeavesTheLeastEntropy(t *testing.T) {
	t.Parallel()
	const m = 12
	left := func(b *bayesect, t int) float64 {
		after := 0.0
		pass := 0.0
		for v := 1; v <= m; v++ {
			s, n := b.sBefore[v], b.nBefore[v]
			if v <= t {
				s, n = b.sAfter[v], b.nAfter[v]
			}
			pass += b.post[v] * (float64(s) + 0.5) / float64(n+1)
		}
		for value, p := range map[float64]float64{1: pass, 0: 1 - pass} {
			c := newBayesect(m)
			copy(c.pass, b.pass)
			copy(c.fail, b.fail)
			c.observe(bisect.Observation{Version: t, Value: value})
			c.infer()
			for _, q := range c.post {
				if q > 0 {
					after -= p * q * math.Log2(q)
				}
			}
		}
		return after
	}
	j := newJudge(scenario{kind: drop15, m: m, n: 10, eps: 0.1}, 1)
	b := newBayesect(m)
	for _, o := range j.ends() {
		b.observe(o)
	}
	for step := range 30 {
		b.infer()
		got := b.next()
		for version := range m + 1 {
			if left(b, version) < left(b, got)-1e-9 {
				t.Fatalf("step %d: %d leaves %v, %d leaves %v", step, got, left(b, got), version, left(b, version))
			}
		}
		b.observe(j.ask(bisect.Query{Version: got, Case: step % 10}))
	}
}

func TestHalvingFindsAKnownCaseWithoutNoise(t *testing.T) {
	t.Parallel()
	for trial := range 50 {
		j := newJudge(scenario{kind: named, m: 64, n: 1}, trial)
		a := halving(5)(j)
		if a.culprit != j.culprit || a.runs != 6*3 {
			t.Fatalf("culprit %d: %+v", j.culprit, a)
		}
		j = newJudge(scenario{kind: drop15, m: 100, n: 20}, trial)
		if a = halving(1)(j); a.culprit != j.culprit || a.runs > 7*20 {
			t.Fatalf("culprit %d: %+v", j.culprit, a)
		}
	}
}
