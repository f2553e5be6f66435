package gitops

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// droppedSince gives the lines and kept blobs that the ref held after seen, or
// at seen, and that its tip does not hold. "git notes add" reads the ref and
// later overwrites it without a look at what it is by then, so that a write
// between the two is gone from the tip; the reflog still has it.
//
// Nothing is looked up while every move since seen was promptgit's own, which
// compares before it writes.
func (n *Notes) droppedSince(ctx context.Context, seen, tip OID) (Batch, error) {
	if tip == "" || tip == seen {
		return Batch{}, nil
	}
	moves, err := n.moves(ctx)
	if err != nil {
		return Batch{}, err
	}
	if i := slices.IndexFunc(moves, func(m ReflogEntry) bool { return m.New == seen }); i >= 0 {
		moves = moves[:i]
	}
	ours := func(m ReflogEntry) bool { return strings.HasPrefix(m.Message, ourReflog) }
	if !slices.ContainsFunc(moves, func(m ReflogEntry) bool { return !ours(m) }) {
		return Batch{}, nil
	}
	versions := []OID{seen}
	for _, m := range moves {
		versions = append(versions, m.New)
	}
	dropped, _, err := n.droppedFrom(ctx, tip, slices.DeleteFunc(versions, OID.IsZero))
	return dropped, err
}

// moves is the reflog of the ref, newest first. Git gives none of it when one
// version in it is damaged, which is when it is needed most: then the file is
// read, where there is one.
func (n *Notes) moves(ctx context.Context) ([]ReflogEntry, error) {
	moves, err := n.repo.Reflog(ctx, n.ref)
	if exitCode(err) < 0 {
		return moves, err
	}
	if logged, readErr := n.loggedMoves(); readErr == nil {
		return logged, nil
	}
	return nil, err
}

// loggedMoves reads the file of the reflog.
func (n *Notes) loggedMoves() (moves []ReflogEntry, err error) {
	log, err := os.ReadFile(filepath.Join(n.repo.CommonDir, "logs", filepath.FromSlash(n.ref)))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	for line := range strings.Lines(string(log)) {
		head, message, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if ids := strings.Fields(head); len(ids) > 2 {
			moves = append(moves, ReflogEntry{Old: OID(ids[0]), New: OID(ids[1]), Message: message})
		}
	}
	slices.Reverse(moves)
	return moves, nil
}

// droppedFrom gives what other versions of the notes hold and tip does not.
// What cannot be read is passed over; gap says so.
func (n *Notes) droppedFrom(ctx context.Context, tip OID, versions []OID) (dropped Batch, gap, err error) {
	tips, err := n.roots(ctx, []OID{tip})
	if err != nil {
		return Batch{}, nil, err
	}
	roots, err := n.roots(ctx, versions)
	if err != nil {
		return Batch{}, nil, err
	}
	lister := n.lister()
	if _, _, err = lister.list(ctx, tips...); err != nil {
		return Batch{}, nil, n.failed("read", err)
	}
	notes, kept, err := lister.list(ctx, roots...)
	if err != nil {
		return Batch{}, nil, n.failed("read the history", err)
	}
	lines, unread, err := lister.lines(ctx, notes)
	if err != nil {
		return Batch{}, nil, n.failed("read the history", err)
	}
	kept, err = n.onlyBlobs(ctx, kept)
	return Batch{Lines: lines, Keep: kept}, n.incomplete(lister, unread, nil), err
}

// onlyBlobs drops the ids of what is no blob of this repository.
func (n *Notes) onlyBlobs(ctx context.Context, ids []OID) ([]OID, error) {
	kinds, err := n.repo.kinds(ctx, ids)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id OID) bool { return kinds[id] != KindBlob }), nil
}

// stateDir is where promptgit keeps what all worktrees share.
func (n *Notes) stateDir() string { return filepath.Join(n.repo.CommonDir, "promptgit") }

func (n *Notes) tipFile() string {
	return filepath.Join(n.stateDir(), "tip", strings.ReplaceAll(strings.TrimPrefix(n.ref, "refs/notes/"), "/", "-"))
}

// seenTip is the newest version that promptgit knows to be whole, "" if none.
// It may be old, which costs a longer look and nothing else.
func (n *Notes) seenTip() OID {
	text, err := os.ReadFile(n.tipFile())
	if err != nil {
		return ""
	}
	id, _ := ParseOID(strings.TrimSpace(string(text)))
	return id
}

// rememberTip notes the version that was just made whole. Where the state folder
// takes no file, on a full disk or for want of permission, the next writer looks
// further back: what was written is written.
func (n *Notes) rememberTip(tip OID) {
	if tip != n.seenTip() {
		_ = writeFileAtomic(n.tipFile(), []byte(string(tip)+"\n"))
	}
}
