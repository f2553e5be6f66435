package cmd

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"

	"github.com/spf13/pflag"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/ui"
)

// pagerOptions are those of commands whose output may be long.
type pagerOptions struct{ off bool }

func (o *pagerOptions) flag(f *pflag.FlagSet) {
	f.BoolVar(&o.off, "no-pager", false, "write to the terminal as it is, without a pager")
}

// paged writes through the pager that git would use, where stdout is a terminal,
// and as it is otherwise. A pager that ends before the end is no error. What write
// writes may be asked for twice, where the pager turns out not to be there.
func (a *App) paged(ctx context.Context, repo *gitops.Repo, o pagerOptions, write func(ui.Streams) error) error {
	terminal := a.Terminal()
	term := a.Getenv("TERM")
	if o.off || terminal == nil || term == "" || term == "dumb" { // such a terminal cannot be paged
		return write(a.Streams)
	}
	command, err := repo.Pager(ctx)
	if err != nil {
		return err
	}
	if command == "" || command == "cat" {
		return write(a.Streams)
	}
	shown, err := a.through(ctx, command, terminal, write)
	if !shown {
		fmt.Fprintf(a.Err, "promptgit: warning: the pager %s cannot be run\n", ui.Line(command))
		return write(a.Streams)
	}
	return err
}

// paged does the same for what is printed by way of the workspace.
func (w *workspace) paged(ctx context.Context, o pagerOptions, show func() error) error {
	return w.app.paged(ctx, w.repo, o, func(s ui.Streams) error {
		was := w.app.Streams
		w.app.Streams = s
		defer func() { w.app.Streams = was }()
		return show()
	})
}

// through writes into a pager and waits for its end. It is false where there was no
// such program.
func (a *App) through(ctx context.Context, command string, terminal *os.File, write func(ui.Streams) error) (shown bool, err error) {
	c, ok := a.pagerCommand(command)
	if !ok {
		return false, nil
	}
	c.Stdout, c.Stderr = terminal, terminal
	in, err := c.StdinPipe()
	if err != nil {
		return false, err
	}
	// The terminal sends its interrupt to the pager too, which stays: so does this
	// process, or two would read the keyboard.
	interrupts := make(chan os.Signal, 1)
	signal.Notify(interrupts, os.Interrupt, syscall.SIGQUIT)
	defer signal.Stop(interrupts)
	if c.Start() != nil {
		return false, nil
	}
	err = write(a.Through(&untilDone{ctx, in}, !a.showsColor(command)))
	_ = in.Close() // perhaps the pager has ended
	if errors.Is(err, syscall.EPIPE) || errors.Is(err, os.ErrClosed) {
		err = nil
	}
	var exit *exec.ExitError
	if failed := c.Wait(); errors.As(failed, &exit) && (exit.ExitCode() == 126 || exit.ExitCode() == 127) {
		return false, nil // the shell did not find it
	}
	return true, err
}

// pagerCommand is the pager as git starts it: by the shell where its command needs
// one, and with the settings under which less shows colors and leaves what is short.
func (a *App) pagerCommand(command string) (*exec.Cmd, bool) {
	var c *exec.Cmd
	if strings.ContainsAny(command, "|&;<>()$`\\\"' \t\n*?[#~=%") {
		c = exec.Command("/bin/sh", "-c", command) //nolint:gosec,noctx // the user's own; it ends when the user says so
	} else {
		program := a.lookPath(command)
		if program == "" {
			return nil, false
		}
		c = exec.Command(program) //nolint:gosec,noctx // as above
	}
	c.Dir, c.Env = a.Dir, a.Env
	for name, value := range map[string]string{"LESS": "FRX", "LV": "-c", "LESSCHARSET": "utf-8"} {
		if !slices.ContainsFunc(a.Env, func(kv string) bool { return strings.HasPrefix(kv, name+"=") }) {
			c.Env = append(c.Env[:len(c.Env):len(c.Env)], name+"="+value)
		}
	}
	return c, true
}

// lookPath finds a program on the PATH of the App's environment, "" for none. What
// is found relative to a folder is passed over: a repository must not bring it.
func (a *App) lookPath(name string) string {
	if strings.ContainsRune(name, filepath.Separator) {
		return a.path(name)
	}
	for _, dir := range filepath.SplitList(a.Getenv("PATH")) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if program, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return program
		}
	}
	return ""
}

// showsColor says whether the pager shows colors and not their codes: less does
// only when it was told to.
func (a *App) showsColor(command string) bool {
	words := strings.Fields(command)
	options := a.Getenv("LESS")
	if len(words) == 0 || filepath.Base(words[0]) != "less" || options == "" {
		return true
	}
	for _, word := range append(words[1:], strings.Fields(options)...) {
		switch long := strings.HasPrefix(word, "--"); {
		case long && strings.EqualFold(word, "--raw-control-chars"), !long && strings.ContainsAny(word, "rR"):
			return true
		}
	}
	return false
}

// untilDone is a writer that writes no more when the user has interrupted.
type untilDone struct {
	ctx context.Context
	w   io.Writer
}

func (u *untilDone) Write(p []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.w.Write(p)
}
