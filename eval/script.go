package eval

import (
	"context"

	"github.com/promptgit/promptgit/internal/diag"
)

// Languages of scripts.
const (
	JavaScript = "javascript"
	Python     = "python"
	Ruby       = "ruby"
	Exec       = "exec"
)

// Script is code of a suite: of an assertion, of a transform, or a file that
// makes a value.
type Script struct {
	Language string // one of the constants above
	Source   string // the code; of a file, its content
	Path     string // of a file, from the root of the repository; "" for code in place
	Function string // what to call in a file, "" for its default
	Pos      diag.Pos
}

// Arg is one argument of a script: by its name in code in place, by its
// position in a function of a file.
type Arg struct {
	Name  string
	Value any // JSON data: nil, bool, int64, float64, string, []any, *value.Object
}

// Runtime runs scripts under a deadline. What they give back is JSON data as in
// Arg; an error is a script that could not be run, that threw or that took too
// long.
type Runtime interface {
	Run(ctx context.Context, s Script, args ...Arg) (any, error)
}
