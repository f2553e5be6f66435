package cmd

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// saveJob is one promptgit save: the files, the check, the commits.
type saveJob struct {
	w *workspace
	o saveOptions

	base   gitops.OID // HEAD before, "" for none
	tip    gitops.OID // HEAD after
	paths  []string   // to be saved
	fresh  []string   // of these, what the index does not know
	others int        // changed files that are none of promptgit's

	staged   *gitops.Repo // the same repository, seen through an index that holds what is saved
	remove   func()       // ends that index
	env      []string     // of git, with that index
	split    *splitJob    // nil for one commit
	allowed  string       // the reason for one commit of several variables
	variable string       // the name that they have together, "" for none
}

// newSaveJob finds what there is to be saved.
func newSaveJob(ctx context.Context, w *workspace, o saveOptions) (*saveJob, error) {
	if w.repo.Top == "" {
		return nil, gitops.ErrBare
	}
	j := &saveJob{w: w, o: o, remove: func() {}}
	if err := w.mustBeQuiet(ctx, "save"); err != nil {
		return nil, err
	}
	head, ok, err := w.headOf(ctx, "")
	if err != nil {
		return nil, err
	}
	own := ownFiles{}
	conf := w.config
	if ok {
		j.base = head
		if conf, err = configOf(ctx, w.repo, w.repo.At(head)); err != nil && hardError(err) != nil {
			return nil, err
		} else if err != nil {
			conf = w.config // the one that was committed is invalid, and perhaps mended now
		}
		if err = addOwnFiles(ctx, own, w.repo.At(head), conf); err != nil {
			return nil, err
		}
	}
	if err = addOwnFiles(ctx, own, w.now, w.config); err != nil {
		return nil, err
	}
	changed, err := w.repo.Status(ctx)
	if err != nil {
		return nil, err
	}
	tracked := map[string]bool{}
	for _, f := range changed {
		if !own.has(w.config, f.Path) && !own.has(conf, f.Path) {
			j.others++
			continue
		}
		if f.Unmerged {
			return nil, &exitError{Code: exitGit, Err: fmt.Errorf("%s has conflicts that are not resolved", f.Path), Hint: "resolve them in the file, then: git add -- " + pathspecs(f.Path)}
		}
		tracked[f.Path] = tracked[f.Path] || !f.Untracked
		j.paths = append(j.paths, f.Path)
	}
	slices.Sort(j.paths)
	j.paths = slices.Compact(j.paths)
	return j, j.look(ctx, tracked)
}

// mustBeQuiet refuses to work in the middle of something of Git's.
func (w *workspace) mustBeQuiet(ctx context.Context, command string) error {
	state, err := w.repo.InProgress(ctx)
	if err != nil {
		return err
	}
	what, finish := "", ""
	switch {
	case state.Rebasing:
		what, finish = "a rebase", "git rebase --continue, or git rebase --abort"
	case state.ApplyingAM:
		what, finish = "git am", "git am --continue, or git am --abort"
	case len(state.Merging) > 0:
		what, finish = "a merge", "git commit, or git merge --abort"
	case state.Picking != "":
		what, finish = "a cherry-pick", "git cherry-pick --continue, or git cherry-pick --abort"
	case state.Reverting != "":
		what, finish = "a revert", "git revert --continue, or git revert --abort"
	case state.Squashing:
		what, finish = "a squash", "git commit"
	default:
		return nil
	}
	return &exitError{Code: exitGit, Err: fmt.Errorf("%s is in progress, and promptgit %s would get in its way", what, command), Hint: "end it first: " + finish}
}

