package gitops

import (
	"context"
	"errors"
	"strings"
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
)

// noteEdit changes an open tree. New blobs go into the pack.
type noteEdit func(ctx context.Context, tree *noteTree, pack *objectPack) error

// update moves the ref from its tip to what next makes of it, and starts again
// from the new tip when another process was faster. It returns the commit that
// the ref is at, "" if there is still none.
func (n *Notes) update(ctx context.Context, message string, next func(tip OID) (OID, error)) (OID, error) {
	policy := backoff.NewExponentialBackOff()
	policy.InitialInterval, policy.MaxInterval = firstWait, lastWait
	try := func() (OID, error) {
		tip, err := n.repo.ReadRef(ctx, n.ref)
		if err != nil {
			return "", backoff.Permanent(err)
		}
		commit, err := next(tip)
		if err != nil {
			return "", backoff.Permanent(err)
		}
		if commit == tip {
			return tip, nil
		}
		err = n.repo.UpdateRefs(ctx, ourReflog+firstLine(message), RefUpdate{Ref: n.ref, New: commit, Old: tip})
		if err != nil && !errors.Is(err, ErrRefMoved) {
			err = backoff.Permanent(err)
		}
		return commit, err
	}
	return backoff.Retry(ctx, try, backoff.WithBackOff(policy), backoff.WithMaxElapsedTime(giveUp))
}

// commit writes the commit that an edit makes of tip, with further parents.
// Without those, an edit that changes nothing gives tip itself.
func (n *Notes) commit(ctx context.Context, tip OID, message string, edit noteEdit, parents ...OID) (OID, error) {
	tree, err := n.treeAt(ctx, tip)
	if err != nil {
		return "", err
	}
	if err := tree.open(ctx, []*noteDir{tree.root}); err != nil {
		return "", n.failed("read", err)
	}
	pack := newObjectPack(n.repo)
	if err := edit(ctx, tree, pack); err != nil {
		return "", n.failed("write", err)
	}
	empty := tree.root.oid == "" && len(tree.root.entries) == 0
	before, root := tree.root.oid, tree.root.store(pack)
	if len(parents) == 0 && (root == before || empty) {
		return tip, nil
	}
	who, err := n.repo.identity(ctx)
	if err != nil {
		return "", n.failed("write", err)
	}
	if tip != "" {
		parents = append([]OID{tip}, parents...)
	}
	id := pack.add(KindCommit, commitContent(root, parents, who, message))
	if _, err := n.repo.WriteObjects(ctx, pack.objects); err != nil {
		return "", n.failed("write", err)
	}
	return id, nil
}

func commitContent(tree OID, parents []OID, who, message string) []byte {
	var b strings.Builder
	b.WriteString("tree " + string(tree) + "\n")
	for _, parent := range parents {
		b.WriteString("parent " + string(parent) + "\n")
	}
	b.WriteString("author " + who + "\ncommitter " + who + "\n\n")
	b.WriteString(strings.TrimRight(message, "\n") + "\n")
	return []byte(b.String())
}

// identity is the committer line of a commit made now: the user's, or
// promptgit's where the user has none.
func (r *Repo) identity(ctx context.Context) (string, error) {
	who, err := r.line(ctx, "var", "GIT_COMMITTER_IDENT")
	if err == nil || exitCode(err) < 0 {
		return who, err
	}
	own := *r.runner
	own.env = setEnv(own.env, "GIT_COMMITTER_NAME", "promptgit", "GIT_COMMITTER_EMAIL", "promptgit@localhost")
	return own.line(ctx, "var", "GIT_COMMITTER_IDENT")
}
