package cmd

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/oklog/ulid/v2"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// joined makes of the files of shards what eval has after judging, so that it is
// recorded and printed alike.
func (w *workspace) joined(set *eval.ShardSet, o mergeOptions) *evalBatch {
	head := set.Files[0].Head
	b := &evalBatch{w: w, o: evalOptions{json: o.json, output: o.output}}
	for _, flag := range head.Flags {
		if text, ok := strings.CutPrefix(flag, "--filter="); ok {
			b.o.filter = text
		} else if id, ok := strings.CutPrefix(flag, "--case="); ok {
			b.o.cases = append(b.o.cases, id)
		}
	}
	w.config.Gate.MinScore = head.MinScore
	if head.LeftOut != exitOK {
		b.leftOut, b.newestLeftOut = &exitError{Code: head.LeftOut}, head.Newest
	}
	asked := map[string]*iteration{} // the variants of a version share it
	for _, j := range set.Join() {
		place, _ := placeOf(j.Place) // it was read before
		if j.Run != nil {
			for _, problem := range j.Run.Derive() {
				fmt.Fprintln(w.app.Err, "promptgit: warning:", ui.Line(problem.Error()))
			}
		}
		r := j.NewRecord("", set.Time())
		version := strings.Join([]string{place.Rev, r.Path, r.PromptKey}, "\x00")
		if asked[version] == nil {
			asked[version] = &iteration{
				commit: gitops.Commit{ID: judgedCommit(place.Rev)}, path: r.Path, lineage: place.Lineage, blob: place.Blob, key: r.PromptKey,
			}
		}
		x := &evalItem{
			rev: place.Rev, newest: place.Newest, joined: j, place: place, record: j.Reused,
			it: asked[version], suite: j.Suite,
			question: question{
				target:  eval.Target{Provider: r.Provider, Model: r.Model, Simulated: r.Simulated, Free: j.Free},
				overlay: place.Overlay, variant: r.Variant,
			},
		}
		if j.Run != nil {
			x.hold(j.Run, place.Inline)
		}
		for _, same := range place.Same {
			x.same = append(x.same, &iteration{
				commit: gitops.Commit{ID: same.Commit}, path: same.Path, lineage: place.Lineage, blob: place.Blob, key: r.PromptKey,
			})
		}
		b.inline = b.inline || place.Inline
		b.items = append(b.items, x)
	}
	return b
}

func judgedCommit(rev string) gitops.OID {
	if rev == gitops.WorktreeName {
		return ""
	}
	return gitops.OID(rev)
}

// linkJoined finds the versions before those that were judged, and the records
// there are. A clone without the history has nothing to compare with.
func (b *evalBatch) linkJoined(ctx context.Context) error {
	heads := map[gitops.OID][]*evalItem{}
	for _, x := range b.items {
		if !b.inline && (x.place.Head != "" || x.rev == gitops.WorktreeName) {
			heads[x.place.Head] = append(heads[x.place.Head], x)
		}
	}
	for head, items := range heads {
		err := b.linkHead(ctx, head, items)
		var unknown *gitops.UnknownRevisionError
		if err != nil && !isIncompleteStore(err) && !errors.As(err, &unknown) {
			return err
		}
	}
	var all []*iteration
	for _, x := range b.items {
		all = append(append(all, x.it), x.same...)
	}
	var err error
	b.known, err = b.w.records(ctx, blobsOf(withPrevious(all)))
	return err
}

func (b *evalBatch) linkHead(ctx context.Context, head gitops.OID, items []*evalItem) error {
	at, ok, err := b.w.headOf(ctx, string(head))
	if err != nil || !ok {
		return err
	}
	var globs, paths []string
	for _, x := range items {
		globs, paths = append(globs, gitops.QuoteGlob(x.it.path)), append(paths, x.it.path)
	}
	history, err := b.w.historyOf(ctx, at, unique(globs), func([]string) []string { return unique(paths) })
	if err != nil {
		return err
	}
	for _, x := range items {
		x.link(history)
		for _, it := range x.same {
			it.prev = versionBefore(history, it)
		}
	}
	return nil
}

