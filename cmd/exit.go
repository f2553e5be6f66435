package cmd

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// The exit codes, the same for every command.
const (
	exitOK          = 0
	exitNo          = 1 // it worked, and the answer is no
	exitUsage       = 2
	exitInput       = 3 // an input file is invalid
	exitGit         = 4 // Git, or the disk below it
	exitProvider    = 5
	exitSkip        = 125 // git bisect run: this revision cannot be judged
	exitInterrupted = 130
)

// exitError ends the command with a code. Without Err nothing more is printed:
// the command has said what there was to say.
type exitError struct {
	Code int
	Err  error
	Hint string
}

func (e *exitError) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("exit code %d", e.Code)
	}
	return e.Err.Error()
}

func (e *exitError) Unwrap() error { return e.Err }

// errNo is the answer "no", already printed.
var errNo = &exitError{Code: exitNo}

// usagef is a mistake on the command line.
func usagef(format string, args ...any) error {
	return &exitError{Code: exitUsage, Err: fmt.Errorf(format, args...)}
}

// usageHint is a mistake on the command line, with what to type instead.
func usageHint(hint, format string, args ...any) error {
	return &exitError{Code: exitUsage, Err: fmt.Errorf(format, args...), Hint: hint}
}

// report prints an error on stderr, as JSON where the command was asked for
// JSON, and gives the exit code.
func (a *App) report(ctx context.Context, err error) int {
	if err == nil {
		return exitOK
	}
	code := exitCode(ctx, err)
	hint := a.keys.Hide(hintOf(err))
	if e := (*exitError)(nil); errors.As(err, &e) && e.Err == nil {
		return code
	}
	if a.json {
		a.reportJSON(code, err, hint)
		return code
	}
	if list := diagnostics(err); len(list) > 0 {
		ui.Diagnostics(a.Streams, a.hiddenDiagnostics(list))
		return code
	}
	if code == exitInterrupted {
		fmt.Fprintln(a.Err, "promptgit: interrupted")
		return code
	}
	for i, line := range strings.Split(strings.TrimSpace(a.keys.Hide(err.Error())), "\n") {
		if i == 0 {
			line = "promptgit: error: " + line
		}
		fmt.Fprintln(a.Err, ui.Clean(line))
	}
	if hint != "" {
		fmt.Fprintln(a.Err, ui.Clean("promptgit: hint: "+hint))
	}
	return code
}

type errorJSON struct {
	Schema      string           `json:"schema"`
	Code        int              `json:"code"`
	Message     string           `json:"message"`
	Hint        string           `json:"hint"`
	Diagnostics []diagnosticJSON `json:"diagnostics"`
}

type diagnosticJSON struct {
	Path    string `json:"path"`
	Line    int    `json:"line"`
	Col     int    `json:"col"`
	Code    string `json:"code"`
	Message string `json:"message"`
	Hint    string `json:"hint"`
}

func (a *App) reportJSON(code int, err error, hint string) {
	_ = json.NewEncoder(a.Err).Encode(a.errorDocument(code, err, hint)) // nothing is left to tell it to
}

func (a *App) errorDocument(code int, err error, hint string) errorJSON {
	doc := errorJSON{
		Schema: "promptgit.error/v1", Code: code, Message: a.keys.Hide(err.Error()), Hint: hint,
		Diagnostics: []diagnosticJSON{},
	}
	for _, d := range a.hiddenDiagnostics(diagnostics(err)) {
		doc.Diagnostics = append(doc.Diagnostics, diagnosticJSON{
			Path: d.Pos.Path, Line: d.Pos.Line, Col: d.Pos.Col, Code: d.Code, Message: d.Message, Hint: d.Hint,
		})
	}
	return doc
}
