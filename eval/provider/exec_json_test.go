//go:build unix

package provider_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func TestACommandThatSpeaksJSONGetsTheWholeRequest(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.script(t, "agent.sh", `cat >got.json; echo '{"output":"ok"}'`)
	req := ask("look", "temperature", 0.5)
	req.Messages = []prompt.Message{
		{Role: "user", Name: "ada", Text: "look", Parts: []prompt.Part{{Text: "look"}, {Type: "image/png", Data: []byte("PNG")}, {Type: "image", URL: "https://x/a.png"}, {Type: "application/pdf", Data: []byte("%PDF")}}},
		{Role: "assistant", Calls: []prompt.Call{{ID: "c1", Name: "find", Arguments: `{"q":1}`}}},
		{Role: "tool", Text: "found", CallID: "c1"},
	}
	req.Tools = []any{value.NewObject("type", "function")}
	req.Schema, req.Sample, req.Task, req.Row = value.NewObject("type", "object"), 2, eval.Classify, 7
	a, err := w.open(t, "exec-json:./agent.sh").Caller.Complete(t.Context(), req)
	if err != nil || a.Output != "ok" || a.Structured {
		t.Fatalf("got %+v, %v", a, err)
	}
	raw, err := os.ReadFile(filepath.Join(w.Dir, "got.json"))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"version":1,"task":"classify","model":"m","prompt":"look","messages":[` +
		`{"role":"user","content":[{"type":"text","text":"look"},{"type":"image","media_type":"image/png","data":"UE5H"},` +
		`{"type":"image","media_type":"image","url":"https://x/a.png"},{"type":"file","media_type":"application/pdf","data":"JVBERg=="}],"name":"ada"},` +
		`{"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function","function":{"name":"find","arguments":"{\"q\":1}"}}]},` +
		`{"role":"tool","content":"found","tool_call_id":"c1"}],"params":{"temperature":0.5},"tools":[{"type":"function"}],` +
		`"schema":{"type":"object"},"sample":2,"seed":"5eed","case":{"key":"0a1b2c3d","id":"refund","row":7}}` + "\n"
	if diff := cmp.Diff(want, string(raw)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// replying opens a command that prints a reply.
func replying(t *testing.T, w *world, reply string) eval.Target {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "reply.json")
	if err := os.WriteFile(path, []byte(reply), 0o600); err != nil {
		t.Fatal(err)
	}
	return w.open(t, "exec-json:cat "+path)
}

func TestAReplyBecomesAnAnswer(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	cost, no := 0.25, false
	for reply, want := range map[string]eval.Answer{
		`{"output":"  kept as it is\n"}`: {Output: "  kept as it is\n"},
		`{"output":""}`:                  {},
		`{"output":{"b":1,"a":[2]}}`:     {Output: `{"b":1,"a":[2]}`, Structured: true},
		`{"output":[0.5,1]}`:             {Output: `[0.5,1]`, Structured: true},
		`{"version":1,"output":"x","model":"m-1","finish_reason":"max_tokens","usage":{"prompt":5,"completion":2,"cached":4,"reasoning":1},` +
			`"cost_usd":0.25,"latency_ms":12.5,"logprobs":[-0.5],"refusal":true,"flagged":false,"error":null,"retry":false}`: {
			Output: "x", Model: "m-1", FinishReason: "length", Tokens: eval.Tokens{Prompt: 5, Completion: 2, Total: 7, Cached: 4, Reasoning: 1},
			Cost: &cost, Latency: 12500 * time.Microsecond, LogProbs: []float64{-0.5}, Refusal: true, Flagged: &no,
		},
		`{"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]}`: {
			Output: `[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]`, Structured: true,
		},
		`{"output":"wait","tool_calls":[{"function":{"name":"f"}}]}`: {
			Output: `{"role":"assistant","content":"wait","tool_calls":[{"function":{"name":"f"}}]}`, Structured: true,
		},
		`{"messages":[{"role":"tool","content":"x"},{"role":"assistant","content":"the end"}]}`:                 {Output: "the end"},
		`{"messages":[{"role":"assistant","content":[{"type":"text","text":"a"},{"type":"text","text":"b"}]}]}`: {Output: "ab"},
		`{"messages":[{"role":"assistant","content":null,"tool_calls":[{"function":{"name":"f"}}]}]}`:           {Output: `[{"function":{"name":"f"}}]`, Structured: true},
		"\n {\"output\":\"white space around\"} \n":                                                             {Output: "white space around"},
	} {
		a, err := replying(t, w, reply).Caller.Complete(t.Context(), ask("x"))
		if diff := cmp.Diff(want, a); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", reply, err, diff)
		}
	}
}

func TestAMalformedReplySaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for reply, want := range map[string]string{
		"plain text":                           `is no JSON document: invalid character 'p' looking for beginning of value: it begins with "plain text"`,
		"":                                     "is no JSON document: EOF: it is empty",
		`{"output":"a"} trailing`:              "is no JSON document",
		`["a"]`:                                "must be a JSON object",
		`{}`:                                   "has neither output, tool_calls, messages nor error",
		`{"output":null}`:                      "has an output that is null",
		`{"otput":"x"}`:                        `has the unknown key "otput"; did you mean "output"?`,
		`{"version":2,"output":"x"}`:           "has version 2, and only 1 is known",
		`{"output":"x","model":1}`:             "has a model that is no text",
		`{"output":"x","usage":{"prompt":-1}}`: "has a usage that has a prompt that is no number of tokens",
		`{"output":"x","usage":{"input":1}}`:   `has a usage that has the unknown key "input"`,
		`{"output":"x","usage":3}`:             "has a usage that is no object",
		`{"output":"x","cost_usd":-1}`:         "has a cost_usd that is no number from 0 on",
		`{"output":"x","latency_ms":"1"}`:      "has a latency_ms that is no number from 0 on",
		`{"output":"x","logprobs":["a"]}`:      "has logprobs that are no numbers",
		`{"output":"x","refusal":"no"}`:        "has a refusal that is neither true nor false",
		`{"output":"x","error":"y"}`:           "has both error and output",
		`{"output":"x","retry":true}`:          "asks to be tried again and has no error",
		`{"output":"x","messages":[]}`:         "has messages beside output",
		`{"messages":[]}`:                      "has messages that are no list, or an empty one",
		`{"messages":[{"role":"user"}]}`:       "ends with a message that is not the assistant's",
		`{"messages":[1]}`:                     "ends with a message that is not the assistant's",
		`{"tool_calls":{}}`:                    "has tool_calls that are no list",
		`{"tool_calls":[]}`:                    "has neither output",
		`{"tool_calls":[{}]}`:                  `has a tool call (number 1) without a "function"`,
		`{"tool_calls":[{"function":{}}]}`:     "has a tool call (number 1) without a name",
		strings.Repeat("[", 20000):             "is no JSON document",
	} {
		_, err := replying(t, w, reply).Caller.Complete(t.Context(), ask("x"))
		failed := callError(t, err)
		if !strings.Contains(err.Error(), "cat: the reply "+want) || failed.Retry || failed.Fatal || !failed.Sent || failed.Hint == "" {
			t.Errorf("%.60s:\nwant %s\ngot  %v, %+v", reply, want, err, failed)
		}
	}
}

func TestAnErrorInAReplySaysWhetherToTryAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Environ = append(w.Environ, "AGENT_TOKEN="+secret)
	for reply, want := range map[string]eval.CallError{
		`{"error":"no such tool"}`:                              {},
		`{"error":"busy","retry":true}`:                         {Retry: true},
		`{"error":"busy ` + secret + `","retry_after_ms":1500}`: {Retry: true, After: 1500 * time.Millisecond},
		`{"error":{"code":7},"model":"m","usage":{"prompt":1}}`: {},
	} {
		_, err := replying(t, w, reply).Caller.Complete(t.Context(), ask("x"))
		failed := callError(t, err)
		if failed.Retry != want.Retry || failed.After != want.After || !failed.Sent || strings.Contains(err.Error(), secret) {
			t.Errorf("%s: got %+v", reply, failed)
		}
	}
}

