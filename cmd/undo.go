package cmd

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
)

func newUndo(app *App) *cobra.Command {
	var asJSON bool
	c := &cobra.Command{
		Use:     "undo",
		GroupID: groupJudge,
		Short:   "Take back the last save, with a save that has the version before",
		Long: "Put the files of the last save back to what they were before it, on disk and as a new commit, so\n" +
			"that nothing is lost: the version that is taken back stays in the log with its score, and another\n" +
			"undo brings it back. Of a save that was split all commits are taken back together. It does not\n" +
			"matter whether it was pushed.\n\n" +
			"Only a commit that changed nothing but prompts, what they include, suites and promptgit.yaml is\n" +
			"taken back, by whatever it was made. Where one of its files was changed since, promptgit save comes\n" +
			"first." +
			exitStatus("0    done", "1    there is nothing to take back, or files were changed since, or a hook refused: nothing was changed", "2    wrong flags",
				"3    the configuration is invalid", "4    Git, also in the middle of a merge or a rebase", "130  interrupted"),
		Example: "  promptgit undo\n  promptgit undo --json",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			return runUndo(cmd.Context(), app, asJSON)
		},
	}
	c.Flags().BoolVar(&asJSON, "json", false, "print one JSON document")
	quietFlag(c, app)
	return c
}

// saveUndo is one promptgit undo.
type saveUndo struct {
	w          *workspace
	base, head gitops.OID // the state before what is taken back, and the last of it
	commits    []gitops.Commit
	paths      []string // that it changed
	back       []string // of these, what head does not have
}

func runUndo(ctx context.Context, app *App, asJSON bool) error {
	w, err := app.openWorkspace(ctx)
	if err != nil {
		return err
	}
	defer w.close()
	u := &saveUndo{w: w}
	if w.repo.Top == "" {
		return gitops.ErrBare
	}
	if err = w.mustBeQuiet(ctx, "undo"); err != nil {
		return err
	}
	if err = mustKnowUser(ctx, w.repo); err != nil {
		return err
	}
	if err = u.find(ctx); err != nil {
		return err
	}
	if err = u.mayReplace(ctx); err != nil {
		return err
	}
	tip, err := u.replace(ctx)
	if err != nil {
		return err
	}
	var undone []string
	for _, c := range u.commits {
		undone = append(undone, string(c.ID))
	}
	later, err := app.judgesAfterCommit(ctx, w.repo, w.now) // as a rule there is a score already
	if err != nil {
		return err
	}
	return saved{w: w, base: u.head, tip: tip, paths: u.paths, undone: undone, later: later, json: asJSON}.tell(ctx)
}

func errNoUndo(hint, format string, args ...any) error {
	return &exitError{Code: exitNo, Err: fmt.Errorf(format, args...), Hint: hint}
}

// find takes the commits of the last save. Those of a split moved HEAD at once, as
// its reflog tells.
func (u *saveUndo) find(ctx context.Context) error {
	head, ok, err := u.w.headOf(ctx, "")
	if err != nil {
		return err
	}
	if !ok {
		return errNoUndo("promptgit save makes a first version", "nothing was saved yet")
	}
	u.head = head
	last, err := u.w.repo.Commit(ctx, head)
	if err != nil {
		return err
	}
	short := head.Short()
	switch len(last.Parents) {
	case 0:
		return errNoUndo("git log shows it", "%s is the first version: there is nothing before it", short)
	case 1:
		u.base = last.Parents[0]
	default:
		return errNoUndo("git revert -m 1 "+short+" takes it back", "the last commit, %s, is a merge and no save", short)
	}
	moves, err := u.w.repo.Reflog(ctx, "HEAD")
	if err != nil {
		return err
	}
	if len(moves) > 0 && moves[0].New == head && moves[0].Old != "" && strings.HasPrefix(moves[0].Message, splitReason) {
		u.base = moves[0].Old
	}
	own := ownFiles{}
	confs := map[gitops.OID]func(string) bool{}
	for _, at := range []gitops.OID{u.base, head} {
		conf, err := configOf(ctx, u.w.repo, u.w.repo.At(at))
		if err != nil && hardError(err) != nil {
			return err
		} else if err != nil {
			conf = u.w.config
		}
		if err = addOwnFiles(ctx, own, u.w.repo.At(at), conf); err != nil {
			return err
		}
		confs[at] = func(name string) bool { return own.has(conf, name) }
	}
	for commit, err := range u.w.repo.Changes(ctx, string(u.base)+".."+string(head), gitops.ChangesOptions{}) {
		if err != nil {
			return err
		}
		u.commits = append(u.commits, commit.Commit)
		for _, ch := range commit.Changes {
			for _, name := range []string{ch.Path, ch.OldPath} {
				if name == "" {
					continue
				}
				if !confs[u.base](name) && !confs[head](name) {
					return errNoUndo("git revert "+short+" takes all of it back", "the last commit, %s, is no save: it changes %s, too", short, name)
				}
				u.paths = append(u.paths, name)
			}
		}
	}
	slices.Sort(u.paths)
	u.paths = slices.Compact(u.paths)
	if len(u.paths) == 0 {
		return errNoUndo("git log shows what came before", "the last commit, %s, is no save: it changes no file", short)
	}
	return nil
}

