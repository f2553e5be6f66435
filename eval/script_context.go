package eval

import (
	"cmp"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// ScriptArgs are the arguments of code that judges or changes an output: the
// output, as data where it is no text, and the context that promptfoo gives.
func (s *Sample) ScriptArgs(config *value.Object) ([]Arg, error) {
	output, err := s.Answer.data()
	if err != nil {
		return nil, err
	}
	return []Arg{{"output", output}, {"context", s.scriptContext(config)}}, nil
}

// data is the output: a text, or the data that it is the JSON of.
func (a *Answer) data() (any, error) {
	if !a.Structured {
		return a.Output, nil
	}
	return value.DecodeJSON([]byte(a.Output))
}

func (s *Sample) scriptContext(config *value.Object) *value.Object {
	o := value.NewObject(
		"prompt", s.Rendered(), "vars", prompt.ResolveVars(s.Case.Vars), "test", s.Case.document(),
		"logProbs", numbers(s.Answer.LogProbs), "provider", s.provider(), "providerResponse", s.Answer.document(),
		"metadata", value.NewObject(), // what promptfoo's providers say of their answers
	)
	if s.Answer.LogProbs == nil {
		o.Delete("logProbs")
	}
	if config.Len() > 0 {
		o.Set("config", config)
	}
	return o
}

func (s *Sample) provider() *value.Object {
	if s.Column == nil {
		return value.NewObject("id", "")
	}
	t := &s.Column.Target
	id := t.Provider
	if t.Model != "" {
		id += ":" + t.Model
	}
	return value.NewObject("id", id, "label", id)
}

// document is a case as code sees it, in promptfoo's words.
func (c *Case) document() *value.Object {
	o := value.NewObject("vars", object(c.Vars), "assert", assertDocuments(c.Asserts), "options", object(c.Options), "metadata", object(c.Metadata))
	if c.ID != "" {
		o.Set("id", c.ID)
	}
	if c.Description != "" {
		o.Set("description", c.Description)
	}
	if c.Threshold != nil {
		o.Set("threshold", *c.Threshold)
	}
	return o
}

func assertDocuments(asserts []Assertion) []any {
	list := make([]any, len(asserts))
	for i := range asserts {
		a := &asserts[i]
		o := value.NewObject("type", a.FullType(), "weight", a.Weight)
		if a.Value != nil || a.Null {
			o.Set("value", a.Value)
		}
		if a.Threshold != nil {
			o.Set("threshold", *a.Threshold)
		}
		if a.Metric != "" {
			o.Set("metric", a.Metric)
		}
		if a.Config.Len() > 0 {
			o.Set("config", a.Config)
		}
		if a.Type == AssertSet {
			o.Set("assert", assertDocuments(a.Set))
		}
		list[i] = o
	}
	return list
}

func (a *Answer) document() *value.Object {
	output, err := a.data()
	if err != nil {
		output = a.Output
	}
	o := value.NewObject("output", output, "cached", a.Cached, "latencyMs", a.Latency.Milliseconds(), "tokenUsage", value.NewObject(
		"total", int64(a.Tokens.Total), "prompt", int64(a.Tokens.Prompt), "completion", int64(a.Tokens.Completion),
	))
	if a.FinishReason != "" {
		o.Set("finishReason", a.FinishReason)
	}
	if a.Cost != nil {
		o.Set("cost", *a.Cost)
	}
	return o
}

// object is an object that is there.
func object(o *value.Object) *value.Object { return cmp.Or(o, value.NewObject()) }

func numbers(list []float64) []any {
	data := make([]any, len(list))
	for i, f := range list {
		data[i] = f
	}
	return data
}
