package provider_test

import (
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
)

// recorderKey is the key that the recorder of SDKs uses.
const recorderKey = "key-of-the-recorder"

// newVendors is a world whose server is that of Anthropic and of Google.
func newVendors(t *testing.T, rules ...llmtest.Rule) *world {
	t.Helper()
	w := newWorld(t, rules...)
	for _, name := range []string{"ANTHROPIC_BASE_URL", "GOOGLE_GEMINI_BASE_URL"} {
		w.env[name] = w.server.Root
	}
	w.env["ANTHROPIC_API_KEY"], w.env["GEMINI_API_KEY"] = recorderKey, recorderKey
	return w
}

// vendor opens a provider, streaming or not.
func (w *world) vendor(t *testing.T, kind, model string, stream bool) eval.Target {
	t.Helper()
	named := map[string]provider.Spec{"named": {Type: kind, Options: value.NewObject("stream", stream)}}
	target, err := provider.Open("named", model, named, w.Deps)
	if err != nil {
		t.Fatal(err)
	}
	return target
}
