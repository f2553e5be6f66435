package cmd

import (
	"context"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/prompt"
)

// read parses the new versions and finds what they come from.
func (g *logGrowth) read(ctx context.Context) error {
	ids := make([]gitops.OID, 0, 2*len(g.list))
	for _, it := range g.list {
		ids = append(ids, it.blob, gitops.OID(it.olds[0]))
	}
	texts, err := g.w.repo.Blobs(ctx, ids)
	if err != nil {
		return err
	}
	parse := func(it *iteration) error {
		if err := g.w.read(ctx, g.w.repo.At(it.commit.ID), it, texts[it.blob]); err != nil {
			return err
		}
		if len(it.reads) > 0 || it.inside() || g.w.holdsPrompts(it.path, texts[it.blob]) || g.byKey[it.key] != nil && !g.blobs[string(it.blob)] {
			return errWhole // it includes files, or says what an old version says
		}
		return nil
	}
	newest := map[string]map[string]*iteration{} // by lineage and content
	for i := len(g.list) - 1; i >= 0; i-- {
		it := g.list[i]
		if err := parse(it); err != nil {
			return err
		}
		known := newest[it.lineage]
		if known == nil {
			known = map[string]*iteration{}
			newest[it.lineage] = known
		}
		prev := known[it.olds[0]]
		if prev == nil {
			at := g.version(0, func(e *logEntry) bool { return e.lineage == it.lineage && e.blob == it.olds[0] })
			if at < 0 {
				return errWhole
			}
			prev = g.old(at)
			if err := parse(prev); err != nil {
				return err
			}
		}
		it.from, it.prev = []*iteration{prev}, prev
		it.changes = prompt.Compare(prev.prompt, it.prompt)
		known[it.content] = it
	}
	return nil
}

// version is the first row from a place on that is meant, -1 for none.
func (g *logGrowth) version(from int, meant func(*logEntry) bool) int {
	for i := from; i < len(g.rows); i++ {
		if meant(&g.rows[i]) {
			return i
		}
	}
	return -1
}

// old is the version of a row, as far as comparing with its records takes it.
func (g *logGrowth) old(at int) *iteration {
	e := &g.rows[at]
	return &iteration{
		commit: gitops.Commit{ID: gitops.OID(e.json.Rev)}, path: e.json.Prompt, lineage: e.lineage,
		blob: gitops.OID(e.blob), content: e.blob, key: e.key,
	}
}

// make makes the rows of the new versions, with the records of as many old ones as
// their comparisons take.
func (g *logGrowth) make(ctx context.Context) error {
	results := g.w.repo.NotesAt(gitops.ResultsRef, g.x.tip)
	read, err := readNotes(ctx, results, blobsOf(g.list))
	if err != nil {
		return err
	}
	if !growable(g.list, read) {
		return errWhole
	}
	records := 0
	for _, note := range read {
		records += len(note.records)
	}
	for _, depth := range []int{4, 100} {
		old, whole := g.behind(depth)
		blobs, seen := blobsOf(g.list), map[string]bool{}
		for _, it := range old {
			if records > 0 && !seen[it.key] {
				seen[it.key], blobs = true, append(blobs, g.byKey[it.key]...)
			}
		}
		notes, err := readNotes(ctx, results, blobs)
		if err != nil {
			return err
		}
		known := g.w.newRecordSet(blobs, notes)
		if whole || g.decided(known) {
			g.fresh = logEntriesOf(known, g.list, g.o)
			return nil
		}
	}
	return errWhole
}

// behind links up to so many old versions behind the new ones of each prompt, and
// says whether that is all of them.
func (g *logGrowth) behind(depth int) (old []*iteration, whole bool) {
	whole = true
	for _, it := range g.list {
		last := it.prev
		if !g.blobs[string(last.blob)] {
			continue // another new one
		}
		at := g.version(0, func(e *logEntry) bool { return e.lineage == last.lineage && e.json.Rev == string(last.commit.ID) })
		for n := 0; ; n++ {
			old, last.prev = append(old, last), nil
			parents := g.rows[at].parents
			if len(parents) == 0 {
				break
			}
			if n == depth {
				whole = false
				break
			}
			if at = g.version(at+1, func(e *logEntry) bool { return e.lineage == last.lineage && e.json.Rev == parents[0] }); at < 0 {
				whole = false
				break
			}
			last.prev = g.old(at)
			last = last.prev
		}
	}
	return old, whole
}

// decided says whether each record has its like among the versions that were linked,
// so that those behind them do not count.
func (g *logGrowth) decided(known *recordSet) bool {
	for _, it := range g.list {
		for _, r := range recordsOf(known, it, g.o.all) {
			p := it.prev
			for r != nil && p != nil && known.alike(p, r) == nil {
				p = p.prev
			}
			if r != nil && p == nil {
				return false
			}
		}
	}
	return true
}
