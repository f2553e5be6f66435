package prompt

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// Key is one key of the native front matter.
type Key struct {
	Name string
	Doc  string
}

// Keys lists the keys of the native front matter that have a meaning of their
// own. Any other key is a parameter, sent to the model as it is, unless the front
// matter only describes: then it is a note.
func Keys() []Key {
	var list []Key
	for _, k := range nativeKeys() {
		list = append(list, k.Key)
	}
	return list
}

// key joins a key with what reads it.
type key struct {
	Key
	read func(*reader, entry)
}

// entry is one key of the front matter with its value.
type entry struct {
	name  string
	line  int
	node  *yaml.Node
	value any
}

func nativeKeys() []key {
	meta := ignored
	return []key{
		{Key{"model", "Model or provider:model. Without it the configuration decides."}, (*reader).readModel},
		{Key{"provider", "Provider of the model; belongs to the variable model."}, (*reader).readConnection},
		{Key{"connection", "How the model is reached; belongs to the variable model."}, (*reader).readConnection},
		{Key{"endpoint", "Where the model is reached; belongs to the variable model."}, (*reader).readConnection},
		{Key{"parameters", "Parameters as a mapping; the same as writing each of them at the top."}, (*reader).readParams},
		{Key{"config", "Another name of parameters."}, (*reader).readParams},
		{Key{"template", "Template engine: nunjucks (the default; jinja2 is read as it), or none for text that is sent as it stands."}, (*reader).readTemplate},
		{Key{"suite", "Suite, or list of suites, that judges the prompt."}, (*reader).readSuites},
		{Key{"suites", "Another name of suite."}, (*reader).readSuites},
		{Key{"inputs", "Declared inputs: a list of names or of {name, type, default, description}, or a mapping from name to type, default or such a mapping."}, (*reader).readInputs},
		{Key{"tools", "Tools that the model may call."}, (*reader).readTools},
		{Key{"schema", "JSON schemas {input, output}."}, (*reader).readSchema},
		{Key{"output", "JSON schema of the answer; the same as schema.output."}, (*reader).readOutput},
		{Key{"name", "Metadata, never counted."}, meta},
		{Key{"title", "Metadata, never counted."}, meta},
		{Key{"description", "Metadata, never counted."}, meta},
		{Key{"tags", "Metadata, never counted."}, meta},
		{Key{"author", "Metadata, never counted."}, meta},
		{Key{"authors", "Metadata, never counted."}, meta},
		{Key{"version", "Metadata, never counted."}, meta},
		{Key{"id", "Metadata, never counted."}, meta},
		{Key{"date", "Metadata, never counted."}, meta},
		{Key{"created", "Metadata, never counted."}, meta},
		{Key{"updated", "Metadata, never counted."}, meta},
		{Key{"license", "Metadata, never counted."}, meta},
		{Key{"owner", "Metadata, never counted."}, meta},
		{Key{"category", "Metadata, never counted."}, meta},
		{Key{"labels", "Metadata, never counted."}, meta},
		{Key{"notes", "Metadata, never counted."}, meta},
		{Key{"changelog", "Metadata, never counted."}, meta},
		{Key{"sample", "A ready-made set of inputs, never sent and never counted."}, meta},
		{Key{"metadata", "Mapping for metadata of your own, never counted."}, meta},
	}
}

// commonParams are the parameters that providers share; another name is sent
// too, with a warning that it may be a slip.
func commonParams() []string {
	return []string{
		"temperature", "top_p", "top_k", "min_p", "max_tokens", "max_output_tokens", "max_completion_tokens",
		"seed", "stop", "stop_sequences", "frequency_penalty", "presence_penalty", "repetition_penalty",
		"logit_bias", "logprobs", "top_logprobs", "n", "response_format", "reasoning", "reasoning_effort",
		"thinking", "thinking_budget", "verbosity", "service_tier", "tool_choice", "parallel_tool_calls",
		"modalities", "prediction", "num_ctx", "keep_alive", "stream", "user", "store",
	}
}

// IsParam says whether a name is that of a usual parameter, as top_p and topP are.
func IsParam(name string) bool { return slices.Contains(commonParams(), snake(name)) }

// readerOf finds what reads a key. One that is not listed is a parameter, unless
// the list ends with a reader for all others, which has no name.
func readerOf(keys []key, name string) func(*reader, entry) {
	for _, k := range keys {
		if k.Name == "" || strings.EqualFold(k.Name, name) {
			return k.read
		}
	}
	return (*reader).otherKey
}

// otherKey reads a key that is not listed. One that is no usual parameter waits
// until all keys are read.
func (r *reader) otherKey(e entry) {
	if slices.Contains(commonParams(), snake(e.name)) {
		r.param(e.name, e.value, e.line)
		return
	}
	r.unknown = append(r.unknown, e)
}

// otherKeys decides what the unknown keys are: parameters, where the front matter
// sets anything for a model, as a new parameter of some vendor is; where it only
// describes, as in a library of documents, notes on the prompt. What looks like
// a slip for a usual parameter is one in any case.
func (r *reader) otherKeys() {
	describes := len(r.params) == 0 && r.model == nil && r.p.Tools == nil && r.p.Schema.Input == nil && r.p.Schema.Output == nil &&
		len(r.p.Inputs) == 0 && len(r.p.Suites) == 0
	for _, e := range r.unknown {
		if describes && !slipOfParam(snake(e.name)) {
			r.note(e)
			continue
		}
		r.param(e.name, e.value, e.line)
		r.warnOfKey(e)
	}
}

// slipOfParam says whether a name is nearly that of a usual parameter. Short names
// are near to too many words: a score is no store.
func slipOfParam(name string) bool {
	long := slices.DeleteFunc(commonParams(), func(known string) bool {
		return len(known) < 8 || max(len(known)-len(name), len(name)-len(known)) > 2
	})
	return diag.DidYouMean(name, long) != ""
}

func (r *reader) note(e entry) {
	if r.p.notes == nil {
		r.p.notes = map[string]string{}
	}
	r.p.notes[e.name] = string(value.Canonical(e.value))
}

func (r *reader) warnOfKey(e entry) {
	names := commonParams()
	for _, k := range nativeKeys() {
		names = append(names, k.Name)
	}
	r.p.Warnings = append(r.p.Warnings, diag.Diagnostic{
		Pos:     diag.Pos{Path: r.p.Path, Line: e.line, Col: 1},
		Message: fmt.Sprintf("%q is no known key: it counts as a parameter and is sent to the model", e.name),
		Hint:    cmp.Or(diag.DidYouMean(snake(e.name), names), "put notes of your own under metadata:"),
	})
}

// snake writes topP as top_p.
func snake(name string) string {
	return strings.ToLower(strings.ReplaceAll(separateHumps(name), " ", "_"))
}

// text gives a scalar as text, or reports what e should be.
func (r *reader) text(e entry, want string) (string, bool) {
	switch v := e.value.(type) {
	case string:
		return v, true
	case bool, int64, float64:
		return string(value.Canonical(v)), true
	}
	r.errs.Add(r.at(e.node), e.name+" must be "+want, "write "+e.name+": as one line of text")
	return "", false
}
