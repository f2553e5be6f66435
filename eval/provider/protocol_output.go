package provider

import (
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// output takes what the model said: the last of the messages, or output and
// tool_calls.
func (r *replyReader) output(a *eval.Answer) {
	said, _ := r.get("output")
	calls, called := r.get("tool_calls")
	_, hasOutput := r.o.Get("output")
	if list, ok := r.get("messages"); ok {
		if said != nil || called {
			r.fail("has messages beside output or tool_calls; leave one out")
		}
		said, calls, called = r.lastMessage(list)
		hasOutput = true
	}
	list, isList := calls.([]any)
	switch {
	case called && !isList:
		r.fail("has tool_calls that are no list")
	case said == nil && len(list) == 0 && !hasOutput:
		r.fail("has neither output, tool_calls, messages nor error; its keys are %s", strings.Join(r.o.Keys(), ", "))
	case said == nil && len(list) == 0:
		r.fail("has an output that is null")
	}
	for i, call := range list {
		if problem := callProblem(call); problem != "" {
			r.fail("has a tool call (number %d) %s", i+1, problem)
		}
	}
	if r.err != nil {
		return
	}
	text, isText := said.(string)
	switch {
	case len(list) > 0 && said != nil && said != "":
		message := value.NewObject("role", "assistant", "content", said, "tool_calls", list)
		a.Output, a.Structured = compact(message), true
	case len(list) > 0:
		a.Output, a.Structured = compact(list), true
	case isText:
		a.Output = text
	default:
		a.Output, a.Structured = compact(said), true
	}
}

// lastMessage is the answer among messages: the last one, which the assistant
// must have said.
func (r *replyReader) lastMessage(v any) (said, calls any, called bool) {
	list, _ := v.([]any)
	if len(list) == 0 {
		r.fail("has messages that are no list, or an empty one")
		return "", nil, false
	}
	last, _ := list[len(list)-1].(*value.Object)
	if role, _ := last.Get("role"); role != "assistant" {
		r.fail("ends with a message that is not the assistant's")
		return "", nil, false
	}
	said, _ = last.Get("content")
	if parts, ok := said.([]any); ok {
		said = textOfParts(parts)
	}
	calls, _ = last.Get("tool_calls")
	return said, calls, calls != nil
}

// textOfParts joins the texts of a message in parts.
func textOfParts(parts []any) string {
	var b strings.Builder
	for _, p := range parts {
		o, _ := p.(*value.Object)
		text, _ := o.Get("text")
		s, _ := text.(string)
		b.WriteString(s)
	}
	return b.String()
}

// callProblem says what a call of a tool lacks, "" for nothing.
func callProblem(v any) string {
	call, ok := v.(*value.Object)
	if !ok {
		return "that is no object"
	}
	f, _ := call.Get("function")
	function, ok := f.(*value.Object)
	if !ok {
		return `without a "function"`
	}
	if name, _ := function.Get("name"); name == nil || name == "" {
		return "without a name"
	}
	return ""
}

// compact is JSON on one line, in its order.
func compact(v any) string {
	raw, err := value.NewObject("v", v).MarshalJSON()
	if err != nil { // a decoded value can always be encoded
		return string(value.Canonical(v))
	}
	return strings.TrimSuffix(strings.TrimPrefix(string(raw), `{"v":`), "}")
}

// tokensOf reads a usage: {"prompt": 12, "completion": 3, "total": 15, "cached":
// 0, "reasoning": 0}. A total that is left out is the sum.
func tokensOf(v any) (eval.Tokens, error) {
	o, ok := v.(*value.Object)
	if !ok {
		return eval.Tokens{}, errors.New("is no object")
	}
	var t eval.Tokens
	into := map[string]*int{
		"prompt": &t.Prompt, "completion": &t.Completion, "total": &t.Total, "cached": &t.Cached, "reasoning": &t.Reasoning,
	}
	for key, x := range o.All() {
		field, known := into[key]
		switch f, isNumber := amount(x); {
		case !known:
			return eval.Tokens{}, fmt.Errorf("has the unknown key %q: its keys are prompt, completion, total, cached and reasoning", key)
		case x == nil:
		case !isNumber || !(f >= 0 && f <= 1e15 && f == float64(int(f))):
			return eval.Tokens{}, fmt.Errorf("has a %s that is no number of tokens", key)
		default:
			*field = int(f)
		}
	}
	if t.Total == 0 {
		t.Total = t.Prompt + t.Completion
	}
	return t, nil
}
