package cmd

import (
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// foreignProvider is who answers, as promptfoo names it.
type foreignProvider struct {
	id     string
	config *value.Object // parameters and endpoint
}

func (f foreignProvider) same(other foreignProvider) bool {
	return f.id == other.id && string(value.Canonical(f.config)) == string(value.Canonical(other.config))
}

// node is the entry of providers, asked only the prompt of this label so far.
func (f foreignProvider) node(label string) *yaml.Node {
	n := mapping("id", text(f.id))
	if f.config.Len() > 0 {
		config := &yaml.Node{}
		if err := yaml.Unmarshal(value.Canonical(f.config), config); err == nil && len(config.Content) == 1 {
			plain(config.Content[0])
			n.Content = append(n.Content, text("config"), config.Content[0])
		}
	}
	n.Content = append(n.Content, text("prompts"), list([]*yaml.Node{text(label)}))
	return n
}

// plain takes the look of JSON off a node.
func plain(n *yaml.Node) {
	n.Style = 0
	for _, child := range n.Content {
		plain(child)
	}
}

// openAIParams are the keys of a config that promptfoo 0.121.20 sends to an
// OpenAI-compatible API; others go below passthrough.
func openAIParams() []string {
	return []string{
		"temperature", "max_tokens", "max_completion_tokens", "top_p", "frequency_penalty", "presence_penalty", "seed", "stop",
		"response_format", "tools", "tool_choice", "reasoning_effort",
	}
}

// provider finds what promptfoo calls who answers a prompt.
func (c *foreignConfig) provider(it *iteration) (foreignProvider, error) {
	w, p := c.x.w, it.prompt
	f := foreignProvider{id: c.asks, config: value.NewObject()}
	if c.asks != "" {
		return f, nil
	}
	own, err := w.app.ownModel(p)
	if err != nil {
		return f, err
	}
	name, model, _, err := w.choose("", "", own)
	if err != nil {
		return f, placed(err, p, true)
	}
	kind := name
	options := value.NewObject()
	if spec, ok := w.named()[name]; ok {
		kind, options = spec.Type, spec.Options
	}
	params := p.Params.Clone()
	if p.Tools != nil {
		params.Set("tools", p.Tools)
	}
	extra := ""
	switch kind {
	case "openai":
		f.id, extra = "openai:chat:"+model, "passthrough"
	case "anthropic":
		f.id, extra = "anthropic:messages:"+model, "extra_body"
	case "echo":
		f.id = "echo"
	default:
		return f, diag.Errors{{
			Pos:     diag.Pos{Path: p.Path},
			Message: fmt.Sprintf("who answers it, %s, has no counterpart that promptfoo asks alike", ui.Line(name)),
			Hint:    "openai, anthropic, endpoints of these types and echo have one; name another with --provider ID",
		}}
	}
	for option, v := range options.All() {
		switch {
		case option == "base_url":
			f.config.Set("apiBaseUrl", v)
		case option == "api_key_env":
			f.config.Set("apiKeyEnvar", v)
		case kind != "echo":
			c.lost = append(c.lost, "the option "+option+" of the provider "+name+" is not exported")
		}
	}
	for key, v := range params.All() {
		place := f.config
		if extra == "passthrough" && !slices.Contains(openAIParams(), key) || extra == "extra_body" && !slices.Contains([]string{"temperature", "max_tokens", "top_p", "top_k", "tools", "tool_choice", "thinking"}, key) {
			more, _ := f.config.Get(extra)
			place, _ = more.(*value.Object)
			if place == nil {
				place = value.NewObject()
				f.config.Set(extra, place)
			}
		}
		if kind != "echo" {
			place.Set(key, v)
		}
	}
	return f, nil
}
