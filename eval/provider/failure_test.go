package provider_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

// failure is what an error of a call must say.
type failure struct {
	eval.CallError
	text, hint string // parts; no hint where it is ""
}

// fails asks one question per failure, whose name is the question.
func fails(t *testing.T, w *world, spec string, wants map[string]failure) {
	t.Helper()
	caller := w.open(t, spec).Caller
	for name, want := range wants {
		_, err := caller.Complete(t.Context(), ask(name))
		checkFailure(t, name, err, want)
	}
}

func checkFailure(t *testing.T, name string, err error, want failure) {
	t.Helper()
	got := callError(t, err)
	if !strings.Contains(err.Error(), want.text) || !strings.Contains(got.Hint, want.hint) || (want.hint == "") != (got.Hint == "") {
		t.Errorf("%s: want %q and hint %q, got %q and %q", name, want.text, want.hint, err, got.Hint)
	}
	if strings.Contains(err.Error()+got.Hint, recorderKey) {
		t.Errorf("%s: the key is in the error", name)
	}
	bare := eval.CallError{Status: got.Status, Retry: got.Retry, After: got.After, Fatal: got.Fatal, Sent: got.Sent}
	if diff := cmp.Diff(want.CallError, bare); diff != "" {
		t.Errorf("%s: want -, got +:\n%s", name, diff)
	}
}

// refuses holds that requests fail before anything is sent. Each is named by a
// part of its error.
func refuses(t *testing.T, w *world, spec string, requests map[string]eval.Request) {
	t.Helper()
	caller := w.open(t, spec).Caller
	for want, req := range requests {
		if req.Messages == nil {
			req.Messages = []prompt.Message{says("user", "x")}
		}
		_, err := caller.Complete(t.Context(), req)
		if got := callError(t, err); !strings.Contains(err.Error(), want) || got.Retry || got.Sent {
			t.Errorf("want %q, got %+v: %v", want, got, err)
		}
	}
	if n := w.server.Count(); n != 0 {
		t.Errorf("%d requests were sent", n)
	}
}
