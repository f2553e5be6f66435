package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
)

// beforeCommit is pre-commit and pre-merge-commit: it refuses what the index
// would make of the next commit.
func beforeCommit(ctx context.Context, app *App, _ []string) error {
	said, err := app.vouchedEnv()
	if err != nil {
		return err
	}
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // nothing was written
	if err = deferred(repo).forget(); err != nil {
		return err
	}
	s, err := stagedStep(ctx, app, repo)
	if err != nil {
		return unlessNoPrompts(ctx, app, repo, s, err)
	}
	unwritten := said != (vouched{}) && !hookRuns(ctx, app, repo, "prepare-commit-msg")
	if unwritten { // nobody would read it later
		said = vouched{}
	}
	said.or(s.said).to(&s)
	answer, err := checkIndex(ctx, app, repo, s)
	if err != nil {
		return unlessNoPrompts(ctx, app, repo, s, err)
	}
	printWarnings(app, answer.warnings)
	j := &answer.steps[0]
	if j.OK {
		return nil
	}
	if len(j.input.Secrets) == 0 && (j.unread || j.okIfNamed()) && hookRuns(ctx, app, repo, "commit-msg") {
		return deferred(repo).note() // the message may name it, or say why
	}
	err = refuse(app, answer)
	if unwritten {
		fmt.Fprintf(app.Err, "promptgit: hint: the prepare-commit-msg hook, which writes what %s and %s say into the message, is not set up; run: promptgit hook install\n",
			allowEnv, variableEnv)
	}
	return err
}

// refuse prints why the step of an answer may not land.
func refuse(app *App, answer *checked) error {
	var b strings.Builder
	writeRefusal(&b, answer.policy, &answer.steps[0], reader{})
	if _, err := fmt.Fprint(app.Err, b.String()); err != nil || !answer.refuses() {
		return err
	}
	return errNo
}

// okIfNamed says whether a refused step could land under the name of a variable.
func (j *judged) okIfNamed() bool {
	in := j.input
	if in.Variable != "" {
		return false
	}
	in.Variable = "named"
	return hooks.Judge(in).OK
}

// hookRuns says whether another hook of ours will see this commit, too.
func hookRuns(ctx context.Context, app *App, repo *gitops.Repo, event string) bool {
	i, err := newInstaller(ctx, app, repo)
	return err == nil && i.Runs(ctx, event)
}

// unlessNoPrompts turns a problem of promptgit's into a warning where the commit
// has no prompt and no configuration in it: such a commit must never fail for
// it.
func unlessNoPrompts(ctx context.Context, app *App, repo *gitops.Repo, s step, err error) error {
	if ctx.Err() != nil || touchesPrompts(s.changes) || s.changes == nil && hasPrompts(repo) {
		return err
	}
	text := err.Error()
	var invalid diag.Errors
	if errors.As(err, &invalid) {
		text = invalid[0].Error()
	}
	fmt.Fprintln(app.Err, ui.Clean("promptgit: warning: the commit was not checked: "+text))
	return nil
}

// hasPrompts looks in the working tree, where nothing else is known.
func hasPrompts(repo *gitops.Repo) bool {
	for _, name := range []string{config.FileName, "prompts"} {
		if _, err := os.Stat(repo.Top + "/" + name); err == nil {
			return true
		}
	}
	return false
}
