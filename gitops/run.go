package gitops

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// runner starts git with one directory and one environment.
type runner struct {
	git string   // path of the program
	dir string   // working directory of every child
	env []string // whole environment of every child
}

// newRunner finds git on the PATH of env. Messages are asked for in English
// since some of them decide what happened, optional locks are left to the
// user's own commands, and paths mean what gitops writes them to mean.
func newRunner(dir string, env []string) (*runner, error) {
	git, err := lookGit(env)
	if err != nil {
		return nil, err
	}
	env = setEnv(withoutTraces(env), "LC_ALL", "C", "GIT_OPTIONAL_LOCKS", "0",
		"GIT_LITERAL_PATHSPECS", "0", "GIT_GLOB_PATHSPECS", "0", "GIT_NOGLOB_PATHSPECS", "0", "GIT_ICASE_PATHSPECS", "0")
	return &runner{git: git, dir: dir, env: env}, nil
}

// lookGit searches the PATH of env, not that of this process. Relative entries
// are passed over: a repository must not bring its own git.
func lookGit(env []string) (string, error) {
	path := cmp.Or(getEnv(env, "PATH"), getEnv(env, "Path")) // Windows writes it so
	for _, dir := range filepath.SplitList(path) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if git, err := exec.LookPath(filepath.Join(dir, "git")); err == nil {
			return git, nil
		}
	}
	return "", ErrNoGit
}

// lastWords is how long a canceled child may take to end, and its own children
// to let go of its output.
const lastWords = 2 * time.Second

// command prepares a child that ends with ctx. It is asked to end, since a
// killed git leaves its lock files behind, which lock out every later writer.
// What git started itself (ssh, a hook) may go on, and is not waited for.
func (r *runner) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, r.git, args...)
	cmd.Dir, cmd.Env, cmd.WaitDelay = r.dir, r.env, lastWords
	cmd.Cancel = func() error {
		if err := cmd.Process.Signal(syscall.SIGTERM); err == nil || errors.Is(err, os.ErrProcessDone) {
			return err
		}
		return cmd.Process.Kill() // Windows knows no other way
	}
	return cmd
}

// run gives the standard output of a git command. A failure is a *GitError.
func (r *runner) run(ctx context.Context, stdin io.Reader, args ...string) ([]byte, error) {
	cmd := r.command(ctx, args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdin, cmd.Stdout, cmd.Stderr = stdin, &stdout, &stderr
	err := cmd.Run()
	if err != nil {
		return stdout.Bytes(), gitError(ctx, args, err, stderr.String())
	}
	return stdout.Bytes(), nil
}

// line is run for commands that answer with one line.
func (r *runner) line(ctx context.Context, args ...string) (string, error) {
	out, err := r.run(ctx, nil, args...)
	return strings.TrimRight(string(out), "\r\n"), err
}

// stream hands the standard output to read while the command runs. An error
// of read ends the command and is given back as it is.
func (r *runner) stream(ctx context.Context, stdin io.Reader, read func(io.Reader) error, args ...string) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := r.command(ctx, args...)
	var stderr bytes.Buffer
	cmd.Stdin, cmd.Stderr = stdin, &stderr
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		return gitError(ctx, args, err, "")
	}
	readErr := read(out)
	if readErr != nil {
		cancel()
		_ = cmd.Wait() // killed: its own error is not the cause
		return readErr
	}
	if err := cmd.Wait(); err != nil {
		return gitError(ctx, args, err, stderr.String())
	}
	return nil
}

// gitError turns the end of a child into an error; a canceled context wins.
func gitError(ctx context.Context, args []string, err error, stderr string) error {
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	var exit *exec.ExitError
	if !errors.As(err, &exit) {
		return fmt.Errorf("run git %s: %w", args[0], err)
	}
	return &GitError{Command: briefly(args), Code: exit.ExitCode(), Stderr: strings.TrimSpace(stderr)}
}

func briefly(args []string) string {
	if len(args) > 8 {
		args = append(args[:8:8], "...")
	}
	return strings.Join(args, " ")
}

// exitCode is the exit code of a git command that failed, or -1.
func exitCode(err error) int {
	var failed *GitError
	if errors.As(err, &failed) {
		return failed.Code
	}
	return -1
}

// stderrOf is what a git command that failed had to say, or "".
func stderrOf(err error) string {
	var failed *GitError
	if errors.As(err, &failed) {
		return failed.Stderr
	}
	return ""
}