// look makes the index that is checked and, where it is split, committed. What is
// on disk as HEAD has it drops out.
func (j *saveJob) look(ctx context.Context, tracked map[string]bool) error {
	if len(j.paths) == 0 {
		return nil
	}
	file, remove, err := j.w.repo.IndexWith(ctx, j.base, j.paths)
	if err != nil {
		return err
	}
	j.remove = remove
	j.env = append(slices.Clone(j.w.app.Env), "GIT_INDEX_FILE="+file)
	if j.staged, err = gitops.Open(ctx, gitops.Options{Dir: j.w.app.Dir, Env: j.env}); err != nil {
		return err
	}
	changes, err := j.staged.StagedChanges(ctx, j.base)
	if err != nil {
		return err
	}
	really := map[string]bool{}
	for _, ch := range changes {
		really[ch.Path] = true
		if ch.OldPath != "" {
			really[ch.OldPath] = true
		}
	}
	j.paths = slices.DeleteFunc(j.paths, func(p string) bool { return !really[p] })
	for _, p := range j.paths {
		if !tracked[p] {
			j.fresh = append(j.fresh, p)
		}
	}
	return nil
}

func (j *saveJob) end() {
	if j.staged != nil {
		_ = j.staged.Close() // it was only read
	}
	j.remove()
}

// nothing says that there is nothing to save.
func (j *saveJob) nothing() error {
	if j.o.json {
		return ui.JSON(j.w.app.Out, newSaveJSON())
	}
	text := "nothing to save: prompts, suites and promptgit.yaml are as they were saved last"
	if j.others > 0 {
		text += fmt.Sprintf(" (%s changed: git commit is for those)", plural(j.others, "other file"))
	}
	j.w.app.note(text)
	return nil
}

// decide holds what would be saved to the policy, before anything is written, and
// finds out what to do with several variables.
func (j *saveJob) decide(ctx context.Context) error {
	app := j.w.app
	if err := mustKnowUser(ctx, j.w.repo); err != nil {
		return err
	}
	said, err := app.vouchedEnv()
	if err != nil {
		return err
	}
	if j.o.message == "" {
		if err = j.askMessage(ctx); err != nil {
			return err
		}
	}
	said = vouched{allow: j.o.allow}.or(vouchedIn(j.o.message)).or(said)
	s, err := stagedStep(ctx, app, j.staged)
	if err != nil {
		return err
	}
	named := s
	vouched{variable: said.variable}.to(&named)
	answer, err := checkIndex(ctx, app, j.staged, named)
	if err != nil {
		return err
	}
	printWarnings(app, answer.warnings)
	step := &answer.steps[0]
	switch {
	case len(step.input.Secrets) > 0 && answer.refuses():
		return refuse(app, answer)
	case j.o.split && step.Count > 1:
		return j.separate(ctx)
	case step.OK:
		j.variable = said.variable
		return nil
	case !answer.refuses():
		return refuse(app, answer) // only told: the policy warns
	case said.allow != "":
		return j.allow(ctx, s, said.allow)
	}
	return j.ask(ctx, s, answer)
}

// allow keeps several variables together for a reason, where the policy lets one count:
// policy.override: human holds where no hook is set up, too.
func (j *saveJob) allow(ctx context.Context, s step, reason string) error {
	vouched{allow: reason}.to(&s)
	answer, err := checkIndex(ctx, j.w.app, j.staged, s)
	if err != nil {
		return err
	}
	if answer.refuses() {
		return refuse(j.w.app, answer)
	}
	j.allowed = reason
	return nil
}

// mustKnowUser says how to tell Git who commits.
func mustKnowUser(ctx context.Context, repo *gitops.Repo) error {
	err := repo.MustKnowUser(ctx)
	if err == nil || ctx.Err() != nil {
		return err
	}
	return &exitError{
		Code: exitGit, Err: errors.New("git does not know your name and address, which each save carries"),
		Hint: "say it once: git config --global user.name 'Your Name'; git config --global user.email you@example.com",
	}
}

// separate plans a commit for each variable.
func (j *saveJob) separate(ctx context.Context) error {
	if j.base == "" {
		return nil // a first version is a baseline
	}
	split, err := newSplitJob(ctx, j.w.app, j.staged, splitOptions{message: j.o.message, yes: true})
	if err != nil {
		return err
	}
	several, err := split.separate(ctx)
	if err == nil && several {
		j.split = split
	}
	return err
}

