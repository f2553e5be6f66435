package gitops

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// pathspecList writes paths from the root as git reads them with
// --pathspec-file-nul: each stands for itself.
func pathspecList(paths []string) io.Reader {
	var b strings.Builder
	for _, p := range paths {
		b.WriteString(":(top,literal)" + p + "\x00")
	}
	return strings.NewReader(b.String())
}

// fromList adds that the paths come on standard input.
func fromList(args ...string) []string {
	return append(args, "--pathspec-from-file=-", "--pathspec-file-nul")
}

// IndexWith writes an index that holds what a commit ("" is none) holds, with some
// paths as they are on disk: new, changed or gone. It is no index of the user's; its
// file lies in the git directory of the worktree until remove is called. The
// repository is read through it by Options.Env with GIT_INDEX_FILE.
func (r *Repo) IndexWith(ctx context.Context, base OID, paths []string) (file string, remove func(), err error) {
	f, err := os.CreateTemp(r.GitDir, "promptgit-index-*")
	if err != nil {
		return "", nil, fmt.Errorf("write an index: %w", err)
	}
	file = f.Name()
	remove = func() {
		_ = os.Remove(file)           // a left one does no harm
		_ = os.Remove(file + ".lock") // of a git that was killed
	}
	if err = errors.Join(f.Close(), os.Remove(file)); err == nil { // git takes an empty file for a broken index
		own := *r.runner
		own.env = setEnv(own.env, "GIT_INDEX_FILE", file)
		if base == "" {
			base = r.EmptyTree()
		}
		_, err = own.run(ctx, nil, "-c", "core.splitIndex=false", "read-tree", string(base))
		if err == nil && len(paths) > 0 {
			_, err = own.run(ctx, pathspecList(paths), fromList("-c", "core.splitIndex=false", "-c", "advice.addEmbeddedRepo=false", "add", "-A")...)
		}
	}
	if err != nil {
		remove()
		return "", nil, fmt.Errorf("write an index: %w", err)
	}
	return file, remove, nil
}

// CommitPaths is a commit of some paths as they are on disk.
type CommitPaths struct {
	Paths   []string
	New     []string // of these, what the index does not know
	Message string
	Env     []string  // of git and of the hooks that it runs
	Out     io.Writer // what they say
}

// CommitOnly lets git commit some paths, and nothing else that is staged or changed:
// the index keeps the rest as it is. The hooks of the user run. An interrupt is left
// to git, which ends cleanly. A *GitError with code 1 is a hook that refused.
func (r *Repo) CommitOnly(ctx context.Context, c CommitPaths) (id OID, err error) {
	ctx = context.WithoutCancel(ctx)
	message, err := r.messageFile(c.Message)
	if err != nil {
		return "", err
	}
	defer os.Remove(message) //nolint:errcheck // a left one does no harm
	if len(c.New) > 0 {
		if _, err = r.run(ctx, pathspecList(c.New), fromList("add", "--intent-to-add")...); err != nil {
			return "", fmt.Errorf("add the new files: %w", err)
		}
	}
	args := fromList("commit", "--quiet", "--cleanup=whitespace", "--only", "-F", message)
	if err = r.asUser(ctx, pathspecList(c.Paths), c.Env, c.Out, args...); err != nil {
		return "", errors.Join(err, r.forgetNew(ctx, c.New))
	}
	return r.Head(ctx)
}

// forgetNew takes files out of the index that were announced for a commit that was
// not made.
func (r *Repo) forgetNew(ctx context.Context, paths []string) error {
	if len(paths) == 0 {
		return nil
	}
	if _, err := r.run(ctx, strings.NewReader(strings.Join(paths, "\x00")+"\x00"), "update-index", "-z", "--force-remove", "--stdin"); err != nil {
		return fmt.Errorf("take the new files out of the index again: %w", err)
	}
	return nil
}

// asUser runs git as the user would, with what it says on out.
func (r *Repo) asUser(ctx context.Context, stdin io.Reader, env []string, out io.Writer, args ...string) error {
	cmd := r.command(ctx, args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, out, out
	cmd.Env, cmd.WaitDelay = env, 0
	if err := cmd.Run(); err != nil {
		return gitError(ctx, args, err, "")
	}
	return nil
}

// PreCommit runs the pre-commit hook of the user for the index that env names, as
// git commit would; ok is false for a git that cannot (before 2.36). An error with
// code 1 is a refusal.
func (r *Repo) PreCommit(ctx context.Context, env []string, out io.Writer) (ok bool, err error) {
	if !r.GitAtLeast(2, 36) {
		return false, nil
	}
	return true, r.asUser(context.WithoutCancel(ctx), nil, env, out, "hook", "run", "--ignore-missing", "pre-commit")
}

// CommitMessage runs the commit-msg hook of the user on a message and gives what it
// made of it. The git must be one that PreCommit can use.
func (r *Repo) CommitMessage(ctx context.Context, env []string, out io.Writer, message string) (string, error) {
	file, err := r.messageFile(message)
	if err != nil {
		return "", err
	}
	defer os.Remove(file) //nolint:errcheck // a left one does no harm
	if err = r.asUser(context.WithoutCancel(ctx), nil, env, out, "hook", "run", "--ignore-missing", "commit-msg", "--", file); err != nil {
		return "", err
	}
	worded, err := os.ReadFile(file)
	if err != nil {
		return "", fmt.Errorf("read the message: %w", err)
	}
	return string(worded), nil
}

// messageFile writes a message where git keeps its own.
func (r *Repo) messageFile(message string) (string, error) {
	f, err := os.CreateTemp(r.GitDir, "promptgit-message-*")
	if err != nil {
		return "", fmt.Errorf("write the message: %w", err)
	}
	_, err = f.WriteString(message)
	if err = errors.Join(err, f.Close()); err != nil {
		return "", errors.Join(fmt.Errorf("write the message: %w", err), os.Remove(f.Name()))
	}
	return f.Name(), nil
}

// StagePaths puts paths into the index as they are on disk.
func (r *Repo) StagePaths(ctx context.Context, paths []string) error {
	if _, err := r.run(ctx, pathspecList(paths), fromList("add", "-A")...); err != nil {
		return fmt.Errorf("stage files: %w", err)
	}
	return nil
}

// RestorePaths gives files on disk the content that they have in a commit; what it
// does not have is removed. The index stays as it is.
func (r *Repo) RestorePaths(ctx context.Context, from OID, paths []string) error {
	args := fromList("restore", "--worktree", "--source="+string(from))
	if _, err := r.run(context.WithoutCancel(ctx), pathspecList(paths), args...); err != nil {
		return fmt.Errorf("restore files: %w", err)
	}
	return nil
}

// MustKnowUser fails where git has no name or address to commit with.
func (r *Repo) MustKnowUser(ctx context.Context) error {
	for _, who := range []string{"GIT_AUTHOR_IDENT", "GIT_COMMITTER_IDENT"} {
		if _, err := r.line(ctx, "var", who); err != nil {
			return fmt.Errorf("git does not know who you are: %w", err)
		}
	}
	return nil
}

// Branch is the name of the branch that HEAD is on, "" for none.
func (r *Repo) Branch(ctx context.Context) (string, error) {
	name, err := r.line(ctx, "symbolic-ref", "--quiet", "--short", "HEAD")
	if exitCode(err) == 1 {
		return "", nil
	}
	return filepath.ToSlash(name), err
}
