package cmd

import (
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/provider"
)

// errand is one command that an agent asked for: what it may spend, and who hears
// how far it is. Nil is a command of a person.
type errand struct {
	allowance
	told func(done, total int64, text string) // nil for nobody
}

// bound keeps an engine within what the errand may spend, whatever the
// configuration would allow beyond it.
func (e *errand) bound(engine *eval.Engine) {
	if e == nil {
		return
	}
	if engine.MaxCalls == 0 || engine.MaxCalls > e.calls {
		engine.MaxCalls = e.calls
	}
	if engine.MaxCalls == 0 {
		engine.MaxCalls = -1
	}
	if e.cost != nil && (engine.MaxCost == nil || *engine.MaxCost > *e.cost) {
		engine.MaxCost = e.cost
	}
	if e.last != nil {
		engine.Continue(e.last)
	}
	e.last = engine
}

// tell passes on how far an engine is.
func (e *errand) tell(done, total int64, text string) {
	if e.told != nil {
		e.told(done, total, text)
	}
}

// namedHere refuses a provider that an agent names and the repository does not: what
// a person types is trusted (a command, a URL, a file to replay), what an agent
// says is not.
func (w *workspace) namedHere(name, own string) error {
	for _, known := range []string{w.config.Provider, own} {
		if used, _, err := provider.Split(known, w.named(), w.config.Provider); err == nil && used == name {
			return nil
		}
	}
	var names []string
	for _, p := range w.config.Providers {
		names = append(names, p.Name)
	}
	if w.config.Provider != "" {
		names = append(names, w.config.Provider)
	}
	hint := "leave it out, or ask a person to add it to promptgit.yaml"
	if len(names) > 0 {
		hint = "ask for one of these, leave it out, or ask a person to add it to promptgit.yaml: " + strings.Join(unique(names), ", ")
	}
	return usageHint(hint, "an agent may ask only providers that promptgit.yaml or the prompt names, and %q is none", name)
}
