package prompt

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/promptgit/promptgit/internal/value"
)

// Key is the prompt_key of a record: "sha256:" and 64 hex digits over all that
// decides what is sent for a case. Whitespace in messages counts, since it
// reaches the model; metadata, suites and the paths of the prompt and of what
// it includes do not.
func (p *Prompt) Key() string {
	messages := make([]any, len(p.Messages))
	for i, m := range p.Messages {
		message := []any{m.Role, m.Text}
		if m.Attributes != "" {
			message = append(message, m.Attributes)
		}
		messages[i] = message
	}
	partials := make([]any, len(p.Partials)) // the names stand in the texts
	for i, part := range p.Partials {
		partials[i] = part.Text
	}
	defaults := &value.Object{}
	for _, in := range p.Inputs {
		if in.Default != nil {
			defaults.Set(in.Name, in.Default)
		}
	}
	sum := sha256.Sum256(value.Canonical(value.NewObject(
		"engine", p.Engine,
		"model", p.Model,
		"connection", p.Connection,
		"params", p.Params,
		"messages", messages,
		"tools", p.Tools,
		"schema_input", p.Schema.Input,
		"schema_output", p.Schema.Output,
		"defaults", defaults,
		"partials", partials,
	)))
	return "sha256:" + hex.EncodeToString(sum[:])
}
