package grade

import (
	"errors"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// calledTools are the names of the tools that an answer calls, by its data or by
// the JSON in its text.
func calledTools(a eval.Answer) (nameSet, error) {
	names := nameSet{}
	if !a.Structured {
		return names, names.addText(a.Output)
	}
	v, err := parseJSON(a.Output)
	if err != nil {
		return nil, err
	}
	return names, names.add(v)
}

// addText takes the whole text for JSON, or else each line that could be.
func (names nameSet) addText(s string) error {
	v, err := parseJSON(s)
	if err == nil {
		return names.add(v)
	}
	if errors.Is(err, errTooDeep) {
		return err
	}
	for line := range strings.SplitSeq(s, "\n") {
		line = value.JSTrim(line)
		if !strings.HasPrefix(line, "{") && !strings.HasPrefix(line, "[") {
			continue
		}
		switch v, err := parseJSON(line); {
		case errors.Is(err, errTooDeep):
			return err
		case err == nil:
			if err := names.add(v); err != nil {
				return err
			}
		}
	}
	return nil
}

// add finds calls in data: what comes first in this order counts alone.
func (names nameSet) add(v any) error {
	switch v := v.(type) {
	case string:
		return names.addText(v) // JSON in JSON
	case map[string]any:
		names.addObject(v)
	case []any:
		for _, item := range v {
			if block, ok := item.(map[string]any); ok {
				names.addBlock(block)
			}
		}
	}
	return nil
}

// addObject reads one object that is the whole output.
func (names nameSet) addObject(o map[string]any) {
	if calls, ok := o["tool_calls"].([]any); ok { // OpenAI's message
		for _, call := range calls {
			names.addName(field(call, "function"))
			names.addName(call)
		}
		return
	}
	if o["type"] == "tool_use" && names.addName(o) { // Anthropic's block
		return
	}
	if call, ok := compound(o["functionCall"]); ok { // Google's part
		names.addName(call)
		return
	}
	if call, ok := compound(o["toolCall"]); ok { // Google's live message
		calls, _ := field(call, "functionCalls").([]any)
		for _, call := range calls {
			names.addName(call)
		}
	}
}

// addBlock reads one of several objects.
func (names nameSet) addBlock(o map[string]any) {
	if o["type"] == "tool_use" && names.addName(o) {
		return
	}
	for _, key := range []string{"functionCall", "function"} {
		if call, ok := compound(o[key]); ok {
			names.addName(call)
			return
		}
	}
	names.addName(o)
}

// addName adds the name of a call, where it is an object that has one.
func (names nameSet) addName(call any) bool {
	name, ok := field(call, "name").(string)
	if ok {
		names[name] = true
	}
	return ok
}

// compound says whether JavaScript takes data for an object that is not null.
func compound(v any) (any, bool) {
	switch v.(type) {
	case map[string]any, []any:
		return v, true
	}
	return nil, false
}

// field is a field of an object, nil where there is none.
func field(v any, key string) any {
	o, _ := v.(map[string]any)
	return o[key]
}
