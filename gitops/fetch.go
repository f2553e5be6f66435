package gitops

import (
	"context"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// syncTries is how often a fetch or push that lost a race is done again.
const syncTries = 5

// patience is how long such a process waits for its next try.
func patience() *backoff.ExponentialBackOff {
	policy := backoff.NewExponentialBackOff()
	policy.InitialInterval, policy.MaxInterval, policy.Multiplier = 50*time.Millisecond, 2*time.Second, 2
	return policy
}

// FetchShared brings the notes and the shared refs of a remote into tracking refs,
// and nothing else: no branch, no tag, no FETCH_HEAD, and none of the refs that the
// configuration of the remote would have it write. What the remote has no longer
// goes from the tracking refs too. A remote that has none of it is no error.
//
// In a partial clone the notes come with their contents, which would otherwise be
// fetched one by one.
//
// Errors: *RemoteError.
func (r *Repo) FetchShared(ctx context.Context, remote string, asks Asking) error {
	args := []string{
		"fetch", "--quiet", "--prune", "--no-prune-tags", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules",
		"--no-filter", "--refmap=", "--end-of-options", remote, FetchNotes(remote),
	}
	for _, prefix := range sharedRefs() {
		args = append(args, "+"+prefix+"*:"+TrackedRef(remote, prefix+"*"))
	}
	policy := patience()
	for try := 0; ; try++ {
		_, err := r.reach(ctx, asks, args...)
		if err == nil {
			return nil
		}
		if try == syncTries || !lostRace(stderrOf(err)) {
			return remoteError(remote, "fetch from", err)
		}
		if err := againLater(ctx, policy); err != nil {
			return err
		}
	}
}
