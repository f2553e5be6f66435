package cmd

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/gitops"
)

// gateRevisions resolves both sides. A head that is named is judged by its own
// suites and configuration: what happens to be checked out has no say.
//
// "A..." is the merge base of A and the head, and "A...B" names the head, too.
func (w *workspace) gateRevisions(ctx context.Context, o *gateOptions) (base, head gitops.OID, err error) {
	from, to, forked := strings.Cut(o.base, "...")
	switch {
	case !forked && strings.Contains(o.base, ".."):
		return "", "", usageHint("write --base A --head B, or --base A...B for where B left A", "--base takes one revision, not the range %s", o.base)
	case from == "" || strings.Contains(to, ".."):
		return "", "", usageHint("write --base main... for where the head left main", "--base: %q names no revision", o.base)
	case to != "" && o.head != "" && to != o.head:
		return "", "", usagef("--base %s and --head %s name two heads", o.base, o.head)
	case to != "":
		o.head = to
	}
	head, ok, err := w.headOf(ctx, o.head)
	if err != nil {
		return "", "", w.notInClone(ctx, o.head, err)
	}
	if !ok {
		return "", "", errNothing("commit", "commit a prompt first")
	}
	if o.head != "" {
		if err = w.pinSuites(ctx, string(head)); err != nil {
			return "", "", err
		}
	}
	if base, err = w.repo.Resolve(ctx, from); err != nil {
		return "", "", w.notInClone(ctx, from, err)
	}
	if !forked {
		return base, head, nil
	}
	fork, err := w.repo.MergeBase(ctx, base, head)
	switch {
	case err != nil:
		return "", "", w.notInClone(ctx, from, err)
	case fork == "" && w.repo.Shallow:
		return "", "", &exitError{
			Code: exitGit, Err: fmt.Errorf("where %s left %s is not in this shallow clone", w.headName(o), from), Hint: "git fetch --unshallow",
		}
	case fork == "":
		return "", "", &exitError{
			Code: exitGit, Err: fmt.Errorf("%s and %s have no commit in common", from, w.headName(o)), Hint: "compare with a revision itself: --base " + from,
		}
	}
	return fork, head, nil
}

func (w *workspace) headName(o *gateOptions) string {
	if o.head == "" {
		return "HEAD"
	}
	return o.head
}

// notInClone says how to get a revision that a clone lacks, as those of CI do:
// they often hold one commit, and only the branch of a remote.
func (w *workspace) notInClone(ctx context.Context, rev string, err error) error {
	var unknown *gitops.UnknownRevisionError
	if !errors.As(err, &unknown) && !isIncompleteStore(err) {
		return err
	}
	remotes, broken := w.repo.Remotes(ctx)
	if broken != nil || len(remotes) == 0 {
		return err // there is nowhere to fetch it from
	}
	origin := remotes[0]
	if _, broken = w.repo.Resolve(ctx, origin+"/"+rev); broken == nil {
		return &exitError{Code: exitGit, Err: err, Hint: fmt.Sprintf("there is %s/%s here: --base %s/%s", origin, rev, origin, rev)}
	}
	name := strings.TrimPrefix(rev, origin+"/")
	fetch := fmt.Sprintf("git fetch %s %s", origin, name)
	if name != rev {
		fetch = fmt.Sprintf("git fetch %s +refs/heads/%s:refs/remotes/%s/%s", origin, name, origin, name)
	}
	if w.repo.Shallow {
		fetch += "; to compare with where a branch began, or by older records: git fetch --unshallow"
	}
	return &exitError{Code: exitGit, Err: err, Hint: fetch}
}
