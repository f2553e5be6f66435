package prompt

import (
	"slices"

	"github.com/promptgit/promptgit/internal/value"
)

// Overlay gives the prompt with other parameters laid over its own, which it does
// not change. A parameter in another spelling, as topP is of top_p, is the same one
// and keeps the spelling of the file. Without parameters it is the prompt itself.
func (p *Prompt) Overlay(params *value.Object) *Prompt {
	if params.Len() == 0 {
		return p
	}
	over := *p
	over.Params = p.Params.Clone()
	for name, v := range params.All() {
		over.Params.Set(p.paramName(name), v)
	}
	return &over
}

// Param gives a parameter of the prompt by its name, in whichever spelling.
func (p *Prompt) Param(name string) (any, bool) { return p.Params.Get(p.paramName(name)) }

func (p *Prompt) paramName(name string) string {
	if _, exact := p.Params.Get(name); exact {
		return name
	}
	for _, own := range p.Params.Keys() {
		if snake(own) == snake(name) {
			return own
		}
	}
	return name
}

// CommonParam says whether a name is that of a parameter that providers share.
func CommonParam(name string) bool { return slices.Contains(commonParams(), snake(name)) }

// CommonParams are the parameters that providers share.
func CommonParams() []string { return commonParams() }
