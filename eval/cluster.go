package eval

import (
	"slices"

	"github.com/promptgit/promptgit/internal/stats"
)

// namesClusters says whether any case of a record belongs to a cluster.
func namesClusters(cases []CaseRecord) bool {
	return slices.ContainsFunc(cases, func(c CaseRecord) bool { return c.Cluster != "" })
}

// together gives the names where two of them are equal, else nil: clusters of one
// case each are cases that do not depend on each other.
func together(names []string) []string {
	seen := map[string]bool{}
	for _, name := range names {
		switch {
		case name == "":
		case seen[name]:
			return names
		default:
			seen[name] = true
		}
	}
	return nil
}

// clustersOf names the cluster of each pair, nil where they form none.
func clustersOf(pairs []pair) []string {
	names := make([]string, len(pairs))
	for i := range pairs {
		names[i] = pairs[i].cluster
	}
	return together(names)
}

// countClusters counts a case of no cluster as one of its own; 0 for nil.
func countClusters(clusters []string) int {
	return len(stats.ClusterSums(make([]float64, len(clusters)), clusters))
}

// Clusters is how many clusters the judged cases of the record form, each case of
// none counting as one; 0 where they form none.
func (r Record) Clusters() int {
	_, clusters := judgedScores(r.Cases)
	return countClusters(clusters)
}

// scoresOf are the values of the cases that carry the metric, "" for the score,
// and what clusters they form, nil for none.
func scoresOf(cases []CaseRecord, metric string) (scores []float64, clusters []string) {
	for i := range cases {
		if x, ok := cases[i].value(metric); ok {
			scores, clusters = append(scores, x), append(clusters, cases[i].Cluster)
		}
	}
	return scores, together(clusters)
}

func judgedScores(cases []CaseRecord) (scores []float64, clusters []string) {
	return scoresOf(cases, "")
}

// WithClusters is the record with its cases in the clusters of another record of
// the suite, by their keys. A record that names clusters keeps its own.
func (r Record) WithClusters(newer Record) Record {
	if namesClusters(r.Cases) || !namesClusters(newer.Cases) {
		return r
	}
	names := make(map[string]string, len(newer.Cases))
	for _, c := range newer.Cases {
		names[c.Key] = c.Cluster
	}
	r.Cases = slices.Clone(r.Cases)
	for i := range r.Cases {
		r.Cases[i].Cluster = names[r.Cases[i].Key]
	}
	return r
}
