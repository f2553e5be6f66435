package provider_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
)

const recorded = `{"rendered":"hello","output":"by text","tokens":{"prompt":3,"completion":2,"total":5},"latency_ms":20,"finish_reason":"stop"}

{"case":"refund","sample":0,"output":"by id, first"}
{"case":"refund","sample":1,"output":"by id, second"}
{"case":"0a1b2c3d","sample":5,"output":"by key"}
{"index":4,"output":"by row"}
{"case":"broken","error":"HTTP 500: gone"}
{"case":"twice","output":"one"}
{"case":"twice","output":"two"}
{"case":"same","output":"equal"}
{"case":"same","output":"equal"}
{"case":"models","model":"a","output":"of a"}
{"case":"models","model":"b","output":"of b"}
{"case":"facts","output":"[]","structured":true,"refusal":true,"flagged":false,"logprobs":[-0.5],"cost_usd":0.25}
`

func TestARecordingIsFoundByTextCaseOrRow(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.write(t, "rec.jsonl", recorded)
	target := w.open(t, "replay:rec.jsonl")
	for name, c := range map[string]struct {
		req  eval.Request
		want string
	}{
		"the text goes before the case": {eval.Request{Rendered: "hello", CaseID: "refund", Row: 90}, "by text"},
		"the first sample":              {eval.Request{Rendered: "x", CaseID: "refund", Row: 90}, "by id, first"},
		"another sample":                {eval.Request{Rendered: "x", CaseID: "refund", Sample: 1, Row: 90}, "by id, second"},
		"the key of a case":             {eval.Request{Rendered: "x", Case: "0a1b2c3d", Sample: 5, Row: 90}, "by key"},
		"the row, any sample":           {eval.Request{Rendered: "x", Sample: 8, Row: 4}, "by row"},
		"equal recordings are one":      {eval.Request{CaseID: "same", Row: 90}, "equal"},
		"the model chooses":             {eval.Request{CaseID: "models", Model: "b", Row: 90}, "of b"},
	} {
		a, err := target.Caller.Complete(t.Context(), c.req)
		if err != nil || a.Output != c.want {
			t.Errorf("%s: want %q, got %q, %v", name, c.want, a.Output, err)
		}
	}
	a, err := target.Caller.Complete(t.Context(), eval.Request{Rendered: "hello"})
	want := eval.Answer{
		Output: "by text", FinishReason: "stop", Tokens: eval.Tokens{Prompt: 3, Completion: 2, Total: 5},
		Cost: new(float64), Latency: 20 * time.Millisecond,
	}
	if diff := cmp.Diff(want, a); diff != "" || err != nil {
		t.Errorf("%v, want -, got +:\n%s", err, diff)
	}
}

func TestARecordingTellsWhatIsKnownOfAnAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.write(t, "rec.jsonl", recorded)
	a, err := w.open(t, "replay:rec.jsonl").Caller.Complete(t.Context(), eval.Request{CaseID: "facts", Row: 90})
	cost, flagged := 0.25, false
	want := eval.Answer{Output: "[]", Structured: true, Refusal: true, Flagged: &flagged, LogProbs: []float64{-0.5}, Cost: &cost}
	if diff := cmp.Diff(want, a); diff != "" || err != nil {
		t.Errorf("%v, want -, got +:\n%s", err, diff)
	}
}

func TestWhatIsNotRecordedIsAnErrorAndNoGuess(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.write(t, "rec.jsonl", recorded)
	target := w.open(t, "replay:rec.jsonl")
	for name, c := range map[string]struct {
		req  eval.Request
		want string
	}{
		"a miss":                {eval.Request{Rendered: "never seen", Row: 90}, "rec.jsonl has no output for sample 0 of this case"},
		"a sample too many":     {eval.Request{CaseID: "refund", Sample: 2, Row: 90}, "no output for sample 2"},
		"a recorded error":      {eval.Request{CaseID: "broken", Row: 90}, "recorded: HTTP 500: gone"},
		"two different outputs": {eval.Request{CaseID: "twice", Row: 90}, "differ: line 8 and line 9"},
	} {
		_, err := target.Caller.Complete(t.Context(), c.req)
		if got := callError(t, err); got.Retry || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want %q, got %v", name, c.want, err)
		}
	}
}

func TestAnEvalDocumentCanBeReplayed(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.write(t, "run.json", `{"schema":"promptgit.eval/v1","runs":[
	  {"model":"","results":[
	    {"index":0,"id":"a","sample":0,"rendered":"old text","output":"zero","error":"","latency_ms":7},
	    {"index":1,"id":"","sample":0,"rendered":"other","output":"one","error":""}]},
	  {"model":"","results":[{"index":1,"id":"","sample":0,"rendered":"other","output":"another","error":""}]}]}`)
	target := w.open(t, "replay:run.json")
	a, err := target.Caller.Complete(t.Context(), eval.Request{Rendered: "old text", CaseID: "another id"})
	if err != nil || a.Output != "zero" || a.Latency != 7*time.Millisecond {
		t.Errorf("want zero, got %+v, %v", a, err)
	}
	_, err = target.Caller.Complete(t.Context(), eval.Request{Rendered: "new text", CaseID: "a"})
	if got := callError(t, err); !strings.Contains(got.Error(), "only for another text of the prompt") {
		t.Errorf("the answer to another prompt was taken: %v", err)
	}
	_, err = target.Caller.Complete(t.Context(), eval.Request{Rendered: "other", Row: 1})
	if got := callError(t, err); !strings.Contains(got.Error(), "differ: run 1 and run 2") {
		t.Errorf("got %v", err)
	}
}

func TestEveryBadLineIsReported(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.write(t, "rec.jsonl", "{\"case\":\"a\",\"output\":\"x\"}\nnot json\n{\"output\":\"whose?\"}\n{\"case\":7}\n")
	_, err := openErr(w, "replay:rec.jsonl")
	got := problems(t, err)
	for _, want := range []string{"rec.jsonl:2:1: not a recorded output", "rec.jsonl:3:1: nothing says which question", "rec.jsonl:4:1: not a recorded output"} {
		if !strings.Contains(got, want) {
			t.Errorf("want %q in:\n%s", want, got)
		}
	}
	if _, err := openErr(w, "replay:none.jsonl"); err == nil || !strings.Contains(err.Error(), "none.jsonl") {
		t.Errorf("a missing file: got %v", err)
	}
}

func FuzzReplayFilesNeverPanic(f *testing.F) {
	f.Add(recorded)
	f.Add(`{"schema":"promptgit.eval/v1","runs":[{"results":[{"index":-1}]}]}`)
	f.Add("{}")
	f.Fuzz(func(t *testing.T, src string) {
		w := newFiles(src)
		target, err := openErr(w, "replay:any")
		if err != nil {
			return
		}
		// Whatever was read, a question that cannot be in it is an error.
		if _, err := target.Caller.Complete(t.Context(), eval.Request{Rendered: src + src + "?", Row: -2}); err == nil && src != "" {
			t.Errorf("an answer for a question that is not recorded")
		}
	})
}
