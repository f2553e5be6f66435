package gitops

import (
	"context"
	"fmt"
	"strings"
)

// VerifyTag checks the signature of an annotated tag, by its full name, with what
// git is configured to trust. It gives what is wrong, "" for a good signature.
func (r *Repo) VerifyTag(ctx context.Context, ref string) (problem string, err error) {
	name, ok := strings.CutPrefix(ref, "refs/tags/")
	if !ok {
		return "", fmt.Errorf("verify %s: it is no tag", ref)
	}
	id, err := r.ReadRef(ctx, ref)
	if err != nil {
		return "", err
	}
	if id == "" {
		return "there is no such tag", nil
	}
	// A key that nobody vouches for is a good signature to git unless it is told
	// what to ask for.
	_, err = r.run(ctx, nil, "-c", "gpg.minTrustLevel=marginal", "verify-tag", string(id))
	switch {
	case err == nil:
		return "", nil
	case exitCode(err) > 0:
		problem = strings.ReplaceAll(strings.TrimPrefix(firstLine(stderrOf(err)), "error: "), string(id)+": ", "")
		if problem == "" {
			problem = "git verify-tag " + name + " refuses it"
		}
		return problem, nil
	}
	return "", fmt.Errorf("verify tag %s: %w", name, err)
}

// DefaultBranches are where the remotes of this clone have their default branch, as
// it was when they were last asked: what refs/remotes/NAME/HEAD names, else main or
// master.
func (r *Repo) DefaultBranches(ctx context.Context) ([]CommitRef, error) {
	refs, err := r.CommitRefs(ctx, "refs/remotes/")
	if err != nil {
		return nil, err
	}
	rank := func(name string) int {
		for i, end := range []string{"master", "main", "HEAD"} {
			if name == end {
				return i + 1
			}
		}
		return 0
	}
	best := map[string]CommitRef{}
	ranks := map[string]int{}
	var remotes []string
	for _, ref := range refs {
		remote, branch, _ := strings.Cut(strings.TrimPrefix(ref.Name, "refs/remotes/"), "/")
		if n := rank(branch); n > ranks[remote] {
			if ranks[remote] == 0 {
				remotes = append(remotes, remote)
			}
			best[remote], ranks[remote] = ref, n
		}
	}
	found := make([]CommitRef, 0, len(remotes))
	for _, remote := range remotes {
		found = append(found, best[remote])
	}
	return found, nil
}
