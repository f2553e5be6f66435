package cmd

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/template"

	"github.com/spf13/cobra"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/config"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/templates"
)

type initOptions struct {
	noHooks bool
	notes   bool
	ci      string // name of a service, "" for none
	diff    bool
	noDiff  bool
	agents  bool
}

func newInit(app *App) *cobra.Command {
	var o initOptions
	c := &cobra.Command{
		Use:     "init",
		GroupID: groupStart,
		Short:   "Set up promptgit in this repository",
		Long: "Write promptgit.yaml, a starter prompt and its suite where there is no prompt yet, install the\n" +
			"hook that refuses a commit of several variables, and offer the settings that show scores in git\n" +
			"log and fetch them from remotes: on a terminal as a question, elsewhere as the commands to type.\n" +
			"Nothing that exists is overwritten, and a second run changes nothing. In a repository with a\n" +
			"history the rule holds from here on (policy.since).\n\n" +
			"It looks for what is there: prompts and promptfoo configurations (their inline prompts are judged\n" +
			"where they stand, their files by the tests that name them), comments promptgit:begin in programs,\n" +
			"folders of system.md. These become entries of promptgit.yaml, on a terminal after a question. What\n" +
			"may be none, such as AGENTS.md, is told with the line to add, and so is all of it where there is a\n" +
			"configuration already.\n\n" +
			"--diff sets plain git diff, git log -p and git show up to tell the variables of prompts on a\n" +
			"terminal: settings of this clone alone, in .git/config and .git/info/attributes. What goes into a\n" +
			"file or a pipe stays a patch. --no-diff takes that back and does nothing else.\n\n" +
			"--agents writes how agents are to work on the prompts: a skill in .agents/skills and .claude/skills,\n" +
			"a line in AGENTS.md and a server in .mcp.json where there are none; else it prints what to add." +
			exitStatus("0  done", "2  wrong flags", "3  an existing configuration is invalid", "4  Git, or not a repository"),
		Example: "  promptgit init\n  promptgit init --notes --no-hooks --ci github\n  promptgit init --diff\n  promptgit init --agents",
		Args:    cobra.NoArgs,
		RunE:    func(cmd *cobra.Command, _ []string) error { return runInit(cmd.Context(), app, o) },
	}
	c.Flags().BoolVar(&o.noHooks, "no-hooks", false, "install no hooks")
	var services []string
	c.Flags().StringVar(&o.ci, "ci", "", "also write the workflow of `SERVICE`: github or gitlab check every commit,\n"+
		"github-publish shares the scores of pull requests, also of forks,\n"+
		"github-matrix or kubernetes judge on several machines, github-drift or gitlab-drift look for drift")
	for _, ci := range templates.CIs() {
		services = append(services, ci.Name)
	}
	completes(c, "ci", services...)
	c.Flags().BoolVar(&o.diff, "diff", false, "let plain git diff tell variables")
	c.Flags().BoolVar(&o.noDiff, "no-diff", false, "take --diff back, and do nothing else")
	c.Flags().BoolVar(&o.agents, "agents", false, "write a skill for agents, and how they get the tools")
	c.Flags().BoolVar(&o.notes, "notes", false, "make the notes settings without asking")
	return c
}

func runInit(ctx context.Context, app *App, o initOptions) error {
	var ci templates.CI
	if o.diff && o.noDiff {
		return usagef("--diff and --no-diff exclude each other")
	}
	if o.ci != "" {
		var err error
		if ci, err = ciOf(o.ci); err != nil {
			return err
		}
	}
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	defer repo.Close() //nolint:errcheck // what was written is written
	if repo.Top == "" {
		return usageHint("run it in a clone of this repository", "init needs a working tree")
	}
	if o.noDiff {
		return removeDriver(ctx, app, repo)
	}
	if err := initFiles(ctx, app, repo); err != nil {
		return err
	}
	if o.ci != "" {
		if err := initCI(ctx, app, repo, ci); err != nil {
			return err
		}
	}
	if o.agents {
		if err := initAgents(ctx, app, repo); err != nil {
			return err
		}
	}
	if !o.noHooks {
		if err := installHooks(ctx, app, repo); err != nil {
			return err
		}
	}
	if err := initNotes(ctx, app, repo, o.notes); err != nil {
		return err
	}
	if o.diff {
		if err := initDriver(ctx, app, repo); err != nil {
			return err
		}
	}
	return initNext(ctx, app)
}

// initFiles writes what is missing of the configuration, a prompt and a suite.
func initFiles(ctx context.Context, app *App, repo *gitops.Repo) error {
	w := &workspace{app: app, repo: repo, now: repo.Worktree()}
	cfg, err := readConfig(ctx, w.now)
	if err != nil {
		return err
	}
	inside, err := w.find(ctx)
	if err != nil {
		return err
	}
	inside = inside.unnamed(cfg)
	var entries []foundEntry
	if cfg.Path != "" {
		inside.tell(app)
	} else if entries, err = inside.propose(ctx, app); err != nil {
		return err
	}
	found, err := repo.Worktree().Files(ctx, cfg.Globs())
	if err != nil {
		return err
	}
	prompts := 0
	for _, f := range found {
		if _, ok := cfg.Match(f.Path); ok {
			prompts++
		}
	}
	shown := starterConfig{Entries: entries, Defaults: cfg.Prompts, Provider: cmp.Or(inside.provider, "demo")}
	files, err := starterFiles(ctx, repo, shown, prompts == 0 && len(entries) == 0)
	if err != nil {
		return err
	}
	for _, f := range files {
		if err = app.addFile(repo, f.path, f.content); err != nil {
			return err
		}
	}
	if prompts > 0 {
		fmt.Fprintf(app.Out, "found  %s\n", plural(prompts, "prompt"))
	}
	if cfg.Path == "" {
		for _, note := range inside.notes {
			fmt.Fprintln(app.Err, "promptgit: note:", ui.Line(note))
		}
	}
	return nil
}

