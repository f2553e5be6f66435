package provider

import (
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

var (
	// plainClaude are the models that refuse a temperature and its kin.
	plainClaude = memo.Regexp(`^claude-(?:(?:fable|mythos|opus|sonnet)-5|opus-4-[78])(?:\D|$)`)
	// thoughtfulClaude are those that think unless they are told not to.
	thoughtfulClaude = memo.Regexp(`^claude-(?:fable|mythos|opus)-5(?:\D|$)`)
)

// fromVendor finds a model of Anthropic or Google in a provider id of promptfoo;
// ok is false for any other id.
func fromVendor(id string) (f Foreign, ok bool, err error) {
	head, rest, _ := strings.Cut(id, ":")
	kind, model, qualified := strings.Cut(rest, ":")
	if !qualified {
		model = rest
	}
	switch {
	case head == "anthropic" && (kind == "messages" && model != "" || !qualified && strings.HasPrefix(rest, "claude-") && !strings.HasPrefix(rest, "claude-agent-sdk") && rest != "claude-code"),
		head == "google" && !qualified && rest != "":
		return Foreign{Name: head, Type: head, Model: model}, true, nil
	case head == "anthropic" || head == "google":
		hint := "use anthropic:messages:MODEL"
		if head == "google" {
			hint = "use google:MODEL"
		}
		return Foreign{}, true, problem(fmt.Sprintf("the provider %q is not supported in this version", id), hint)
	}
	return Foreign{}, false, nil
}

// Send puts what promptfoo sends to Anthropic where its config says nothing into
// params, and takes out what it leaves out: a temperature beside top_p, beside
// thinking, and for the models that refuse one.
func (f Foreign) Send(params *value.Object) {
	if f.Type != "anthropic" {
		return
	}
	has := func(name string) bool { v, _ := params.Get(name); return v != nil }
	thinks := thoughtfulClaude().MatchString(f.Model)
	if v, _ := params.Get("thinking"); v != nil {
		thinking, _ := v.(*value.Object)
		kind, _ := thinking.Get("type")
		thinks = kind != "disabled"
		if thinks {
			params.Delete("temperature")
			params.Delete("top_k")
		}
	}
	if !has("max_tokens") {
		params.Set("max_tokens", int64(1024))
		if thinks {
			params.Set("max_tokens", int64(2048))
		}
	}
	switch plain := plainClaude().MatchString(f.Model); {
	case plain:
		for _, name := range []string{"temperature", "top_p", "top_k"} {
			params.Delete(name)
		}
	case has("top_p"):
		params.Delete("temperature")
	case !has("temperature") && !thinks:
		params.Set("temperature", int64(0))
	}
}
