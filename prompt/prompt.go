package prompt

import (
	"cmp"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// Prompt is one parsed version of a prompt file.
type Prompt struct {
	Path   string // FILE#NAME for a prompt inside a file
	Format string // name in Formats
	Engine string // name of the template engine: "nunjucks", "handlebars", "literal", "none"

	Model      string        // as written in the file, "" where it names none
	Connection *value.Object // provider, endpoint and the like, nil where the file has none
	Params     *value.Object // sampling and configuration parameters sent to the model, in file order
	Messages   []Message     // templates, unrendered
	Tools      any           // declared tools, nil for none
	Schema     Schemas
	Inputs     []Input  // declared inputs
	Suites     []string // suites that the front matter names

	Variables []Variable        // every part that can be changed alone, in order of appearance
	Partials  []Partial         // included files, each once, in order of first inclusion
	Absent    []string          // paths that are included and are not there, though they need not be or Options.Partly is set
	Warnings  []diag.Diagnostic // what was read but is probably not meant

	Unresolved diag.Errors // what is wrong with includes, where Options.Partly is set

	file         string            // see File
	notes        map[string]string // what is no key of the format and not sent: values in canonical JSON
	whole        *Message          // the template of all messages, where it sets their roles itself
	files        map[string]Part   // that messages hold, by the names that they give them
	partialNames map[string]string // the names under which Handlebars includes Partials
}

// File is the path of the file that the prompt stands in, which its lines are those of.
func (p *Prompt) File() string { return cmp.Or(p.file, p.Path) }

// Message is one message of a chat. Text is a template before rendering and
// final text after.
type Message struct {
	Role string `json:"role"` // "system", "user", "assistant", "tool", "developer"
	Text string `json:"content"`
	Name string `json:"name,omitempty"` // of who speaks, where the file says it

	Parts  []Part `json:"-"` // of rendered content that is more than text, nil where Text is all of it; else Text is TextOf them
	Calls  []Call `json:"-"` // of an assistant message that calls tools
	CallID string `json:"-"` // of a tool message: the call that it answers

	Thoughts string `json:"-"` // before the calls that a model made itself, as its API wants them back: a JSON list of blocks, "" for none

	Line int  `json:"-"` // where the text starts in the file, from 1
	Flat bool `json:"-"` // its lines are no lines of the file: all of it stands in or from Line

	Written *value.Object `json:"-"` // a template that holds more than text, as the file has it; nil for a text

	Attributes string `json:"-"` // of its role line, as written: "name=Ada"
	RoleLine   int    `json:"-"` // where that stands, 0 for none
}

// Input is a declared template input.
type Input struct {
	Name    string
	Type    string // "" where not declared
	Default any
	Rest    *value.Object // what else is declared of it, descriptions and examples excepted
	Line    int
}

// Schemas are the declared JSON schemas, nil where there is none.
type Schemas struct{ Input, Output any }

// Partial is an included file.
type Partial struct {
	Path string // from the root of the repository
	Text string
}

// Options say what the parser cannot see in the file.
type Options struct {
	// Role of a file without role lines: "system", "user" or "assistant".
	// Empty means system for a file called system.md or system.txt, else user.
	Role string
	// Read gives the content of a file of the same revision by its path from
	// the root of the repository. Nil means that nothing can be included.
	Read func(path string) ([]byte, error)
	// Partly takes a prompt also where a file that it includes cannot be had: that
	// is noted in Unresolved and is no error. It is for who compares and does not
	// render.
	Partly bool
}

// The template engines.
const (
	engineNunjucks = "nunjucks"
	engineNone     = "none"
)

// Blank says whether p is no version at all: missing, or without any text that
// could be sent. A change from it is a baseline, to it a deletion.
func Blank(p *Prompt) bool {
	if p == nil {
		return true
	}
	for i := range p.Variables {
		if p.Variables[i].isText() {
			return false
		}
	}
	return true
}
