package gitops

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
)

// FsckState is the outcome of a check.
type FsckState string

// The outcomes of a check.
const (
	NotesWhole    FsckState = "whole"    // nothing was lost
	NotesRepaired FsckState = "repaired" // all that was lost is back
	NotesBroken   FsckState = "broken"   // something cannot be read any more
)

// FsckReport is what a check of a notes ref found and did.
type FsckReport struct {
	State         FsckState
	Versions      int              // of the ref that were looked at: reflog and history
	Objects       int              // with a note
	Lines         int              // in all notes, after the repair
	Kept          int              // kept blobs, after the repair
	RestoredLines int              // that were dropped from the ref, or waited in a file
	RestoredBlobs int              // kept blobs that were dropped from the ref, or waited
	Missing       []MissingNote    // what the ref names and cannot be read
	WentBack      bool             // the ref named nothing that can be read, and is at an older version now
	Unreadable    []UnreadableLine // lines that are no JSON object; they are kept
	Pending       []string         // waiting files that could not be written, with the reason
}

// MissingNote is an object of a notes ref that is missing or damaged.
type MissingNote struct {
	ID     OID
	Kind   Kind // commit, tree or blob
	Object OID  // the annotated object of a note's blob, else ""
	place  string
}

// UnreadableLine is a line that no reader of records understands.
type UnreadableLine struct {
	Object OID
	Number int // from 1, blank lines not counted
	Text   string
}

// Fsck unites what every version of the ref in its reflog and its history
// holds with what it holds now, waiting files included, and reports what is
// missing. An entry that cannot be read is left as it is, so that an object
// that comes back from another clone fits in again.
func (n *Notes) Fsck(ctx context.Context) (FsckReport, error) {
	var report FsckReport
	named, err := n.repo.ReadRef(ctx, n.ref)
	if broken := (*BrokenRefError)(nil); err != nil && !errors.As(err, &broken) {
		return report, err
	}
	tip, lostTips, err := n.readableTip(ctx)
	if err != nil {
		return report, err
	}
	report.WentBack = tip != named
	if tip == "" && len(lostTips) > 0 {
		return FsckReport{State: NotesBroken, Missing: lostTips}, nil
	}
	before, err := n.inspect(ctx, tip)
	if err != nil {
		return report, err
	}
	versions, hole, err := n.versions(ctx, tip)
	if err != nil {
		return report, err
	}
	report.Versions = len(versions)
	if err = n.repair(ctx, tip, before, versions, &report); err != nil {
		return report, err
	}
	now, err := n.repo.ReadRef(ctx, n.ref)
	if err != nil {
		return report, err
	}
	after, err := n.inspect(ctx, now)
	if err != nil {
		return report, err
	}
	report.Missing = slices.Concat(lostTips, hole, after.missing)
	report.Objects, report.Lines, report.Kept = len(after.lines), after.count(), len(after.kept)
	report.Unreadable = after.unreadable()
	stuck, err := n.stuck()
	if err != nil {
		return report, err
	}
	report.Pending = append(report.Pending, stuck...)
	report.State = report.outcome()
	return report, nil
}

func (r *FsckReport) outcome() FsckState {
	switch {
	case len(r.Missing) > 0 || len(r.Pending) > 0:
		return NotesBroken
	case r.RestoredLines > 0 || r.RestoredBlobs > 0 || r.WentBack:
		return NotesRepaired
	}
	return NotesWhole
}

// holding is what one version of a notes ref holds.
type holding struct {
	lines   map[OID][]string
	kept    map[OID]bool
	missing []MissingNote
}

func (h *holding) count() int {
	total := 0
	for _, lines := range h.lines {
		total += len(lines)
	}
	return total
}

// unreadable finds the lines that are no JSON object.
func (h *holding) unreadable() []UnreadableLine {
	var found []UnreadableLine
	for object, lines := range h.lines {
		for i, line := range lines {
			if !strings.HasPrefix(line, "{") || !json.Valid([]byte(line)) {
				found = append(found, UnreadableLine{object, i + 1, line})
			}
		}
	}
	slices.SortFunc(found, func(a, b UnreadableLine) int {
		return cmp.Or(cmp.Compare(a.Object, b.Object), cmp.Compare(a.Number, b.Number))
	})
	return found
}

// inspect reads everything that a version names.
func (n *Notes) inspect(ctx context.Context, version OID) (holding, error) {
	h := holding{kept: make(map[OID]bool)}
	if version == "" {
		return h, nil
	}
	roots, err := n.roots(ctx, []OID{version})
	if err != nil {
		return h, err
	}
	lister := n.lister()
	notes, kept, err := lister.list(ctx, roots...)
	if err != nil {
		return h, n.failed("read", err)
	}
	lines, unread, err := lister.lines(ctx, notes)
	if err != nil {
		return h, n.failed("read", err)
	}
	kinds, err := n.repo.kinds(ctx, kept)
	if err != nil {
		return h, err
	}
	h.lines = lines
	for _, dir := range lister.missing {
		h.missing = append(h.missing, MissingNote{ID: dir.oid, Kind: KindTree, place: dir.place})
	}
	for _, note := range unread {
		h.missing = append(h.missing, MissingNote{ID: note.blob, Kind: KindBlob, Object: note.object, place: string(note.object)})
	}
	for _, id := range kept {
		if h.kept[id] = true; kinds[id] != KindBlob {
			h.missing = append(h.missing, MissingNote{ID: id, Kind: KindBlob, place: keepPlace(id)})
		}
	}
	return h, nil
}
