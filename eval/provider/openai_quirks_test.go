package provider_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/llmtest"
)

func TestTheErrorOfEveryServerIsRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status     int
		body, want string
	}{
		"OpenAI":               {400, `{"error":{"message":"bad tool","type":"invalid_request_error","param":"tools","code":null}}`, "bad tool"},
		"Azure":                {400, `{"error":{"code":"content_filter","message":"filtered","innererror":{"code":"x"}}}`, "filtered"},
		"Azure's gateway":      {400, `{ "statusCode": 400, "message": "no such resource" }`, "no such resource"},
		"vLLM, once":           {400, `{"object":"error","message":"too long","type":"BadRequestError","param":null,"code":400}`, "too long"},
		"vLLM":                 {400, `{"error":{"message":"no model x","type":"NotFoundError","param":null,"code":404}}`, "no model x"},
		"FastAPI":              {422, `{"detail":[{"type":"missing","loc":["body","messages",0,"role"],"msg":"Field required"},{"msg":"and more"}]}`, "body.messages.0.role: Field required; and more"},
		"FastAPI, a text":      {400, `{"detail":"Not allowed"}`, "Not allowed"},
		"FastAPI, an object":   {400, `{"detail":{"message":"no quota"}}`, "no quota"},
		"Ollama":               {400, `{"error":"model is required"}`, "model is required"},
		"TGI":                  {422, `{"error":"Input validation error","error_type":"validation"}`, "Input validation error"},
		"OpenRouter":           {400, `{"error":{"code":400,"message":"Provider returned error","metadata":{"provider_name":"X","raw":"{\"detail\":\"images are off\"}"}}}`, "images are off"},
		"a list":               {400, `[{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT"}}]`, "API key not valid"},
		"a page":               {400, "<html>\n <b>nginx</b></html>", "<html> <b>nginx</b></html>"},
		"nothing":              {400, "", "Bad Request"},
		"no message":           {400, `{"error":{"code":7}}`, `{"error":{"code":7}}`},
		"another kind of JSON": {400, `{"error":{"message":["a"]},"detail":3}`, `"detail":3`},
		"deep":                 {400, strings.Repeat("[", 20_000), "[[[[[["},
	} {
		w := newWorld(t, llmtest.Rule{Status: c.status, Body: c.body})
		if c.body == "" {
			w = newWorld(t, llmtest.Rule{Status: c.status, Body: " "})
		}
		_, err := w.open(t, "openai:m").Caller.Complete(t.Context(), ask("x"))
		if got := callError(t, err); got.Status != c.status || got.Retry || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: want %q, got %+v: %v", name, c.want, got, err)
		}
	}
}

func TestALongErrorIsCut(t *testing.T) {
	t.Parallel()
	w := newWorld(t, llmtest.Rule{Status: 400, Body: `{"error":{"message":"` + strings.Repeat("é", 1<<20) + `"}}`})
	_, err := w.open(t, "openai:m").Caller.Complete(t.Context(), ask("x"))
	if n := len(err.Error()); n > 2100 || !strings.HasSuffix(err.Error(), "é ...") {
		t.Errorf("the error has %d bytes", n)
	}
}

func TestAnErrorMayComeWithStatus200(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]eval.CallError{
		`{"error":{"message":"busy","code":"503"}}`:          {Status: 503, Retry: true},
		`{"error":"busy"}`:                                   {Status: 200, Sent: true},
		`{"error":{"message":"busy","type":"server_error"}}`: {Status: 200, Sent: true, Retry: true},
		`{"choices":[{"error":{"message":"busy","code":429},"finish_reason":"error","message":{"content":""}}]}`: {Status: 429, Retry: true},
	} {
		w := newWorld(t, llmtest.Rule{Body: body})
		_, err := w.open(t, "openai:m").Caller.Complete(t.Context(), ask("x"))
		got := callError(t, err)
		bare := eval.CallError{Status: got.Status, Retry: got.Retry, Fatal: got.Fatal, Sent: got.Sent}
		if diff := cmp.Diff(want, bare); diff != "" || !strings.Contains(err.Error(), "busy") {
			t.Errorf("%s: %v: want -, got +:\n%s", body, err, diff)
		}
	}
}

