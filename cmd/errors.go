package cmd

import (
	"context"
	"errors"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
)

// exitCode maps an error to its code; nothing else in the program does.
func exitCode(ctx context.Context, err error) int {
	var (
		exit    *exitError
		files   diag.Errors
		notFile *gitops.NotFileError
		call    *eval.CallError
	)
	switch {
	case errors.As(err, &exit):
		return exit.Code
	case errors.Is(err, context.Canceled), ctx.Err() != nil:
		return exitInterrupted
	case errors.As(err, &files), errors.As(err, &notFile):
		return exitInput
	case errors.As(err, &call):
		return exitProvider
	}
	return exitGit
}

// hinter is an error that knows what the user could do about it.
type hinter interface{ Hint() string }

func hintOf(err error) string {
	var (
		exit *exitError
		call *eval.CallError
		h    hinter
	)
	switch {
	case errors.As(err, &exit) && exit.Hint != "":
		return exit.Hint
	case errors.As(err, &call):
		return call.Hint
	case errors.As(err, &h):
		return h.Hint()
	}
	return gitops.Hint(err)
}

// diagnostics gives all that is said of input files in an error, also where it
// joins those of several files. A suite that judges many prompts is read once,
// but its problems may come back with each of them.
func diagnostics(err error) diag.Errors {
	var list diag.Errors
	switch e := err.(type) { //nolint:errorlint // this is the walk that errors.As does, to the end
	case diag.Errors:
		return e
	case interface{ Unwrap() []error }:
		for _, part := range e.Unwrap() {
			list = appendNew(list, diagnostics(part)...)
		}
	case interface{ Unwrap() error }:
		return diagnostics(e.Unwrap())
	}
	return list
}

func appendNew(list diag.Errors, more ...diag.Diagnostic) diag.Errors {
	for _, d := range more {
		if !slices.Contains(list, d) {
			list = append(list, d)
		}
	}
	return list
}
