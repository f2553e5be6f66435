package provider

import (
	"slices"

	"github.com/promptgit/promptgit/internal/process"
	"github.com/promptgit/promptgit/internal/value"
)

// Variables are the variables of the environment that a configured provider
// reads: the key that it names, those in its headers and templates, and those of
// its type where it has no server of its own.
func (s Spec) Variables() []string {
	var names []string
	text := func(name string) string {
		v, _ := s.Options.Get(name)
		t, _ := v.(string)
		return t
	}
	if key := text("api_key_env"); key != "" {
		names = append(names, key)
	} else if t, ok := lookup(s.Type); ok && text("base_url") == "" {
		names = append(names, t.Env...)
	}
	if s.Type == "http" {
		for _, v := range s.Options.All() {
			names = append(names, inTexts(v)...)
		}
	}
	names = append(names, s.inHeaders()...)
	slices.Sort(names)
	return slices.Compact(names)
}

// Secrets are those of [Spec.Variables] whose values nobody may see: the key, what
// stands in headers, and what looks like a credential by its name.
func (s Spec) Secrets() []string {
	headers := s.inHeaders()
	var names []string
	for _, name := range s.Variables() {
		if key, _ := s.Options.Get("api_key_env"); key == name || slices.Contains(headers, name) || process.Secret(name) {
			names = append(names, name)
		}
	}
	return names
}

func (s Spec) inHeaders() []string {
	headers, _ := s.Options.Get("headers")
	return inTexts(headers)
}

// inTexts lists the variables of the environment that the texts of a value name.
func inTexts(v any) (names []string) {
	switch v := v.(type) {
	case string:
		names = environment(shellEnv().ReplaceAllString(v, "{{ env.$1 }}"))
	case []any:
		for i := range v {
			names = append(names, inTexts(v[i])...)
		}
	case *value.Object:
		for _, x := range v.All() {
			names = append(names, inTexts(x)...)
		}
	}
	return names
}
