package stats_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/stats"
)

func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// statistics.md 4.4c: f(0)=.90 f(A)=.88 f(B)=.70 f(AB)=.60.
func TestTheSharesOfTheDocument(t *testing.T) {
	t.Parallel()
	got := stats.Shapley([]float64{.90, .88, .70, .60}, 2)
	if !near(got[0], -.06) || !near(got[1], -.24) {
		t.Errorf("want -0.06 and -0.24, got %v", got)
	}
	d := stats.Factorial(2)
	score := map[int]float64{0: .90, 1: .88, 2: .70, 3: .60}
	if a, b, ab := d.Effect(score, 0), d.Effect(score, 1), d.Interaction(score, 0, 1); !near(a, -.06) || !near(b, -.24) || !near(ab, -.08) {
		t.Errorf("effects %v, %v, interaction %v", a, b, ab)
	}
}

func TestAnAdditiveModelGivesItsEffectsBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 7).Draw(t, "factors")
		planted := rapid.SliceOfN(rapid.Float64Range(-1, 1), k, k).Draw(t, "planted")
		design := stats.OneAtATime(k)
		if k <= 4 {
			design = stats.Factorial(k)
		}
		score, values := map[int]float64{}, make([]float64, 1<<k)
		for mask := range values {
			for j := range k {
				if mask&(1<<j) != 0 {
					values[mask] += planted[j]
				}
			}
		}
		for _, mask := range design.Masks {
			score[mask] = values[mask]
		}
		shares := stats.Shapley(values, k)
		for j := range k {
			if !near(design.Effect(score, j), planted[j]) || !near(shares[j], planted[j]) {
				t.Fatalf("factor %d: planted %v, effect %v, share %v", j, planted[j], design.Effect(score, j), shares[j])
			}
			if design.Full() && k > 1 && !near(design.Interaction(score, j, (j+1)%k), 0) {
				t.Fatalf("an interaction of %v", design.Interaction(score, j, (j+1)%k))
			}
		}
	})
}

func TestSharesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(1, 5).Draw(t, "factors")
		values := rapid.SliceOfN(rapid.Float64Range(0, 1), 1<<k, 1<<k).Draw(t, "values")
		sum := 0.0
		for _, s := range stats.Shapley(values, k) {
			sum += s
		}
		if !near(sum, values[len(values)-1]-values[0]) {
			t.Fatalf("%v against %v", sum, values[len(values)-1]-values[0])
		}
	})
}

func TestCorrections(t *testing.T) {
	t.Parallel()
	p := []float64{0.01, 0.04, 0.03, 0.005}
	for i, want := range []float64{0.03, 0.06, 0.06, 0.02} {
		if got := stats.Holm(p)[i]; !near(got, want) {
			t.Errorf("Holm %d: want %v, got %v", i, want, got)
		}
	}
	for i, want := range []float64{0.02, 0.04, 0.04, 0.02} {
		if got := stats.BenjaminiHochberg(p)[i]; !near(got, want) {
			t.Errorf("Benjamini-Hochberg %d: want %v, got %v", i, want, got)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 9).Draw(t, "p")
		holm, bh := stats.Holm(p), stats.BenjaminiHochberg(p)
		for i := range p {
			if holm[i] < p[i]-1e-12 || bh[i] < p[i]-1e-12 || holm[i] < bh[i]-1e-12 || holm[i] > 1 {
				t.Fatalf("p %v, Holm %v, Benjamini-Hochberg %v", p[i], holm[i], bh[i])
			}
			for j := range p {
				if p[i] < p[j] && (holm[i] > holm[j] || bh[i] > bh[j]) {
					t.Fatal("the order of p values changed")
				}
			}
		}
	})
}
