package cmd

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/ui"
)

// afterCommit is post-commit. It sees the commits that no other hook saw:
// cherry-picks, those made with --no-verify, and what an amendment became. The
// commits of a rebase wait for its end.
func afterCommit(ctx context.Context, app *App, _ []string) error {
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // nothing was written
	state, err := repo.InProgress(ctx)
	if err != nil || state.Rebasing || state.ApplyingAM {
		return err
	}
	head, err := repo.Head(ctx)
	if err != nil {
		return err
	}
	changes, err := warnOf(ctx, app, repo, string(head)+"^!", head)
	if err != nil || !changes {
		return err
	}
	return judgeCommitted(ctx, app, repo, head)
}

// judgeCommitted has a commit judged in the background where eval.on says so. It
// reads Git objects only; the process that it starts runs a command of the
// repository under trust alone.
func judgeCommitted(ctx context.Context, app *App, repo *gitops.Repo, head gitops.OID) error {
	wanted, err := app.judgesAfterCommit(ctx, repo, repo.At(head))
	if err != nil || !wanted {
		return ctx.Err() // an invalid configuration was told by the hooks before
	}
	commit, err := repo.Commit(ctx, head)
	if err != nil {
		return err
	}
	next := waitingEval{Tip: head}
	if len(commit.Parents) > 0 {
		next.Base = commit.Parents[0]
	}
	if err = judgeLater(app, repo, next); err != nil {
		fmt.Fprintln(app.Err, "promptgit: warning: the commit is not judged in the background:", ui.Line(err.Error()))
	}
	return ctx.Err()
}

// afterRewrite is post-rewrite, of which a rebase is of interest: an amendment
// was a commit, too.
func afterRewrite(ctx context.Context, app *App, args []string) error {
	if len(args) == 0 || args[0] != "rebase" {
		_, err := io.Copy(io.Discard, app.In)
		return err
	}
	var made []gitops.OID
	lines := bufio.NewScanner(app.In)
	for lines.Scan() {
		fields := strings.Fields(lines.Text())
		if len(fields) < 2 {
			continue
		}
		if id, ok := gitops.ParseOID(fields[1]); ok {
			made = append(made, id)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("read what was rewritten: %w", err)
	}
	if len(made) == 0 {
		return nil
	}
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // nothing was written
	first, err := repo.Commit(ctx, made[0])
	if err != nil {
		return err
	}
	last := made[len(made)-1]
	spec := string(last)
	if len(first.Parents) > 0 {
		spec = string(first.Parents[0]) + ".." + string(last)
	}
	changes, err := warnOf(ctx, app, repo, spec, last)
	if err != nil || !changes {
		return err
	}
	return judgeCommitted(ctx, app, repo, last)
}

// warnOf says which commits of a range changed more than the policy allows, by
// the policy of the state before it, and whether the range changes prompts at all.
// The commits are made: nothing fails for it.
func warnOf(ctx context.Context, app *App, repo *gitops.Repo, spec string, tip gitops.OID) (changes bool, err error) {
	which := commits{spec: spec, tip: tip, before: emptyState{}}
	oldest := tip
	if from, _, isRange := strings.Cut(spec, ".."); isRange {
		which.before = repo.At(gitops.OID(from))
	} else if commit, missing := repo.Commit(ctx, oldest); missing != nil {
		return false, missing
	} else if len(commit.Parents) > 0 {
		which.before = repo.At(commit.Parents[0])
	}
	answer, err := checkCommits(ctx, app, repo, which)
	if err != nil {
		fmt.Fprintln(app.Err, ui.Clean("promptgit: warning: the commit was not checked: "+err.Error()))
		return false, ctx.Err()
	}
	if answer.policy.Mode == config.Warn {
		return len(answer.steps) > 0, nil // pre-commit has said it
	}
	for i := range answer.steps {
		j := &answer.steps[i]
		if j.OK {
			continue
		}
		fmt.Fprintf(app.Err, "promptgit: warning: %s %s changes %s; promptgit check %s says what to do\n",
			shortRev(j.rev), ui.Line(j.subject), plural(j.Count, "variable"), shortRev(j.rev))
	}
	return len(answer.steps) > 0, nil
}
