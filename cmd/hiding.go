package cmd

import (
	"context"
	"errors"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// hiding is a provider whose answers and errors hold no key that is known.
type hiding struct {
	eval.Provider
	app *App
}

// Unwrap gives the provider.
func (h hiding) Unwrap() eval.Provider { return h.Provider }

// Complete calls the provider.
func (h hiding) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	a, err := h.Provider.Complete(ctx, req)
	for _, text := range []*string{&a.Output, &a.Model, &a.FinishReason, &a.Thoughts} {
		*text = h.app.keys.Hide(*text)
	}
	return a, h.app.hidden(err)
}

// hidden is an error without keys. It keeps its identity where it held none.
func (a *App) hidden(err error) error {
	var call *eval.CallError
	if errors.As(err, &call) && a.keys.Hide(err.Error()+call.Hint) != err.Error()+call.Hint {
		clean := *call
		clean.Err, clean.Hint = a.hiddenCause(call.Err), a.keys.Hide(call.Hint)
		return &clean
	}
	return a.hiddenCause(err)
}

func (a *App) hiddenCause(err error) error {
	if err == nil {
		return nil
	}
	if text := a.keys.Hide(err.Error()); text != err.Error() {
		return errors.New(text)
	}
	return err
}

func (a *App) hiddenDiagnostics(list diag.Errors) diag.Errors {
	list = slices.Clone(list)
	for i := range list {
		list[i].Message, list[i].Hint = a.keys.Hide(list[i].Message), a.keys.Hide(list[i].Hint)
	}
	return list
}

// hidingRuntime runs code whose results hold no key that is known, while it is
// what the user allowed.
type hidingRuntime struct {
	eval.Runtime
	w *workspace
}

// Run runs a script.
func (h hidingRuntime) Run(ctx context.Context, s eval.Script, args ...eval.Arg) (any, error) {
	if err := h.w.stillPermits(s); err != nil {
		return nil, err
	}
	v, err := h.Runtime.Run(ctx, s, args...)
	var thrown *eval.ThrownError
	if errors.As(err, &thrown) {
		clean := *thrown
		clean.Message = h.w.app.keys.Hide(thrown.Message)
		return value.MapTexts(v, h.w.app.keys.Hide), &clean
	}
	return value.MapTexts(v, h.w.app.keys.Hide), h.w.app.hiddenCause(err)
}
