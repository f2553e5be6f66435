package stats

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

func TestFiftyNineEqualCasesAreAlike(t *testing.T) {
	t.Parallel()
	for margin, want := range map[float64]int{0.05: 59, 0.10: 29, 0.02: 149} {
		if got := UnseenNeeded(margin); got != want {
			t.Errorf("margin %v: want %d cases, got %d", margin, want, got)
		}
		if !Alike(make([]float64, want), nil, margin) || Alike(make([]float64, want-1), nil, margin) {
			t.Errorf("margin %v: %d equal cases and no fewer must be alike", margin, want)
		}
		if q := Unanimous(0, want, 0.90)[1]; q > margin {
			t.Errorf("margin %v: Unanimous says %v", margin, q)
		}
	}
}

// For cases that only broke, the test is that of Clopper and Pearson on their share.
func TestAlikeIsExactWhereCasesOnlyBreak(t *testing.T) {
	t.Parallel()
	for _, n := range []int{59, 80, 92, 93, 100, 123, 124, 153, 181, 300} {
		for broken := range 8 {
			d := make([]float64, n)
			for i := range broken {
				d[i] = -1
			}
			// P(X <= broken) for n cases of which each breaks with probability 0.05
			chance := distuv.Binomial{N: float64(n), P: 0.05}.CDF(float64(broken))
			if got := Alike(d, nil, 0.05); got != (chance <= 0.05) {
				t.Errorf("%d of %d: P = %.4f, alike %v", broken, n, chance, got)
			}
		}
	}
}

func TestTheChanceOfAPositiveSumIsThatOfDraws(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(1, 2))
	for trial := range 8 {
		n := 1 + rng.IntN(30)
		a := make([]float64, n+1)
		for i := range a {
			a[i] = rng.NormFloat64() - 0.2
		}
		const draws = 40_000
		hits := 0
		for range draws {
			sum := 0.0
			for _, x := range a {
				sum += x * rng.ExpFloat64()
			}
			if sum > 0 {
				hits++
			}
		}
		want := float64(hits) / draws
		if got := positive(a); math.Abs(got-want) > 5*math.Sqrt(0.25/draws) {
			t.Errorf("trial %d: want about %.4f, got %.4f", trial, want, got)
		}
	}
	// One positive and one negative exponential: P(a E1 > b E2) = a/(a+b).
	if got := positive([]float64{3, -1}); math.Abs(got-0.75) > 1e-6 {
		t.Errorf("want 0.75, got %v", got)
	}
}

// For weights that all differ the chance has a closed form, by partial fractions:
// P(sum a_i E_i > 0) is the sum, over positive a_i, of the product of
// a_i/(a_i - a_j) over the others.
func TestTheChanceOfAPositiveSumIsThatOfPartialFractions(t *testing.T) {
	t.Parallel()
	rng := rand.New(rand.NewPCG(3, 4))
	for trial := range 100 {
		a := make([]float64, 3+rng.IntN(7))
		for i := range a {
			a[i] = (float64(i) + 0.2 + 0.6*rng.Float64()) / 3 // well apart, or the fractions cancel
			if rng.IntN(2) == 0 {
				a[i] = -a[i]
			}
		}
		want := 0.0
		for i, x := range a {
			if x < 0 {
				continue
			}
			term := 1.0
			for j, y := range a {
				if j != i {
					term *= x / (x - y)
				}
			}
			want += term
		}
		if got := positive(a); math.Abs(got-want) > 1e-5 {
			t.Errorf("trial %d, %v: want %.9f, got %.9f", trial, a, want, got)
		}
	}
}

// Scores that code gives are not bound to [0, 1].
func TestDifferencesBeyondOneAreNotTakenForBounded(t *testing.T) {
	t.Parallel()
	d := make([]float64, 100)
	if d[0] = 1; !Alike(d, nil, 0.05) {
		t.Fatal("one of a hundred cases was fixed")
	}
	for _, x := range []float64{1.8, -3, 1e300, math.MaxFloat64, math.Inf(1), math.NaN()} {
		if d[0] = x; Alike(d, nil, 0.05) {
			t.Errorf("a case that moved by %v tells of worse ones, and the others may be of its kind", x)
		}
	}
}

func TestClustersAreTheUnitsOfSameness(t *testing.T) {
	t.Parallel()
	d, names := make([]float64, 200), make([]string, 200)
	for i := range d {
		names[i] = strconv.Itoa(i / 10)
	}
	if !Alike(d, nil, 0.05) {
		t.Error("200 equal cases are alike")
	}
	if Alike(d, names, 0.05) {
		t.Error("20 clusters cannot show that one in twenty is no other")
	}
	for i := range names {
		names[i] = strconv.Itoa(i / 3)
	}
	if !Alike(d, names, 0.05) {
		t.Error("67 equal clusters are alike")
	}
	for i := range 30 {
		d[i] = -1
	}
	if Alike(d, names, 0.05) {
		t.Error("15 % of the cases broke")
	}
}
