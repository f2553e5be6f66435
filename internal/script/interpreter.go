package script

import (
	"context"
	_ "embed" // the programs around the code
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/process"
	"github.com/promptgit/promptgit/internal/value"
)

//go:embed wrapper.py
var pythonWrapper string

//go:embed wrapper.rb
var rubyWrapper string

// interpreter is how code of a language is run.
type interpreter struct {
	program, variable string // the usual program, and what names another
	before            []string
	wrapper           string
	body              func(s eval.Script, args []eval.Arg) string // a function of code in place
	offset            int                                         // lines of body before the code
}

func interpreters(language string) interpreter {
	if language == eval.Ruby {
		return interpreter{
			program: "ruby", variable: "PROMPTFOO_RUBY", before: []string{"-e"}, wrapper: rubyWrapper, body: rubyBody, offset: 1,
		}
	}
	return interpreter{
		program: "python3", variable: "PROMPTFOO_PYTHON", before: []string{"-c"}, wrapper: pythonWrapper, body: pythonBody, offset: 1,
	}
}

// interpreted runs code of another language as a process: the code, the name of
// the function and its arguments go in as JSON, the reply comes back as JSON.
func (r *Runtime) interpreted(ctx context.Context, s eval.Script, args []eval.Arg) (any, error) {
	in := interpreters(s.Language)
	job, err := r.job(in, s, args)
	if err != nil {
		return nil, err
	}
	program := in.program
	if own := r.o.Getenv(in.variable); own != "" {
		program = own
	}
	said, err := r.process(ctx, process.Command{
		Argv: append(append([]string{program}, in.before...), in.wrapper), Dir: r.o.Dir, Env: r.o.Environ, Stdin: job, Sweep: true,
	})
	var exit *exec.ExitError
	switch {
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s code cannot be run: there is no program %s; install it, or name another with %s", s.Language, program, in.variable)
	case errors.As(err, &exit) && exit.Exited():
		return nil, &eval.ThrownError{Message: quotedEnd(fmt.Sprintf("the %s process ended with %v", s.Language, err), said.Stderr)}
	case err != nil:
		return nil, errors.New(quotedEnd(fmt.Sprintf("the %s process failed: %v", s.Language, err), said.Stderr))
	}
	return r.readReply(s, said)
}

// readReply reads what a wrapper wrote: data, what was thrown, or the name of a
// function that is missing.
func (r *Runtime) readReply(s eval.Script, said process.Said) (any, error) {
	v, err := value.DecodeJSON([]byte(said.Stdout))
	o, ok := v.(*value.Object)
	if err != nil || !ok {
		return nil, &eval.ThrownError{Message: quotedEnd("the "+s.Language+" process gave no value", said.Stderr)}
	}
	kind, _ := o.Get("kind")
	data, _ := o.Get("data")
	switch kind {
	case "thrown":
		text, _ := data.(string)
		return nil, &eval.ThrownError{Message: short(process.HideSecrets(r.o.Environ, text))}
	case "missing":
		where := s.Path
		if where == "" {
			where = "the code"
		}
		return nil, &eval.ThrownError{Message: fmt.Sprintf("%s has no function %v", where, data)}
	}
	return data, nil
}

// job is what a wrapper reads.
func (r *Runtime) job(in interpreter, s eval.Script, args []eval.Arg) (string, error) {
	values := make([]any, len(args))
	for i, a := range args {
		values[i] = a.Value
	}
	o := value.NewObject("source", s.Source, "path", nil, "function", s.Function, "args", values, "offset", int64(0))
	if s.Path != "" {
		o.Set("path", filepath.Join(r.o.Dir, filepath.FromSlash(s.Path)))
	} else {
		o.Set("source", in.body(s, args))
		o.Set("function", "main")
		o.Set("offset", int64(in.offset))
	}
	raw, err := json.Marshal(o)
	return string(raw), err
}

// process runs a command under the limit of the runtime.
func (r *Runtime) process(ctx context.Context, c process.Command) (process.Said, error) {
	limited, cancel := context.WithTimeout(ctx, r.o.Process)
	defer cancel()
	said, err := process.Run(limited, c)
	if err != nil && ctx.Err() == nil && limited.Err() != nil {
		err = fmt.Errorf("it took longer than %s: %w", r.o.Process, limited.Err())
	}
	return said, err
}

func quotedEnd(text, stderr string) string {
	if stderr == "" {
		return text
	}
	return text + ": " + stderr
}

func pythonBody(s eval.Script, args []eval.Arg) string {
	return "def main(" + names(args) + "):\n" + indented(s.Source, "    ")
}

func rubyBody(s eval.Script, args []eval.Arg) string {
	return "def main(" + names(args) + ")\n" + indented(s.Source, "  ") + "\nend"
}

func names(args []eval.Arg) string {
	list := make([]string, len(args))
	for i, a := range args {
		list[i] = a.Name
	}
	return strings.Join(list, ", ")
}

// indented puts a body inside its function, by the indentation that its own
// first indented line has, as promptfoo does: texts over several lines see it.
func indented(body, usual string) string {
	lines := strings.Split(body, "\n")
	for _, line := range lines {
		blank := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
		if blank != "" && blank != line {
			usual = blank
			break
		}
	}
	for i, line := range lines {
		lines[i] = usual + line
	}
	return strings.Join(lines, "\n")
}