type starterFile struct {
	path    string
	content []byte
}

// starterConfig is what the configuration says that init writes.
type starterConfig struct {
	Since    string
	Entries  []foundEntry
	Defaults []config.Entry
	Provider string
}

// Lines are the entries of prompts, the defaults last; none where these suffice.
func (c starterConfig) Lines() []string {
	var lines []string
	for _, e := range c.Entries {
		lines = append(lines, e.line())
	}
	for _, e := range c.Defaults {
		if len(c.Entries) > 0 {
			lines = append(lines, foundEntry{path: e.Path}.line())
		}
	}
	return lines
}

// starterFiles are the configuration and, in a repository without prompts, one
// with its suite.
func starterFiles(ctx context.Context, repo *gitops.Repo, shown starterConfig, withPrompt bool) ([]starterFile, error) {
	head, err := repo.Head(ctx)
	switch {
	case err == nil:
		shown.Since = string(head)
	case !errors.Is(err, gitops.ErrUnborn):
		return nil, err
	}
	source := templates.Starter()
	t, err := template.ParseFS(source, "promptgit.yaml.tmpl")
	if err != nil {
		return nil, err
	}
	var text bytes.Buffer
	if err := t.Execute(&text, shown); err != nil {
		return nil, err
	}
	files := []starterFile{{config.FileName, text.Bytes()}}
	if !withPrompt {
		return files, nil
	}
	for _, f := range [][2]string{{starterPrompt, "prompt.md"}, {"suites/sort.yaml", "suite.yaml"}} {
		content, err := fs.ReadFile(source, f[1])
		if err != nil {
			return nil, err
		}
		files = append(files, starterFile{f[0], content})
	}
	return files, nil
}

// addFile writes a file of the repository, unless it is there, and says so.
func (a *App) addFile(repo *gitops.Repo, path string, content []byte) error {
	written, err := writeNew(repo.Top, path, content)
	if err != nil {
		return err
	}
	word := "kept   "
	if written {
		word = "wrote  "
	}
	_, err = fmt.Fprintf(a.Out, "%s%s\n", word, path)
	return err
}

// writeNew writes a file below a folder that is not there yet; one that is stays as it
// is. A symbolic link that leads out of the folder is not followed.
func writeNew(top, path string, content []byte) (written bool, err error) {
	root, err := os.OpenRoot(top)
	if err != nil {
		return false, err
	}
	defer root.Close() //nolint:errcheck // the file tells
	name := filepath.FromSlash(path)
	if err = root.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		return false, &exitError{Code: exitInput, Hint: "put folders in place of what is no folder or leads out of the repository", Err: fmt.Errorf("write %s: %w", path, err)}
	}
	f, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if errors.Is(err, fs.ErrExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	_, err = f.Write(content)
	return true, errors.Join(err, f.Close())
}

// noteSettings are the settings that show and fetch scores, without those that
// are made already.
func noteSettings(ctx context.Context, repo *gitops.Repo) ([][2]string, error) {
	want := [][2]string{
		{"notes.displayRef", gitops.ScoresRef},
		{"notes.promptgit/results.mergeStrategy", "cat_sort_uniq"},
	}
	remotes, err := repo.Remotes(ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range remotes {
		want = append(want, [2]string{"remote." + name + ".fetch", gitops.FetchNotes(name)})
	}
	var missing [][2]string
	for _, kv := range want {
		have, err := repo.ConfigAll(ctx, kv[0])
		if err != nil {
			return nil, err
		}
		if !strings.Contains("\n"+strings.Join(have, "\n")+"\n", "\n"+kv[1]+"\n") {
			missing = append(missing, kv)
		}
	}
	return missing, nil
}

// initNotes makes the notes settings where the user wants them, and otherwise
// prints the commands.
func initNotes(ctx context.Context, app *App, repo *gitops.Repo, yes bool) error {
	missing, err := noteSettings(ctx, repo)
	if err != nil || len(missing) == 0 {
		return err
	}
	if !yes && app.InTTY {
		yes = app.confirm(ctx, "show scores in git log and fetch them from remotes?") == nil
	}
	if !yes {
		fmt.Fprintln(app.Out, "\nto show scores in git log and fetch them from remotes (promptgit init --notes does it):")
	}
	for _, kv := range missing {
		if !yes {
			fmt.Fprintf(app.Out, "  git config --add %s '%s'\n", kv[0], kv[1])
			continue
		}
		if err := repo.AddConfig(ctx, kv[0], kv[1]); err != nil {
			return err
		}
		fmt.Fprintf(app.Out, "set    %s %s\n", kv[0], kv[1])
	}
	if remotes, err := repo.Remotes(ctx); err != nil || len(remotes) > 0 {
		fmt.Fprintln(app.Out, "promptgit push shares scores with a remote, and promptgit pull takes over those of others")
		return err
	}
	return nil
}
