package gitops

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// fanOutFrom is the number of notes from which on they are spread over
// directories named by the first two characters of the annotated id. Git's own
// switch lies between 100 and 300.
const fanOutFrom = 200

// keepDir is the directory of a notes tree that holds kept blobs. Its name
// cannot be part of a note's, so git carries it along untouched.
const keepDir = "prompts"

// noteTree is the tree of a notes ref, loaded directory by directory and only
// as far as it is needed. A directory that was not opened is stored as it was.
type noteTree struct {
	root    *noteDir
	rawSize int
	load    loadFunc
}

// loadFunc reads the contents of objects; those that are missing are left out.
type loadFunc func(ctx context.Context, ids []OID) (map[OID][]byte, error)

// noteDir is one directory of a noteTree.
type noteDir struct {
	oid     OID                  // the stored tree, "" for a new directory
	entries map[string]TreeEntry // nil until opened
	dirs    map[string]*noteDir  // those entries that were opened or made
	fans    int                  // fan-out directories among the entries
}

func newNoteTree(root OID, rawSize int, load loadFunc) *noteTree {
	return &noteTree{root: &noteDir{oid: root}, rawSize: rawSize, load: load}
}

// open loads directories, all of them in one read.
func (t *noteTree) open(ctx context.Context, dirs []*noteDir) error {
	var ids []OID
	for _, dir := range dirs {
		if dir.entries == nil && dir.oid != "" {
			ids = append(ids, dir.oid)
		}
	}
	trees, err := t.loadAll(ctx, ids)
	if err != nil {
		return err
	}
	for _, dir := range dirs {
		if dir.entries != nil {
			continue
		}
		entries, err := decodeTree(trees[dir.oid], t.rawSize)
		if err != nil {
			return &CorruptObjectError{ID: dir.oid, Detail: err.Error()}
		}
		dir.entries, dir.dirs = make(map[string]TreeEntry, len(entries)), make(map[string]*noteDir)
		for _, e := range entries {
			dir.put(e)
		}
	}
	return nil
}

// loadAll is load for objects that must be there.
func (t *noteTree) loadAll(ctx context.Context, ids []OID) (map[OID][]byte, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	found, err := t.load(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		if _, ok := found[id]; !ok {
			return nil, lostObject(id)
		}
	}
	return found, nil
}

// openNotes opens every directory that can hold a note of one of the objects.
func (t *noteTree) openNotes(ctx context.Context, objects []OID) error {
	level := map[*noteDir][]string{t.root: nil}
	for _, id := range objects {
		level[t.root] = append(level[t.root], string(id))
	}
	for len(level) > 0 {
		if err := t.open(ctx, slices.Collect(maps.Keys(level))); err != nil {
			return err
		}
		next := make(map[*noteDir][]string)
		for dir, names := range level {
			for _, name := range names {
				if sub := dir.fan(name); sub != nil {
					next[sub] = append(next[sub], name[2:])
				}
			}
		}
		level = next
	}
	return nil
}

// notes are the blobs that annotate an object: one, or several where layouts
// are mixed. The directories must be open.
func (t *noteTree) notes(object OID) []OID {
	var blobs []OID
	t.path(object, func(dir *noteDir, name string) {
		if e, ok := dir.entries[name]; ok && isNote(e, len(name)) {
			blobs = append(blobs, e.ID)
		}
	})
	return blobs
}

// path visits the directories that can hold a note of an object, with the name
// that the note has there.
func (t *noteTree) path(object OID, visit func(dir *noteDir, name string)) {
	for dir, name := t.root, string(object); dir != nil; dir, name = dir.fan(name), name[2:] {
		visit(dir, name)
		if len(name) <= 2 {
			return
		}
	}
}

// set makes blob the only note of an object, or removes its notes for "". The
// directories must be open.
func (t *noteTree) set(object, blob OID) {
	var dir *noteDir
	var name string
	t.path(object, func(d *noteDir, n string) {
		if e, ok := d.entries[n]; ok && isNote(e, len(n)) {
			delete(d.entries, n)
		}
		dir, name = d, n
	})
	if blob == "" {
		return
	}
	if dir.fans > 0 && len(name) > 2 {
		if sub := dir.child(name[:2]); sub != nil {
			dir, name = sub, name[2:]
		}
	}
	dir.put(TreeEntry{name, ModeFile, blob})
}

