package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"github.com/bmatcuk/doublestar/v4"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/prompt"
)

// workspace is a repository with the configuration that a command goes by: that
// of the working tree, or of HEAD where there is none.
type workspace struct {
	app    *App
	repo   *gitops.Repo
	now    gitops.Snapshot // the working tree; HEAD in a bare repository
	config *config.Config
	suites map[string]*eval.Suite // by path, read once

	targets map[string]eval.Target // by provider and model, opened once
	judge   string                 // the judge that the user asked for, "" for none
	looks   bool                   // suites are looked at and not run: they need no judge
	plans   bool                   // nothing is asked: who would be asked need not be trusted

	untrusted []error // what a run would be refused for, see plans

	judgeKeys map[*eval.Suite]string // see judgesKey
	commands  stamps                 // of suites, see stillPermits

	cassette *cassetteRun // that is played or recorded, nil for none

	dotenvOnce   sync.Once
	dotenvValues map[string]string // see dotenv
	dotenvErr    error
	past         *pastVersions // that were found before, nil where nobody keeps them
	shards       eval.ShardReader
}

// openRepo finds the repository of the App's directory.
func (a *App) openRepo(ctx context.Context) (*gitops.Repo, error) {
	return gitops.Open(ctx, gitops.Options{Dir: a.Dir, Env: a.Env})
}

// openWorkspace finds the repository and reads its configuration. The caller
// closes the repository.
func (a *App) openWorkspace(ctx context.Context) (*workspace, error) {
	repo, err := a.openRepo(ctx)
	if err != nil {
		return nil, err
	}
	w := &workspace{app: a, repo: repo, suites: map[string]*eval.Suite{}, targets: map[string]eval.Target{}, judgeKeys: map[*eval.Suite]string{}}
	if err := w.load(ctx); err != nil {
		return nil, errors.Join(err, repo.Close())
	}
	a.tellNews(repo)
	return w, nil
}

func (w *workspace) load(ctx context.Context) error {
	w.now = w.worktree()
	if w.repo.Top == "" {
		head, ok, err := w.headOf(ctx, "")
		if err != nil {
			return err
		}
		w.now = w.repo.Empty()
		if ok {
			w.now = w.repo.At(head)
		}
	}
	var err error
	if w.config, err = readConfig(ctx, w.now); err != nil {
		return err
	}
	for _, spec := range w.named() {
		w.app.learn(spec)
	}
	return nil
}

// worktree is the snapshot of the working tree, without what agents must not read.
func (w *workspace) worktree() gitops.Snapshot {
	if w.app.agent != nil {
		return unhidden{w.repo.Worktree(), w.repo}
	}
	return w.repo.Worktree()
}

func (w *workspace) close() { _ = w.repo.Close() } // reads only: nothing is lost

// readConfig reads the configuration of a snapshot; without a file the
// defaults hold.
func readConfig(ctx context.Context, snap gitops.Snapshot) (*config.Config, error) {
	src, err := snap.Read(ctx, config.FileName)
	if errors.Is(err, fs.ErrNotExist) {
		return config.Default(), nil
	}
	if err != nil {
		return nil, err
	}
	return config.Parse(config.FileName, src)
}

// parsePrompt reads and parses one prompt of a snapshot, with the role that the
// configuration gives it and the partials of the same snapshot.
func parsePrompt(ctx context.Context, cfg *config.Config, snap gitops.Snapshot, file string) (*prompt.Prompt, error) {
	src, err := readPrompt(ctx, snap, file)
	if err != nil {
		return nil, err
	}
	return parsePromptText(ctx, cfg, snap, file, src)
}

func parsePromptText(ctx context.Context, cfg *config.Config, snap gitops.Snapshot, file string, src []byte) (*prompt.Prompt, error) {
	entry, _ := cfg.Match(file)
	return prompt.Parse(file, src, prompt.Options{
		Role: entry.Role,
		Read: func(p string) ([]byte, error) { return snap.Read(ctx, p) },
	})
}

// suite reads and parses a suite of the working tree. Code that makes its tests
// must be allowed.
func (w *workspace) suite(ctx context.Context, file string) (*eval.Suite, error) {
	return w.runnable(ctx, file, false)
}

