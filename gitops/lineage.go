package gitops

import (
	"cmp"
	"slices"
	"strings"
)

// trace gives each change to the file that it belongs to. Going from new to
// old, it remembers which file a path will become: a path that a file was
// renamed from carries that file's lineage in all older commits. It gives the
// versions, and the places where a file of the set appears without a known
// predecessor.
func (h *history) trace(commits []CommitChanges) (versions []Version, orphans []place) {
	lineage := map[string]string{} // path -> newest path of its file
	for _, c := range commits {
		left := map[string]bool{} // paths that a file was renamed from here
		changes := slices.Clone(c.Changes)
		for i := range changes {
			h.applyMove(c.ID, &changes[i])
			if changes[i].OldPath != "" {
				left[changes[i].OldPath] = true
			}
		}
		for _, change := range changes {
			if change.Status == 'D' && left[change.Path] {
				continue // one half of a rename that the walk did not join
			}
			newest, known := lineage[change.Path]
			if !known && h.set.match(change.Path) {
				newest, known = change.Path, true
				lineage[change.Path] = newest
			}
			if !known {
				if change.OldPath != "" && h.set.match(change.OldPath) {
					lineage[change.OldPath] = cmp.Or(lineage[change.OldPath], change.OldPath)
					versions = append(versions, departure(c, change, lineage[change.OldPath]))
				}
				continue
			}
			if change.Status == 'A' && len(c.Parents) > 0 && !c.Boundary {
				orphans = append(orphans, place{c.ID, change.Path})
			}
			if h.counts(change) {
				versions = append(versions, Version{
					Commit: c.Commit, Path: change.Path, OldPath: change.OldPath,
					Blob: change.New, Status: change.Status, Olds: change.Olds, Lineage: newest,
				})
			}
		}
		for _, change := range changes {
			newest, known := lineage[change.Path]
			for _, old := range change.OldPaths {
				if known && old != "" && old != change.Path {
					lineage[old] = newest
				}
			}
		}
	}
	return versions, orphans
}

// counts reports whether a change makes a version.
func (h *history) counts(c Change) bool {
	return !c.SameContent() || h.opts.Moves && c.OldPath != ""
}

// applyMove replaces "appeared" by "renamed from", where that is known.
func (h *history) applyMove(commit OID, c *Change) {
	from, ok := h.moves[place{commit, c.Path}]
	if !ok || c.Status != 'A' {
		return
	}
	c.Status, c.OldPath = 'R', from.path
	c.Olds, c.OldPaths = slices.Clone(c.Olds), slices.Clone(c.OldPaths)
	c.Olds[0], c.OldPaths[0] = from.blob, from.path
}

// departure is the deletion of a file that was renamed to a path outside of
// the globs.
func departure(c CommitChanges, change Change, newest string) Version {
	return Version{
		Commit: c.Commit, Path: change.OldPath, Status: 'D',
		Olds: change.Olds, Lineage: newest,
	}
}

// renamed is one rename.
type renamed struct{ from, to string }

// manyMoves is the number of files moved out of one folder from which the
// folder is followed instead of each file: Git compares every path with every
// one that it was given.
const manyMoves = 16

// movedFolders gives the paths to follow: the old paths, or the old folder
// where many files kept their path below it.
func movedFolders(moves []renamed) []string {
	groups := map[string][]string{}
	for _, m := range moves {
		folder := movedFolder(m)
		groups[folder] = append(groups[folder], m.from)
	}
	var specs []string
	for folder, paths := range groups {
		if folder != "" && len(paths) > manyMoves {
			paths = []string{folder}
		}
		specs = append(specs, paths...)
	}
	slices.Sort(specs)
	return slices.Compact(specs)
}

// movedFolder strips what the two paths end in: from "old/x/a.md" and
// "new/x/a.md" it gives "old". One folder stays: from "old/a.md" and
// "new/old/a.md" it gives "old" too.
func movedFolder(m renamed) string {
	from, to := strings.Split(m.from, "/"), strings.Split(m.to, "/")
	for len(from) > 1 && len(to) > 0 && from[len(from)-1] == to[len(to)-1] {
		from, to = from[:len(from)-1], to[:len(to)-1]
	}
	return strings.Join(from, "/")
}