func TestAnswersOfServersThatDifferAreRead(t *testing.T) {
	t.Parallel()
	price := eval.Price{Input: 0.40, Output: 1.60, Cached: new(0.10)}
	for name, c := range map[string]struct {
		body string
		want eval.Answer
	}{
		"nothing but text": {`{"choices":[{"message":{"content":"hi"}}]}`, eval.Answer{Output: "hi"}},
		"null everywhere": {
			`{"id":null,"model":null,"choices":[{"index":0,"message":{"role":"assistant","content":"hi","tool_calls":null,"refusal":null,"function_call":null},"finish_reason":null,"logprobs":null,"error":null}],"usage":null,"error":null}`,
			eval.Answer{Output: "hi"},
		},
		"null content":          {`{"choices":[{"message":{"content":null},"finish_reason":"length"}]}`, eval.Answer{FinishReason: "length"}},
		"an error that is none": {`{"choices":[{"message":{"content":"hi"}}],"error":{}}`, eval.Answer{Output: "hi"}},
		"thoughts beside it": {
			`{"choices":[{"message":{"content":"4","reasoning_content":"2 and 2","reasoning":"2 and 2","reasoning_details":[{"type":"reasoning.text"}]},"finish_reason":"stop"}]}`,
			eval.Answer{Output: "4", FinishReason: "stop"},
		},
		"thoughts among it": {
			`{"choices":[{"message":{"content":[{"type":"thinking","text":"2 and 2","thinking":[{"type":"text","text":"2 and 2"}]},{"type":"text","text":"4"}]}}]}`,
			eval.Answer{Output: "4"},
		},
		"usage in decimals": {
			`{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":10.0,"completion_tokens":2.4}}`,
			eval.Answer{Output: "hi", Tokens: eval.Tokens{Prompt: 10, Completion: 2, Total: 12}, Cost: new(price.Cost(eval.Tokens{Prompt: 10, Completion: 2}))},
		},
		"what was cached and thought": {
			`{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_tokens_details":{"cached_tokens":8},"completion_tokens_details":{"reasoning_tokens":4}}}`,
			eval.Answer{Output: "hi", Tokens: eval.Tokens{Prompt: 10, Completion: 5, Total: 15, Cached: 8, Reasoning: 4}, Cost: new(price.Cost(eval.Tokens{Prompt: 10, Completion: 5, Cached: 8}))},
		},
		"DeepSeek's cache": {
			`{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"prompt_cache_hit_tokens":8,"prompt_tokens_details":null}}`,
			eval.Answer{Output: "hi", Tokens: eval.Tokens{Prompt: 10, Completion: 5, Total: 15, Cached: 8}, Cost: new(price.Cost(eval.Tokens{Prompt: 10, Completion: 5, Cached: 8}))},
		},
		"OpenRouter's cost": {
			`{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"cost":0.25}}`,
			eval.Answer{Output: "hi", Tokens: eval.Tokens{Prompt: 10, Completion: 5, Total: 15}, Cost: new(0.25)},
		},
		"Perplexity's cost": {
			`{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"cost":{"total_cost":0.5}}}`,
			eval.Answer{Output: "hi", Tokens: eval.Tokens{Prompt: 10, Completion: 5, Total: 15}, Cost: new(0.5)},
		},
		"a cost below zero":  {`{"choices":[{"message":{"content":"hi"}}],"usage":{"cost":-1}}`, eval.Answer{Output: "hi"}},
		"no token at all":    {`{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":0,"completion_tokens":0}}`, eval.Answer{Output: "hi"}},
		"usage of odd kinds": {`{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":"7","completion_tokens":[],"prompt_tokens_details":3,"cost":"x"}}`, eval.Answer{Output: "hi"}},
		"usage as a list":    {`{"choices":[{"message":{"content":"hi"}}],"usage":[1]}`, eval.Answer{Output: "hi"}},
		"usage out of range": {
			`{"choices":[{"message":{"content":"hi"}}],"usage":{"prompt_tokens":-5,"total_tokens":1e300}}`,
			eval.Answer{Output: "hi", Tokens: eval.Tokens{Total: 1<<31 - 1}, Cost: new(0.0)},
		},
	} {
		w := newWorld(t, llmtest.Rule{Body: c.body})
		got, err := w.open(t, "openai:gpt-4.1-mini").Caller.Complete(t.Context(), ask("x"))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
	}
}

func TestLiteLLMTellsTheCostInAHeader(t *testing.T) {
	t.Parallel()
	w := newWorld(t, llmtest.Rule{Answer: "hi", Headers: map[string]string{"X-Litellm-Response-Cost": "0.125"}})
	a, err := w.open(t, "openai:some-model").Caller.Complete(t.Context(), ask("x"))
	if err != nil || a.Cost == nil || *a.Cost != 0.125 {
		t.Errorf("got %+v, %v", a, err)
	}
}

func TestAChoiceWithoutAMessageIsNoAnswer(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"choices":[{}]}`, `{"choices":[{"message":null,"finish_reason":"stop"}]}`, `{"choices":[{"delta":{"content":"x"}}]}`} {
		w := newWorld(t, llmtest.Rule{Body: body})
		_, err := w.open(t, "openai:m").Caller.Complete(t.Context(), ask("x"))
		if got := callError(t, err); got.Retry || !got.Sent || !strings.Contains(err.Error(), "no message") {
			t.Errorf("%s: got %+v: %v", body, got, err)
		}
	}
}
