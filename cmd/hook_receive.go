package cmd

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/gitops"
)

// received is one line that Git sends to pre-receive.
type received struct {
	old, tip gitops.OID // "" for no commit
	ref      string
}

// beforeReceive is pre-receive on a server: it refuses a push that brings a
// branch a commit which changes more than the policy allows. The policy is that
// of the branch before the push. The new objects are still in quarantine, which
// Git itself knows to read.
func beforeReceive(ctx context.Context, app *App, _ []string) error {
	var pushed []received
	lines := bufio.NewScanner(app.In)
	for lines.Scan() {
		fields := strings.SplitN(lines.Text(), " ", 3)
		if len(fields) == 3 {
			pushed = append(pushed, received{commitOf(fields[0]), commitOf(fields[1]), fields[2]})
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read what was pushed: %w", err)
	}
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // nothing was written
	var tips []gitops.OID
	for _, r := range pushed {
		if r.tip != "" && strings.HasPrefix(r.ref, "refs/heads/") {
			tips = append(tips, r.tip)
		}
	}
	refused, told := false, map[gitops.OID]bool{}
	for _, r := range pushed {
		if r.tip == "" || !strings.HasPrefix(r.ref, "refs/heads/") {
			continue
		}
		ok, err := checkReceived(ctx, app, repo, r, tips, told)
		if err != nil {
			return fmt.Errorf("%s: %w", r.ref, err)
		}
		refused = refused || !ok
	}
	if refused {
		return errNo
	}
	return nil
}

// commitOf reads an id, "" for the one of nothing.
func commitOf(text string) gitops.OID {
	if strings.Trim(text, "0") == "" {
		return ""
	}
	return gitops.OID(text)
}

// checkReceived judges the commits that are new to a branch and to the main one.
// That another branch or a tag has them excuses nothing: it may have a policy of
// its own, or none. Commits that were told of are not told of again.
func checkReceived(ctx context.Context, app *App, repo *gitops.Repo, r received, tips []gitops.OID, told map[gitops.OID]bool) (ok bool, err error) {
	which := commits{spec: string(r.tip), tip: r.tip, before: emptyState{}, also: tips}
	main, err := repo.Head(ctx)
	if err != nil && !errors.Is(err, gitops.ErrUnborn) {
		return false, err
	}
	for _, known := range []gitops.OID{main, r.old} { // a new branch follows the policy of the main one
		if known != "" {
			which.before = repo.At(known)
			which.notIn = append(which.notIn, string(known))
		}
	}
	if len(which.notIn) == 0 {
		which.notIn = []string{"--branches"}
	}
	answer, err := checkCommits(ctx, app, repo, which)
	if err != nil {
		return false, err
	}
	printWarnings(app, answer.warnings)
	var b strings.Builder
	for i := range answer.steps {
		if j := &answer.steps[i]; !j.OK && !told[j.id] {
			told[j.id] = true
			writeRefusal(&b, answer.policy, j, reader{})
		}
	}
	if _, err = fmt.Fprint(app.Err, b.String()); err != nil {
		return false, err
	}
	return !answer.refuses(), nil
}
