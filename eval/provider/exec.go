package provider

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/process"
	"github.com/promptgit/promptgit/internal/value"
)

func execType() Type {
	keys := commandKeys()
	return Type{
		Name:    "exec",
		Doc:     "runs a command without a shell: the rendered prompt on stdin, the output on stdout",
		Gives:   commandEnv(),
		Example: "exec:./model.sh --flag",
		Keys:    keys,
		Arg:     true,
		New:     func(s Spec, d Deps) (eval.Target, error) { return newCommand(s, s.read(keys), d, plain()) },
	}
}

func commandKeys() []string { return []string{"command", "price"} }

// commandEnv are the variables that a command gets beside the user's own.
func commandEnv() []string {
	return []string{
		"PROMPTGIT_MODEL", "PROMPTGIT_TEMPERATURE", "PROMPTGIT_SAMPLE", "PROMPTGIT_SEED", "PROMPTGIT_TASK",
	}
}

// manner is how a command is spoken to.
type manner struct {
	name  string // of the type
	write func(eval.Request) (string, error)
	read  func(stdout string, hide func(string) string) (eval.Answer, error) // hide takes credentials out of an error
}

// plain is the manner of commands that know nothing of promptgit.
func plain() manner {
	return manner{
		name:  "exec",
		write: func(req eval.Request) (string, error) { return req.Rendered, nil },
		read: func(stdout string, _ func(string) string) (eval.Answer, error) {
			return eval.Answer{Output: strings.TrimSpace(stdout)}, nil
		},
	}
}

// command runs one program per call.
type command struct {
	manner
	argv  []string
	dir   string
	env   []string
	price *eval.Price
	files files
}

func newCommand(s Spec, o *options, d Deps, m manner) (eval.Target, error) {
	line := s.Arg
	if c := o.text("command"); c != "" {
		line = c
	}
	price := o.price("price")
	argv, err := process.Split(line, d.Getenv)
	switch {
	case err != nil:
		o.errs.Add(s.at("command"), fmt.Sprintf("the command %q cannot be split into words: %v", line, err),
			"there is no shell: write quotes around spaces, and put pipes and substitutions into a script")
	case len(argv) == 0:
		o.errs.Add(s.at("command"), "the command is empty", "write "+m.name+":./model.sh or command: ./model.sh")
	}
	if err = o.errs.Err(); err != nil {
		return eval.Target{}, err
	}
	c := &command{manner: m, argv: argv, dir: d.Dir, env: d.Environ, price: price}
	endpoint, err := c.opened()
	if err != nil {
		return eval.Target{}, err
	}
	return eval.Target{
		Provider: s.Name,
		Model:    s.Model,
		Endpoint: endpoint,
		Caller:   c,
		Price:    price,
		Runs:     []string{m.name + " " + line},
	}, nil
}

// endpoint is argv with the content of its files, so that an edited script is
// another model.
func (c *command) endpoint() (string, error) {
	words, err := process.Fingerprint(c.argv, c.dir)
	if err != nil {
		return "", fmt.Errorf("the provider's command: %w", err)
	}
	return c.name + " " + string(value.Canonical(words)), nil
}

// Complete runs the command once, in a process group of its own that ends with
// ctx.
func (c *command) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	if err := c.unchanged(); err != nil {
		return eval.Answer{}, err
	}
	in, err := c.write(req)
	if err != nil {
		return eval.Answer{}, err
	}
	said, err := process.Run(ctx, process.Command{
		Argv: c.argv, Dir: c.dir, Env: append(slices.Clone(c.env), requestEnv(req)...), Stdin: in,
	})
	switch {
	case ctx.Err() != nil:
		return eval.Answer{}, ctx.Err()
	case err != nil:
		return eval.Answer{}, c.failed(err, said.Stderr)
	}
	a, err := c.read(said.Stdout, c.hide)
	if err != nil {
		return eval.Answer{}, c.refused(err)
	}
	if a.Cost == nil && c.price != nil && a.Tokens != (eval.Tokens{}) {
		a.Cost = new(c.price.Cost(a.Tokens))
	}
	return a, nil
}

// refused names the command in what it said of a failure, and takes credentials
// out of it.
func (c *command) refused(err error) error {
	var failed *eval.CallError
	if errors.As(err, &failed) {
		failed.Err = fmt.Errorf("%s: %s", c.argv[0], c.hide(failed.Err.Error()))
	}
	return err
}

func (c *command) hide(text string) string { return process.HideSecrets(c.env, text) }

func requestEnv(req eval.Request) []string {
	temperature := ""
	if v, ok := req.Params.Get("temperature"); ok {
		temperature = string(value.Canonical(v))
	}
	return []string{
		"PROMPTGIT_MODEL=" + req.Model,
		"PROMPTGIT_TEMPERATURE=" + temperature,
		"PROMPTGIT_SAMPLE=" + strconv.Itoa(req.Sample),
		"PROMPTGIT_SEED=" + req.Seed,
		"PROMPTGIT_TASK=" + string(req.Task), // the output of all but "" is JSON, see eval.Task
	}
}

// tempFail is the exit code of a command that may succeed another time:
// EX_TEMPFAIL of sysexits.h.
const tempFail = 75

func (c *command) failed(err error, stderr string) error {
	failed := &eval.CallError{Sent: true}
	var exit *exec.ExitError
	switch {
	case errors.Is(err, process.ErrTooMuch):
		failed.Err = fmt.Errorf("%s: %w", c.argv[0], err)
		return failed
	case errors.Is(err, exec.ErrWaitDelay):
		failed.Err = fmt.Errorf("%s ended, but a process that it started kept its output open", c.argv[0])
		failed.Hint = "let the command wait for what it starts"
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		failed.Fatal, failed.Sent = true, false
		failed.Err = fmt.Errorf("command not found: %s", c.argv[0])
		failed.Hint = "commands are run from the top of the repository; check the path"
	case errors.Is(err, fs.ErrPermission):
		failed.Fatal, failed.Sent = true, false
		failed.Err = fmt.Errorf("%s cannot be run: %w", c.argv[0], fs.ErrPermission)
		failed.Hint = "type chmod +x " + c.argv[0]
	default:
		failed.Err = fmt.Errorf("%s: %w", c.argv[0], err)
		failed.Retry = errors.As(err, &exit) && exit.ExitCode() == tempFail
	}
	if stderr != "" {
		failed.Err = fmt.Errorf("%w: %s", failed.Err, stderr)
	}
	return failed
}
