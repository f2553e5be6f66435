package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/apart"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// splitJob is one change that is taken apart.
type splitJob struct {
	o    splitOptions
	app  *App
	repo *gitops.Repo
	conf *config.Config

	rev     string     // full id of the commit, "" for what is staged
	subject string     // of its message
	body    string     // the rest of it
	said    string     // what --message has below its first line
	branch  string     // that is made for it
	base    gitops.OID // the commit that the first one follows
	end     gitops.OID // the tree that the last one has
	changes []gitops.Change
	worded  func(context.Context, string) (string, error) // what a hook makes of a message, nil for none
	modes   map[string]gitops.Mode                        // of the files that parts change

	plan    *apart.Plan
	commits []splitCommit
}

// splitCommit is one commit of the result.
type splitCommit struct {
	id       gitops.OID // "" until it is made
	subject  string
	variable string // id, "" where it changes none
	paths    []string
	files    []gitops.File // that differ from the base; all of the end where nil
}

func newSplitJob(ctx context.Context, app *App, repo *gitops.Repo, o splitOptions) (*splitJob, error) {
	j := &splitJob{o: o, app: app, repo: repo, modes: map[string]gitops.Mode{}}
	if o.branch != "" {
		if err := repo.CheckBranchName(ctx, o.branch); err != nil {
			return nil, usageHint("git help check-ref-format has the rules", "--branch: %w", err)
		}
	}
	subject, said, _ := strings.Cut(strings.TrimSpace(o.message), "\n")
	j.subject, j.said = strings.TrimSpace(subject), strings.TrimSpace(said)
	var was, now gitops.Snapshot
	var err error
	if o.rev == "" {
		was, now, err = j.staged(ctx)
	} else {
		was, now, err = j.committed(ctx)
	}
	if err != nil {
		return nil, err
	}
	if j.conf, err = configOf(ctx, repo, now); err != nil {
		return nil, err
	}
	return j, j.takeApart(ctx, was, now)
}

// staged takes what the next commit would change.
func (j *splitJob) staged(ctx context.Context) (was, now gitops.Snapshot, err error) {
	s, err := stagedStep(ctx, j.app, j.repo)
	if err != nil {
		return nil, nil, err
	}
	if s.merges {
		return nil, nil, usageHint("conclude it first: git commit", "a merge is in progress")
	}
	if s.after == "" {
		return nil, nil, usageHint("commit it: git commit", "there is no commit yet, and a first version is a baseline")
	}
	if err = j.concluded(ctx); err != nil {
		return nil, nil, err
	}
	j.base, j.changes = s.after, s.changes
	if slices.ContainsFunc(s.changes, func(c gitops.Change) bool { return c.Status == 'U' }) {
		return nil, nil, usageHint("resolve them, and add the files", "there are conflicts in the index")
	}
	j.end, err = j.repo.TreeOfIndex(ctx)
	return s.parents[0], s.now, err
}

// concluded refuses to split while Git waits for one commit to conclude something
// with. A rebase takes several.
func (j *splitJob) concluded(ctx context.Context) error {
	state, err := j.repo.InProgress(ctx)
	if err != nil || state.Rebasing {
		return err
	}
	hint := "conclude it first: git %s --continue, and then: promptgit split HEAD"
	switch {
	case state.Picking != "":
		return usageHint(fmt.Sprintf(hint, "cherry-pick"), "a cherry-pick is in progress")
	case state.Reverting != "":
		return usageHint(fmt.Sprintf(hint, "revert"), "a revert is in progress")
	case state.ApplyingAM:
		return usageHint(fmt.Sprintf(hint, "am"), "git am is in progress")
	}
	return nil
}

