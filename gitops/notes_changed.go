package gitops

import (
	"context"
	"maps"
	"slices"
)

// Changed lists the objects whose notes are not the same as at an earlier commit of
// the ref, "" for none. Only the directories that differ are read.
func (n *Notes) Changed(ctx context.Context, from OID) (map[OID]bool, error) {
	to, err := n.tip(ctx)
	if err != nil {
		return nil, err
	}
	old, err := n.repo.NotesAt(n.ref, from).tip(ctx)
	if err != nil {
		return nil, err
	}
	changed := map[OID]bool{}
	level := []changedDir{{"", old.root, to.root}}
	for len(level) > 0 {
		var ids []OID
		for _, dir := range level {
			ids = append(ids, dir.old, dir.now)
		}
		trees, err := n.repo.readMany(ctx, named(ids))
		if err != nil {
			return nil, n.failed("read", err)
		}
		var next []changedDir
		for _, dir := range level {
			below, err := n.changedIn(dir, trees, changed)
			if err != nil {
				return nil, err
			}
			next = append(next, below...)
		}
		level = next
	}
	return changed, nil
}

// changedDir is a directory at a place of a notes tree, as it was and as it is; "" for
// one that is not there.
type changedDir struct {
	place    string
	old, now OID
}

// changedIn adds the notes of one directory that differ, and gives the directories
// below that do.
func (n *Notes) changedIn(dir changedDir, trees map[OID][]byte, changed map[OID]bool) ([]changedDir, error) {
	if dir.old == dir.now {
		return nil, nil
	}
	lister := n.lister()
	places := map[string]*changedDir{}
	seen := map[TreeEntry]int{} // 1: as it was, 2: as it is, 3: both
	for side, id := range []OID{dir.old, dir.now} {
		content, ok := trees[id]
		if !ok && id != "" {
			return nil, n.failed("read", lostObject(id))
		}
		entries, err := decodeTree(content, n.rawSize())
		if err != nil {
			return nil, n.failed("read", lostObject(id))
		}
		for _, e := range entries {
			seen[e] |= side + 1
		}
	}
	for e, sides := range seen {
		if sides == 3 {
			continue
		}
		if isNote(e, 2*n.rawSize()-len(dir.place)) {
			changed[OID(dir.place+e.Name)] = true
			continue
		}
		place, ok := lister.below(dir.place, e)
		if !ok || place == keepDir+"/" {
			continue
		}
		if places[place] == nil {
			places[place] = &changedDir{place: place}
		}
		if sides == 1 {
			places[place].old = e.ID
		} else {
			places[place].now = e.ID
		}
	}
	var below []changedDir
	for _, d := range places {
		below = append(below, *d)
	}
	return below, nil
}

// named leaves out "" and what comes twice.
func named(ids []OID) []OID {
	var list []OID
	for _, id := range distinct(ids) {
		if id != "" {
			list = append(list, id)
		}
	}
	return list
}

// Added gives the lines of the notes, by annotated object, that were not there at an
// earlier commit of the ref, "" for none.
func (n *Notes) Added(ctx context.Context, from OID) (map[OID][]string, error) {
	changed, err := n.Changed(ctx, from)
	if err != nil || len(changed) == 0 {
		return nil, err
	}
	objects := slices.Collect(maps.Keys(changed))
	old, err := n.repo.NotesAt(n.ref, from).Read(ctx, objects)
	if err != nil {
		return nil, err
	}
	added, err := n.Read(ctx, objects)
	if err != nil {
		return nil, err
	}
	for object, lines := range added {
		had := make(map[string]bool, len(old[object]))
		for _, line := range old[object] {
			had[line] = true
		}
		if added[object] = slices.DeleteFunc(lines, func(line string) bool { return had[line] }); len(added[object]) == 0 {
			delete(added, object)
		}
	}
	return added, nil
}
