package eval_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/stats"
)

// inClusters puts the cases of a record into clusters of a size, in order.
func inClusters(r eval.Record, size int) eval.Record {
	for i := range r.Cases {
		r.Cases[i].Cluster = "doc " + strconv.Itoa(i/size)
	}
	return r
}

func TestSignsAreFlippedByCluster(t *testing.T) {
	t.Parallel()
	// Twelve cases of three documents broke: that is three things, and not twelve.
	base, head := inClusters(outcome(mix(40, 0)...), 4), inClusters(outcome(append(mix(0, 12), mix(28, 0)...)...), 4)
	got := eval.Compare(base, head, eval.CompareOptions{})
	if got.Clusters != 10 || got.Test != "permutation" || *got.PValue != 0.25 || got.MidP != nil || got.Verdict != eval.Unknown {
		t.Errorf("%+v, p %v", got, *got.PValue)
	}
	alone := eval.Compare(outcome(mix(40, 0)...), outcome(append(mix(0, 12), mix(28, 0)...)...), eval.CompareOptions{})
	if alone.Clusters != 0 || alone.Verdict != eval.Worse || alone.MidP == nil {
		t.Errorf("without clusters: %+v", alone)
	}
	want, _ := stats.ClusterT(append(repeat(-1, 12), repeat(0, 28)...), strconvs(40, 4), 0.95)
	if diff := cmp.Diff((*[2]float64)(&want), got.Interval95); diff != "" {
		t.Error(diff)
	}
	if w, n := got.Interval95[1]-got.Interval95[0], alone.Interval95[1]-alone.Interval95[0]; w <= 1.5*n {
		t.Errorf("the interval of clusters is %v wide, that of cases %v", w, n)
	}
}

func strconvs(n, size int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = strconv.Itoa(i / size)
	}
	return names
}

func TestTooFewClustersHaveATestAndNoInterval(t *testing.T) {
	t.Parallel()
	for clusters, row := range map[int]struct {
		verdict string
		p       float64
	}{5: {eval.Unknown, 0.0625}, 9: {eval.Worse, 2.0 / 512}, 10: {eval.Worse, 2.0 / 1024}} {
		base, head := inClusters(outcome(mix(4*clusters, 0)...), 4), inClusters(outcome(mix(4*clusters, 0)...), 4)
		for i := range head.Cases {
			if i%4 != 3 {
				head.Cases[i].Score, head.Cases[i].Passes = new(0.0), 0
			}
		}
		got := eval.Compare(base, head, eval.CompareOptions{})
		if got.Clusters != clusters || got.Verdict != row.verdict || math.Abs(*got.PValue-row.p) > 1e-12 {
			t.Errorf("%d clusters: %+v, p %v", clusters, got, *got.PValue)
		}
		if has := got.Interval95 != nil && got.Interval90 != nil; has != (clusters >= stats.MinClusters) {
			t.Errorf("%d clusters: an interval: %v", clusters, has)
		}
		if has := head.Interval() != nil; has != (clusters >= stats.MinClusters) {
			t.Errorf("%d clusters: %v", clusters, head.Interval())
		}
	}
}

func TestClustersOfOneCaseAreNone(t *testing.T) {
	t.Parallel()
	base, head := inClusters(outcome(mix(15, 0)...), 1), inClusters(outcome(mix(9, 6)...), 1)
	if got := eval.Compare(base, head, eval.CompareOptions{}); got.Clusters != 0 || got.Test != "mcnemar" || got.Verdict != eval.Worse {
		t.Errorf("%+v", got)
	}
	if diff := cmp.Diff(outcome(mix(9, 6)...).Interval(), head.Interval()); diff != "" {
		t.Error(diff)
	}
}

func TestAnOldRecordTakesTheClustersOfANewOne(t *testing.T) {
	t.Parallel()
	old, named := outcome(mix(40, 0)...), inClusters(outcome(append(mix(0, 12), mix(28, 0)...)...), 4)
	for name, got := range map[string]eval.Comparison{
		"head names them": eval.Compare(old, named, eval.CompareOptions{}),
		"base names them": eval.Compare(named, old, eval.CompareOptions{}),
	} {
		if got.Clusters != 10 || got.Verdict != eval.Unknown {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if learned := old.InClusters(named.ClusterNames()); learned.Clusters() != 10 || old.Clusters() != 0 {
		t.Errorf("%d clusters, and the record itself has %d", learned.Clusters(), old.Clusters())
	}
	other := inClusters(outcome(mix(40, 0)...), 20)
	if again := named.InClusters(other.ClusterNames()); again.Clusters() != 2 || named.Clusters() != 10 {
		t.Errorf("the newer record tells, got %d", again.Clusters())
	}
	if kept := named.InClusters(old.ClusterNames()); kept.Clusters() != 10 {
		t.Errorf("a record without clusters tells nothing, got %d", kept.Clusters())
	}
}

func TestTheIntervalOfAScoreIsThatOfItsClusters(t *testing.T) {
	t.Parallel()
	scores := append(mix(10, 30), mix(30, 10)...)
	r := inClusters(outcome(scores...), 4)
	want, ok := stats.ClusterWilson(scores, strconvs(80, 4), 0.95)
	if !ok {
		t.Fatal("no interval")
	}
	if diff := cmp.Diff((*[2]float64)(&want), r.Interval()); diff != "" {
		t.Error(diff)
	}
	if few := inClusters(outcome(scores...), 10); few.Clusters() != 8 || few.Interval() != nil {
		t.Errorf("%d clusters: %v", few.Clusters(), few.Interval())
	}
	list := eval.Dimensions(nil, withMetric(r, "tone", scores...))
	if len(list) != 1 || list[0].Interval == nil || *list[0].Interval != [2]float64(want) {
		t.Errorf("a metric: %+v", list)
	}
	scores[0] = 0.5
	graded, _ := stats.ClusterT(scores, strconvs(80, 4), 0.95)
	if diff := cmp.Diff((*[2]float64)(&graded), inClusters(outcome(scores...), 4).Interval()); diff != "" {
		t.Errorf("graded scores have Student's: %s", diff)
	}
}
