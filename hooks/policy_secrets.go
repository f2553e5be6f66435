package hooks

import "github.com/promptgit/promptgit/internal/diag"

// Secret is a key that a commit adds to a file. Its value is kept nowhere.
type Secret struct {
	Pos  diag.Pos
	Kind string // "an OpenAI key"
}

// SecretCode is the code of the rule about keys.
const SecretCode = "PG102"

// Diagnostic says what is wrong with a key in a file.
func (s Secret) Diagnostic() diag.Diagnostic {
	return diag.Diagnostic{
		Pos: s.Pos, Code: SecretCode, Message: s.Kind + " stands in what is committed",
		Hint: "take it out and keep it in the environment or in a .env that Git ignores; once pushed, it must be replaced",
	}
}

// noSecrets is the rule that no commit adds a key: Git cannot forget one. No
// exemption excuses it.
func noSecrets() Policy {
	return Policy{
		Code: SecretCode,
		Doc:  "a commit adds no key to a prompt, a suite, the configuration, a cassette or a .env file",
		Check: func(in Input, _ Verdict) diag.Errors {
			var errs diag.Errors
			for _, s := range in.Secrets {
				errs = append(errs, s.Diagnostic())
			}
			return errs
		},
	}
}
