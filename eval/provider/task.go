package provider

import (
	"fmt"

	"github.com/promptgit/promptgit/eval"
)

// onlyChat refuses what a provider that only answers messages cannot do.
func onlyChat(name string, t eval.Task) error {
	if t == eval.Chat {
		return nil
	}
	return cannot(name, t)
}

// cannot says that a provider does not do a task, whatever it is asked.
func cannot(name string, t eval.Task) error {
	hint := "name another provider for it, such as a command of your own: exec:./" + string(t) + ".sh"
	switch t {
	case eval.Embed:
		hint = "name one of type openai or google for it, or a command of your own: exec:./embed.sh"
	case eval.Moderate:
		hint = "name one of type openai for it, or a command of your own: exec:./moderate.sh"
	case eval.Chat, eval.Classify:
	}
	return &eval.CallError{Fatal: true, Err: fmt.Errorf("a provider of type %s cannot %s", name, t), Hint: hint}
}
