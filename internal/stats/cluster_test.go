package stats_test

import (
	"math"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/stats"
)

func TestValuesAddUpByCluster(t *testing.T) {
	t.Parallel()
	got := stats.ClusterSums([]float64{1, 2, 4, 8, 16}, []string{"a", "", "b", "a", ""})
	if diff := cmp.Diff([]float64{9, 2, 4, 16}, got); diff != "" {
		t.Errorf("a value without a name is its own cluster: %s", diff)
	}
}

// Differences 1 and 1 in one cluster, 0 and 0 in another: the mean is 0.5, each
// cluster is off by 1, so that the error is sqrt((1+1)*2/1)/4.
func TestTheStandardErrorSumsWithinClusters(t *testing.T) {
	t.Parallel()
	se, ok := stats.ClusterStandardError([]float64{1, 1, 0, 0}, []string{"a", "a", "b", "b"})
	if !ok || math.Abs(se-0.5) > 1e-15 {
		t.Errorf("want 0.5, got %v %v", se, ok)
	}
	bounds, ok := stats.ClusterT([]float64{1, 1, 0, 0}, []string{"a", "a", "b", "b"}, 0.95)
	if want := 0.5 + 0.5*12.706204736432; !ok || math.Abs(bounds[1]-want) > 1e-9 {
		t.Errorf("one degree of freedom: want an end of %v, got %v", want, bounds)
	}
}

func TestClustersOfOneAreIndependentCases(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		xs := rapid.SliceOfN(rapid.Map(rapid.IntRange(-1000, 1000), func(n int) float64 { return float64(n) / 1000 }), 2, 40).Draw(t, "xs")
		names := make([]string, len(xs))
		if rapid.Bool().Draw(t, "named") {
			for i := range names {
				names[i] = strconv.Itoa(i)
			}
		}
		want, okWant := stats.T(xs, 0.9)
		got, ok := stats.ClusterT(xs, names, 0.9)
		if ok != okWant || math.Abs(got[0]-want[0]) > 1e-9 || math.Abs(got[1]-want[1]) > 1e-9 {
			t.Fatalf("want %v %v, got %v %v", want, okWant, got, ok)
		}
	})
}

func TestOneClusterTellsNothing(t *testing.T) {
	t.Parallel()
	if bounds, ok := stats.ClusterT([]float64{0, 1, 1}, []string{"a", "a", "a"}, 0.95); ok {
		t.Errorf("got %v", bounds)
	}
	if bounds, ok := stats.ClusterWilson([]float64{0, 1, 1}, []string{"a", "a", "a"}, 0.95); ok {
		t.Errorf("got %v", bounds)
	}
}

func TestTheClusteredRateIsWilsonOfFewerCases(t *testing.T) {
	t.Parallel()
	ones := slices.Repeat([]float64{1}, 30)
	names := make([]string, 30)
	for i := range names {
		names[i] = strconv.Itoa(i / 3)
	}
	got, ok := stats.ClusterWilson(ones, names, 0.95)
	if !ok || got != stats.Wilson(10, 10, 0.95) {
		t.Errorf("thirty passes in ten clusters count as ten: got %v", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		passes := rapid.SliceOfN(rapid.SampledFrom([]float64{0, 1}), 30, 30).Draw(t, "passes")
		got, ok := stats.ClusterWilson(passes, names, 0.95)
		sum := 0
		for _, p := range passes {
			sum += int(p)
		}
		plain := stats.Wilson(sum, 30, 0.95)
		if !ok || got[0] < 0 || got[1] > 1 || got[0] > stats.Mean(passes) || got[1] < stats.Mean(passes) || got[1]-got[0] < plain[1]-plain[0]-1e-12 {
			t.Fatalf("never narrower than for independent cases: %v, got %v", plain, got)
		}
	})
}
