package eval

import (
	"context"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
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
	Source   string // of code in place, the body of a function; of a file, its content; of Exec, the command line
	Path     string // of a file, from the root of the repository; "" for code in place
	Function string // what to call in a file, "" for its default
	Data     bool   // a file of JavaScript may export data in place of a function
	Inputs   string // hash of what else decides what it does: vars in a template, files of a command
	Pos      diag.Pos
}

// Same says whether two scripts run the same code, wherever they stand.
func (s Script) Same(other Script) bool {
	s.Pos, s.Data = other.Pos, other.Data
	return s == other
}

// content is what decides what the script does, for keys: not where it stands.
func (s Script) content() *value.Object {
	o := value.NewObject("language", s.Language, "source", s.Source, "function", s.Function)
	if s.Inputs != "" {
		o.Set("inputs", s.Inputs)
	}
	return o
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

// ThrownError is a script that ran and failed by itself: it threw, it is not
// written correctly, or what it gave is no data.
type ThrownError struct {
	Message string
	NoData  bool // it ran to its end, and gave what is no data
}

// Error gives what was thrown.
func (e *ThrownError) Error() string { return e.Message }

// RefusedError is a script that asked for what no script of its kind can have
// here, whatever it did about the refusal.
type RefusedError struct{ What, Hint string }

// Error names what was asked for.
func (e *RefusedError) Error() string {
	return "the code uses " + e.What + ", which is not available here; " + e.Hint
}
