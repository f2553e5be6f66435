package provider_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval/provider"
	"github.com/promptgit/promptgit/internal/diag"
)

func TestProvidersOfPromptfooHaveAnotherNameHere(t *testing.T) {
	t.Parallel()
	env := map[string]string{"OLLAMA_BASE_URL": "http://box:1/", "LITELLM_API_BASE": "http://proxy/v1"}
	for id, want := range map[string]string{
		"openai:chat:gpt-4.1":            "openai gpt-4.1  ",
		"openai:gpt-4o-mini":             "openai gpt-4o-mini  ",
		"openai:ft:gpt-4o:org:x:1":       "openai ft:gpt-4o:org:x:1  ",
		"openrouter:meta/llama-3:free":   "openrouter meta/llama-3:free https://openrouter.ai/api/v1 OPENROUTER_API_KEY",
		"groq:llama-3.3-70b":             "groq llama-3.3-70b https://api.groq.com/openai/v1 GROQ_API_KEY",
		"huggingface:chat:org/m":         "huggingface:chat org/m https://router.huggingface.co/v1 HF_TOKEN",
		"mistral:mistral-large-latest":   "mistral mistral-large-latest https://api.mistral.ai/v1 MISTRAL_API_KEY",
		"ollama:chat:llama3.1:8b":        "ollama llama3.1:8b http://box:1/v1 ",
		"ollama:llama3.1:8b":             "ollama llama3.1:8b http://box:1/v1 ",
		"localai:chat:m":                 "localai m http://localhost:8080/v1 ",
		"litellm:gpt-4":                  "litellm gpt-4 http://proxy/v1 LITELLM_API_KEY",
		"github:openai/gpt-4.1":          "github openai/gpt-4.1 https://models.github.ai/inference GITHUB_TOKEN",
		"xai:grok-3":                     "xai grok-3 https://api.x.ai/v1 XAI_API_KEY",
		"echo":                           "same",
		"exec:./x.sh":                    "same",
		"gpt-4.1":                        "same",
		"mine:model":                     "same",
		"openai:responses:gpt-5":         "openai responses:gpt-5  ",
		"openai:responses":               `"openai:responses" is no chat model`,
		"openai:embedding:x":             "is no chat model",
		"openai:image:dall-e-3":          "is no chat model",
		"openai:chat":                    `"openai:chat" names no model`,
		"groq:responses:x":               "is no chat model",
		"ollama:embeddings:x":            "is no chat model",
		"anthropic:messages:claude-x":    "anthropic claude-x  ",
		"bedrock:us.amazon.nova":         "is not supported in this version",
		"vertex:gemini-2.5":              "is not supported in this version",
		"azure:chat:d":                   "is not supported in this version",
		"promptfoo:redteam:crescendo":    "is not supported in this version",
		"file://provider.py":             `the provider "file://provider.py" is code`,
		"python:x.py":                    "is code",
		"./provider.js":                  "is code",
		"exec:./provider.js":             "same",
		"https://api.example.com/answer": "is a web service of its own",
		"webhook:https://x":              "is a web service of its own",
		"llama:7b":                       "is not supported in this version",
	} {
		f, ok, err := provider.FromPromptfoo(id, func(name string) string { return env[name] })
		got := "same"
		switch {
		case err != nil:
			var list diag.Errors
			if !errors.As(err, &list) || list[0].Hint == "" {
				t.Errorf("%s: an error without a hint: %v", id, err)
			}
			got = err.Error()
		case ok:
			got = strings.Join([]string{f.Name, f.Model, f.BaseURL, f.KeyEnv}, " ")
		}
		if got != want && (err == nil || !strings.Contains(got, want)) {
			t.Errorf("%s: want %q, got %q", id, want, got)
		}
	}
}

func TestAJudgeMayBeAModelThatIsNoChatModel(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"openai:embedding:e":           "openai e  false",
		"openai:embeddings:e":          "openai e  false",
		"openai:moderation:m":          "openai m  false",
		"ollama:embeddings:nomic:v1.5": "ollama nomic:v1.5 http://localhost:11434/v1 false",
		"mistral:embedding:m":          "mistral m https://api.mistral.ai/v1 false",
		"openai:chat:m":                "openai m  true",
		"openai:m":                     "openai m  true",
		"exec:embedding:x":             "same",
		"openai:embedding":             "is no chat model",
		"openai:image:x":               "is no chat model",
		"vertex:embedding:x":           `the provider "vertex:embedding:x" is not supported in this version`,
	} {
		f, ok, err := provider.JudgeFromPromptfoo(id, func(string) string { return "" })
		got := "same"
		switch {
		case err != nil:
			got = err.Error()
		case ok:
			got = fmt.Sprint(f.Name, " ", f.Model, " ", f.BaseURL, " ", f.Defaults)
		}
		if got != want && (err == nil || !strings.Contains(got, want)) {
			t.Errorf("%s: want %q, got %q", id, want, got)
		}
	}
}
