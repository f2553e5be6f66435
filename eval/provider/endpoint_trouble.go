package provider

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// trouble is what a server says that went wrong.
type trouble struct {
	message string
	code    string // "insufficient_quota", "404"; "" where it names none
	kind    string // its type: "invalid_request_error", "server_error"
}

// status is the HTTP status that the code is, 0 for none.
func (t trouble) status() int {
	if n, err := strconv.Atoi(t.code); err == nil && n >= http.StatusBadRequest && n < 600 {
		return n
	}
	return 0
}

// passes says that the same call may go better another time.
func (t trouble) passes() bool {
	for _, name := range []string{t.code, t.kind} {
		switch name {
		case "server_error", "api_error", "internal_server_error", "internal_error", "overloaded_error", "rate_limit_error", "rate_limit_exceeded", "timeout":
			return true
		}
	}
	return false
}

// troubleOf reads the error of a server, in any of the forms in use:
//
//	{"error": {"message", "code", "type"}}  OpenAI, Azure, vLLM, llama.cpp, Ollama under /v1
//	{"error": "text"}                       Ollama, TGI
//	{"error": {"message", "metadata": {"raw"}}}  OpenRouter, of the server behind it
//	{"detail": "text"}, {"detail": [{"loc", "msg"}]}  FastAPI
//	{"message", "code"}                     gateways, older vLLM
//
// and such a value as the only one of a list. It has no message where the value
// is no error.
func troubleOf(v any) trouble {
	if list, ok := v.([]any); ok && len(list) == 1 {
		v = list[0]
	}
	o, ok := v.(*value.Object)
	if !ok {
		text, _ := v.(string)
		return trouble{message: text}
	}
	for _, key := range []string{"error", "detail"} {
		inner, _ := o.Get(key)
		if found := wrong(inner, key); found.message != "" {
			return found
		}
	}
	return wrong(o, "")
}

// wrong reads what stands under the key of an error.
func wrong(v any, key string) trouble {
	switch v := v.(type) {
	case string:
		return trouble{message: v}
	case []any:
		return trouble{message: invalidFields(v, key)}
	case *value.Object:
		message, _ := v.Get("message")
		text, _ := message.(string)
		if text == "" {
			return trouble{}
		}
		t := trouble{message: text}
		code, _ := v.Get("code")
		switch code := code.(type) {
		case string:
			t.code = code
		case int64:
			t.code = strconv.FormatInt(code, 10)
		}
		kind, _ := v.Get("type")
		t.kind, _ = kind.(string)
		meta, _ := v.Get("metadata")
		behind, _ := meta.(*value.Object)
		if raw, _ := behind.Get("raw"); raw != nil {
			if said, ok := raw.(string); ok && said != "" {
				t.message += ": " + said
			}
		}
		return t
	}
	return trouble{}
}

// invalidFields joins the problems that FastAPI finds in a request.
func invalidFields(list []any, key string) string {
	if key != "detail" {
		return ""
	}
	var texts []string
	for _, x := range list {
		o, _ := x.(*value.Object)
		said, _ := o.Get("msg")
		where, _ := o.Get("loc")
		path, _ := where.([]any)
		var names []string
		for _, step := range path {
			names = append(names, fmt.Sprint(step))
		}
		if text, ok := said.(string); ok {
			texts = append(texts, strings.TrimPrefix(strings.Join(names, ".")+": "+text, ": "))
		}
	}
	return strings.Join(texts, "; ")
}

const longestTrouble = 2000 // bytes of a message

// reason finds the message and the code in the body of an error, and gives the
// beginning of a body of another form.
func (e *endpoint) reason(raw []byte) trouble {
	if v, err := value.DecodeJSON(raw); err == nil {
		if t := troubleOf(v); t.message != "" {
			if t.message = e.redact(t.message); len(t.message) > longestTrouble {
				t.message = upTo(t.message, longestTrouble) + " ..."
			}
			return t
		}
	}
	return trouble{message: beginning(e.redact(string(raw)))}
}
