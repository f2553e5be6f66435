package provider

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// contentsBody is the JSON of a request: messages and tools in the API's form,
// parameters under the API's names. A parameter that the API has no name for
// goes into generationConfig under its own, so that new ones work and the API
// refuses the others.
func contentsBody(req eval.Request) (*value.Object, error) {
	system, contents, err := contentsOf(req.Messages, signed(req.Model))
	if err != nil {
		return nil, err
	}
	body := value.NewObject("contents", contents)
	if system != nil {
		body.Set("systemInstruction", system)
	}
	if req.Tools != nil {
		tools, wrong := googleTools(req.Tools)
		if wrong != nil {
			return nil, wrong
		}
		body.Set("tools", tools)
	}
	if req.Schema != nil {
		setJSON(body, bare(req.Schema))
	}
	params, err := asked(req)
	if err != nil {
		return nil, err
	}
	for name, v := range params.All() {
		if v == nil {
			continue
		}
		if err := googleParam(body, req.Model, camel(name), v); err != nil {
			return nil, err
		}
	}
	return body, nil
}

const generation = "generationConfig"

// setJSON asks for JSON, of a schema where there is one.
func setJSON(body *value.Object, schema any) {
	setIn(body, generation, "responseMimeType", "application/json")
	if schema != nil {
		setIn(body, generation, "responseJsonSchema", schema)
	}
}

// googleParam puts one parameter into a body. The name is in the API's spelling.
func googleParam(body *value.Object, model, name string, v any) error {
	switch name {
	case "messages", "contents", "system", "model":
		return reserved(name)
	case "systemInstruction":
		return instruct(body, v)
	case "maxTokens", "maxCompletionTokens":
		setIn(body, generation, "maxOutputTokens", v)
	case "stop", "stopSequences":
		setIn(body, generation, "stopSequences", listed(v))
	case "n":
		setIn(body, generation, "candidateCount", v)
	case "topLogprobs":
		setIn(body, generation, "logprobs", v)
	case "logprobs":
		if _, asked := v.(bool); asked {
			name = "responseLogprobs"
		}
		setIn(body, generation, name, v)
	case "reasoningEffort":
		key, level := thinkingOf(model, v)
		setThinking(body, key, level)
	case "thinkingBudget", "thinkingLevel", "includeThoughts":
		setThinking(body, name, v)
	case "responseSchema", "responseJsonSchema":
		setIn(body, generation, "responseMimeType", "application/json")
		setIn(body, generation, name, v)
	case "responseFormat":
		return googleFormat(body, v)
	case "tools":
		tools, err := googleTools(v)
		if err != nil {
			return err
		}
		body.Set("tools", tools)
	case "toolChoice":
		body.Set("toolConfig", googleChoice(v))
	case "parallelToolCalls":
		if v != true { // the model decides, as it is there
			return fmt.Errorf("the Gemini API has no parallel_tool_calls %v: leave it out", v)
		}
	case "safetySettings", "toolConfig", "cachedContent", "labels", "serviceTier", "store":
		body.Set(name, v)
	case generation:
		o, ok := v.(*value.Object)
		if !ok {
			return fmt.Errorf("%s must be a mapping", name)
		}
		for key, inner := range o.All() {
			setIn(body, generation, camel(key), inner)
		}
	default:
		setIn(body, generation, name, v)
	}
	return nil
}

// instruct puts an instruction, a text or {parts: […]}, before those of the
// prompt.
func instruct(body *value.Object, v any) error {
	parts := []any{value.NewObject("text", v)}
	if _, isText := v.(string); !isText {
		o, _ := v.(*value.Object)
		list, _ := o.Get("parts")
		var ok bool
		if parts, ok = list.([]any); !ok {
			return errors.New("systemInstruction must be a text or {parts: [{text: TEXT}]}")
		}
	}
	own, _ := body.Get("systemInstruction")
	o, _ := own.(*value.Object)
	list, _ := o.Get("parts")
	more, _ := list.([]any)
	body.Set("systemInstruction", value.NewObject("parts", append(slices.Clone(parts), more...)))
	return nil
}

// setThinking sets a key of how the model thinks.
func setThinking(body *value.Object, key string, v any) {
	config, _ := body.Get(generation)
	o, _ := config.(*value.Object)
	o = o.Clone()
	setIn(o, "thinkingConfig", key, v)
	body.Set(generation, o)
}

// googleFormat asks for JSON, of a schema where there is one.
func googleFormat(body *value.Object, v any) error {
	kind, schema := formatOf(v)
	switch {
	case schema != nil || kind == "json_object":
		setJSON(body, schema)
	case kind == "text":
	default:
		return fmt.Errorf("the Gemini API has no response_format %q: use text, json_object or json_schema", kind)
	}
	return nil
}

// thinkingOf is how hard a model is to think, as Google maps the efforts of
// OpenAI: to a level for Gemini 3 and later, to a budget in tokens for 2.5. No
// effort is a budget of 0 for both.
func thinkingOf(model string, effort any) (key string, v any) {
	if effort == "none" {
		return "thinkingBudget", int64(0)
	}
	if strings.Contains(model, "gemini-2.5") {
		budget, ok := map[any]int64{"minimal": 1024, "low": 1024, "medium": 8192, "high": 24576}[effort]
		if ok {
			return "thinkingBudget", budget
		}
	}
	if level, ok := effort.(string); ok {
		return "thinkingLevel", strings.ToUpper(level)
	}
	return "thinkingLevel", effort
}

// camel is a name in the spelling of the API: top_k as topK.
func camel(name string) string {
	words := strings.Split(name, "_")
	for i, w := range words {
		if i > 0 && w != "" {
			words[i] = strings.ToUpper(w[:1]) + w[1:]
		}
	}
	return strings.Join(words, "")
}
