package gitops

import (
	"context"
	"slices"
	"strings"
)

// noteRef says that a blob annotates an object.
type noteRef struct{ object, blob OID }

// noteLister lists what notes trees hold. It gives each note and each kept
// blob once, and never opens a directory that it has met before: listing a
// second tree costs, and gives, only what differs from the first.
type noteLister struct {
	load    loadFunc
	rawSize int
	missing []listDir // directories that could not be read

	dirs  map[listDir]bool
	notes map[noteRef]bool
	kept  map[OID]bool
}

// listDir is a directory to list: where it is, and which tree. The place
// decides what its entries mean.
type listDir struct {
	place string // the characters of the ids so far, or keepDir and below
	oid   OID
}

func newNoteLister(rawSize int, load loadFunc) *noteLister {
	return &noteLister{
		load: load, rawSize: rawSize,
		dirs: make(map[listDir]bool), notes: make(map[noteRef]bool), kept: make(map[OID]bool),
	}
}

// list walks the trees level by level, each level with one read.
func (l *noteLister) list(ctx context.Context, roots ...OID) (notes []noteRef, kept []OID, err error) {
	var level []listDir
	for _, root := range roots {
		level = l.visit(level, listDir{"", root})
	}
	for len(level) > 0 {
		ids := make([]OID, len(level))
		for i, dir := range level {
			ids[i] = dir.oid
		}
		trees, err := l.load(ctx, distinct(ids))
		if err != nil {
			return nil, nil, err
		}
		var next []listDir
		for _, dir := range level {
			content, ok := trees[dir.oid]
			entries, err := decodeTree(content, l.rawSize)
			if !ok || err != nil {
				l.missing = append(l.missing, dir)
				continue
			}
			for _, e := range entries {
				switch {
				case l.isKept(dir.place, e):
					if !l.kept[e.ID] {
						l.kept[e.ID] = true
						kept = append(kept, e.ID)
					}
				case !strings.HasPrefix(dir.place, keepDir) && isNote(e, 2*l.rawSize-len(dir.place)):
					ref := noteRef{OID(dir.place + e.Name), e.ID}
					if !l.notes[ref] {
						l.notes[ref] = true
						notes = append(notes, ref)
					}
				default:
					if place, ok := l.below(dir.place, e); ok {
						next = l.visit(next, listDir{place, e.ID})
					}
				}
			}
		}
		level = next
	}
	return notes, kept, nil
}

func (l *noteLister) visit(level []listDir, dir listDir) []listDir {
	if dir.oid == "" || l.dirs[dir] {
		return level
	}
	l.dirs[dir] = true
	return append(level, dir)
}

// below is the place of a directory's entry, if that is a directory that can
// hold notes or kept blobs.
func (l *noteLister) below(place string, e TreeEntry) (string, bool) {
	switch {
	case place == "" && e.Name == keepDir && e.Mode == ModeTree:
		return keepDir + "/", true
	case place == keepDir+"/" && isFan(e):
		return place + e.Name, true
	case !strings.HasPrefix(place, keepDir) && isFan(e) && len(place)+2 < 2*l.rawSize:
		return place + e.Name, true
	}
	return "", false
}

// isKept says whether an entry at a place is a kept blob under its own id.
func (l *noteLister) isKept(place string, e TreeEntry) bool {
	return e.Mode.IsFile() && string(e.ID) == e.Name && place == keepDir+"/"+keepPart(e.ID)
}

// lines reads notes and gives their lines by object, with the blobs that could
// not be read.
func (l *noteLister) lines(ctx context.Context, notes []noteRef) (map[OID][]string, []noteRef, error) {
	ids := make([]OID, len(notes))
	for i, note := range notes {
		ids[i] = note.blob
	}
	texts, err := l.load(ctx, distinct(ids))
	if err != nil {
		return nil, nil, err
	}
	lines := make(map[OID][]string)
	var unread []noteRef
	for _, note := range notes {
		text, ok := texts[note.blob]
		if !ok {
			unread = append(unread, note)
			continue
		}
		if found := splitLines(text); len(found) > 0 {
			lines[note.object] = distinct(slices.Concat(lines[note.object], found))
		}
	}
	return lines, unread, nil
}
