package cmd

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// vendorConfig reads a key of a provider's config that means something of its
// own to the client of promptfoo for that vendor; false for any other.
func vendorConfig(id, key string, v any, options, params *value.Object) bool {
	vendor, _, _ := strings.Cut(id, ":")
	switch vendor + "." + key {
	case "google.apiHost": // which the version of the API follows
		options.Set("base_url", fmt.Sprintf("https://%v", v))
	case "anthropic.extra_body":
		spread(params, v)
	case "anthropic.beta":
		addHeaders(options, value.NewObject("anthropic-beta", strings.Join(textsOf(v), ",")))
	case "openai.organization":
		addHeaders(options, value.NewObject("OpenAI-Organization", fmt.Sprint(v)))
	default:
		return false
	}
	return true
}

// spread makes parameters of what a mapping holds.
func spread(params *value.Object, v any) {
	more, _ := v.(*value.Object)
	for name, x := range more.All() {
		params.Set(name, x)
	}
}

// addHeaders adds to the headers of a provider.
func addHeaders(options *value.Object, v any) {
	more, isMapping := v.(*value.Object)
	if !isMapping { // for the provider to refuse
		options.Set("headers", v)
		return
	}
	old, _ := options.Get("headers")
	headers, _ := old.(*value.Object)
	headers = headers.Clone()
	for name, x := range more.All() {
		headers.Set(name, x)
	}
	options.Set("headers", headers)
}

// textsOf are the texts of a list, or one text.
func textsOf(v any) []string {
	list, isList := v.([]any)
	if !isList {
		list = []any{v}
	}
	texts := make([]string, len(list))
	for i, x := range list {
		texts[i] = fmt.Sprint(x)
	}
	return texts
}

// serverOfFile is the server that the environment of a file names for a vendor,
// as its config would, "" for none.
func serverOfFile(env map[string]string, vendor string) string {
	host, after := "", ""
	var names []string
	switch vendor {
	case "openai":
		names, host, after = []string{"OPENAI_API_BASE_URL", "OPENAI_BASE_URL"}, "OPENAI_API_HOST", "/v1"
	case "anthropic":
		names = []string{"ANTHROPIC_BASE_URL"}
	case "google":
		names, host = []string{"GOOGLE_API_BASE_URL"}, "GOOGLE_API_HOST"
	}
	if host != "" && env[host] != "" {
		return "https://" + env[host] + after
	}
	for _, name := range names {
		if env[name] != "" {
			return env[name]
		}
	}
	return ""
}
