package script

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/process"
	"github.com/promptgit/promptgit/internal/value"
)

// command runs a command line without a shell. Its arguments arrive as one JSON
// object on stdin. It answers by its exit code, 0 for yes and 1 for no, and may
// say more in a JSON object on its last line of output, which with a code of 0
// is the whole answer. Any other code is an error.
func (r *Runtime) command(ctx context.Context, s eval.Script, args []eval.Arg) (any, error) {
	argv, err := process.Split(s.Source, r.o.Getenv)
	if err != nil || len(argv) == 0 {
		return nil, fmt.Errorf("the command %q cannot be split into words: there is no shell, so write quotes around spaces", s.Source)
	}
	in := &value.Object{}
	for _, a := range args {
		in.Set(a.Name, a.Value)
	}
	stdin, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	said, err := r.process(ctx, process.Command{Argv: argv, Dir: r.o.Dir, Env: r.o.Environ, Stdin: string(stdin) + "\n", Sweep: true})
	var exit *exec.ExitError
	no := false
	switch {
	case err == nil:
	case errors.Is(err, exec.ErrNotFound), errors.Is(err, fs.ErrNotExist):
		return nil, fmt.Errorf("command not found: %s; commands run from the top of the repository", argv[0])
	case errors.Is(err, fs.ErrPermission):
		return nil, fmt.Errorf("%s cannot be run; type chmod +x %s", argv[0], argv[0])
	case errors.As(err, &exit) && exit.ExitCode() == 1:
		no = true
	default:
		return nil, errors.New(quotedEnd(fmt.Sprintf("%s: %v", argv[0], err), said.Stderr))
	}
	last := lastLine(said.Stdout)
	if o := object(last); o != nil {
		if no {
			o.Set("pass", false)
		}
		reason, _ := o.Get("reason")
		if text, isText := reason.(string); isText {
			o.Set("reason", process.HideSecrets(r.o.Environ, text))
		}
		return o, nil
	}
	verdict := value.NewObject("pass", !no, "score", int64(1), "reason", process.HideSecrets(r.o.Environ, last))
	if no {
		verdict.Set("score", int64(0))
	}
	return verdict, nil
}

func lastLine(out string) string {
	out = strings.TrimSpace(strings.ToValidUTF8(out, ""))
	return strings.TrimSpace(out[strings.LastIndexByte(out, '\n')+1:])
}

// object is the JSON object that a line holds, nil where it holds none.
func object(line string) *value.Object {
	if !strings.HasPrefix(line, "{") {
		return nil
	}
	v, err := value.DecodeJSON([]byte(line))
	if err != nil {
		return nil
	}
	o, _ := v.(*value.Object)
	return o
}
