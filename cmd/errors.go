package cmd

import (
	"context"
	"errors"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/internal/diag"
)

// exitCode maps an error to its code; nothing else in the program does.
func exitCode(ctx context.Context, err error) int {
	var (
		exit  *exitError
		files diag.Errors
		call  *eval.CallError
	)
	switch {
	case errors.As(err, &exit):
		return exit.Code
	case errors.Is(err, context.Canceled), ctx.Err() != nil:
		return exitInterrupted
	case errors.As(err, &files):
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
