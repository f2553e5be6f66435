package gitops

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"
)

// Replace makes the texts the whole notes of these objects, in one commit; an
// empty text removes the note. It is for refs that are derived from others:
// what it replaces is not looked at.
func (n *Notes) Replace(ctx context.Context, texts map[OID]string, message string) error {
	for object := range texts {
		if err := n.checkID(object); err != nil {
			return err
		}
	}
	objects := slices.Sorted(maps.Keys(texts))
	edit := func(ctx context.Context, tree *noteTree, pack *objectPack) error {
		if err := tree.openNotes(ctx, objects); err != nil {
			return err
		}
		for _, object := range objects {
			text := strings.TrimRight(texts[object], "\n")
			if text == "" {
				tree.set(object, "")
				continue
			}
			tree.set(object, pack.add(KindBlob, []byte(text+"\n")))
		}
		tree.spread()
		return nil
	}
	w, err := n.writer(ctx, cmp.Or(message, "Rebuild promptgit notes"))
	if err != nil {
		return err
	}
	_, _, err = w.update(ctx, func(tip version) (OID, error) { return w.commit(ctx, tip, edit) })
	return err
}
