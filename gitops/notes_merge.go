package gitops

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// Merge takes what another version of the notes holds into the ref: lines are
// united per object, kept blobs and foreign entries of the tree are taken over
// where ours has none. The commit has both as parents. A version that is part
// of ours changes nothing; one that ours is part of becomes ours as it is, but for
// lines of ours that it holds no longer: another writer dropped them, and they are
// put back in a commit on top of it.
func (n *Notes) Merge(ctx context.Context, other OID) error {
	theirs, err := n.at(ctx, other)
	if err != nil {
		return err
	}
	w, err := n.writer(ctx, "Merge promptgit notes")
	if err != nil {
		return err
	}
	_, _, err = w.update(ctx, func(tip version) (OID, error) { return n.merge(ctx, w, tip, theirs) })
	return err
}

func (n *Notes) merge(ctx context.Context, w *writer, ours, theirs version) (OID, error) {
	if ours.commit == "" {
		return theirs.commit, nil
	}
	if old, err := n.repo.IsAncestor(ctx, theirs.commit, ours.commit); err != nil || old {
		return ours.commit, err
	}
	newer, err := n.repo.IsAncestor(ctx, ours.commit, theirs.commit)
	if err != nil {
		return "", err
	}
	if newer {
		dropped, _, failed := n.droppedFrom(ctx, theirs.commit, []OID{ours.commit})
		if failed != nil {
			return "", failed
		}
		return w.commit(ctx, theirs, dropped.edit)
	}
	// What is passed over here would count as merged for ever.
	batch, gap, err := n.droppedFrom(ctx, ours.commit, []OID{theirs.commit})
	if err = cmp.Or(err, gap); err != nil {
		return "", err
	}
	edit := func(ctx context.Context, tree *noteTree, pack *objectPack) error {
		if err := n.takeForeign(ctx, tree, theirs.root); err != nil {
			return err
		}
		return batch.edit(ctx, tree, pack)
	}
	return w.commit(ctx, ours, edit, theirs.commit)
}

// takeForeign copies the entries at the top of the other tree that are neither
// notes nor fan-out, where ours has none of that name.
func (n *Notes) takeForeign(ctx context.Context, tree *noteTree, root OID) error {
	theirs := newNoteTree(root, n.rawSize(), tree.load)
	if err := theirs.open(ctx, []*noteDir{theirs.root}); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(theirs.root.entries)) {
		e := theirs.root.entries[name]
		_, ours := tree.root.entries[name]
		if !ours && !isFan(e) && !isNote(e, 2*n.rawSize()) && name != keepDir {
			tree.root.put(e)
		}
	}
	return nil
}
