package provider_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/llmtest"
	"github.com/promptgit/promptgit/internal/value"
)

// A key that stands where an error text is cut is hidden before that.
func TestNoPartOfAKeyIsLeftWhereAnErrorIsCut(t *testing.T) {
	t.Parallel()
	const key = "kkkkkkkkkk-1234567890-zzzzzzzzzz"
	around := func(most int) string {
		return strings.Repeat("x ", (most-len(key)/2)/2) + key + strings.Repeat(" y", most)
	}
	bodies := map[string]string{
		"a page":       "<" + around(199),
		"a message":    `{"error": {"message": "` + around(2000) + `"}}`,
		"OpenRouter":   `{"error": {"message": "m", "metadata": {"raw": "` + around(2000-3) + `"}}}`,
		"escaped":      `{"error": {"message": "` + strings.ReplaceAll(around(2000), "-", `\u002d`) + `"}}`,
		"FastAPI":      `{"detail": [{"msg": "` + around(2000) + `"}]}`,
		"another form": `{"x": "` + around(200-7) + `"}`,
	}
	specs := map[string]provider.Spec{
		"openai":    {Type: "openai", Options: value.NewObject("base_url", "URL", "api_key_env", "K")},
		"header":    {Type: "openai", Options: value.NewObject("base_url", "URL", "headers", value.NewObject("X-Key", "${HEADER_KEY}"))},
		"responses": {Type: "openai", Options: value.NewObject("base_url", "URL", "api_key_env", "K", "api", "responses")},
		"anthropic": {Type: "anthropic", Options: value.NewObject("base_url", "URL", "api_key_env", "K")},
		"google":    {Type: "google", Options: value.NewObject("base_url", "URL", "api_key_env", "K")},
		"http":      {Type: "http", Options: value.NewObject("url", "URL", "api_key_env", "K")},
		"http, jq":  {Type: "http", Options: value.NewObject("url", "URL", "api_key_env", "K", "body", "x", "output", ".answer")},
	}
	for what, body := range bodies {
		for _, status := range []int{200, 400} {
			w := newWorld(t, llmtest.Rule{Status: status, Body: body})
			w.env["K"], w.env["HEADER_KEY"] = key, key
			for name, s := range specs {
				s.Options = s.Options.Clone()
				for _, option := range []string{"base_url", "url"} {
					if v, _ := s.Options.Get(option); v == "URL" {
						s.Options.Set(option, w.server.URL)
					}
				}
				target, err := provider.Open(name, "m", map[string]provider.Spec{name: s}, w.Deps)
				if err != nil {
					t.Fatal(err)
				}
				_, err = target.Caller.Complete(t.Context(), ask("x"))
				if got := fmt.Sprint(err, callError(t, err).Hint); strings.Contains(got, "kkk") || strings.Contains(got, "zzz") {
					t.Errorf("%s, %d, %s: a part of the key is in %q", name, status, what, got)
				}
			}
		}
	}
}

func TestNoPartOfACredentialIsLeftWhereTheReplyOfACommandIsQuoted(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Environ = append(w.Environ, "MY_API_KEY=kkkkkkkkkk-1234567890-zzzzzzzzzz")
	w.script(t, "bad.sh", `cat > /dev/null; printf '%0185d%s' 0 "$MY_API_KEY"`)
	_, err := w.open(t, "exec-json:./bad.sh").Caller.Complete(t.Context(), ask("x"))
	if err == nil || strings.Contains(err.Error(), "kkk") || !strings.Contains(err.Error(), "0000") {
		t.Errorf("got %v", err)
	}
}
