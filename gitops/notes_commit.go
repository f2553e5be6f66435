package gitops

import (
	"context"
	"errors"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// ourReflog starts the reflog message of every update that promptgit makes. A
// ref that moved under any other message was moved by somebody who may not
// have compared before writing.
const ourReflog = "promptgit: "

// How long a writer that lost a race waits for its next try, and when it gives
// up.
const (
	firstWait = 5 * time.Millisecond
	lastWait  = 500 * time.Millisecond
	giveUp    = 10 * time.Second
	lockAge   = giveUp / 2
)

// noteEdit changes an open tree. New blobs go into the pack.
type noteEdit func(ctx context.Context, tree *noteTree, pack *objectPack) error

// version is one state of a notes ref: a commit and its tree, both "" for a
// ref that is not there.
type version struct{ commit, root OID }

// writer makes commits for one update of a ref. What it has read and written
// for a try that lost its race it need not read and write again for the next,
// so that the time in which others can be faster is short: foreign writers
// neither look nor wait.
type writer struct {
	notes   *Notes
	who     Signature
	message string
	load    loadFunc
	pack    *objectPack
}

func (n *Notes) writer(ctx context.Context, message string) (*writer, error) {
	who, err := n.repo.committer(ctx)
	if err != nil {
		return nil, n.failed("write", err)
	}
	return &writer{n, who, message, cached(n.repo.readMany), newObjectPack(n.repo)}, nil
}

// update moves the ref from where it is to what next makes of it, and starts
// again from the new place when another process was faster. It returns where
// the ref was and where it is now.
func (w *writer) update(ctx context.Context, next func(tip version) (OID, error)) (from, to OID, err error) {
	policy := backoff.NewExponentialBackOff()
	policy.InitialInterval, policy.MaxInterval = firstWait, lastWait
	lock := w.notes.watchLock()
	defer lock.end()
	attempt := func() (OID, error) {
		commit, failed := w.try(ctx, next, &from)
		lock.blocked(failed, w.notes.lockAge)
		if failed != nil && !errors.Is(failed, ErrRefMoved) {
			failed = backoff.Permanent(failed)
		}
		return commit, failed
	}
	to, err = backoff.Retry(ctx, attempt, backoff.WithBackOff(policy), backoff.WithMaxElapsedTime(w.notes.giveUp))
	return from, to, err
}

// try lets git start while it reads and writes: what is left between the look
// at the ref and its update is the time in which a foreign writer, that neither
// looks nor waits, can be faster.
func (w *writer) try(ctx context.Context, next func(tip version) (OID, error), from *OID) (commit OID, err error) {
	err = w.notes.repo.updateRefs(ctx, ourReflog+firstLine(w.message), func() ([]RefUpdate, error) {
		tip, failed := w.notes.tip(ctx)
		if failed != nil {
			return nil, failed
		}
		*from = tip.commit
		if commit, failed = next(tip); failed != nil || commit == tip.commit {
			return nil, failed
		}
		return []RefUpdate{{Ref: w.notes.ref, New: commit, Old: tip.commit}}, nil
	})
	return commit, err
}

// commit writes the commit that an edit makes of tip, with further parents.
// Without those, an edit that changes nothing gives tip itself.
func (w *writer) commit(ctx context.Context, tip version, edit noteEdit, parents ...OID) (OID, error) {
	tree := newNoteTree(tip.root, w.notes.rawSize(), w.load)
	if err := tree.open(ctx, []*noteDir{tree.root}); err != nil {
		return "", w.notes.failed("read", err)
	}
	if err := edit(ctx, tree, w.pack); err != nil {
		return "", w.notes.failed("write", err)
	}
	empty := tip.root == "" && len(tree.root.entries) == 0
	root := tree.root.store(w.pack)
	if len(parents) == 0 && (root == tip.root || empty) {
		return tip.commit, nil
	}
	if tip.commit != "" {
		parents = append([]OID{tip.commit}, parents...)
	}
	id := w.pack.add(KindCommit, EncodeCommit(CommitData{Tree: root, Parents: parents, Author: w.who, Message: w.message}))
	if err := w.pack.write(ctx); err != nil {
		return "", w.notes.failed("write", err)
	}
	return id, nil
}
