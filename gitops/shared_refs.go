package gitops

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"path"
	"slices"
	"strings"
)

// The refs that a team shares beside notes, each at the commit of a version.
const (
	// LabelsRef has PROMPT/LABEL below it.
	LabelsRef = "refs/promptgit/labels/"
	// CandidatesRef has PROMPT/LABEL/WEIGHT below it, for what gets a share of the
	// requests for a label.
	CandidatesRef = "refs/promptgit/candidates/"
)

func sharedRefs() []string { return []string{LabelsRef, CandidatesRef} }

const ownRefs = "refs/promptgit/"

// TrackedRef is the ref that holds what a remote had in one of the shared refs when
// it was last asked.
func TrackedRef(remote, ref string) string {
	return ownRefs + "remotes/" + remote + "/" + strings.TrimPrefix(ref, ownRefs)
}

// seenRef is the ref that holds what a remote had in one of the shared refs when it
// was last united with the own one. Only then do both sides of a difference show: a
// tracking ref may be newer, after a plain git fetch or a pull that was killed.
func seenRef(remote, ref string) string {
	return ownRefs + "seen/" + remote + "/" + strings.TrimPrefix(ref, ownRefs)
}

// A SharedSlot is what moves as one: a label, or all the candidates for one. The
// values are by ref, without those that are not there.
type SharedSlot struct {
	Name   string // the ref of a label; the folder of candidates
	Ours   map[string]OID
	Theirs map[string]OID // at the remote, as far as it was asked
	Seen   map[string]OID // at the remote when it was last united with ours
}

// WeMoved says whether ours is not what the remote had.
func (s *SharedSlot) WeMoved() bool { return !maps.Equal(s.Ours, s.Seen) }

// TheyMoved says whether the remote has something else than it had.
func (s *SharedSlot) TheyMoved() bool { return !maps.Equal(s.Theirs, s.Seen) }

// SharedSlots reads the shared refs, and what is known of those of a remote, by name.
func (r *Repo) SharedSlots(ctx context.Context, remote string) ([]*SharedSlot, error) {
	refs, err := r.Refs(ctx, strings.TrimSuffix(ownRefs, "/"))
	if err != nil {
		return nil, err
	}
	slots := map[string]*SharedSlot{}
	for _, ref := range refs {
		for _, prefix := range sharedRefs() {
			for i, at := range []string{prefix, TrackedRef(remote, prefix), seenRef(remote, prefix)} {
				below, ok := strings.CutPrefix(ref.Name, at)
				if !ok {
					continue
				}
				name := prefix + below
				if prefix == CandidatesRef {
					name = path.Dir(name)
				}
				s := slots[name]
				if s == nil {
					s = &SharedSlot{Name: name, Ours: map[string]OID{}, Theirs: map[string]OID{}, Seen: map[string]OID{}}
					slots[name] = s
				}
				[]map[string]OID{s.Ours, s.Theirs, s.Seen}[i][prefix+below] = ref.ID
			}
		}
	}
	return slices.SortedFunc(maps.Values(slots), func(a, b *SharedSlot) int { return cmp.Compare(a.Name, b.Name) }), nil
}

// Outcome says what uniting a slot did.
type Outcome string

// The outcomes of uniting a slot.
const (
	SlotSame   Outcome = ""       // nobody moved, or both to the same
	SlotOurs   Outcome = "ours"   // only we moved: a push is due
	SlotTaken  Outcome = "taken"  // only the remote moved: ours follows
	SlotLost   Outcome = "lost"   // both moved: ours follows all the same
	SlotNoRoom Outcome = "noroom" // ours cannot follow: a ref of another name is in the way
)

// UnitedSlot is a slot with what uniting it did.
type UnitedSlot struct {
	*SharedSlot
	Outcome Outcome
}

// UniteSlots moves our refs of slots to where the remote has them, except for those
// that only we moved. Ours and what was seen of a slot change in one step. Given are
// the slots that differ. ErrRefMoved if ours was moved meanwhile: read them again.
func (r *Repo) UniteSlots(ctx context.Context, remote string, slots []*SharedSlot) ([]UnitedSlot, error) {
	var united []UnitedSlot
	var gone, come []int // in united: git takes no new name below one that goes in the same step
	for _, s := range slots {
		outcome, follows := s.outcome()
		switch {
		case follows && len(s.Theirs) == 0:
			gone = append(gone, len(united))
		case follows:
			come = append(come, len(united))
		}
		if outcome != SlotSame || follows {
			united = append(united, UnitedSlot{s, outcome})
		}
	}
	message := ourReflog + "pull from " + remote
	for _, step := range [][]int{gone, come} {
		var updates []RefUpdate
		for _, i := range step {
			updates = append(updates, united[i].follow(remote)...)
		}
		if r.UpdateRefs(ctx, message, updates...) == nil {
			continue
		}
		for _, i := range step { // one of them is in the way of the others
			err := r.UpdateRefs(ctx, message, united[i].follow(remote)...)
			switch {
			case noRoom(err):
				united[i].Outcome = SlotNoRoom
			case err != nil:
				return nil, err
			}
		}
	}
	return slices.DeleteFunc(united, func(u UnitedSlot) bool { return u.Outcome == SlotSame }), nil
}

// outcome says what uniting is to do, and whether refs move for it.
func (s *SharedSlot) outcome() (outcome Outcome, follows bool) {
	switch {
	case maps.Equal(s.Ours, s.Theirs):
		return SlotSame, s.TheyMoved()
	case !s.TheyMoved():
		return SlotOurs, false
	case s.WeMoved():
		return SlotLost, true
	}
	return SlotTaken, true
}

// follow moves ours, and what was seen, to theirs.
func (s *SharedSlot) follow(remote string) []RefUpdate {
	var updates []RefUpdate
	add := func(ref string, now, old OID) {
		if now != old {
			updates = append(updates, RefUpdate{Ref: ref, New: now, Old: old})
		}
	}
	refs := maps.Clone(s.Ours)
	maps.Copy(refs, s.Theirs)
	maps.Copy(refs, s.Seen)
	for _, ref := range slices.Sorted(maps.Keys(refs)) {
		add(ref, s.Theirs[ref], s.Ours[ref])
		add(seenRef(remote, ref), s.Theirs[ref], s.Seen[ref])
	}
	return updates
}

// noRoom says whether a ref cannot be because another is a folder of its name, or the
// other way round.
func noRoom(err error) bool {
	text := stderrOf(err)
	var conflict *RefConflictError
	if errors.As(err, &conflict) {
		text = conflict.Detail
	}
	return strings.Contains(text, "; cannot create '") || strings.Contains(text, "there are still refs under")
}

// Pushed notes that a remote has what was pushed to some of its shared refs.
func (r *Repo) Pushed(ctx context.Context, remote string, s *SharedSlot, refs []string) error {
	var updates []RefUpdate
	for _, ref := range refs {
		for name, old := range map[string]OID{seenRef(remote, ref): s.Seen[ref], TrackedRef(remote, ref): s.Theirs[ref]} {
			if old != s.Ours[ref] {
				updates = append(updates, RefUpdate{Ref: name, New: s.Ours[ref], Old: old})
			}
		}
	}
	return r.UpdateRefs(ctx, ourReflog+"push to "+remote, updates...)
}
