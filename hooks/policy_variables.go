package hooks

import (
	"fmt"

	"github.com/promptgit/promptgit/internal/diag"
)

// oneVariable is the rule that gives promptgit its name among the hooks: what
// changes together cannot be told apart by its score.
func oneVariable() Policy {
	const code = "PG101"
	return Policy{
		Code: code,
		Doc:  "a commit changes no more variables than policy.max_variables, counted over policy.scope",
		Check: func(in Input, v Verdict) diag.Errors {
			var errs diag.Errors
			refuse := func(at diag.Pos, n int, where string) {
				message := fmt.Sprintf("%d variables changed in one %s; at most %d may", n, where, in.Max)
				if in.Unvouched != "" {
					message += "; " + in.Unvouched
				}
				errs = append(errs, diag.Diagnostic{
					Pos: at, Code: code, Message: message,
					Hint: "commit one change, then the other, so that a score says which did what",
				})
			}
			if !in.PerPrompt {
				if v.Count > in.Max {
					refuse(diag.Pos{}, v.Count, "commit")
				}
				return errs
			}
			for _, p := range v.Prompts {
				if n := in.count([]Prompt{p}); n > in.Max {
					refuse(diag.Pos{Path: p.Path}, n, "prompt")
				}
			}
			return errs
		},
	}
}
