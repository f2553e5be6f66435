package cmd

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/promptgit/promptgit/internal/config"
)

// prepareMessage is prepare-commit-msg: it writes what the environment says of
// the commit as trailers of its message.
func prepareMessage(ctx context.Context, app *App, args []string) error {
	said, err := app.vouchedEnv()
	if err != nil || said == (vouched{}) {
		return err
	}
	file, err := messageFile(app, args)
	if err != nil {
		return err
	}
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // the message is written by git
	for _, t := range [][2]string{{allowTrailer, said.allow}, {variableTrailer, said.variable}} {
		if t[1] == "" {
			continue
		}
		if err := repo.AddTrailer(ctx, file, t[0], t[1]); err != nil {
			return err
		}
	}
	return nil
}

// checkMessage is commit-msg: it judges what pre-commit left to it, by the
// message.
func checkMessage(ctx context.Context, app *App, args []string) error {
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // nothing was written
	said, err := app.vouchedEnv()
	if err != nil || said == (vouched{}) && !deferred(repo).noted() {
		return err
	}
	file, err := messageFile(app, args)
	if err != nil {
		return err
	}
	message, err := repo.Message(ctx, file)
	if err != nil {
		return err
	}
	if said != (vouched{}) && onlyVouches(message) {
		return usageHint("write a subject above the trailers", "aborting the commit: its message holds only trailers of promptgit")
	}
	if !deferred(repo).noted() {
		return nil
	}
	if err = deferred(repo).forget(); err != nil {
		return err
	}
	s, err := stagedStep(ctx, app, repo)
	if err != nil {
		return err
	}
	vouchedIn(message).or(s.said).to(&s)
	answer, err := checkIndex(ctx, app, repo, s)
	if err != nil || answer.steps[0].OK {
		return err
	}
	err = refuse(app, answer)
	if answer.policy.Mode != config.Warn && answer.steps[0].okIfNamed() {
		fmt.Fprintf(app.Err, "The message is kept; to go on with it, naming the variable in it:\n  git commit -e -F %s --trailer '%s: NAME'\n",
			shellWord(file), variableTrailer)
	}
	return err
}

// onlyVouches tells the message of somebody who left the editor without writing
// one: Git would abort, had prepare-commit-msg written nothing.
func onlyVouches(message string) bool {
	for line := range strings.Lines(message) {
		key, _, _ := strings.Cut(line, ":")
		if line = strings.TrimSpace(line); line != "" && key != allowTrailer && key != variableTrailer {
			return false
		}
	}
	return true
}

// messageFile is the file of the message, which Git names first.
func messageFile(app *App, args []string) (string, error) {
	if len(args) == 0 {
		return "", usageHint("git calls this hook", "the file of the message is not given")
	}
	if filepath.IsAbs(args[0]) {
		return args[0], nil
	}
	file := filepath.Join(app.Dir, args[0])
	if _, err := os.Stat(file); err != nil {
		return "", fmt.Errorf("the message: %w", err)
	}
	return file, nil
}
