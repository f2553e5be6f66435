package gitops

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Version is one version of a file: what a commit made of it.
type Version struct {
	Commit  Commit
	Path    string
	OldPath string // before a rename, else ""
	Blob    OID    // "" when the commit deleted the file
	Status  byte   // 'A', 'M', 'D' or 'R', as in Change
	Olds    []OID  // the file's blob in each parent; "" where it has none
	Lineage string // the newest path of this file, the same for all its versions
}

// HistoryOptions say which commits to follow and what counts.
type HistoryOptions struct {
	FirstParent bool // follow first parents only, and compare merges with them
	Moves       bool // also commits that gave the file a new path and kept its content
}

// History gives every version of the files that match the globs, newest first
// in topological order: each commit reachable from head in which a file's
// content differs from that in each of the commit's parents. A merge that
// takes one side is none.
//
// A file is followed through renames and moved folders, also to paths that no
// glob matches, and across a deletion when it comes back at the same path.
// When it left the globs by a rename, that is its deletion.
func (r *Repo) History(ctx context.Context, head OID, patterns []string, opts HistoryOptions) ([]Version, error) {
	set, err := parseGlobs(patterns)
	if err != nil {
		return nil, err
	}
	h := history{repo: r, head: head, set: set, opts: opts, moves: map[place]move{}, examined: map[place]bool{}}
	for {
		commits, err := h.walk(ctx)
		if err != nil {
			return nil, fmt.Errorf("history of %s: %w", strings.Join(patterns, ", "), err)
		}
		versions, orphans := h.trace(commits)
		grown, err := h.adopt(ctx, orphans)
		if err != nil {
			return nil, fmt.Errorf("history of %s: %w", strings.Join(patterns, ", "), err)
		}
		if !grown {
			return versions, nil
		}
	}
}

// history is one search. It alternates between a walk over the paths that are
// known to matter and a look, without a limit to paths, at the commits where
// a file appeared out of nothing, which finds the paths that they came from.
type history struct {
	repo     *Repo
	head     OID
	set      globs
	opts     HistoryOptions
	moves    map[place]move // renames that only the look without a limit found
	examined map[place]bool
	extra    []string // paths outside of set that files came from
}

// place is a file in a commit.
type place struct {
	commit OID
	path   string
}

// move is where a file came from.
type move struct {
	path string
	blob OID
}

// walk runs git log over all paths known so far.
func (h *history) walk(ctx context.Context) ([]CommitChanges, error) {
	specs := h.set.pathspecs()
	if len(specs) > 0 {
		for _, path := range h.extra {
			specs = append(specs, ":(literal)"+path)
		}
	}
	args := append(logArgs(h.opts.FirstParent), "--end-of-options", string(h.head), "--")
	var commits []CommitChanges
	err := h.repo.log(ctx, append(args, specs...), func(c CommitChanges) error {
		if len(c.Changes) > 0 {
			commits = append(commits, c)
		}
		return nil
	})
	return commits, err
}

// adopt looks at the commits where files appeared without a predecessor, and
// reports whether it found paths that the walk has not covered.
func (h *history) adopt(ctx context.Context, orphans []place) (bool, error) {
	byCommit := map[OID][]string{}
	var in strings.Builder
	for _, o := range orphans {
		if h.examined[o] {
			continue
		}
		h.examined[o] = true
		if len(byCommit[o.commit]) == 0 {
			in.WriteString(string(o.commit) + "\n")
		}
		byCommit[o.commit] = append(byCommit[o.commit], o.path)
	}
	if len(byCommit) == 0 || h.set.everything() {
		return false, nil
	}
	var found []renamed
	err := h.repo.wholeDiffs(ctx, in.String(), h.opts.FirstParent, func(commit OID, c Change) {
		if c.OldPath == "" || !slices.Contains(byCommit[commit], c.Path) {
			return
		}
		from := move{path: c.OldPath, blob: c.Olds[slices.Index(c.OldPaths, c.OldPath)]}
		h.moves[place{commit, c.Path}] = from
		found = append(found, renamed{from: c.OldPath, to: c.Path})
	})
	if err != nil {
		return false, err
	}
	return h.cover(found), nil
}

// cover widens the walk to the paths that files came from.
func (h *history) cover(found []renamed) bool {
	grown := false
	for _, spec := range movedFolders(found) {
		covered := h.set.match(spec) || slices.ContainsFunc(h.extra, func(e string) bool { return isWithin(spec, e) })
		if !covered {
			h.extra = append(h.extra, spec)
			grown = true
		}
	}
	return grown
}

// wholeDiffs gives all changes of the commits listed in ids, one per line.
// Where content that a comparison needs is not here (a partial clone, a lost
// object), only renames that kept the content are found.
func (r *Repo) wholeDiffs(ctx context.Context, ids string, firstParent bool, each func(OID, Change)) error {
	diff := func(similarity string) error {
		args := []string{
			"-c", "diff.relative=false", "diff-tree", "--stdin", "-z", "-r", "--raw", "--no-abbrev",
			"--ignore-submodules=none", similarity, renameLimit,
		}
		if firstParent {
			args = append(args, "--diff-merges=first-parent")
		} else {
			args = append(args, "-c", "--combined-all-paths")
		}
		return r.stream(ctx, strings.NewReader(ids), func(out io.Reader) error {
			var commit OID
			return newRawReader(out).records(
				func(id string) error { commit = OID(id); return nil },
				func(c Change) error {
					if c.Status != 0 {
						each(commit, c)
					}
					return nil
				},
			)
		}, args...)
	}
	err := diff("--find-renames")
	if typed := r.objectError(err); err != nil && typed != err { //nolint:errorlint // the question is whether it was typed, not which it is
		r.partly.Store(true)
		err = r.objectError(diff("--find-renames=100%"))
	}
	return err
}
