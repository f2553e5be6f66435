package cmd

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

type talker struct {
	answer eval.Answer
	err    error
}

func (t talker) Complete(context.Context, eval.Request) (eval.Answer, error) { return t.answer, t.err }

// TestEveryTextOfAnAnswerIsHidden fails when an answer gets a text that nobody
// thought of.
func TestEveryTextOfAnAnswerIsHidden(t *testing.T) {
	t.Parallel()
	const key = "planted-key-0123"
	app := &App{keys: &keyring{}}
	app.keys.Add(key)
	var a eval.Answer
	v := reflect.ValueOf(&a).Elem()
	for i := range v.NumField() {
		if v.Field(i).Kind() == reflect.String {
			v.Field(i).SetString("with " + key)
		}
	}
	got, err := hiding{talker{answer: a}, app}.Complete(t.Context(), eval.Request{})
	if text := fmt.Sprintf("%+v", got); err != nil || strings.Contains(text, key) || !strings.Contains(text, "with [redacted]") {
		t.Errorf("got %s, %v", text, err)
	}
}

func TestAnErrorLosesItsKeysAndNothingElse(t *testing.T) {
	t.Parallel()
	const key = "planted-key-0123"
	app := &App{keys: &keyring{}}
	app.keys.Add(key)
	plain := fmt.Errorf("stopped: %w", context.Canceled)
	if err := app.hidden(plain); !errors.Is(err, context.Canceled) || err.Error() != plain.Error() {
		t.Errorf("got %v", err)
	}
	err := app.hidden(&eval.CallError{Status: 401, Fatal: true, Hint: "not " + key, Err: errors.New("bad " + key)})
	var call *eval.CallError
	if !errors.As(err, &call) || call.Status != 401 || !call.Fatal || call.Hint != "not [redacted]" || call.Error() != "HTTP 401: bad [redacted]" {
		t.Errorf("got %+v", call)
	}
	if err := app.hidden(fmt.Errorf("from %s", key)); err.Error() != "from [redacted]" {
		t.Errorf("got %v", err)
	}
}
