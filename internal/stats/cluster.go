package stats

import "math"

// MinClusters is the number of clusters from which a cluster-robust interval
// holds its level well enough to be shown (docs/statistics.md has the coverage).
const MinClusters = 10

// ClusterSums adds up the values of each cluster, in the order in which the
// clusters first come. clusters names the cluster of each value; a value with an
// empty name is a cluster of its own.
//
// Signs are flipped per cluster: NewSignFlip(ClusterSums(d, clusters), seed).
func ClusterSums(xs []float64, clusters []string) []float64 {
	place := map[string]int{}
	var sums []float64
	for i, x := range xs {
		at, known := place[clusters[i]]
		if !known || clusters[i] == "" {
			at = len(sums)
			place[clusters[i]] = at
			sums = append(sums, 0)
		}
		sums[at] += x
	}
	return sums
}

// ClusterStandardError is the standard error of the mean of xs where values of
// one cluster depend on each other: the root of the sum, over the clusters, of
// the squared sum of deviations from the mean, divided by the number of values
// (statistics.md section 1). The factor C/(C-1) under the root, for C clusters,
// makes it StandardError where each value is its own cluster. It is false where
// that is, for fewer than two clusters and where clusters do not differ.
func ClusterStandardError(xs []float64, clusters []string) (float64, bool) {
	if len(xs) < 2 || constant(xs) {
		return 0, false
	}
	mean := Mean(xs)
	off := make([]float64, len(xs))
	for i, x := range xs {
		off[i] = x - mean
	}
	sums := ClusterSums(off, clusters)
	if len(sums) < 2 {
		return 0, false
	}
	total := 0.0
	for _, s := range sums {
		total += s * s
	}
	c := float64(len(sums))
	se := math.Sqrt(total*c/(c-1)) / float64(len(xs))
	return se, se > 1e-12 // what rounding leaves of clusters with equal means is no spread
}

// ClusterT is Student's interval for the mean by the cluster-robust standard
// error, with one degree of freedom less than there are clusters. It is false
// where ClusterStandardError is. Below MinClusters it does not hold its level.
func ClusterT(xs []float64, clusters []string, level float64) (Interval, bool) {
	se, ok := ClusterStandardError(xs, clusters)
	if !ok {
		return Interval{}, false
	}
	df := float64(len(ClusterSums(xs, clusters)) - 1)
	half := student(studentAt{df, (1 + level) / 2}) * se
	mean := Mean(xs)
	return Interval{mean - half, mean + half}, true
}
