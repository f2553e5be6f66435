package eval

import (
	"slices"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/stats"
)

// maxClusterName is the longest name of a cluster, in characters: it may be the
// path of a document.
const maxClusterName = 200

const clusterHint = "give what its cases come from a plain name, such as cluster: manual.pdf"

// cluster reads the cluster of a test.
func (p *suiteParser) cluster(keys *keySet) string {
	if keys.get("cluster") == nil {
		return ""
	}
	before := len(p.errs)
	name, problem := givenName(keys.text("cluster"), maxClusterName)
	if problem != "" && len(p.errs) == before {
		p.errs.Add(keys.pos("cluster"), "cluster "+problem, clusterHint)
	}
	return name
}

// clusterCell reads the cluster of a row; an empty cell is none.
func (p *suiteParser) clusterCell(at diag.Pos, cell string) string {
	if trimJS(cell) == "" {
		return ""
	}
	name, problem := givenName(cell, maxClusterName)
	if problem != "" {
		p.errs.Add(at, "the cell of __cluster "+problem, clusterHint)
	}
	return name
}

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

// CountClusters is how many clusters cases form by the names of theirs, "" for
// none, each case of none counting as one; 0 where no two belong together.
func CountClusters(names []string) int { return countClusters(together(names)) }

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

// ClusterNames are the clusters of the cases by their keys, "" for none; nil where
// no case has one, as of a record that is older than the clusters.
func (r Record) ClusterNames() map[string]string {
	if !r.NamesClusters() {
		return nil
	}
	names := make(map[string]string, len(r.Cases))
	for i := range r.Cases {
		names[r.Cases[i].Key] = r.Cases[i].Cluster
	}
	return names
}

// ClusterNames are the clusters that the suite names for the keys of its cases.
func (s *Suite) ClusterNames() map[string]string {
	names := make(map[string]string, len(s.Cases))
	for i := range s.Cases {
		names[s.Cases[i].Key] = s.Cases[i].Cluster
	}
	return names
}

// InClusters is the record with its cases in other clusters, by their keys; a case
// that is not named stays where it is.
func (r Record) InClusters(names map[string]string) Record {
	r.Cases = slices.Clone(r.Cases)
	for i := range r.Cases {
		if name, known := names[r.Cases[i].Key]; known {
			r.Cases[i].Cluster = name
		}
	}
	return r
}

// NamesClusters says whether any case of the record belongs to a cluster.
func (r Record) NamesClusters() bool { return namesClusters(r.Cases) }