// link finds the version before, and for a single revision where its own was made.
func (x *evalItem) link(history []*iteration) {
	if len(x.same) > 0 {
		x.it.prev = versionBefore(history, x.it)
		return
	}
	for _, h := range history {
		if h.path != x.it.path && h.lineage != x.it.lineage {
			continue
		}
		if h.key == x.it.key && h.commit.ID != x.it.commit.ID && x.place.Head == x.it.commit.ID {
			x.same = []*iteration{h}
		}
		break
	}
	x.it.prev = versionBefore(history, x.it)
}

// versionBefore gives the version before one: that of its own iteration, else the
// newest with other content.
func versionBefore(history []*iteration, it *iteration) *iteration {
	var before *iteration
	for _, h := range history {
		if h.path != it.path && h.lineage != it.lineage {
			continue
		}
		if h.commit.ID == it.commit.ID && h.key == it.key {
			return h.prev
		}
		if before == nil {
			before = h
		}
	}
	for before != nil && before.key == it.key {
		before = before.prev
	}
	return before
}

// recordJoined publishes the records that are not there yet.
func (b *evalBatch) recordJoined(ctx context.Context, set *eval.ShardSet) error {
	var pubs []publication
	var lost error
	for i := len(b.items) - 1; i >= 0; i-- { // oldest first, as eval does
		x := b.items[i]
		if x.run != nil {
			r := x.joined.NewRecord("", set.Time())
			r.ID = contentID(r, set.Time())
			x.record = &r
			if known := b.known.covering(r); known != nil && b.records(x) {
				b.useInstead(x, known)
				continue
			}
		}
		if !b.records(x) || x.run != nil && !anyJudged(x.run) {
			continue
		}
		if _, known := b.known.blobs[x.record.ID]; known {
			continue
		}
		keep, err := b.w.keepJoined(ctx, x)
		if err != nil {
			lost = errors.Join(lost, &exitError{
				Code: exitGit, Err: fmt.Errorf("record %s: %w", x.it.path, err),
				Hint: "merge in a clone that has the commit: git fetch origin " + x.rev,
			})
			continue
		}
		pubs = append(pubs, publication{blob: x.it.blob, keep: keep, record: *x.record})
		b.known.add(x.it.blob, *x.record)
		if x.run != nil && set.Outputs() {
			b.w.saveOutputs(x.record.ID, x.outputs)
		}
	}
	if err := b.w.pruneOutputs(); err != nil {
		fmt.Fprintf(b.w.app.Err, "promptgit: warning: old outputs were not removed: %v\n", err)
	}
	return errors.Join(lost, b.w.publish(ctx, pubs, b.scores()))
}

// keepJoined gives the objects that must stay reachable with a record. The prompt
// must be in this clone; what it includes comes with the files.
func (w *workspace) keepJoined(ctx context.Context, x *evalItem) ([]gitops.OID, error) {
	keep := []gitops.OID{x.it.blob}
	if _, err := w.repo.Blobs(ctx, keep); err != nil {
		return nil, err
	}
	for _, text := range x.place.Parts {
		id, err := w.keepBlob(ctx, text)
		if err != nil {
			return nil, err
		}
		keep = append(keep, id)
	}
	return keep, nil
}

// useInstead takes a record that says all that these files do.
func (b *evalBatch) useInstead(x *evalItem, known *eval.Record) {
	if known.Complete() && !x.record.Complete() {
		x.run = nil
		if err := b.outputsOf(x); err != nil {
			fmt.Fprintf(b.w.app.Err, "promptgit: warning: %v\n", err)
		}
	}
	x.record = known
}

// covering finds the record that says the most of those that cover r.
func (s *recordSet) covering(r eval.Record) *eval.Record {
	var list []eval.Record
	for _, known := range s.byKey[r.PromptKey] {
		if known.Covers(r) {
			list = append(list, known)
		}
	}
	if best, ok := eval.Latest(list, eval.RecordFilter{}); ok {
		return &best
	}
	return nil
}

// covered says that nothing is missing, though perhaps a shard is: there are
// records of all its runs.
func (b *evalBatch) covered() bool {
	for _, x := range b.items {
		if x.run != nil || x.record == nil || !x.record.Complete() {
			return false
		}
	}
	return true
}

// contentID is a ULID of the content of a record, so that merging again gives the
// same one, on every machine.
func contentID(r eval.Record, t time.Time) string {
	var id ulid.ULID
	sum := sha256.Sum256([]byte(r.Encode()))
	_ = id.SetTime(ulid.Timestamp(t)) // the years up to 10889 fit
	_ = id.SetEntropy(sum[:10])
	return id.String()
}