// commit makes the commit, or those of a split.
func (j *saveJob) commit(ctx context.Context) error {
	app := j.w.app
	if err := ctx.Err(); err != nil {
		return err
	}
	if j.split != nil {
		return j.commitSplit(ctx)
	}
	var err error
	j.tip, err = j.w.repo.CommitOnly(ctx, gitops.CommitPaths{
		Paths: j.paths, New: j.fresh, Message: withTrailers(j.o.message, j.allowed, j.variable), Env: app.hookEnv(), Out: app.Err,
	})
	return notCommitted(ctx, err)
}

// notCommitted tells a hook that refused, which ends git commit with 1, from what else
// git could not do. It has said why.
func notCommitted(ctx context.Context, err error) error {
	var failed *gitops.GitError
	if !errors.As(err, &failed) {
		return err
	}
	if failed.Code == 1 {
		return errHookRefused()
	}
	return &exitError{Code: exitCode(ctx, err), Err: errors.New("git did not make the commit, and nothing was saved"), Hint: hookSaid}
}

const hookSaid = "what it said stands above; your files are as they were"

func errHookRefused() error {
	return &exitError{Code: exitNo, Err: errors.New("a hook refused it, and nothing was saved"), Hint: hookSaid}
}

// hooked gives what a hook that git ran for us came to: a hook may end with any code.
func hooked(err error) error {
	var failed *gitops.GitError
	if errors.As(err, &failed) && failed.Code > 0 {
		return errHookRefused()
	}
	return err
}

// commitSplit makes the commits and moves the branch once.
func (j *saveJob) commitSplit(ctx context.Context) error {
	app := j.w.app
	env := append(app.hookEnv(), "GIT_INDEX_FILE="+j.indexFile(), "PROMPTGIT=0") // ours has seen it
	ran, err := j.staged.PreCommit(ctx, env, app.Err)
	if err != nil {
		return hooked(err)
	}
	if !ran {
		fmt.Fprintln(app.Err, "promptgit: warning: this git is older than 2.36 and cannot run hooks for a split: none saw it")
	} else {
		j.split.worded = func(ctx context.Context, message string) (string, error) {
			message, failed := j.staged.CommitMessage(ctx, env, app.Err, message)
			return message, hooked(failed)
		}
	}
	if j.split.end, err = j.staged.TreeOfIndex(ctx); err != nil { // a hook may have formatted something
		return err
	}
	if err = j.split.make(ctx); err != nil {
		var failed *gitops.GitError
		if errors.As(err, &failed) {
			return &exitError{Code: exitCode(ctx, err), Err: fmt.Errorf("nothing was saved: %w", err), Hint: "your files are as they were"}
		}
		return err
	}
	// Staged first: after a crash the change stands there, and no older one.
	if err = j.w.repo.StagePaths(context.WithoutCancel(ctx), j.paths); err != nil {
		return err
	}
	if err = j.split.move(ctx); err != nil {
		return err
	}
	j.tip = j.split.commits[len(j.split.commits)-1].id
	return nil
}

func (j *saveJob) indexFile() string {
	name, _ := strings.CutPrefix(j.env[len(j.env)-1], "GIT_INDEX_FILE=")
	return name
}

// withTrailers adds what is said of a commit to its message.
func withTrailers(message, allow, variable string) string {
	said := vouchedIn(message)
	var lines []string
	if allow != "" && said.allow == "" {
		lines = append(lines, allowTrailer+": "+allow)
	}
	if variable != "" && said.variable == "" {
		lines = append(lines, variableTrailer+": "+variable)
	}
	if len(lines) == 0 {
		return message + "\n"
	}
	between := "\n\n"
	if len(trailerLines(message)) > 0 {
		between = "\n"
	}
	return message + between + strings.Join(lines, "\n") + "\n"
}

// hookEnv is the environment of a git that commits: what promptgit writes into the
// message itself the hooks need not write, and save itself has the version judged.
func (a *App) hookEnv() []string {
	return append(slices.Clone(a.Env), allowEnv+"=", variableEnv+"=", evalEnv+"=0")
}