func TestExitCode75AsksForAnotherTry(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.script(t, "busy.sh", "cat >/dev/null; echo loading >&2; exit 75")
	for _, name := range []string{"exec", "exec-json"} {
		_, err := w.open(t, name+":./busy.sh").Caller.Complete(t.Context(), ask("x"))
		if failed := callError(t, err); !failed.Retry || !strings.Contains(err.Error(), "exit status 75: loading") {
			t.Errorf("%s: got %+v", name, failed)
		}
	}
}

func TestTheCostOfACommandComesFromItsUsageWhereItSaysNone(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.script(t, "agent.sh", `cat >/dev/null; echo '{"output":"x","usage":{"prompt":1000000,"completion":1000000}}'`)
	named := map[string]provider.Spec{"agent": {Type: "exec-json", Options: value.NewObject(
		"command", "./agent.sh", "price", value.NewObject("input", int64(1), "output", int64(2)))}}
	target, err := provider.Resolve("agent", named, "", w.Deps)
	if err != nil {
		t.Fatal(err)
	}
	a, err := target.Caller.Complete(t.Context(), ask("x"))
	if err != nil || a.Cost == nil || *a.Cost != 3 {
		t.Errorf("got %+v, %v", a, err)
	}
	if diff := cmp.Diff([]string{"exec-json ./agent.sh"}, target.Runs); diff != "" {
		t.Error(diff)
	}
}

func TestADeadlineEndsACommandThatIgnoresSignals(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	w.script(t, "stubborn.sh", "trap '' TERM INT HUP; while :; do sleep 1000; done")
	begun := time.Now()
	if _, err := w.open(t, "exec:./stubborn.sh").Caller.Complete(ctx, ask("x")); err == nil || ctx.Err() == nil {
		t.Errorf("got %v", err)
	}
	if took := time.Since(begun); took > 30*time.Second {
		t.Errorf("it took %v", took)
	}
}

func TestManyCommandsAtOnceLeaveNoneBehind(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.script(t, "agent.sh", `read -r line; sleep 1000 & kill $!; echo "{\"output\":\"$PROMPTGIT_SAMPLE\"}"`)
	target := w.open(t, "exec-json:./agent.sh")
	var calls sync.WaitGroup
	for i := range 256 {
		calls.Go(func() {
			req := ask("x")
			req.Sample = i
			if a, err := target.Caller.Complete(t.Context(), req); err != nil || a.Output != strconv.Itoa(i) {
				t.Errorf("%d: got %q, %v", i, a.Output, err)
			}
		})
	}
	calls.Wait()
}

func FuzzReplies(f *testing.F) {
	for _, seed := range []string{
		`{"output":"x","usage":{"prompt":1}}`, `{"messages":[{"role":"assistant","content":[{"text":"a"}]}]}`, `{"error":"x","retry_after_ms":1e300}`,
		`{"tool_calls":[{"function":{"name":"f"}}],"output":{"a":1}}`, `{"output":[[[1e400]]]}`, `null`, `{"logprobs":[1]}`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, reply string) {
		a, err := provider.ReadReply([]byte(reply))
		if err != nil {
			if failed := callError(t, err); !failed.Sent || a.Output != "" {
				t.Errorf("%q gave both %q and %v", reply, a.Output, err)
			}
			return
		}
		if !json.Valid([]byte(reply)) || a.Structured && !json.Valid([]byte(a.Output)) {
			t.Errorf("%q gave %+v", reply, a)
		}
		if a.Cost != nil && !(*a.Cost >= 0) || a.Latency < 0 || a.Tokens.Total < 0 {
			t.Errorf("%q gave %+v", reply, a)
		}
	})
}
