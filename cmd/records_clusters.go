package cmd

import (
	"cmp"

	"github.com/promptgit/promptgit/eval"
)

// cluster tells the records of a suite the clusters of its cases that a later
// record names: a suite that names them later makes no old record wrong.
func (s *recordSet) cluster() { s.clusterBy(s.naming()) }

// naming gives of each suite the latest record that names clusters.
func (s *recordSet) naming() map[string]eval.Record {
	newest := map[string]eval.Record{}
	for _, records := range s.byKey {
		for _, r := range records {
			if r.NamesClusters() && (newest[r.Suite].ID == "" || later(r, newest[r.Suite])) {
				newest[r.Suite] = r
			}
		}
	}
	return newest
}

// clusterBy tells the records the clusters that later ones of their suites name.
func (s *recordSet) clusterBy(newest map[string]eval.Record) {
	if len(newest) == 0 {
		return
	}
	names := map[string]map[string]string{}
	for suite, r := range newest {
		names[suite] = r.ClusterNames()
	}
	for _, records := range s.byKey {
		for i, r := range records {
			if n := newest[r.Suite]; n.ID != "" && later(n, r) {
				records[i] = r.InClusters(names[r.Suite])
			}
		}
	}
}

func later(a, b eval.Record) bool {
	return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.ID, b.ID)) > 0
}

// answers gives the record where it is an answer to what an item asks, else nil.
// Where it is none only because the suite names clusters that it does not tell,
// one item of the suite is judged again, by its cached answers, and its record
// tells them for all others.
func (x *evalItem) answers(r *eval.Record, told map[string]bool) *eval.Record {
	col := eval.Column{Suite: x.suite, Repeat: x.repeat, Applies: x.applies}
	if r.Answers(col) {
		return r
	}
	clustered := r.InClusters(x.suite.ClusterNames())
	if !clustered.Answers(col) {
		return nil
	}
	if told[x.suite.Path] {
		return &clustered
	}
	told[x.suite.Path] = true
	return nil
}
