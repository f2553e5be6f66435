package provider

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

// Foreign is a provider of a promptfoo configuration under the name that it has
// here.
type Foreign struct {
	Name     string // as it is shown: "openai", "groq", "exec:./model.sh"
	Type     string // name of a Type, "" where Name says it
	Model    string
	BaseURL  string // "" for the type's own
	KeyEnv   string // "" for the type's own
	Defaults bool   // promptfoo sends a temperature of 0 and 1024 tokens where none are given
}

// vendor is an endpoint that speaks the chat completions of OpenAI: promptfoo
// 0.121.20 asks it with its client for OpenAI.
type vendor struct{ prefix, url, urlEnv, keyEnv string }

func vendors() []vendor {
	return []vendor{
		{"cerebras", "https://api.cerebras.ai/v1", "", "CEREBRAS_API_KEY"},
		{"deepseek", "https://api.deepseek.com/v1", "", "DEEPSEEK_API_KEY"},
		{"fireworks", "https://api.fireworks.ai/inference/v1", "FIREWORKS_API_BASE_URL", "FIREWORKS_API_KEY"},
		{"github", "https://models.github.ai/inference", "", "GITHUB_TOKEN"},
		{"groq", "https://api.groq.com/openai/v1", "", "GROQ_API_KEY"},
		{"huggingface:chat", "https://router.huggingface.co/v1", "", "HF_TOKEN"},
		{"litellm", "http://0.0.0.0:4000", "LITELLM_API_BASE", "LITELLM_API_KEY"},
		{"llamaapi", "https://api.llama.com/compat/v1", "", "LLAMA_API_KEY"},
		{"moonshot", "https://api.moonshot.ai/v1", "", "MOONSHOT_API_KEY"},
		{"nvidia", "https://integrate.api.nvidia.com/v1", "", "NVIDIA_API_KEY"},
		{"openrouter", "https://openrouter.ai/api/v1", "", "OPENROUTER_API_KEY"},
		{"perplexity", "https://api.perplexity.ai", "", "PERPLEXITY_API_KEY"},
		{"togetherai", "https://api.together.xyz/v1", "", "TOGETHER_API_KEY"},
		{"xai", "https://api.x.ai/v1", "", "XAI_API_KEY"},
	}
}

// local are servers with an API of their own beside that of OpenAI, which
// promptfoo asks otherwise.
func local() []vendor {
	return []vendor{
		{"localai", "http://localhost:8080/v1", "LOCALAI_BASE_URL", ""},
		{"mistral", "https://api.mistral.ai/v1", "MISTRAL_API_BASE_URL", "MISTRAL_API_KEY"},
		{"ollama", "http://localhost:11434/v1", "", ""},
	}
}

// foreignKinds are what stands between a vendor and a model and is no chat.
var foreignKinds = strings.Fields(`agents assistant audio chatkit codex codex-app-server codex-desktop codex-sdk embedding
	embeddings image moderation realtime responses speech transcription tts video voice`)

// FromPromptfoo finds what a provider id of promptfoo is here. ok is false for
// one that means the same in both. An error says that it is not supported.
func FromPromptfoo(id string, getenv func(string) string) (f Foreign, ok bool, err error) {
	if rest, isOpenAI := strings.CutPrefix(id, "openai:"); isOpenAI {
		model, err := rest, error(nil)
		if asked, ok := strings.CutPrefix(rest, "responses:"); !ok || asked == "" { // which the provider reads itself
			model, err = foreignModel(id, rest)
		}
		return Foreign{Name: "openai", Type: "openai", Model: model, Defaults: true}, true, err
	}
	if head, _, _ := strings.Cut(id, ":"); knows(head) {
		if own, found, refused := fromVendor(id); found {
			return own, found, refused
		}
	}
	for _, list := range [][]vendor{vendors(), local()} {
		for _, v := range list {
			rest, found := strings.CutPrefix(id, v.prefix+":")
			if !found {
				continue
			}
			model, err := foreignModel(id, rest)
			f = Foreign{Name: v.prefix, Type: "openai", Model: model, BaseURL: v.url, KeyEnv: v.keyEnv}
			f.Defaults = slices.Contains(vendors(), v)
			if v.urlEnv != "" && getenv(v.urlEnv) != "" {
				f.BaseURL = getenv(v.urlEnv)
			}
			if base := getenv("OLLAMA_BASE_URL"); v.prefix == "ollama" && base != "" {
				f.BaseURL = strings.TrimRight(base, "/") + "/v1"
			}
			return f, true, err
		}
	}
	return f, false, refusedForeign(id)
}

// knows says whether there is a type of that name.
func knows(name string) bool { _, ok := lookup(name); return ok }