// spread turns a flat tree that has grown too long into a fanned-out one.
func (t *noteTree) spread() {
	if t.root.fans > 0 {
		return
	}
	var flat []TreeEntry
	for _, e := range t.root.entries {
		if isNote(e, 2*t.rawSize) {
			flat = append(flat, e)
		}
	}
	if len(flat) < fanOutFrom {
		return
	}
	for _, e := range flat {
		if sub := t.root.child(e.Name[:2]); sub != nil {
			delete(t.root.entries, e.Name)
			sub.put(TreeEntry{e.Name[2:], e.Mode, e.ID})
		}
	}
}

// keep adds blobs to the kept ones and says how many are new.
func (t *noteTree) keep(ctx context.Context, blobs []OID) (int, error) {
	if len(blobs) == 0 {
		return 0, nil
	}
	if err := t.open(ctx, []*noteDir{t.root}); err != nil {
		return 0, err
	}
	all := t.root.child(keepDir)
	if all == nil {
		return 0, fmt.Errorf("%q in the notes tree is not a directory", keepDir)
	}
	if err := t.open(ctx, []*noteDir{all}); err != nil {
		return 0, err
	}
	parts := make(map[OID]*noteDir)
	for _, id := range blobs {
		if parts[id] = all.child(keepPart(id)); parts[id] == nil {
			return 0, fmt.Errorf("%q in the notes tree is not a directory", keepDir+"/"+keepPart(id))
		}
	}
	if err := t.open(ctx, slices.Collect(maps.Values(parts))); err != nil {
		return 0, err
	}
	added := 0
	for id, dir := range parts {
		if _, ok := dir.entries[string(id)]; !ok {
			dir.put(TreeEntry{string(id), ModeFile, id})
			added++
		}
	}
	return added, nil
}

// keepPart is the directory of a kept blob: the last two characters of its id.
func keepPart(id OID) string { return string(id[len(id)-2:]) }

// keepPlace is the path of a kept blob in the tree.
func keepPlace(id OID) string { return keepDir + "/" + keepPart(id) + "/" + string(id) }

// put adds or replaces an entry.
func (d *noteDir) put(e TreeEntry) {
	if old, ok := d.entries[e.Name]; ok && isFan(old) {
		d.fans--
	}
	if isFan(e) {
		d.fans++
	}
	d.entries[e.Name] = e
}

// fan is the fan-out directory for a name, nil if there is none.
func (d *noteDir) fan(name string) *noteDir {
	if len(name) <= 2 || !isFan(d.entries[name[:2]]) {
		return nil
	}
	return d.child(name[:2])
}

// child is the directory of that name, made if it is not there, nil if the
// name is taken by something else.
func (d *noteDir) child(name string) *noteDir {
	if sub := d.dirs[name]; sub != nil {
		return sub
	}
	e, ok := d.entries[name]
	switch {
	case !ok:
		d.put(TreeEntry{Name: name, Mode: ModeTree})
		d.dirs[name] = &noteDir{entries: make(map[string]TreeEntry), dirs: make(map[string]*noteDir)}
	case e.Mode == ModeTree:
		d.dirs[name] = &noteDir{oid: e.ID}
	default:
		return nil
	}
	return d.dirs[name]
}

// store adds each directory that differs from what is stored to the pack, the
// deepest first, and returns the id of this one. Empty directories vanish.
func (d *noteDir) store(pack *objectPack) OID {
	if d.entries == nil {
		return d.oid
	}
	for name, sub := range d.dirs {
		id := sub.store(pack)
		e := d.entries[name]
		if e.ID = id; sub.entries != nil && len(sub.entries) == 0 {
			delete(d.entries, name)
			continue
		}
		d.entries[name] = e
	}
	content := EncodeTree(slices.Collect(maps.Values(d.entries)))
	if d.oid != "" && pack.repo.Hash(KindTree, content) == d.oid {
		return d.oid
	}
	return pack.add(KindTree, content)
}
