package cmd

import (
	"context"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
)

// sideRecords reads the records of two versions as log knows them: those at every
// version of the same content, in the clusters that a later record of their suite
// names. Where a version has none there, those before it are read too, as diff does.
func (p *pages) sideRecords(ctx context.Context, s *sight, a, b side) (*recordSet, error) {
	blobs := blobsOf([]*iteration{a.it, b.it})
	for e := range s.rows {
		if blob := gitops.OID(e.blob); (e.key == a.it.key || e.key == b.it.key) && !slices.Contains(blobs, blob) {
			blobs = append(blobs, blob)
		}
	}
	known, err := s.w.records(ctx, blobs)
	if err == nil && (known.of(a.it, eval.RecordFilter{}) == nil || known.of(b.it, eval.RecordFilter{}) == nil) {
		known, err = s.w.recordsBehind(ctx, gitops.OID(a.entry.json.Rev), gitops.OID(b.entry.json.Rev), []versionPair{{a.it, b.it}})
	}
	if err != nil {
		return nil, err
	}
	naming, err := p.naming(ctx, s)
	if err != nil {
		return nil, err
	}
	known.clusterBy(naming)
	return known, nil
}

// naming gives of each suite the latest record that names clusters, of all that log
// reads. They are read once, and only where a row of the log has clusters.
func (p *pages) naming(ctx context.Context, s *sight) (map[string]eval.Record, error) {
	if err := p.take(ctx); err != nil {
		return nil, err
	}
	defer p.give()
	if s.naming != nil {
		return s.naming, nil
	}
	var blobs []gitops.OID
	clustered, seen := false, map[string]bool{}
	for e := range s.rows {
		clustered = clustered || e.json.Clusters != nil
		if !seen[e.blob] {
			seen[e.blob], blobs = true, append(blobs, gitops.OID(e.blob))
		}
	}
	naming := map[string]eval.Record{}
	if clustered {
		known, err := s.w.records(ctx, blobs)
		if err != nil {
			return nil, err
		}
		naming = known.naming()
	}
	s.naming = naming
	return naming, nil
}

// rows are those of log, prompt by prompt.
func (s *sight) rows(yield func(*logEntry) bool) {
	for _, h := range s.prompts {
		for i := range h.entries {
			if !yield(&h.entries[i]) {
				return
			}
		}
	}
}
