package provider

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// chunk is one event of a stream of chat completions.
type chunk struct {
	Model   string          `json:"model"`
	Choices []chunkChoice   `json:"choices"` // none in the event of the usage
	Usage   json.RawMessage `json:"usage"`
	Error   json.RawMessage `json:"error"`
}

type chunkChoice struct {
	Index        int             `json:"index"`
	Delta        delta           `json:"delta"`
	FinishReason string          `json:"finish_reason"`
	LogProbs     logprobs        `json:"logprobs"`
	Error        json.RawMessage `json:"error"`
}

// delta is what an event adds to the message.
type delta struct {
	Content      content     `json:"content"`
	Refusal      string      `json:"refusal"`
	ToolCalls    []deltaCall `json:"tool_calls"`
	FunctionCall *deltaFunc  `json:"function_call"`
}

type deltaCall struct {
	Index    *int      `json:"index"`
	ID       string    `json:"id"`
	Function deltaFunc `json:"function"`
}

type deltaFunc struct {
	Name      string          `json:"name"`
	Arguments json.RawMessage `json:"arguments"` // a piece of text; whole, as an object, from some servers
}

// chatFold gathers a stream of chat completions.
type chatFold struct {
	c                *openai
	model, finish    string
	begun, ended     bool // a choice came; the server says that it is complete
	content, refusal strings.Builder
	calls            []*foldedCall
	function         *foldedCall // the older form
	logprobs         logprobs
	usage            json.RawMessage
	kept             int // bytes
}

type foldedCall struct {
	index     int
	id, name  string
	arguments strings.Builder
}

func (f *chatFold) add(ev event) (said, done bool, err error) {
	data := bytes.TrimSpace(ev.data)
	if string(data) == "[DONE]" {
		f.ended = true
		return false, true, nil
	}
	var part chunk
	if len(data) == 0 {
		return false, false, nil
	}
	if err := json.Unmarshal(data, &part); err != nil {
		if f.ended { // the connection broke after the answer
			return false, true, nil
		}
		return false, false, f.c.garbled(data, err)
	}
	if ev.name == "error" && blank(part.Error) {
		part.Error = bytes.Clone(data)
	}
	if len(part.Choices) > 0 && blank(part.Error) {
		part.Error = part.Choices[0].Error
	}
	if !blank(part.Error) {
		return false, false, f.c.brokeOff(part.Error)
	}
	if part.Model != "" {
		f.model = part.Model
	}
	if !blank(part.Usage) {
		f.usage = part.Usage
	}
	for _, choice := range part.Choices {
		if choice.Index != 0 {
			continue
		}
		f.begun = true
		said = f.take(&choice.Delta) || said
		f.logprobs.Content = append(f.logprobs.Content, choice.LogProbs.Content...)
		if choice.FinishReason != "" {
			f.finish, f.ended = choice.FinishReason, true
		}
	}
	if f.kept += len(data); f.kept > streamLimit || f.content.Len()+f.refusal.Len() > eventLimit {
		return said, false, &eval.CallError{Sent: true, Err: errLargeEvent}
	}
	return said, false, nil
}

// take adds a delta, and tells whether it held anything.
func (f *chatFold) take(d *delta) bool {
	f.content.WriteString(string(d.Content))
	f.refusal.WriteString(d.Refusal)
	for _, c := range d.ToolCalls {
		f.call(c).take(c.ID, c.Function)
	}
	if d.FunctionCall != nil {
		if f.function == nil {
			f.function = &foldedCall{}
		}
		f.function.take("", *d.FunctionCall)
	}
	return d.Content != "" || d.Refusal != "" || len(d.ToolCalls) > 0 || d.FunctionCall != nil
}

// call is the call that a delta belongs to: that of its index; a new one where
// the server gives all of them the same index, or none, and another id.
func (f *chatFold) call(d deltaCall) *foldedCall {
	last := len(f.calls) - 1
	index := max(last, 0)
	if d.Index != nil {
		index = *d.Index
	}
	for i := last; i >= 0; i-- {
		if c := f.calls[i]; c.index == index && (d.ID == "" || c.id == "" || c.id == d.ID) {
			return c
		}
	}
	c := &foldedCall{index: index}
	f.calls = append(f.calls, c)
	return c
}

func (c *foldedCall) take(id string, f deltaFunc) {
	if id != "" {
		c.id = id
	}
	if c.name != f.Name {
		c.name += f.Name
	}
	var piece string
	if json.Unmarshal(f.Arguments, &piece) != nil {
		piece = string(f.Arguments)
	}
	c.arguments.WriteString(piece)
}

func (c *foldedCall) shown() *value.Object {
	return value.NewObject("name", c.name, "arguments", c.arguments.String())
}

// answer reads the whole message as one that was not streamed.
func (f *chatFold) answer(r reply) (eval.Answer, bool, error) {
	switch {
	case !f.ended:
		return eval.Answer{}, false, nil
	case !f.begun:
		return eval.Answer{}, false, &eval.CallError{Sent: true, Err: errors.New("the stream has no choices")}
	}
	if err := givenUp(f.finish); err != nil {
		return eval.Answer{}, false, err
	}
	m := value.NewObject("role", "assistant", "content", f.content.String())
	if f.refusal.Len() > 0 {
		m.Set("refusal", f.refusal.String())
	}
	if len(f.calls) > 0 {
		calls := make([]any, len(f.calls))
		for i, c := range f.calls {
			calls[i] = value.NewObject("id", c.id, "type", "function", "function", c.shown())
		}
		m.Set("tool_calls", calls)
	}
	if f.function != nil {
		m.Set("function_call", f.function.shown())
	}
	raw, err := m.MarshalJSON()
	if err != nil {
		return eval.Answer{}, false, fmt.Errorf("read the stream: %w", err)
	}
	a, err := (&choice{Message: raw, FinishReason: f.finish, LogProbs: f.logprobs}).answer()
	if err != nil {
		return eval.Answer{}, false, fmt.Errorf("read the stream: %w", err)
	}
	a.Model = f.model
	f.c.charge(&a, f.usage, r.Header)
	return a, true, nil
}

// garbled is the error of an event that is no JSON. One that only ends too early
// was cut off with its connection.
func (c *openai) garbled(data []byte, err error) error {
	var syntax *json.SyntaxError
	cut := errors.As(err, &syntax) && syntax.Offset >= int64(len(data))
	return &eval.CallError{Sent: true, Retry: cut, Err: fmt.Errorf("an event of the stream is no JSON of the API: %w: %s", err, beginning(c.redact(string(data))))}
}

// brokeOff is an error that the server reports in the middle of a stream.
func (c *openai) brokeOff(raw json.RawMessage) error {
	said := c.reason(raw)
	status := said.status()
	return &eval.CallError{
		Sent: true, Retry: said.passes() || status == 429 || status >= 500 || status == 0 && said.kind == "",
		Err: errors.New("the server broke the stream off: " + said.message),
	}
}
