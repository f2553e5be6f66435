package provider_test

import (
	"testing"

	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
)

// The variable that a hint names is the one that is read, set or not.
func TestAServerThatRefusesAKeyNamesTheVariableThatIsReadForIt(t *testing.T) {
	t.Parallel()
	const notValid = `{"error":{"code":400,"message":"API key not valid","status":"INVALID_ARGUMENT","details":[{"reason":"API_KEY_INVALID"}]}}`
	for _, c := range []struct {
		spec, set string // the provider, and the variable with a key
		named     bool   // by api_key_env, which is set
		hint      string // before the URL, then after it
		after     string
	}{
		{spec: "openai", hint: "", after: " asks for a key: set the environment variable OPENAI_API_KEY"},
		{spec: "openai", set: "OPENAI_API_KEY", hint: "the key in OPENAI_API_KEY is not accepted by "},
		{spec: "openai", named: true, hint: "the key in MINE is not accepted by "},
		{spec: "anthropic", after: " asks for a key: set the environment variable ANTHROPIC_API_KEY"},
		{spec: "anthropic", set: "ANTHROPIC_API_KEY", hint: "the key in ANTHROPIC_API_KEY is not accepted by "},
		{spec: "google", after: " asks for a key: set the environment variable GEMINI_API_KEY"},
		{spec: "google", set: "GEMINI_API_KEY", hint: "the key in GEMINI_API_KEY is not accepted by "},
		{spec: "google", set: "GOOGLE_API_KEY", hint: "the key in GOOGLE_API_KEY is not accepted by "},
		{spec: "google", named: true, hint: "the key in MINE is not accepted by "},
	} {
		rule := llmtest.Rule{Status: 401, Body: `{"error": {"message": "no"}}`}
		if c.spec == "google" {
			rule = llmtest.Rule{Status: 400, Body: notValid}
		}
		w := newWorld(t, rule)
		w.env = map[string]string{"OPENAI_BASE_URL": w.server.URL, "ANTHROPIC_BASE_URL": w.server.URL, "GOOGLE_GEMINI_BASE_URL": w.server.URL, "MINE": "k-1"}
		if c.set != "" {
			w.env[c.set] = "k-2"
		}
		s := provider.Spec{Type: c.spec}
		if c.named {
			s.Options = value.NewObject("api_key_env", "MINE")
		}
		target, err := provider.Open("x", "m", map[string]provider.Spec{"x": s}, w.Deps)
		if err != nil {
			t.Fatal(err)
		}
		_, err = target.Caller.Complete(t.Context(), ask("x"))
		if got, want := callError(t, err).Hint, c.hint+w.server.URL+c.after; got != want {
			t.Errorf("%s: want %q, got %q", c.spec, want, got)
		}
	}
}
