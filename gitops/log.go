package gitops

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// CommitChanges is a commit with the files that it changed.
type CommitChanges struct {
	Commit
	Changes []Change
	// Boundary is set where a shallow clone ends: the commit has parents that
	// are not here, and every file of it appears as added.
	Boundary bool
}

// errStop ends a stream whose reader has enough.
var errStop = errors.New("stop")

// logFields is the head of each commit, NUL after each field. %B is all of the
// message; none of the fields can hold a NUL, for git cuts them there.
const logFields = "%H%x00%T%x00%P%x00%an%x00%ae%x00%ad%x00%B%x00"

// renameLimit is git's own default, said so that no setting changes what a
// history holds.
const renameLimit = "-l1000"

// logArgs are the arguments that make git log print logFields and raw changes,
// whatever the user configured.
func logArgs(firstParent bool) []string {
	args := []string{
		"-c", "log.follow=false", "-c", "diff.relative=false", "-c", "core.quotePath=false", "-c", "log.showRoot=true",
		"log", "-z", "--raw", "--no-abbrev", "--no-color", "--no-show-signature", "--no-notes", "--no-ext-diff", "--no-decorate",
		"-O/dev/null", "--topo-order", "--full-history", "--encoding=UTF-8", "--date=raw", "--format=" + logFields,
		"--find-renames", renameLimit, "--ignore-submodules=none",
	}
	if firstParent {
		return append(args, "--first-parent", "--diff-merges=first-parent")
	}
	return append(args, "-c", "--combined-all-paths")
}

// log streams commits, newest first, in topological order. Where content that
// a comparison needs is not here (a partial clone, a lost object), the rest is
// read again with only those renames found that kept the content.
func (r *Repo) log(ctx context.Context, args []string, each func(CommitChanges) error) error {
	given := 0
	err := r.logFrom(ctx, args, 0, func(c CommitChanges) error { given++; return each(c) })
	var missing *MissingObjectError
	if !errors.As(err, &missing) {
		return err
	}
	r.partly.Store(true)
	exact := slices.Clone(args)
	exact[slices.Index(exact, "--find-renames")] = "--find-renames=100%"
	return r.logFrom(ctx, exact, given, each)
}

// logFrom passes over the first commits. A commit is given when the next one
// follows or git has ended well, so that none is given in part.
func (r *Repo) logFrom(ctx context.Context, args []string, skip int, each func(CommitChanges) error) error {
	boundary := r.shallowBoundary()
	var held CommitChanges
	give := func(next CommitChanges) error {
		c := held
		held = next
		switch {
		case c.ID == "":
			return nil
		case skip > 0:
			skip--
			return nil
		}
		c.Boundary = boundary[c.ID]
		return each(c)
	}
	err := r.stream(ctx, nil, func(out io.Reader) error { return readCommits(out, give) }, args...)
	if err != nil {
		return r.objectError(err)
	}
	return give(CommitChanges{})
}

// readCommits reads what logFields and --raw print.
func readCommits(out io.Reader, each func(CommitChanges) error) error {
	in := newRawReader(out)
	var current CommitChanges
	flush := func() error {
		if current.ID == "" {
			return nil
		}
		return each(current)
	}
	head := func(id string) error {
		if err := flush(); err != nil {
			return err
		}
		commit, err := in.commit(id)
		current = CommitChanges{Commit: commit}
		return err
	}
	change := func(c Change) error {
		if c.Status != 0 && (len(c.Olds) == 1 || !c.SameContent()) {
			current.Changes = append(current.Changes, c)
		}
		return nil
	}
	if err := in.records(head, change); err != nil {
		return err
	}
	return flush()
}

// records reads to the end: raw changes, and between them the tokens that
// start a commit. Line breaks and empty tokens
// between records separate and mean nothing.
func (r *rawReader) records(head func(id string) error, change func(Change) error) error {
	for {
		token, err := r.token()
		token = strings.TrimLeft(token, "\n")
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return fmt.Errorf("read changes: %w", err)
		case token == "":
		case token[0] == ':':
			c, err := r.change(token)
			if err != nil {
				return fmt.Errorf("read changes: %w", err)
			}
			if err := change(c); err != nil {
				return err
			}
		default:
			if err := head(token); err != nil {
				return err
			}
		}
	}
}

// commit reads the rest of logFields after the id.
func (r *rawReader) commit(id string) (Commit, error) {
	oid, ok := ParseOID(id)
	if !ok {
		return Commit{}, fmt.Errorf("%q is no commit id", id)
	}
	var fields [6]string
	for i := range fields {
		field, err := r.token()
		if err != nil {
			return Commit{}, noEOF(err)
		}
		fields[i] = field
	}
	c := Commit{ID: oid, Tree: OID(fields[0]), Author: fields[2], Email: fields[3], Message: fields[5], Subject: subject(fields[5])}
	for parent := range strings.FieldsSeq(fields[1]) {
		c.Parents = append(c.Parents, OID(parent))
	}
	seconds, zone, _ := strings.Cut(fields[4], " ")
	c.Time = parseTime(seconds, zone)
	return c, nil
}

// shallowBoundary reads the commits whose parents a shallow clone lacks.
func (r *Repo) shallowBoundary() map[OID]bool {
	if !r.Shallow {
		return nil
	}
	// Git said that the file is there; without it no commit is marked.
	content, _ := os.ReadFile(filepath.Join(r.CommonDir, "shallow"))
	boundary := make(map[OID]bool)
	for line := range strings.FieldsSeq(string(content)) {
		boundary[OID(line)] = true
	}
	return boundary
}