// committed takes what a commit changed.
func (j *splitJob) committed(ctx context.Context) (was, now gitops.Snapshot, err error) {
	id, err := j.repo.Resolve(ctx, j.o.rev)
	if err != nil {
		return nil, nil, err
	}
	c, err := j.repo.Commit(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	switch len(c.Parents) {
	case 0:
		return nil, nil, usageHint("its prompts are baselines", "%s is a first commit", shortRev(string(id)))
	case 1:
	default:
		return nil, nil, usageHint("split the commits that it merges", "%s is a merge", shortRev(string(id)))
	}
	for commit, err := range j.repo.Changes(ctx, string(id)+"^!", gitops.ChangesOptions{}) {
		if err != nil {
			return nil, nil, err
		}
		j.changes = commit.Changes
	}
	j.rev, j.base, j.end = string(id), c.Parents[0], c.Tree
	if j.subject == "" {
		j.subject = c.Subject
	}
	j.body = bodyOf(c.Message)
	if j.branch = j.o.branch; j.branch == "" {
		j.branch = "split/" + shortRev(j.rev)
	}
	return j.repo.At(j.base), j.repo.At(id), nil
}

// bodyOf is a message below its subject, without what it says to the policy:
// that was said of all of it.
func bodyOf(message string) string {
	_, body, _ := strings.Cut(strings.ReplaceAll(strings.TrimSpace(message), "\r\n", "\n"), "\n\n")
	var kept []string
	for l := range strings.SplitSeq(body, "\n") {
		if low := strings.ToLower(l); !strings.HasPrefix(low, strings.ToLower(allowTrailer)+":") && !strings.HasPrefix(low, strings.ToLower(variableTrailer)+":") {
			kept = append(kept, l)
		}
	}
	return strings.TrimSpace(strings.Join(kept, "\n"))
}

// separate says whether there is more than one variable to put into commits. With
// a single part, what else counts is in the rest: a suite, or the configuration.
func (j *splitJob) separate(ctx context.Context) (bool, error) {
	if len(j.plan.Parts) > 1 {
		return true, nil
	}
	var answer *checked
	var err error
	if j.rev == "" {
		answer, err = checkStaged(ctx, j.app, j.repo)
	} else {
		answer, err = checkRevision(ctx, j.app, j.repo, j.rev)
	}
	if err != nil || answer.steps[0].Count < 2 {
		return false, err
	}
	if len(j.plan.Parts) == 0 {
		return false, &exitError{
			Code: exitNo, Err: fmt.Errorf("%s changed, none of them in the file of a prompt", plural(answer.steps[0].Count, "variable")),
			Hint: "commit them one by one: git commit -- PATH, or git add -p",
		}
	}
	return true, nil
}

// takeApart finds the parts of the prompts that stand before and after.
func (j *splitJob) takeApart(ctx context.Context, was, now gitops.Snapshot) error {
	holders, err := j.holders(ctx)
	if err != nil {
		return err
	}
	opts := apart.Options{
		IsPrompt: func(path string) bool { _, is := j.conf.Match(path); return is && !holders[path] },
		Role:     func(path string) string { e, _ := j.conf.Match(path); return e.Role },
		Read:     func(path string) ([]byte, error) { return now.Read(ctx, path) },
	}
	var files []apart.File
	included := map[string]bool{}
	for _, ch := range j.changes {
		if ch.New == "" || len(ch.Olds) == 0 || ch.Olds[0] == "" || ch.Olds[0] == ch.New || !ch.Mode.IsFile() || !opts.IsPrompt(ch.Path) {
			continue
		}
		f, unread := j.file(ctx, ch)
		if unread != nil {
			return unread
		}
		for at, src := range map[gitops.Snapshot][]byte{was: f.Before, now: f.After} {
			p, broken := prompt.Parse(ch.Path, src, prompt.Options{Partly: true, Read: func(path string) ([]byte, error) { return at.Read(ctx, path) }})
			if broken != nil {
				continue // it includes nothing that could be read
			}
			for _, part := range p.Partials {
				included[part.Path] = true
			}
		}
		files = append(files, f)
	}
	for _, ch := range j.changes {
		if !included[ch.Path] || opts.IsPrompt(ch.Path) || ch.New == "" || ch.Olds[0] == "" || ch.Olds[0] == ch.New {
			continue
		}
		f, unread := j.file(ctx, ch)
		if unread != nil {
			return unread
		}
		files = append(files, f)
	}
	plan, err := apart.Take(files, opts)
	if err != nil {
		return inseparable(err)
	}
	j.plan = plan
	return nil
}

// holders are the files that are no prompts and hold some. Where one of these changed,
// which lines of the file belong to which variable is not known here.
func (j *splitJob) holders(ctx context.Context) (map[string]bool, error) {
	c := newChecker(j.app, j.repo, j.conf, j.conf.Policy, nil)
	changes, files, err := c.inside(ctx, j.changes)
	if err != nil || len(files) == 0 {
		return nil, err
	}
	for _, ch := range changes {
		if file := prompt.FileOf(ch.Path); file != ch.Path && slices.Contains(files, file) {
			return nil, usageHint("commit the lines of each variable by themselves: git add -p "+shellWord(file),
				"%s changed, which stands inside of a file: split takes only files of one prompt apart", ch.Path)
		}
	}
	holders := map[string]bool{}
	for _, file := range files {
		whole := slices.ContainsFunc(changes, func(ch gitops.Change) bool { return ch.Path == file })
		holders[file] = !whole
	}
	return holders, nil
}

func (j *splitJob) file(ctx context.Context, ch gitops.Change) (apart.File, error) {
	before, err := j.repo.Blob(ctx, ch.Olds[0])
	if err != nil {
		return apart.File{}, err
	}
	after, err := j.repo.Blob(ctx, ch.New)
	j.modes[ch.Path] = ch.Mode
	return apart.File{Path: ch.Path, Before: before, After: after}, err
}

type splitJSON struct {
	Schema  string            `json:"schema"`
	Base    string            `json:"base"`
	Branch  *string           `json:"branch"` // that was made, null for what is staged
	Commits []splitCommitJSON `json:"commits"`
}

type splitCommitJSON struct {
	Rev      *string  `json:"rev"` // null where nothing was made
	Subject  string   `json:"subject"`
	Variable *string  `json:"variable"` // null where no variable changes
	Paths    []string `json:"paths"`
}

func (j *splitJob) writeJSON(w io.Writer) error {
	doc := splitJSON{Schema: "promptgit.split/v1", Base: string(j.base), Branch: orNull(j.branch, ""), Commits: []splitCommitJSON{}}
	for _, c := range j.commits {
		id := string(c.id)
		doc.Commits = append(doc.Commits, splitCommitJSON{Rev: orNull(id, ""), Subject: c.subject, Variable: orNull(c.variable, ""), Paths: c.paths})
	}
	return ui.JSON(w, doc)
}

// errUnsorted says that a chosen order does not work.
func errUnsorted() error {
	return &exitError{
		Code: exitNo, Err: errors.New("in this order some step cannot be read, or changes several variables"),
		Hint: "take the order of promptgit split --dry-run",
	}
}