// Reading is a way to find what a provider id of promptfoo is here, see
// [FromPromptfoo].
type Reading func(id string, getenv func(string) string) (f Foreign, ok bool, err error)

// JudgeFromPromptfoo is FromPromptfoo for judges, which may embed or moderate
// texts: openai:embedding:MODEL, openai:moderation:MODEL, ollama:embeddings:MODEL.
func JudgeFromPromptfoo(id string, getenv func(string) string) (f Foreign, ok bool, err error) {
	head, rest, _ := strings.Cut(id, ":")
	kind, model, _ := strings.Cut(rest, ":")
	if model == "" || !slices.Contains([]string{"embedding", "embeddings", "moderation"}, kind) {
		return FromPromptfoo(id, getenv)
	}
	if f, ok, err = FromPromptfoo(head+":"+model, getenv); err != nil || !ok {
		return FromPromptfoo(id, getenv) // which names it as it is written
	}
	f.Defaults = false // these are of chat models
	return f, ok, nil
}

// foreignModel takes the kind off a model and refuses what is no chat.
func foreignModel(id, rest string) (string, error) {
	kind, model, qualified := strings.Cut(rest, ":")
	if slices.Contains(foreignKinds, kind) {
		hint := "use " + strings.TrimSuffix(id, rest) + "chat:MODEL"
		if kind == "responses" && model != "" {
			hint = "use " + strings.TrimSuffix(id, rest) + "chat:" + model + ", which asks by the chat completions"
		}
		return "", problem(fmt.Sprintf("%q is no chat model, and only those are supported in this version", id), hint)
	}
	if qualified && (kind == "chat" || kind == "completion") {
		return model, nil
	}
	if kind == "chat" && !qualified {
		return "", problem(fmt.Sprintf("%q names no model", id), "write "+id+":MODEL")
	}
	return rest, nil
}

// refusedForeign names what promptfoo has and this version has not.
func refusedForeign(id string) error {
	head, rest, _ := strings.Cut(id, ":")
	if knows(head) && head != "http" && head != "https" {
		return nil
	}
	const own = "or run the prompts with a provider of your own: --provider openai:MODEL"
	switch {
	case strings.HasPrefix(id, "file://"), strings.HasPrefix(id, "package:"), head == "python", head == "golang", head == "ruby",
		head != "exec" && slices.Contains([]string{".js", ".mjs", ".cjs", ".ts"}, path.Ext(id)):
		return problem(fmt.Sprintf("the provider %q is code, which is not supported in this version", id),
			"make it a command that reads the prompt and prints the answer: exec:python call.py; "+own)
	case head == "http", head == "https":
		return problem(fmt.Sprintf("the provider %q is a web service of its own, which promptfoo asks in a way that is not supported in this version", id),
			"configure it as a provider of type http in promptgit.yaml, with url, body and output (a program of jq in place of transformResponse), and name that")
	case head == "ws", head == "wss", head == "websocket", head == "webhook":
		return problem(fmt.Sprintf("the provider %q is a web service of its own, which is not supported in this version", id),
			"call it from a command: exec:./call.sh; "+own)
	case head == "azure" || head == "azureopenai":
		return problem(fmt.Sprintf("the provider %q is not supported in this version", id),
			"use openai:chat:DEPLOYMENT with apiBaseUrl: https://RESOURCE.openai.azure.com/openai/v1 and apiKeyEnvar: AZURE_API_KEY, "+own)
	case head == "llama":
		return problem(fmt.Sprintf("the provider %q is not supported in this version", id),
			"use openai:chat:MODEL with apiBaseUrl: http://localhost:8080/v1, "+own)
	case slices.Contains(foreignHeads, head) && (rest != "" || !strings.Contains(id, ":")):
		return problem(fmt.Sprintf("the provider %q is not supported in this version", id),
			"write another provider into the file, "+own)
	}
	return nil
}

// foreignHeads are promptfoo's other providers.
var foreignHeads = strings.Fields(`a2a abliteration adaline agentic ai21 aimlapi alibaba alicloud aliyun anthropic atlascloud bam
	bedrock bedrock-agent browser cloudera cloudflare-ai cloudflare-gateway cohere cometapi dashscope databricks docker
	elevenlabs envoy f5 fal gemini google groq hf helicone huggingface hyperbolic jfrog llamaapi mcp meta minimax
	mlflow-gateway modelslab n8n novita nscale opencode openclaw openinterpreter orcarouter palm portkey promptfoo quiverai
	qwak replicate sagemaker sequence slack snowflake transformers transformers.js truefoundry vercel vertex voyage watsonx`)
