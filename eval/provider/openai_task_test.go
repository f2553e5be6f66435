package provider_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// about is a request of a task other than an answer.
func about(task eval.Task, text string) eval.Request {
	return eval.Request{Task: task, Messages: []prompt.Message{{Role: "user", Text: text}}, Rendered: text, Model: "m"}
}

func TestATextIsEmbedded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req := about(eval.Embed, "Where is my parcel?")
	req.Params = value.NewObject("dimensions", int64(16))
	a, err := w.open(t, "openai:embedding:text-embedding-3-small").Caller.Complete(t.Context(), req)
	if err != nil {
		t.Fatal(err)
	}
	want := string(value.Canonical(llmtest.Vector("Where is my parcel?")))
	if a.Output != want || a.Tokens.Prompt != 4 || a.Cost == nil || *a.Cost != 4*0.02/1e6 {
		t.Errorf("want %s, got %+v", want, a)
	}
	sent := w.server.Requests()[0]
	if sent.Path != "/v1/embeddings" || string(sent.Body) != `{"model":"m","input":"Where is my parcel?","dimensions":16}` {
		t.Errorf("sent %s to %s", sent.Body, sent.Path)
	}
}

func TestATextIsModerated(t *testing.T) {
	t.Parallel()
	w := newWorld(t, llmtest.Rule{Match: "hate", Answer: "hate and violence"})
	for text, want := range map[string]string{"I hate it": `["hate","violence"]`, "hello": `[]`} {
		a, err := w.open(t, "openai:omni-moderation-latest").Caller.Complete(t.Context(), about(eval.Moderate, text))
		if err != nil || a.Output != want || a.Cost == nil || *a.Cost != 0 {
			t.Errorf("%s: want %s, got %+v, %v", text, want, a, err)
		}
	}
}

func TestAnAnswerOfAnotherKindIsNoEmbedding(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"data":[]}`:                            "0 embeddings of one text",
		`{"data":[{"embedding":"AAAA"}]}`:        "no list of numbers",
		`{"data":[{"embedding":[]}]}`:            "no list of numbers",
		`<html>`:                                 "no list of embeddings",
		`{"error":{"message":"no","code":null}}`: "no",
	} {
		w := newWorld(t, llmtest.Rule{Body: body})
		_, err := w.open(t, "openai:m").Caller.Complete(t.Context(), about(eval.Embed, "x"))
		var failed *eval.CallError
		if !errors.As(err, &failed) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, got %v", body, want, err)
		}
	}
	w := newWorld(t, llmtest.Rule{Body: `{"results":[{}]}`})
	if _, err := w.open(t, "openai:m").Caller.Complete(t.Context(), about(eval.Moderate, "x")); err == nil || !strings.Contains(err.Error(), "no categories") {
		t.Errorf("got %v", err)
	}
}

func TestAProviderSaysWhatItCannotDo(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for spec, tasks := range map[string][]eval.Task{
		"echo": {eval.Embed, eval.Classify, eval.Moderate}, "demo": {eval.Embed, eval.Classify, eval.Moderate}, "openai:m": {eval.Classify},
	} {
		for _, task := range tasks {
			_, err := w.open(t, spec).Caller.Complete(t.Context(), about(task, "x"))
			var failed *eval.CallError
			if !errors.As(err, &failed) || !failed.Fatal || failed.Retry || !strings.Contains(err.Error(), "cannot "+string(task)) {
				t.Errorf("%s: %s: got %v", spec, task, err)
			}
		}
	}
	if n := w.server.Count(); n != 0 {
		t.Errorf("%d requests were made", n)
	}
}

func TestACommandIsToldItsTask(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.write(t, "task.sh", "#!/bin/sh\nprintf '{\"%s\": 1, \"%s\": 0.5}' \"$PROMPTGIT_TASK\" \"$(cat)\"\n")
	for task, want := range map[eval.Task]string{eval.Classify: `{"classify": 1, "hi": 0.5}`, eval.Chat: `{"": 1, "hi": 0.5}`} {
		a, err := w.open(t, "exec:sh task.sh").Caller.Complete(t.Context(), about(task, "hi"))
		if err != nil || a.Output != want {
			t.Errorf("%s: want %s, got %s, %v", task, want, a.Output, err)
		}
	}
}
