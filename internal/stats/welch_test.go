package stats_test

import (
	"math"
	"testing"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/promptgit/promptgit/internal/stats"
)

// welch is the one-sided p value of Welch's t test (1947) that the mean of a is
// above that of b, two independent samples of unequal variance, with the degrees
// of freedom of Welch and Satterthwaite. It is false with fewer than two values
// on a side or without any spread.
func welch(a, b []float64) (float64, bool) {
	if len(a) < 2 || len(b) < 2 {
		return 1, false
	}
	varA, varB := stat.Variance(a, nil), stat.Variance(b, nil)
	if varA+varB == 0 {
		return 1, false
	}
	va, vb := varA/float64(len(a)), varB/float64(len(b))
	t := (stats.Mean(a) - stats.Mean(b)) / math.Sqrt(va+vb)
	df := (va + vb) * (va + vb) / (va*va/float64(len(a)-1) + vb*vb/float64(len(b)-1))
	return distuv.StudentsT{Mu: 0, Sigma: 1, Nu: df}.Survival(t), true
}

// Means 3 and 5, variances 2.5 and 10, five values each: t = -2/sqrt(2.5), and
// 6.25/(0.25/4 + 4/4) = 5.882 degrees of freedom. The p value was integrated
// numerically from the density of Student's t.
func TestWelchOfUnequalVariances(t *testing.T) {
	t.Parallel()
	low, high := []float64{1, 2, 3, 4, 5}, []float64{1, 3, 5, 7, 9}
	p, ok := welch(high, low)
	if want := studentTail(2/math.Sqrt(2.5), 6.25/(0.0625+1)); !ok || math.Abs(p-want) > 1e-7 {
		t.Errorf("want %v, got %v %v", want, p, ok)
	}
	back, _ := welch(low, high)
	if math.Abs(p+back-1) > 1e-12 {
		t.Errorf("the two sides add up to one: %v and %v", p, back)
	}
	if p, ok := welch([]float64{1, 1}, []float64{0, 0}); ok || p != 1 {
		t.Errorf("without any spread there is no test, got %v", p)
	}
	if _, ok := welch([]float64{1}, low); ok {
		t.Error("one value has no variance")
	}
}

// studentTail integrates the density of Student's t from x on by Simpson's rule.
func studentTail(x, df float64) float64 {
	top, _ := math.Lgamma((df + 1) / 2)
	bottom, _ := math.Lgamma(df / 2)
	scale := math.Exp(top-bottom) / math.Sqrt(df*math.Pi)
	density := func(v float64) float64 { return scale * math.Pow(1+v*v/df, -(df+1)/2) }
	const steps = 20_000
	sum, width := 0.0, x/steps
	for i := range steps / 2 {
		a := float64(2*i) * width
		sum += density(a) + 4*density(a+width) + density(a+2*width)
	}
	return 0.5 - sum*width/3
}

func TestTheOneSidedBoundLeavesFivePercentBelow(t *testing.T) {
	t.Parallel()
	xs := []float64{0.1, 0.4, 0.2, 0.6, 0.3}
	low, okLow := stats.LowerBound(xs, 0.95)
	mean, se := 0.32, math.Sqrt(0.037/5) // variance 0.037
	const t4 = 2.131846786               // 95 % quantile of Student's t with 4 degrees of freedom
	if !okLow || math.Abs(low-(mean-t4*se)) > 1e-8 {
		t.Errorf("want %v, got %v", mean-t4*se, low)
	}
	if _, ok := stats.LowerBound([]float64{1, 1, 1}, 0.95); ok {
		t.Error("without spread there is no bound")
	}
}