// runnable is suite, of a file that is run as it stands if standing.
func (w *workspace) runnable(ctx context.Context, file string, standing bool) (*eval.Suite, error) {
	s, err := w.readable(ctx, file, w.allowed(ctx), standing)
	if err == nil && len(s.Unmade) > 0 {
		err = w.permit(s)
	}
	return s, err
}

// lookedAt is a suite of which nothing runs. Its tests must all be written.
func (w *workspace) lookedAt(ctx context.Context, file string) (*eval.Suite, error) {
	s, err := w.readable(ctx, file, nil, false)
	if err == nil && len(s.Unmade) > 0 {
		err = usageHint("promptgit eval judges by them; write those out that this command is to see", "%s: %w", file, errMadeTests)
	}
	return s, err
}

// errMadeTests says that the cases of a suite are not known without running code.
var errMadeTests = errors.New("tests are made by code, which runs only to judge")

// readable is the suite as far as code runs that makes its tests, nil for none; of
// a file that is run as it stands if standing.
func (w *workspace) readable(ctx context.Context, file string, run runScript, standing bool) (*eval.Suite, error) {
	if s, ok := w.suites[file]; ok {
		return s, nil
	}
	o := suiteOptions(ctx, w.now)
	o.Env, o.Run = prompt.NewEnv(w.app.envMap()), run
	o.Judge, o.Standing = w.judges(), standing
	o.Prompt = func(file string) (*prompt.Prompt, error) { return parsePrompt(ctx, w.config, w.now, file) }
	s, err := readSuite(ctx, w.now, file, o)
	if err != nil {
		return nil, err
	}
	w.suites[file] = s
	for _, d := range s.Warnings {
		fmt.Fprintln(w.app.Err, "promptgit: warning:", ui.Line(d.Error()))
	}
	return s, nil
}

func readSuite(ctx context.Context, snap gitops.Snapshot, file string, o eval.SuiteOptions) (*eval.Suite, error) {
	src, err := snap.Read(ctx, file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, diag.Errors{{
			Pos: diag.Pos{Path: file}, Message: "there is no such suite in " + snap.Name(),
			Hint: "name a suite that exists with --suite, in promptgit.yaml or in the prompt's front matter",
		}}
	}
	if err != nil {
		return nil, err
	}
	return eval.ParseSuite(file, src, o)
}

func matching(ctx context.Context, snap gitops.Snapshot, pattern string) ([]string, error) {
	files, err := snap.Files(ctx, []string{pattern})
	if err != nil {
		return nil, err
	}
	paths := make([]string, len(files))
	for i, f := range files {
		paths[i] = f.Path
	}
	return paths, nil
}

// errNoSuite says that a prompt cannot be judged.
var errNoSuite = errors.New("no suite judges")

// suitesOf gives the paths of the suites that judge a prompt: the one asked
// for, else the prompt's own, else the configuration's for its newest path.
func (w *workspace) suitesOf(ctx context.Context, it *iteration, asked string) ([]string, error) {
	switch {
	case asked != "":
		return []string{asked}, nil
	case slices.Equal(it.prompt.Suites, []string{it.path}): // it is judged by the newest cases in the file
		return []string{it.lineage}, nil
	case len(it.prompt.Suites) > 0:
		return it.prompt.Suites, nil
	}
	found := w.config.Suites(it.lineage, func(file string) bool {
		_, err := w.now.Read(ctx, file)
		return err == nil
	})
	if len(found) == 0 {
		hint := "name one in promptgit.yaml, or pass --suite FILE"
		if name, ok := strings.CutPrefix(it.lineage, "prompts/"); ok {
			hint = "write suites/" + strings.TrimSuffix(name, path.Ext(name)) + ".yaml, " + hint
		}
		return nil, usageHint(hint, "%w %s", errNoSuite, it.lineage)
	}
	return found, nil
}

// prompts lists the prompts of a snapshot, limited by what the user asked for.
func (w *workspace) prompts(ctx context.Context, snap gitops.Snapshot, asked string) ([]string, error) {
	files, err := snap.Files(ctx, config.WithFiles(w.globs(asked)))
	if err == nil {
		files, err = promptFiles(ctx, w.config, snap, files)
	}
	if err != nil {
		return nil, err
	}
	var found []string
	for _, f := range files {
		found = append(found, f.Path)
	}
	list := w.pick(found, asked)
	if len(list) == 0 && asked != "" {
		return nil, usageHint("a glob counts from the root of the repository, or from the folder you are in",
			"no prompt matches %q in %s", asked, shortRev(snap.Name()))
	}
	return list, nil
}

