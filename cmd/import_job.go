package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/importer"
)

// importJob is one import: what the files hold, and what of it is new here.
type importJob struct {
	o      importOptions
	app    *App
	w      *workspace
	repo   *gitops.Repo
	source importer.Source
	got    *importer.Import

	sources []string // files of the repository that were read

	head    gitops.OID // "" where there is no commit yet
	commits []importCommit
	ends    []importEnd // files of the prompts as they will be
	files   []importFile
	labels  []importLabel

	imported map[gitops.OID]gitops.OID // the file in the commit of an earlier import

	known int // versions that are here already
	notes []string
}

// importCommit is a version that becomes a commit.
type importCommit struct {
	prompt  *importer.Prompt
	version *importer.Version
	id      gitops.OID // "" until it is made
}

// importEnd is the file of a prompt with versions: what it is at HEAD, "" for none,
// and what it will be.
type importEnd struct {
	path     string
	was, now gitops.OID
	src      []byte
}

// importFile is a file without versions.
type importFile struct {
	path string
	src  []byte
	kept bool // it is there already, as it is
}

// importLabel is a label of a version.
type importLabel struct {
	prompt, label, version string
	commit                 gitops.OID // "" until it is made
	status                 string     // created, kept, elsewhere
	at                     gitops.OID // where it stands, of elsewhere
}

// plan decides what is new, and refuses what would overwrite anything.
func (j *importJob) plan(ctx context.Context) error {
	head, err := j.repo.Head(ctx)
	switch {
	case err == nil:
		j.head = head
	case !errors.Is(err, gitops.ErrUnborn):
		return err
	}
	var trouble []string
	for i := range j.got.Prompts {
		p := &j.got.Prompts[i]
		if len(p.Versions) == 1 && p.Versions[0].ID == "" {
			j.files = append(j.files, importFile{path: p.Path, src: p.Versions[0].Src})
		}
	}
	for _, f := range j.got.Files {
		j.files = append(j.files, importFile{path: f.Path, src: f.Src})
	}
	j.addConfig(ctx)
	if err = j.tellTwice(ctx); err != nil {
		return err
	}
	seen := map[string]bool{}
	for i := range j.files {
		f := &j.files[i]
		if low := strings.ToLower(f.path); seen[low] {
			trouble = append(trouble, "two files of the import would be "+f.path+": import them apart, each with --into")
		} else {
			seen[low] = true
		}
		have, problem := j.worktreeFile(ctx, f.path)
		switch {
		case problem != nil:
			trouble = append(trouble, problem.Error())
		case have == nil:
		case string(have) == string(f.src):
			f.kept = true
		default:
			trouble = append(trouble, f.path+" is there already, with other content")
		}
	}
	more, err := j.planVersions(ctx)
	if err != nil {
		return err
	}
	if trouble = append(trouble, more...); len(trouble) > 0 {
		return &exitError{
			Code: exitNo, Err: fmt.Errorf("%s\nnothing was changed", strings.Join(trouble, "\n")),
			Hint: "--into DIR and --suites DIR put what is imported elsewhere",
		}
	}
	return nil
}

// addConfig takes promptgit.yaml over where there is none, and else says what it
// would need.
func (j *importJob) addConfig(ctx context.Context) {
	c := j.got.Config
	if c == nil {
		return
	}
	have, err := j.worktreeFile(ctx, c.Path)
	if err != nil || have != nil && string(have) != string(c.Src) {
		j.notes = append(j.notes, c.Path+" is there already and stays as it is; see that it says what this would:\n"+string(c.Src))
		return
	}
	j.files = append(j.files, importFile{path: c.Path, src: c.Src})
}

// tellTwice says where the configuration names a file as prompts that the import
// makes files of: both would be judged, and paid for.
func (j *importJob) tellTwice(ctx context.Context) error {
	if len(j.sources) == 0 || len(j.got.Prompts) == 0 {
		return nil
	}
	list, err := j.w.prompts(ctx, j.repo.Worktree(), "")
	if err != nil {
		return err
	}
	for _, source := range unique(j.sources) {
		if slices.ContainsFunc(list, func(p string) bool { return strings.HasPrefix(p, source+"#") }) {
			j.notes = append(j.notes, source+" is among the prompts of promptgit.yaml, so that its prompts would be judged twice, there and as files: take its line out")
		}
	}
	return nil
}

// worktreeFile reads a file of the working tree, nil where there is none.
func (j *importJob) worktreeFile(ctx context.Context, path string) ([]byte, error) {
	src, err := j.repo.Worktree().Read(ctx, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, j.repo.CheckNewFile(path)
	}
	if src == nil && err == nil {
		src = []byte{}
	}
	return src, err
}

// ready refuses to commit in a repository that is in the middle of something.
func (j *importJob) ready(ctx context.Context) error {
	state, err := j.repo.InProgress(ctx)
	if err != nil {
		return err
	}
	what := ""
	switch {
	case len(state.Merging) > 0:
		what = "a merge"
	case state.Squashing:
		what = "git merge --squash"
	case state.Rebasing:
		what = "a rebase"
	case state.Picking != "":
		what = "a cherry-pick"
	case state.Reverting != "":
		what = "a revert"
	case state.ApplyingAM:
		what = "git am"
	}
	if what != "" {
		return usageHint("conclude it first, or abort it: git status says how", "%s is in progress", what)
	}
	staged, err := j.repo.StagedChanges(ctx, j.head)
	if err != nil {
		return err
	}
	for _, ch := range staged {
		ours := slices.ContainsFunc(j.ends, func(e importEnd) bool { return e.path == ch.Path && e.now == ch.New })
		if !ours { // else an import that was cut short
			return usageHint("commit it, or put it away: git stash", "%s is staged, and the index must be as HEAD is to add commits", ch.Path)
		}
	}
	return nil
}
