package importer

import (
	"strings"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// settings sorts what a tool keeps beside a prompt: the model and the parameters
// of promptgit's front matter; what else there is becomes metadata, which is kept
// and never sent.
func settings(o *value.Object) *value.Object {
	front, rest := &value.Object{}, &value.Object{}
	provider, _ := o.Get("provider")
	vendor, _ := provider.(string)
	for key, v := range o.All() {
		low := strings.ToLower(key)
		name, isText := v.(string)
		switch {
		case v == nil:
		case (low == "model" || low == "model_name" || low == "modelname") && isText && name != "":
			front.Set("model", modelName(name, vendor))
		case low == "tools":
			front.Set("tools", v)
		case low == "provider" && isText:
		case low == "output" && !isText:
			front.Set("output", v)
		case prompt.IsParam(key):
			front.Set(key, v)
		default:
			rest.Set(key, v)
		}
	}
	if _, ok := front.Get("model"); !ok && vendor != "" {
		rest.Set("provider", vendor)
	}
	if rest.Len() > 0 {
		front.Set("metadata", value.NewObject("config", rest))
	}
	return front
}

// modelName writes a model as PROVIDER:MODEL, where the provider is said or plain
// from the name.
func modelName(model, vendor string) string {
	low := strings.ToLower(model)
	begins := func(list ...string) bool {
		for _, p := range list {
			if strings.HasPrefix(low, p) {
				return true
			}
		}
		return false
	}
	if strings.Contains(model, ":") && !begins("ft:") {
		return model
	}
	switch v := strings.ToLower(vendor); {
	case v == "openai", v == "anthropic", v == "google":
		return v + ":" + model
	case v == "google-genai", v == "google_genai", v == "vertexai", v == "gemini":
		return "google:" + model
	case v != "":
		return model
	case begins("gpt-", "o1", "o3", "o4", "chatgpt-", "ft:gpt-"):
		return "openai:" + model
	case begins("claude-"):
		return "anthropic:" + model
	case begins("gemini-"):
		return "google:" + model
	}
	return model
}
