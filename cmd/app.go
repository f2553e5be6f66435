package cmd

import (
	"context"
	"net/http"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/term"

	"github.com/promptgit/promptgit/internal/ui"
)

// App is everything a command gets from outside the process.
type App struct {
	ui.Streams
	Dir        string   // where paths given by the user start
	Env        []string // KEY=VALUE
	Now        func() time.Time
	HTTP       *http.Client
	Executable string // absolute path of this program, for hooks
	Version    string
	Size       func() (width, height int) // of the terminal of stderr now, 0 where there is none

	command string // that runs, without the name of the program
	json    bool   // the command was asked for JSON: errors are JSON too
	jobs    int    // value of -j, 0 where it is not given

	behind bool     // this process works in the background
	quiet  bool     // neither progress nor notes are told
	agent  *errand  // for whom the command runs where that is no person, see runMCP
	keys   *keyring // that must be written nowhere, made by Run
}

// Main runs the program on the process's own streams and gives its exit code.
// After a first interrupt the command winds down; a second one ends the process
// at once.
func Main() int {
	ignoreLimits()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, func() {
		stop()                   // so that a second signal does what it does by default
		debug.SetGCPercent(1000) // somebody waits, and the memory is given back in a moment
	})
	return Run(ctx, newApp(), os.Args[1:])
}

// Run executes one command line and gives its exit code. When ctx ends the
// command winds down and keeps what is finished.
func Run(ctx context.Context, app *App, args []string) int {
	app.keys = &keyring{}
	root := NewRoot(app)
	root.SetArgs(append([]string{}, args...)) // without arguments cobra must not look for the process's own
	err := root.ExecuteContext(ctx)
	code := app.report(ctx, err)
	if code > exitNo && code < exitSkip && slices.Contains(args, "--git-bisect") {
		return exitSkip // a mistake in the command line, too, must not make a revision bad
	}
	return code
}

func newApp() *App {
	app := &App{
		Streams: ui.Streams{
			In: os.Stdin, Out: os.Stdout, Err: os.Stderr,
			InTTY:  term.IsTerminal(int(os.Stdin.Fd())),
			OutTTY: term.IsTerminal(int(os.Stdout.Fd())),
			ErrTTY: term.IsTerminal(int(os.Stderr.Fd())),
		},
		Env:     os.Environ(),
		Now:     time.Now,
		HTTP:    &http.Client{},
		Version: buildVersion(),
		Size: func() (int, int) {
			w, h, _ := term.GetSize(int(os.Stderr.Fd())) // 0 where it is no terminal
			return w, h
		},
	}
	if wd, err := os.Getwd(); err == nil {
		app.Dir = wd
	}
	if exe, err := os.Executable(); err == nil {
		app.Executable = exe
	}
	if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		app.Width = w
	}
	return app
}

// Getenv gives a variable of the App's environment, "" where it is not set. Of
// several settings the last counts, as in a child process.
func (a *App) Getenv(key string) string {
	for i := len(a.Env) - 1; i >= 0; i-- {
		if v, ok := strings.CutPrefix(a.Env[i], key+"="); ok {
			return v
		}
	}
	return ""
}

// tool is how records name what wrote them.
func (a *App) tool() string { return "promptgit/" + a.Version }

// path makes a path given by the user absolute.
func (a *App) path(p string) string {
	if filepath.IsAbs(p) {
		return filepath.Clean(p)
	}
	return filepath.Join(a.Dir, p)
}

// stateDir is where promptgit keeps what belongs to the user and to no
// repository, by the XDG base directory specification.
func (a *App) stateDir() string {
	if dir := a.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "promptgit")
	}
	if dir := a.Getenv("LOCALAPPDATA"); dir != "" {
		return filepath.Join(dir, "promptgit")
	}
	return filepath.Join(a.Getenv("HOME"), ".local", "state", "promptgit")
}

func buildVersion() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "0.1.0-dev"
	}
	return strings.TrimPrefix(info.Main.Version, "v")
}
