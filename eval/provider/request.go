package provider

import (
	"errors"
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// unsent is a request that cannot be written in the form of an API. It fails
// alike each time, but another case may be well.
func unsent(err error) error {
	var failed *eval.CallError
	if errors.As(err, &failed) {
		return err
	}
	return &eval.CallError{Err: err}
}

// reserved refuses a parameter that would replace a part of the prompt.
func reserved(name string) error {
	return fmt.Errorf("%s is a part of the prompt and no parameter: write it into its messages or its model", name)
}

// setIn sets a key of a mapping in a mapping, which is made where it is not
// there. What is shared with the prompt stays as it is.
func setIn(o *value.Object, name, key string, v any) {
	old, _ := o.Get(name)
	inner, _ := old.(*value.Object)
	inner = inner.Clone()
	inner.Set(key, v)
	o.Set(name, inner)
}

// listed is a list, also where one text stands for it.
func listed(v any) any {
	if _, one := v.(string); one {
		return []any{v}
	}
	return v
}

// formatOf reads an output format of the chat completions of OpenAI, or of
// other APIs: {type: json_schema, json_schema: {schema: S}} or {type:
// json_schema, schema: S}.
func formatOf(v any) (kind string, schema any) {
	o, _ := v.(*value.Object)
	named, _ := o.Get("type")
	kind, _ = named.(string)
	if inner, _ := o.Get("json_schema"); inner != nil {
		o, _ = inner.(*value.Object)
	}
	schema, _ = o.Get("schema")
	return kind, schema
}

// bare is a schema without the name that OpenAI's form gives it.
func bare(schema any) any {
	inner, _ := named(schema).Get("schema")
	return inner
}

// placeless refuses what a message says that neither Anthropic nor Google has a
// place for.
func placeless(m prompt.Message) error {
	if m.Name != "" && m.Role != "tool" {
		return fmt.Errorf("the API has no place for %q, the name of who speaks: write it into the text", m.Name)
	}
	for _, p := range m.Parts {
		if p.Detail != "" && p.Detail != "auto" {
			return fmt.Errorf("the API has no place for detail: %s of an image: leave it out", p.Detail)
		}
	}
	return nil
}