// mayReplace refuses where something on disk would be lost.
func (u *saveUndo) mayReplace(ctx context.Context) error {
	changed, err := u.w.repo.Status(ctx)
	if err != nil {
		return err
	}
	for _, f := range changed {
		if slices.Contains(u.paths, f.Path) {
			return errNoUndo("promptgit save keeps it, and then: promptgit undo, twice", "%s was changed since and is not saved", f.Path)
		}
	}
	for _, name := range u.paths {
		_, err := u.w.repo.At(u.head).Read(ctx, name)
		if err == nil {
			continue
		}
		u.back = append(u.back, name)
		if _, err = os.Lstat(u.w.abs(name)); err == nil { // Git ignores it, and would not tell
			return errNoUndo("move it away first", "%s is there again, and is ignored by Git", name)
		}
	}
	return nil
}

// replace puts the files back and commits them. Where that is refused, they are put
// as they were.
func (u *saveUndo) replace(ctx context.Context) (gitops.OID, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	message, err := u.message(ctx)
	if err != nil {
		return "", err
	}
	if err = u.w.repo.RestorePaths(ctx, u.base, u.paths); err != nil {
		return "", errors.Join(err, u.w.repo.RestorePaths(ctx, u.head, u.paths))
	}
	var there []string // new to the index
	for _, name := range u.back {
		if _, missing := os.Lstat(u.w.abs(name)); missing == nil {
			there = append(there, name)
		}
	}
	tip, err := u.w.repo.CommitOnly(ctx, gitops.CommitPaths{Paths: u.paths, New: there, Message: message, Env: u.w.app.hookEnv(), Out: u.w.app.Err})
	if err != nil {
		return "", errors.Join(notCommitted(ctx, err), u.w.repo.RestorePaths(ctx, u.head, u.paths))
	}
	return tip, nil
}

const undoSubject, redoSubject = "Undo ", "Redo "

// subjectOf names what is taken back; an undo that is taken back is a redo.
func (u *saveUndo) subjectOf(last string) string {
	many := " commits up to \""
	for from, to := range map[string]string{undoSubject: redoSubject, redoSubject: undoSubject} {
		if rest, ok := strings.CutPrefix(last, from); ok && len(u.commits) == 1 && (strings.HasPrefix(rest, `"`) || strings.Contains(rest, many)) {
			return to + rest
		}
	}
	if n := len(u.commits); n > 1 {
		return fmt.Sprintf("%s%d%s%s\"", undoSubject, n, many, last)
	}
	return undoSubject + `"` + last + `"`
}

// message names what is taken back, and gives the policy a reason where it would
// not see a version that was there before.
func (u *saveUndo) message(ctx context.Context) (string, error) {
	var body []string
	for _, c := range u.commits {
		body = append(body, "This reverts commit "+string(c.ID)+".")
	}
	text := u.subjectOf(u.commits[0].Subject) + "\n\n" + strings.Join(body, "\n")
	allow, err := u.needsReason(ctx)
	if allow {
		return withTrailers(text, "undo of "+u.head.Short(), ""), err
	}
	return text + "\n", err
}

// needsReason asks the policy, as a check of the commit will.
func (u *saveUndo) needsReason(ctx context.Context) (bool, error) {
	var files []gitops.File
	for _, name := range u.paths {
		found, err := u.w.repo.At(u.base).Files(ctx, []string{gitops.QuoteGlob(name)})
		if err != nil {
			return false, err
		}
		if files = append(files, found...); len(found) == 0 {
			files = append(files, gitops.File{Path: name})
		}
	}
	tree, err := u.w.repo.TreeWith(ctx, u.head, files)
	if err != nil {
		return false, err
	}
	id, err := u.w.repo.WriteCommit(ctx, gitops.CommitData{
		Tree: tree, Parents: []gitops.OID{u.head}, Author: u.w.repo.Identity(ctx, u.w.app.Now()), Message: undoSubject,
	})
	if err != nil {
		return false, err
	}
	answer, err := checkRevision(ctx, u.w.app, u.w.repo, string(id))
	return err == nil && answer.refuses(), err
}
