package gitops

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
)

// The lines that discover asks for, in order. Git repeats a flag that it does
// not know, which tells an old git from a new one.
const (
	lineGitDir = iota
	lineCommonDir
	lineIndex
	lineBare
	lineShallow
	lineObjectFormat
	lineRefFormat
	linePrefix
	lineTop // fails without a working tree, after all else was printed
	lineCount
)

// discover asks git everything about the place in one call.
func (r *Repo) discover(ctx context.Context) error {
	out, err := r.run(ctx, nil, "rev-parse", "--path-format=absolute",
		"--git-dir", "--git-common-dir", "--git-path", "index",
		"--is-bare-repository", "--is-shallow-repository",
		"--show-object-format", "--show-ref-format", "--show-prefix", "--show-toplevel")
	lines := strings.Split(strings.TrimSuffix(string(out), "\n"), "\n")
	noWorktree := err != nil && strings.Contains(stderrOf(err), "must be run in a work tree")
	switch {
	case strings.HasPrefix(lines[0], "--path-format"):
		return &UnsupportedError{What: "git older than 2.31", Help: "update git, see https://git-scm.com"}
	case err != nil && !noWorktree:
		return openError(err, r.dir)
	}
	if len(lines) != lineCount && (!noWorktree || len(lines) != lineTop) {
		return &UnsupportedError{
			What: "a repository whose path holds a line break",
			Help: "move the repository to a path without one",
		}
	}
	r.GitDir, r.CommonDir = filepath.FromSlash(lines[lineGitDir]), filepath.FromSlash(lines[lineCommonDir])
	r.Bare, r.Shallow = lines[lineBare] == "true", lines[lineShallow] == "true"
	r.ObjectFormat, r.RefFormat = lines[lineObjectFormat], lines[lineRefFormat]
	if !noWorktree {
		r.Prefix, r.Top = lines[linePrefix], filepath.FromSlash(lines[lineTop])
	}
	if err := r.checkRefFormat(); err != nil {
		return err
	}
	r.settle(filepath.FromSlash(lines[lineIndex]))
	return nil
}

// checkRefFormat refuses a reftable repository under a git that reads its
// refs as files and would find an unborn branch.
func (r *Repo) checkRefFormat() error {
	if !strings.HasPrefix(r.RefFormat, "--") {
		return nil
	}
	r.RefFormat = "files"
	config, err := os.ReadFile(filepath.Join(r.CommonDir, "config"))
	if err == nil && bytes.Contains(bytes.ToLower(config), []byte("refstorage")) {
		return reftableError()
	}
	return nil
}

func reftableError() error {
	return &UnsupportedError{
		What: "the ref format reftable, which this git cannot read",
		Help: "update git to 2.45 or newer, or run: git refs migrate --ref-format=files",
	}
}

// settle moves the children to the root of the working tree, so that paths
// mean the same from everywhere, and makes the variables that were relative to
// the user's place absolute.
func (r *Repo) settle(index string) {
	from := r.dir
	r.dir = r.GitDir
	if r.Top != "" {
		r.dir, from = r.Top, r.Top // where git goes, too, before it reads them
	}
	if getEnv(r.env, "GIT_DIR") != "" {
		r.env = setEnv(r.env, "GIT_DIR", r.GitDir)
	}
	if r.Top != "" && getEnv(r.env, "GIT_DIR")+getEnv(r.env, "GIT_WORK_TREE") != "" {
		r.env = setEnv(r.env, "GIT_WORK_TREE", r.Top)
	}
	if getEnv(r.env, "GIT_COMMON_DIR") != "" {
		r.env = setEnv(r.env, "GIT_COMMON_DIR", r.CommonDir)
	}
	if getEnv(r.env, "GIT_INDEX_FILE") != "" {
		r.env = setEnv(r.env, "GIT_INDEX_FILE", index)
	}
	if objects := getEnv(r.env, "GIT_OBJECT_DIRECTORY"); objects != "" && !filepath.IsAbs(objects) {
		r.env = setEnv(r.env, "GIT_OBJECT_DIRECTORY", filepath.Join(from, objects))
	}
}

// openError types what git says when it refuses a place.
func openError(err error, dir string) error {
	text := stderrOf(err)
	switch {
	case strings.Contains(text, "dubious ownership"):
		return &OwnershipError{Path: dir, Help: adviceLine(text)}
	case strings.Contains(text, "not a git repository"):
		return ErrNotRepository
	case strings.Contains(text, "refstorage"), strings.Contains(text, "reftable"):
		return reftableError()
	case strings.Contains(text, "repository extension"), strings.Contains(text, "repo version"):
		return &UnsupportedError{What: firstLine(text), Help: "update git, see https://git-scm.com"}
	}
	return err
}

// adviceLine finds the command that git advises.
func adviceLine(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "git config") {
			return line
		}
	}
	return "git config --global --add safe.directory DIR"
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimPrefix(text, "fatal: "), "\n")
	return strings.TrimSpace(line)
}