// globs are the patterns to look under: the user's own where there is one, from
// the root and from where the user stands.
func (w *workspace) globs(asked string) []string {
	if asked == "" {
		return w.config.Globs()
	}
	asked = path.Clean(strings.ReplaceAll(asked, `\`, "/"))
	globs := []string{asked, gitops.QuoteGlob(asked)}
	if w.repo.Prefix != "" {
		globs = append(globs, path.Join(gitops.QuoteGlob(w.repo.Prefix), asked), gitops.QuoteGlob(path.Join(w.repo.Prefix, asked)))
	}
	return unique(globs)
}

// pick keeps the prompts of a list of files, sorted. With a glob these are the
// configured prompts that match it; where none does, as in a repository that
// was never set up, every file that matches counts as a prompt. The exact name
// of a file stands for that file alone.
func (w *workspace) pick(files []string, asked string) []string {
	if slices.Contains(files, asked) { // a name may look like a pattern
		return []string{asked}
	}
	if own := path.Join(w.repo.Prefix, asked); asked != "" && slices.Contains(files, own) {
		return []string{own}
	}
	var configured, matching []string
	for _, f := range files {
		_, known := w.config.Match(f)
		hit := asked == "" || slices.ContainsFunc(w.globs(asked), func(g string) bool {
			return doublestar.MatchUnvalidated(g, f) || doublestar.MatchUnvalidated(g, prompt.FileOf(f))
		})
		if hit && known {
			configured = append(configured, f)
		}
		if hit {
			matching = append(matching, f)
		}
	}
	if len(configured) == 0 && asked != "" {
		configured = matching
	}
	slices.Sort(configured)
	return slices.Compact(configured)
}

// mostBranches bounds what a glob of a user may leave open.
const mostBranches = 8

// askedGlob checks a --prompt pattern.
func askedGlob(asked string) error {
	switch {
	case asked != "" && !doublestar.ValidatePattern(asked):
		return usagef("--prompt: %q is not a glob", asked)
	case strings.Count(asked, "**")+strings.Count(asked, "{") > mostBranches: // matching takes time exponential in them
		return usagef("--prompt: a glob takes at most %d of ** and {", mostBranches)
	}
	return nil
}

// secretName tells variables that a template must not be able to put into a
// prompt.
var secretName = memo.Regexp(`(?i)key|token|secret|passw|credential|auth`)

// envMap is the environment as the templates of a suite see it: without what
// looks like a credential.
func (a *App) envMap() map[string]string {
	env := make(map[string]string, len(a.Env))
	for _, kv := range a.Env {
		if k, v, ok := strings.Cut(kv, "="); ok && !secretName().MatchString(k) && !a.keys.Knows(v) {
			env[k] = v
		}
	}
	return env
}

// shortRev is how a revision is shown.
func shortRev(rev string) string {
	if len(rev) >= 40 {
		return rev[:7]
	}
	return rev
}

// userPath turns a path that the user typed, from where the user stands, into a
// path from the root of the repository.
func (w *workspace) userPath(typed string) (string, error) {
	p := path.Clean(strings.ReplaceAll(typed, `\`, "/"))
	if !path.IsAbs(p) {
		p = path.Join(w.repo.Prefix, p)
	} else if w.repo.Top != "" {
		rel, ok := strings.CutPrefix(p, w.repo.Top+"/")
		if !ok {
			return "", usagef("%s is outside of the repository", typed)
		}
		p = rel
	}
	if p == ".." || strings.HasPrefix(p, "../") {
		return "", usagef("%s is outside of the repository", typed)
	}
	return p, nil
}

// findFile gives the path from the root of a file that the user named, from
// where the user stands or from the root.
func (w *workspace) findFile(ctx context.Context, typed string) (string, error) {
	file, err := w.userPath(typed)
	if err != nil {
		return "", err
	}
	if _, err := readPrompt(ctx, w.now, file); errors.Is(err, fs.ErrNotExist) && !path.IsAbs(typed) {
		return path.Clean(typed), nil
	}
	return file, nil
}

// errNothing says that there is nothing to work on.
func errNothing(what, hint string) error {
	return &exitError{Code: exitUsage, Err: fmt.Errorf("there is no %s here", what), Hint: hint}
}
