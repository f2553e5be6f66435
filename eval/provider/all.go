package provider

import (
	"net/http"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// All lists every provider by name.
func All() []Type {
	return []Type{
		anthropicType(),
		demoType(),
		echoType(),
		execType(),
		execJSONType(),
		googleType(),
		httpType(),
		openaiType(),
		replayType(),
	}
}

// Type is a kind of provider.
type Type struct {
	Name    string
	Doc     string   // one sentence for people
	Env     []string // environment variables that it reads
	Gives   []string // environment variables that its command gets
	Example string   // as it is asked for, such as "openai:gpt-4.1-mini"
	Keys    []string // options that a configured provider of this type takes
	Arg     bool     // what follows the name is part of the provider (a command, a file) and no model
	New     func(Spec, Deps) (eval.Target, error)
}

// Spec is one provider as it was asked for or configured.
type Spec struct {
	Name    string        // as asked: "openai", "exec:./model.sh", a name of the configuration
	Type    string        // name of a Type
	Model   string        // as asked, "" for none
	Arg     string        // what follows the type's name, for types with Arg
	Options *value.Object // of the configuration, nil for none

	Pos diag.Pos            // where it is configured
	At  map[string]diag.Pos // where each option is
}

// Deps is what providers need from outside.
type Deps struct {
	HTTP    *http.Client
	Getenv  func(string) string
	Now     func() time.Time                  // for the time to the first token of a stream, nil for no such times
	Dir     string                            // working directory of commands: the top of the repository
	Read    func(path string) ([]byte, error) // reads a file that the user names, relative to Dir
	Environ []string                          // environment of commands
	Prices  map[string]eval.Price             // by the name of the model, over the table of list prices
}

// lookup finds a type by name. What https://HOST/PATH asks for is one of http.
func lookup(name string) (Type, bool) {
	if name == "https" {
		name = "http"
	}
	for _, t := range All() {
		if t.Name == name {
			return t, true
		}
	}
	return Type{}, false
}
