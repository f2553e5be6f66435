package cmd

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/trace"
	"github.com/promptgit/promptgit/internal/value"
)

// tracePaths reads --var NAME=PATH.
func tracePaths(typed []string) ([]trace.Path, error) {
	var paths []trace.Path
	for _, text := range typed {
		name, at, ok := strings.Cut(text, "=")
		if !ok || name == "" || at == "" {
			return nil, usageHint("such as ticket=request.messages.-1.content", "--var takes NAME=PATH, not %q", text)
		}
		paths = append(paths, trace.Path{Name: name, At: at})
	}
	return paths, nil
}

// openTrace opens a log that the user named; "-" is standard input.
func (a *App) openTrace(name string) (io.ReadCloser, error) {
	if name == "-" {
		return io.NopCloser(a.In), nil
	}
	f, err := os.Open(a.path(name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, usageHint("name a file of JSON lines, or - for standard input", "there is no file %s", name)
	}
	if err != nil {
		return nil, err
	}
	if info, err := f.Stat(); err == nil && info.IsDir() {
		_ = f.Close() // nothing was written
		return nil, usagef("%s is a directory", name)
	}
	return f, nil
}

// traceInputs gives the inputs of a logged call that a suite's prompts use.
func traceInputs(t trace.Trace, pair pairing) (*value.Object, error) {
	inputs := pair.inputs()
	if t.Vars == nil {
		varied := pair.varied()
		if len(varied) != 1 {
			return nil, fmt.Errorf("it has one text, and the prompt has the inputs %s; map them with --var NAME=PATH", listed(varied))
		}
		return value.NewObject(varied[0], t.Text), nil
	}
	if len(pair.prompts) == 0 {
		return t.Vars, nil
	}
	vars := value.NewObject()
	for name, v := range t.Vars.All() {
		if slices.Contains(inputs, name) {
			vars.Set(name, v)
		}
	}
	if vars.Len() == 0 {
		return nil, fmt.Errorf("it has the inputs %s, and the prompt uses %s; map them with --var NAME=PATH", listed(t.Vars.Keys()), listed(inputs))
	}
	return vars, nil
}

func listed(names []string) string {
	if len(names) == 0 {
		return "(none)"
	}
	return strings.Join(names, ", ")
}

// maxTraced bounds the cases that one call adds: a suite is chosen, not dumped.
const maxTraced = 100

// tracedCases makes cases of the lines of a log, or of the one that was named.
func (w *workspace) tracedCases(typed string, vars []string, pair pairing) ([]suitefile.Case, error) {
	paths, err := tracePaths(vars)
	if err != nil {
		return nil, err
	}
	file, wanted := typed, 0
	if at := strings.LastIndexByte(typed, ':'); at > 0 {
		if n, wrong := strconv.Atoi(typed[at+1:]); wrong == nil && n > 0 {
			file, wanted = typed[:at], n
		}
	}
	in, err := w.app.openTrace(file)
	if err != nil {
		return nil, err
	}
	defer in.Close() //nolint:errcheck // reads only
	shown := file
	if file == "-" {
		shown = "standard input"
	}
	var cases []suitefile.Case
	for line, err := range trace.Lines(in) {
		if err != nil {
			return nil, err
		}
		if wanted > 0 && line.Number != wanted {
			continue
		}
		if len(cases) == maxTraced {
			return nil, usageHint("name one line, as FILE:LINE, or let promptgit suite coverage choose", "%s has more than %d lines", shown, maxTraced)
		}
		c, err := tracedCase(line, paths, pair, shown)
		if err != nil {
			return nil, diag.Errors{{Pos: diag.Pos{Path: shown, Line: line.Number}, Message: err.Error(), Hint: "a line is a JSON object with vars, inputs, input or messages"}}
		}
		cases = append(cases, c)
		if wanted > 0 {
			break
		}
	}
	if len(cases) == 0 {
		return nil, usageHint("lines count from 1, and blank lines are none", "%s has no such line", typed)
	}
	return cases, nil
}

func tracedCase(line trace.Line, paths []trace.Path, pair pairing, file string) (suitefile.Case, error) {
	if line.Err != nil {
		return suitefile.Case{}, line.Err
	}
	t, err := trace.Parse(line.Text, paths)
	if err != nil {
		return suitefile.Case{}, err
	}
	vars, err := traceInputs(t, pair)
	if err != nil {
		return suitefile.Case{}, err
	}
	sum := sha256.Sum256(value.Canonical(vars))
	c := suitefile.Case{
		ID: "trace-" + hex.EncodeToString(sum[:4]), Description: fmt.Sprintf("from %s:%d", filepath.Base(file), line.Number), Tags: []string{"trace"},
		Vars: vars,
	}
	if pair.isTemplated() {
		c.Vars, _ = verbatim(vars).(*value.Object)
	}
	if t.Output != nil {
		c.Comment = strings.Join(outputComment("the logged output was:", *t.Output), "\n")
		c.Metadata = value.NewObject("logged_output", shortOutput(*t.Output))
	}
	if !pair.isTemplated() {
		c.ID, c.Description, c.Tags, c.Metadata = "", "", nil, nil
	}
	return c, nil
}
