package gitops

import (
	"context"
	"strings"
)

// SharedPush is one ref to push. With Lease it may go anywhere from Old, "" for a ref
// that is not there; without, only forward.
type SharedPush struct {
	Ref   string
	New   OID // "" deletes it
	Old   OID
	Lease bool
}

// PushState says what became of a pushed ref.
type PushState string

// The states of a pushed ref.
const (
	PushDone  PushState = "done"
	PushSame  PushState = "same"  // the remote had it
	PushStale PushState = "stale" // the remote has something else than was known: fetch first
	PushNo    PushState = "no"    // the remote refuses it
)

// PushedRef is the answer for one ref.
type PushedRef struct {
	SharedPush
	State  PushState
	Reason string // why not, as git or the remote said
}

// pushBatch bounds a command line.
const pushBatch = 60

// PushShared pushes refs, each for itself: that one is refused keeps no other back.
// Branches and tags are never touched. The hook pre-push is not asked: it is there
// for what goes with branches, and a test suite that takes minutes says nothing of
// notes.
//
// Errors: *RemoteError, where nothing or not all was answered.
func (r *Repo) PushShared(ctx context.Context, remote string, asks Asking, dryRun bool, refs []SharedPush) ([]PushedRef, error) {
	var answers []PushedRef
	for len(refs) > 0 {
		n := min(len(refs), pushBatch)
		batch, err := r.pushBatch(ctx, remote, asks, dryRun, refs[:n])
		answers = append(answers, batch...)
		if err != nil {
			return answers, err
		}
		refs = refs[n:]
	}
	return answers, nil
}

func (r *Repo) pushBatch(ctx context.Context, remote string, asks Asking, dryRun bool, refs []SharedPush) ([]PushedRef, error) {
	// A mirror takes no single refs, and would be forced.
	args := []string{
		"-c", "remote." + remote + ".mirror=false",
		"push", "--porcelain", "--no-verify", "--no-follow-tags", "--recurse-submodules=no",
	}
	if dryRun {
		args = append(args, "--dry-run")
	}
	var specs []string
	for _, p := range refs {
		if p.Lease {
			args = append(args, "--force-with-lease="+p.Ref+":"+string(p.Old))
		}
		specs = append(specs, string(p.New)+":"+p.Ref)
	}
	out, err := r.reach(ctx, asks, append(append(args, "--end-of-options", remote), specs...)...)
	told := pushAnswers(string(out))
	if len(told) == 0 && strings.Contains(stderrOf(err), "remote ref does not exist") {
		for _, p := range refs { // to be deleted, and gone already: nothing was sent
			told[p.Ref] = PushedRef{State: PushStale}
		}
	}
	var answers []PushedRef
	for _, p := range refs {
		if a, ok := told[p.Ref]; ok {
			a.SharedPush = p
			if a.State == PushNo {
				a.Reason += remoteWords(stderrOf(err))
			}
			answers = append(answers, a)
		}
	}
	if len(answers) < len(refs) && err != nil {
		return answers, remoteError(remote, "push to", err)
	}
	return answers, ctx.Err()
}

// pushAnswers reads what git push --porcelain prints: a flag, TAB, FROM:TO, TAB, a
// summary with the reason in brackets.
func pushAnswers(out string) map[string]PushedRef {
	answers := map[string]PushedRef{}
	for line := range strings.Lines(out) {
		fields := strings.SplitN(strings.TrimRight(line, "\r\n"), "\t", 3)
		if len(fields) != 3 || len(fields[0]) != 1 {
			continue
		}
		_, ref, _ := strings.Cut(fields[1], ":")
		answer := PushedRef{State: PushDone}
		switch fields[0] {
		case "=":
			answer.State = PushSame
		case "!":
			_, reason, _ := strings.Cut(fields[2], " (")
			answer.Reason = strings.TrimSuffix(reason, ")")
			answer.State = PushNo
			if strings.Contains(answer.Reason, "stale info") || lostRace(answer.Reason) {
				answer.State = PushStale
			}
		}
		answers[ref] = answer
	}
	return answers
}

// remoteWords are the first lines that a remote itself said, as where a hook of it
// refuses.
func remoteWords(stderr string) string {
	var words []string
	for line := range strings.Lines(stderr) {
		if said, ok := strings.CutPrefix(line, "remote: "); ok && len(words) < 5 && strings.TrimSpace(said) != "" {
			words = append(words, strings.TrimSpace(said))
		}
	}
	if len(words) == 0 {
		return ""
	}
	return ": " + strings.Join(words, "; ")
}
