package hooks

import "github.com/promptgit/promptgit/internal/diag"

// Policy is one rule for a commit.
type Policy struct {
	Code string // stable name, shown with every problem it finds
	Doc  string
	// Check gives the problems of a commit whose variables are counted; none
	// means that the commit may land.
	Check func(in Input, v Verdict) diag.Errors
}

// Policies is the one list of policies.
func Policies() []Policy {
	return []Policy{
		oneVariable(),
		noSecrets(),
	}
}
