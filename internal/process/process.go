package process

import (
	"context"
	"errors"
	"os/exec"
	"strings"
	"time"
)

// lastWords is the time for the pipes to close after a command ended.
const lastWords = 2 * time.Second

// Command is a program with its surroundings. There is no shell.
type Command struct {
	Argv  []string
	Dir   string
	Env   []string
	Stdin string
	Sweep bool // also ends what the command left running behind it
}

// Said is what a command wrote: all of its output, and the end of its errors
// without the values of credentials in its environment.
type Said struct{ Stdout, Stderr string }

// Run runs the command once. When ctx ends, the command and all that it started
// end too and the error is that of ctx. More than 16 MiB of output are
// [ErrTooMuch]; a process left behind that holds the output open is
// [exec.ErrWaitDelay]; other errors are those of [exec.Cmd.Run].
func Run(ctx context.Context, c Command) (Said, error) {
	run, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	cmd := exec.CommandContext(run, c.Argv[0], c.Argv[1:]...)
	out := &bounded{limit: outputLimit, full: func() { stop(ErrTooMuch) }}
	var last tail
	cmd.Dir = c.Dir
	cmd.Env = c.Env
	cmd.Stdin = strings.NewReader(c.Stdin)
	cmd.Stdout = out
	cmd.Stderr = &last
	cmd.WaitDelay = lastWords
	ownGroup(cmd)
	err := cmd.Run()
	if cmd.Process != nil && (c.Sweep || errors.Is(err, exec.ErrWaitDelay)) {
		_ = killGroup(cmd) // what the command left behind; it may be gone by now
	}
	said := Said{Stdout: out.kept.String(), Stderr: HideSecrets(c.Env, last.String())}
	switch {
	case ctx.Err() != nil:
		return said, ctx.Err()
	case errors.Is(context.Cause(run), ErrTooMuch):
		return said, ErrTooMuch
	}
	return said, err
}
