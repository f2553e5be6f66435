package gitops

import (
	"cmp"
	"context"
	"errors"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// RemoteError says that git could not fetch from a remote or push to it.
type RemoteError struct {
	Remote string
	Action string // "fetch from", "push to"
	Said   string // by git, without credentials
}

func (e *RemoteError) Error() string {
	return withDetail(e.Action+" "+quote(e.Remote), e.Said)
}

func (e *RemoteError) hint() string {
	said := strings.ToLower(e.Said)
	has := func(parts ...string) bool {
		for _, part := range parts {
			if strings.Contains(said, part) {
				return true
			}
		}
		return false
	}
	see := "git ls-remote " + e.Remote
	switch {
	case has("terminal prompts disabled", "could not read username", "could not read password"):
		return "git asks for a name and a password, and there is no terminal: set up a credential helper, or in CI a token"
	case has("authentication failed", "permission denied", "access denied", "403", "401", "not authorized", "not granted", "host key verification"):
		return see + " shows whether these credentials may read; pushing needs the right to write"
	case has("could not resolve", "connection refused", "timed out", "network is unreachable", "couldn't connect", "failed to connect", "no route to host"):
		return "is there a network? " + see + " tells; nothing is lost, run the command again later"
	case has("does not appear to be a git repository", "not found", "does not exist"):
		return "git remote -v shows the address of " + e.Remote + "; git remote set-url " + e.Remote + " URL changes it"
	case has("mismatched algorithms", "hash algorithm", "object format"):
		return "the remote and this repository have different kinds of object ids (sha1, sha256): they cannot share anything"
	case has("no space left"):
		return "make room on the disk and run the command again; nothing is lost"
	}
	return see + " shows whether git can reach it"
}

// Asking says whether git may ask for names and passwords on the terminal.
type Asking bool

// reach runs a git command that talks to a remote. Where nobody is there to answer,
// git must not ask: it would wait for ever.
func (r *Repo) reach(ctx context.Context, asks Asking, args ...string) ([]byte, error) {
	run := *r.runner
	if !asks && getEnv(run.env, "GIT_TERMINAL_PROMPT") == "" {
		run.env = setEnv(run.env, "GIT_TERMINAL_PROMPT", "0")
	}
	// What git tidies up after a fetch it tidies up after the next one of the user.
	return run.run(ctx, nil, append([]string{"-c", "maintenance.auto=false", "-c", "gc.auto=0"}, args...)...)
}

// remoteError types the failure of a command that talked to a remote.
func remoteError(remote, action string, err error) error {
	var failed *GitError
	if !errors.As(err, &failed) {
		return err
	}
	said := withoutCredentials(failed.Stderr)
	return &RemoteError{remote, action, cmp.Or(said, failed.Error())}
}

// withoutCredentials cuts what stands before the "@" of addresses, which git prints
// as they were given to it.
func withoutCredentials(text string) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "://")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		out.WriteString("://")
		end := strings.IndexAny(rest, "/'\" \t\n")
		if end < 0 {
			end = len(rest)
		}
		if at := strings.LastIndexByte(rest[:end], '@'); at >= 0 {
			rest = rest[at+1:]
		}
		text = rest
	}
}

// lostRace says whether a fetch or push failed because another process was writing
// the same refs.
func lostRace(text string) bool {
	for _, part := range []string{
		"cannot lock ref", ".lock': File exists", "unable to update local ref", "but expected", "reference already exists",
		"failed to update ref", "incorrect old value", "failed to lock", "fetch first", "non-fast-forward", "shallow.lock",
	} {
		if strings.Contains(text, part) {
			return true
		}
	}
	return false
}

// againLater waits before the next try of what lost a race: longer each time, and no
// two processes alike.
func againLater(ctx context.Context, policy *backoff.ExponentialBackOff) error {
	wait := time.NewTimer(policy.NextBackOff())
	defer wait.Stop()
	select {
	case <-wait.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}
