package gitops

import (
	"context"
	"slices"
	"strings"
)

// versionsAtOnce bounds how many versions are compared with the tip at a time,
// and with it the memory that their trees take.
const versionsAtOnce = 500

// repair appends what is in other versions, or waits, and not in the tip, and
// counts it.
func (n *Notes) repair(ctx context.Context, tip OID, before holding, versions []OID, report *FsckReport) error {
	waiting, err := n.pending(ctx)
	if err != nil {
		return err
	}
	waiting = slices.DeleteFunc(waiting, func(p pendingBatch) bool {
		blocked := before.blocksAny(p.batch)
		if blocked {
			report.Pending = append(report.Pending, p.path+": what it adds to cannot be read")
		}
		return blocked
	})
	if before.blocks("") {
		return nil // nothing can be added to a tree that cannot be read
	}
	found := Batch{Lines: make(map[OID][]string), Message: "Restore promptgit records"}
	for part := range slices.Chunk(versions, versionsAtOnce) {
		dropped, _, err := n.droppedFrom(ctx, tip, part) // fsck names the gaps itself
		if err != nil {
			return err
		}
		found.add(dropped)
	}
	for _, p := range waiting {
		found.add(p.batch)
	}
	lost := Batch{Lines: make(map[OID][]string), Message: found.Message}
	for object, lines := range found.Lines {
		if before.blocks(string(object)) {
			continue
		}
		lines = slices.DeleteFunc(distinct(lines), func(l string) bool { return slices.Contains(before.lines[object], l) })
		if len(lines) > 0 {
			lost.Lines[object] = lines
			report.RestoredLines += len(lines)
		}
	}
	for _, id := range found.Keep {
		if !before.kept[id] && !before.blocks(keepPlace(id)) {
			lost.Keep = append(lost.Keep, id)
			report.RestoredBlobs++
		}
	}
	// The lines come from the ref's own past: they need not be such as
	// promptgit writes, and are not checked again.
	if err := n.append(ctx, lost); err != nil {
		return err
	}
	return removePending(waiting)
}

// blocks says whether something unreadable stands where an entry would go.
func (h *holding) blocks(place string) bool {
	return slices.ContainsFunc(h.missing, func(m MissingNote) bool { return strings.HasPrefix(place, m.place) })
}

func (h *holding) blocksAny(b Batch) bool {
	for object := range b.Lines {
		if h.blocks(string(object)) {
			return true
		}
	}
	return slices.ContainsFunc(b.Keep, func(id OID) bool { return h.blocks(keepPlace(id)) })
}

// versions are the commits of the reflog and all their ancestors, with a hole
// in that history if there is one.
func (n *Notes) versions(ctx context.Context, tip OID) (ids []OID, hole []MissingNote, err error) {
	if tip == "" {
		return nil, nil, nil
	}
	moves, err := n.moves(ctx)
	if err != nil {
		return nil, nil, err
	}
	from := []OID{tip, n.seenTip()}
	for _, m := range moves {
		from = append(from, m.New)
	}
	from = distinct(slices.DeleteFunc(from, OID.IsZero))
	kinds, err := n.repo.kinds(ctx, from)
	if err != nil {
		return nil, nil, err
	}
	var ask strings.Builder
	for _, id := range from {
		if kinds[id] == KindCommit {
			ask.WriteString(string(id) + "\n")
		}
	}
	out, err := n.repo.run(ctx, strings.NewReader(ask.String()), "rev-list", "--stdin")
	if exitCode(err) > 0 {
		// The history has a hole; what git listed before it fell in is good.
		id := objectID.FindString(stderrOf(err))
		hole, err = []MissingNote{{ID: OID(id), Kind: KindCommit}}, nil
	}
	for line := range strings.Lines(string(out)) {
		ids = append(ids, OID(strings.TrimSpace(line)))
	}
	return distinct(append(ids, from...)), hole, err
}

// stuck names the waiting files that this version cannot make use of.
func (n *Notes) stuck() ([]string, error) {
	paths, err := n.pendingPaths()
	if err != nil {
		return nil, err
	}
	var stuck []string
	for _, path := range paths {
		if _, mine, err := n.readPending(path); err != nil && mine {
			stuck = append(stuck, err.Error())
		}
	}
	return stuck, nil
}
