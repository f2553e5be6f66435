package provider_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/value"
)

func TestModelsOfAnthropicAndGoogleAreFoundInTheNamesOfPromptfoo(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"anthropic:messages:claude-haiku-4-5": "anthropic claude-haiku-4-5",
		"anthropic:claude-opus-4-6":           "anthropic claude-opus-4-6",
		"anthropic:completion:claude-2":       `the provider "anthropic:completion:claude-2" is not supported`,
		"anthropic:claude-agent-sdk":          "is not supported",
		"anthropic:claude-code":               "is not supported",
		"anthropic:gpt":                       "is not supported",
		"anthropic:messages:":                 "is not supported",
		"google:gemini-2.5-flash":             "google gemini-2.5-flash",
		"google:live:gemini":                  "is not supported",
		"google:":                             "is not supported",
		"openai:gpt-5":                        "none",
		"vertex:gemini":                       "none",
	} {
		f, ok, err := provider.FromVendor(id)
		got := "none"
		switch {
		case err != nil:
			got = problems(t, err)
		case ok:
			got = f.Type + " " + f.Model
		}
		if got != want && (err == nil || !strings.Contains(got, want)) {
			t.Errorf("%s: want %q, got %q", id, want, got)
		}
	}
}

// What promptfoo 0.121.20 sent to a server on loopback for these configurations.
func TestAModelOfAnthropicGetsWhatPromptfooSends(t *testing.T) {
	t.Parallel()
	on, off := value.NewObject("type", "enabled"), value.NewObject("type", "disabled")
	for _, c := range []struct {
		model  string
		config []any
		want   string
	}{
		{"claude-3-5-haiku-20241022", nil, `{"max_tokens":1024,"temperature":0}`},
		{"claude-opus-4-6", []any{"max_tokens", int64(9), "temperature", 0.5}, `{"max_tokens":9,"temperature":0.5}`},
		{"claude-sonnet-4-5-20250929", []any{"top_p", 0.9}, `{"max_tokens":1024,"top_p":0.9}`},
		{"claude-sonnet-4-5", []any{"top_p", 0.9, "temperature", 0.1}, `{"max_tokens":1024,"top_p":0.9}`},
		{"claude-opus-4-8", []any{"temperature", 0.1, "top_p", 0.5, "top_k", int64(3)}, `{"max_tokens":1024}`},
		{"claude-sonnet-5", nil, `{"max_tokens":1024}`},
		{"claude-opus-5", nil, `{"max_tokens":2048}`},
		{"claude-sonnet-4-5", []any{"thinking", on, "temperature", 0.1, "top_k", int64(3)}, `{"max_tokens":2048,"thinking":{"type":"enabled"}}`},
		{"claude-sonnet-4-5", []any{"thinking", off}, `{"max_tokens":1024,"temperature":0,"thinking":{"type":"disabled"}}`},
	} {
		params := value.NewObject(c.config...)
		provider.Foreign{Type: "anthropic", Model: c.model}.Send(params)
		if got := string(value.Canonical(params)); got != c.want {
			t.Errorf("%s %v: want %s, got %s", c.model, c.config, c.want, got)
		}
	}
	params := value.NewObject()
	provider.Foreign{Type: "openai", Model: "m"}.Send(params)
	if params.Len() != 0 {
		t.Errorf("another vendor gets %d parameters", params.Len())
	}
}
