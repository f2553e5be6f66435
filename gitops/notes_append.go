package gitops

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Batch is what one run adds to a notes ref.
type Batch struct {
	Lines   map[OID][]string // by annotated object; one line each, not blank, without line feeds
	Keep    []OID            // blobs that the ref shall keep alive
	Message string           // of the commit; "" for a general one
}

// Append adds all lines and kept blobs of a batch in one commit and one ref
// update. What the ref holds already is not added again; what it holds besides
// is left as it is. Batches that earlier runs could not write go first, and
// lines that another program's write dropped from the ref are put back, so an
// empty batch is a way to tidy up.
//
// Processes that append at the same time all succeed. If a batch cannot be
// written (for ten seconds others were faster, the disk is full, ctx ended) it is
// left in a file for the next run, and the error is a *PendingError.
func (n *Notes) Append(ctx context.Context, batch Batch) error {
	if err := n.check(ctx, batch); err != nil {
		if cause := context.Cause(ctx); cause != nil && errors.Is(err, cause) {
			return n.leave(batch, err)
		}
		return err
	}
	waiting, err := n.pending(ctx)
	if err != nil {
		return n.leave(batch, err)
	}
	all := batch.clone()
	for _, p := range waiting {
		all.add(p.batch)
	}
	err = n.append(ctx, all)
	if err != nil && len(waiting) > 0 && ctx.Err() == nil && !errors.Is(err, ErrRefMoved) {
		// What is wrong may be wrong with the older ones: they must not keep
		// this one from being written.
		waiting = nil
		err = n.append(ctx, batch.clone())
	}
	if err != nil {
		return n.leave(batch, err)
	}
	return removePending(waiting)
}

// append writes a batch that is the caller's to change.
func (n *Notes) append(ctx context.Context, batch Batch) error {
	// What others dropped is looked for first, and not again in each try: that
	// would take so long that a busy foreign writer would always be faster.
	// What they drop meanwhile, the next writer finds.
	looked, err := n.tip(ctx)
	if err != nil {
		return err
	}
	dropped, err := n.droppedSince(ctx, n.seenTip(), looked.commit)
	if err != nil {
		return err
	}
	batch.add(dropped)
	w, err := n.writer(ctx, cmp.Or(batch.Message, "Add promptgit records"))
	if err != nil {
		return err
	}
	from, to, err := w.update(ctx, func(tip version) (OID, error) { return w.commit(ctx, tip, batch.edit) })
	if err != nil {
		return err
	}
	if from != looked.commit {
		to = looked.commit
	}
	n.rememberTip(to)
	return nil
}

// check refuses a batch that could not be read back as it is.
func (n *Notes) check(ctx context.Context, batch Batch) error {
	for object, lines := range batch.Lines {
		if err := n.checkID(object); err != nil {
			return err
		}
		for _, line := range lines {
			if err := checkLine(line); err != nil {
				return n.failed("write the note of "+string(object), err)
			}
		}
	}
	kinds, err := n.repo.kinds(ctx, batch.Keep)
	if err != nil {
		return err
	}
	for _, id := range batch.Keep {
		if err := n.checkID(id); err != nil {
			return err
		}
		switch kinds[id] {
		case KindBlob:
		case "":
			return n.failed("keep a blob", &MissingObjectError{ID: id, Help: "write the blob before the record that needs it"})
		default:
			return n.failed("write", fmt.Errorf("%s to be kept is a %s, not a blob", id, kinds[id]))
		}
	}
	return nil
}

// checkID accepts what can name an object of this repository.
func (n *Notes) checkID(id OID) error {
	if parsed, ok := ParseOID(string(id)); !ok || parsed != id || len(id) != 2*n.rawSize() {
		return n.failed("write", fmt.Errorf("%q is no object id of this repository", string(id)))
	}
	return nil
}

// edit adds the batch to a tree.
func (b *Batch) edit(ctx context.Context, tree *noteTree, pack *objectPack) error {
	objects := slices.Sorted(maps.Keys(b.Lines))
	if err := tree.openNotes(ctx, objects); err != nil {
		return err
	}
	var blobs []OID
	for _, object := range objects {
		blobs = append(blobs, tree.notes(object)...)
	}
	texts, err := tree.loadAll(ctx, distinct(blobs))
	if err != nil {
		return err
	}
	for _, object := range objects {
		var text []byte
		for _, blob := range tree.notes(object) {
			text = joinTexts(text, texts[blob])
		}
		united, added := addLines(text, b.Lines[object])
		if added > 0 {
			tree.set(object, pack.add(KindBlob, united))
		}
	}
	tree.spread()
	_, err = tree.keep(ctx, b.Keep)
	return err
}

// add takes in another batch.
func (b *Batch) add(other Batch) {
	for object, lines := range other.Lines {
		b.Lines[object] = append(b.Lines[object], lines...)
	}
	b.Keep = distinct(append(b.Keep, other.Keep...))
}

// clone is a copy that can be added to.
func (b *Batch) clone() Batch {
	own := Batch{Lines: make(map[OID][]string, len(b.Lines)), Keep: slices.Clone(b.Keep), Message: b.Message}
	for object, lines := range b.Lines {
		own.Lines[object] = slices.Clone(lines)
	}
	return own
}
