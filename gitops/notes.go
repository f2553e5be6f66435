package gitops

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"time"
)

// The notes refs of promptgit; docs/notes.md specifies what they hold.
const (
	// ResultsRef holds the records, one JSON object per line, as notes on the
	// blobs of prompts. It is only ever added to.
	ResultsRef = "refs/notes/promptgit/results"
	// ScoresRef holds text for people, as notes on commits. It is derived from
	// the results and can be made again.
	ScoresRef = "refs/notes/promptgit/scores"
)

// Notes is the store behind one notes ref. It is safe for concurrent use, by
// several processes too.
type Notes struct {
	repo    *Repo
	ref     string
	giveUp  time.Duration // how long an update tries against faster writers
	lockAge time.Duration // how long a lock may stay the same, see lockWatch
	pinned  *OID          // the commit that is read, nil for what the ref points to
}

// NotesAt gives the notes of a ref as they were at a commit, "" for none: they can
// only be read.
func (r *Repo) NotesAt(ref string, commit OID) *Notes {
	n := r.Notes(ref)
	n.pinned = &commit
	return n
}

// Tip is the commit that the ref points to now, "" where there is none.
func (n *Notes) Tip(ctx context.Context) (OID, error) {
	tip, err := n.tip(ctx)
	return tip.commit, err
}

// Notes gives the store behind a full notes ref, which need not exist yet.
func (r *Repo) Notes(ref string) *Notes {
	return &Notes{repo: r, ref: ref, giveUp: giveUp, lockAge: lockAge}
}

// Read gives the lines of the notes of these objects; an object without a note
// is left out. Blank lines are dropped, and of equal lines the later ones. Only
// the directories that can hold the notes are read.
func (n *Notes) Read(ctx context.Context, objects []OID) (map[OID][]string, error) {
	tree, err := n.open(ctx)
	if err != nil {
		return nil, err
	}
	if err = tree.openNotes(ctx, objects); err != nil {
		return nil, n.failed("read", err)
	}
	var refs []noteRef
	for _, object := range distinct(slices.Clone(objects)) {
		for _, blob := range tree.notes(object) {
			refs = append(refs, noteRef{object, blob})
		}
	}
	lister := n.lister()
	lines, unread, err := lister.lines(ctx, refs)
	return lines, n.incomplete(lister, unread, err)
}

// All gives the lines of every note of the ref by annotated object.
func (n *Notes) All(ctx context.Context) (map[OID][]string, error) {
	tree, err := n.open(ctx)
	if err != nil {
		return nil, err
	}
	lister := n.lister()
	refs, _, err := lister.list(ctx, tree.root.oid)
	if err != nil {
		return nil, n.failed("read", err)
	}
	lines, unread, err := lister.lines(ctx, refs)
	return lines, n.incomplete(lister, unread, err)
}

// incomplete is the error of a read that missed something, nil if none did.
func (n *Notes) incomplete(lister *noteLister, unread []noteRef, err error) error {
	switch {
	case err != nil:
		return n.failed("read", err)
	case len(lister.missing) > 0:
		return n.failed("read", lostObject(lister.missing[0].oid))
	case len(unread) > 0:
		return n.failed("read the note of "+string(unread[0].object), lostObject(unread[0].blob))
	}
	return nil
}

// lostObject is the error for an object of the notes that cannot be read.
func lostObject(id OID) error {
	return &MissingObjectError{
		ID:   id,
		Help: "promptgit notes fsck lists what is lost; fetch the ref from another clone to get it back",
	}
}

func (n *Notes) failed(action string, err error) error {
	return fmt.Errorf("%s in %s: %w", action, n.ref, err)
}

func (n *Notes) rawSize() int { return len(n.repo.zeroOID()) / 2 }

func (n *Notes) lister() *noteLister { return newNoteLister(n.rawSize(), n.repo.readMany) }

// open gives the tree of the ref as it is now, empty if there is no ref.
func (n *Notes) open(ctx context.Context) (*noteTree, error) {
	tip, err := n.tip(ctx)
	if err != nil {
		return nil, err
	}
	return newNoteTree(tip.root, n.rawSize(), n.repo.readMany), nil
}

// tip is what the ref points to now. The running helper is asked first, since
// writers are in a hurry between this and their update.
func (n *Notes) tip(ctx context.Context) (version, error) {
	if n.pinned != nil {
		if *n.pinned == "" {
			return version{}, nil
		}
		return n.at(ctx, *n.pinned)
	}
	obj, err := n.repo.objects.batch.read(ctx, n.repo, OID(n.ref))
	if err == nil && obj.kind == KindCommit && n.repo.Hash(KindCommit, obj.content) == obj.id {
		return version{obj.id, rootOf(obj.content)}, nil
	}
	commit, err := n.repo.ReadRef(ctx, n.ref)
	if err != nil || commit == "" {
		return version{}, err
	}
	return n.at(ctx, commit)
}

// at is the state of the notes at a commit.
func (n *Notes) at(ctx context.Context, commit OID) (version, error) {
	roots, err := n.roots(ctx, []OID{commit})
	if err == nil && len(roots) == 0 {
		err = n.failed("read", lostObject(commit))
	}
	if err != nil {
		return version{}, err
	}
	return version{commit, roots[0]}, nil
}

// roots gives the trees of commits. Those that cannot be read are left out.
func (n *Notes) roots(ctx context.Context, commits []OID) ([]OID, error) {
	found, err := n.repo.readMany(ctx, distinct(slices.Clone(commits)))
	if err != nil {
		return nil, n.failed("read", err)
	}
	var roots []OID
	for _, commit := range commits {
		if root := rootOf(found[commit]); root != "" {
			roots = append(roots, root)
		}
	}
	return roots, nil
}

// rootOf is the tree that the content of a commit names, "" if it is none.
func rootOf(commit []byte) OID {
	line, _, _ := bytes.Cut(commit, []byte("\n"))
	id, _ := ParseOID(string(bytes.TrimPrefix(line, []byte("tree "))))
	return id
}
