package eval

import "github.com/promptgit/promptgit/internal/diag"

// Derived is a metric that is computed from the others of a run.
type Derived struct {
	Name  string
	Value string // an expression, see [Formula]
	Pos   diag.Pos
}
