package cmd

import (
	"cmp"
	"fmt"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/prompt"
)

// envForm is how a .prompty names an environment variable, with its default.
var envForm = memo.Regexp(`\$\{env:([^}:]+)(?::([^}]*))?\}`)

// ownModel is the model that a prompt names. A .prompty may leave it to the
// environment; it never gets a variable that looks like a secret.
func (a *App) ownModel(p *prompt.Prompt) (string, error) {
	var missing string
	model := envForm().ReplaceAllStringFunc(p.Model, func(s string) string {
		m := envForm().FindStringSubmatch(s)
		v := m[2]
		if !secretName().MatchString(m[1]) {
			v = cmp.Or(a.Getenv(m[1]), v)
		}
		if v == "" {
			missing = m[1]
		}
		return v
	})
	if missing == "" {
		return model, nil
	}
	return "", diag.Errors{{
		Pos: diag.Pos{Path: p.Path}, Message: fmt.Sprintf("the model is %s, and %s is not set", p.Model, missing),
		Hint: "set it, or name a model with --model",
	}}
}
