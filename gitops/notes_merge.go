package gitops

import (
	"context"
	"maps"
	"slices"
)

// Merge takes what another version of the notes holds into the ref: lines are
// united per object, kept blobs and foreign entries of the tree are taken over
// where ours has none. The commit has both as parents. A version that is part
// of ours changes nothing; one that ours is part of becomes ours as it is.
func (n *Notes) Merge(ctx context.Context, other OID) error {
	message := "Merge promptgit notes"
	_, err := n.update(ctx, message, func(tip OID) (OID, error) {
		if tip == "" {
			return other, nil
		}
		if old, err := n.isAncestor(ctx, other, tip); err != nil || old {
			return tip, err
		}
		if newer, err := n.isAncestor(ctx, tip, other); err != nil || newer {
			return other, err
		}
		batch, err := n.droppedFrom(ctx, tip, []OID{other})
		if err != nil {
			return "", err
		}
		return n.commit(ctx, tip, message, func(ctx context.Context, tree *noteTree, pack *objectPack) error {
			if err := n.takeForeign(ctx, tree, other); err != nil {
				return err
			}
			return batch.edit(ctx, tree, pack)
		}, other)
	})
	return err
}

// takeForeign copies the entries at the top of the other tree that are neither
// notes nor fan-out, where ours has none of that name.
func (n *Notes) takeForeign(ctx context.Context, tree *noteTree, other OID) error {
	theirs, err := n.treeAt(ctx, other)
	if err != nil {
		return err
	}
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

func (n *Notes) isAncestor(ctx context.Context, older, newer OID) (bool, error) {
	_, err := n.repo.run(ctx, nil, "merge-base", "--is-ancestor", string(older), string(newer))
	if exitCode(err) == 1 {
		return false, nil
	}
	return err == nil, err
}
