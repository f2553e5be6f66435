package gitops

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// ChangesOptions narrow a range of commits.
type ChangesOptions struct {
	Globs       []string // only files that match; none means all
	FirstParent bool     // follow first parents only, and compare merges with them
	NotIn       []string // leave out what these revisions reach; "--branches" is every branch
	Also        []OID    // commits to start from beside the end of the range
	Everywhere  bool     // start from all branches, tags and pull requests that are known here, too
}

// everywhere selects the refs under which lines of work are known: those of the
// services where pull requests are made, too, wherever a fetch puts them.
func everywhere() []string {
	return []string{"--branches", "--remotes", "--tags", "--glob=refs/pull", "--glob=refs/merge-requests"}
}

// Changes streams the commits of a range with the files that each changed,
// newest first in topological order, from one git process. A range is what git
// log takes: "A..B", "REV", or "REV^!" for one commit. Commits without a
// matching change come too, with no Changes, unless Globs are given.
//
// A merge is compared with all its parents: a file that is in one of them with
// the same content does not appear.
func (r *Repo) Changes(ctx context.Context, rangeSpec string, opts ChangesOptions) iter.Seq2[CommitChanges, error] {
	return func(yield func(CommitChanges, error) bool) {
		set, err := parseGlobs(opts.Globs)
		if err != nil {
			yield(CommitChanges{}, err)
			return
		}
		args := append(logArgs(opts.FirstParent), "--end-of-options", rangeSpec)
		if i := slices.IndexFunc(opts.NotIn, func(rev string) bool { return strings.HasPrefix(rev, "-") && rev != "--branches" }); i >= 0 {
			yield(CommitChanges{}, &UnknownRevisionError{Rev: opts.NotIn[i]})
			return
		}
		if len(opts.NotIn) > 0 {
			args = slices.Insert(args, len(args)-2, append([]string{"--not"}, append(slices.Clone(opts.NotIn), "--not")...)...)
		}
		if opts.Everywhere {
			args = slices.Insert(args, len(args)-2, everywhere()...)
		}
		for _, id := range opts.Also {
			args = append(args, string(id))
		}
		args = append(append(args, "--"), set.pathspecs()...)
		err = r.log(ctx, args, func(c CommitChanges) error {
			c.Changes = slices.DeleteFunc(c.Changes, func(ch Change) bool {
				return !set.match(ch.Path) && (ch.OldPath == "" || !set.match(ch.OldPath))
			})
			if len(set) > 0 && len(c.Changes) == 0 {
				return nil
			}
			if !yield(c, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(CommitChanges{}, fmt.Errorf("changes of %s: %w", rangeSpec, r.revisionError(ctx, rangeSpec, err)))
		}
	}
}
