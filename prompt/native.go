package prompt

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// native is Markdown or text with optional front matter and role lines.
func native() Format {
	return Format{
		Name: "native",
		Doc: "Markdown or plain text: YAML front matter with model and parameters where it is needed, " +
			"then the messages, each under a line such as \"system:\" or \"user:\". Without such lines the file is one message.",
		Example: `---
model: openai:gpt-4.1-mini
temperature: 0.2
inputs: [product, ticket]
---
system:
# Role
You answer support tickets for {{ product }}.

user:
{{ ticket }}
`,
		Detect: func(string, string) bool { return true },
		Parse:  parseNative,
	}
}

func parseNative(path, text string, opts Options) (*Prompt, error) {
	r := &reader{p: &Prompt{Path: path, Format: "native", Engine: engineNunjucks}}
	doc := splitFront(text)
	if doc.unclosed {
		r.errs.Add(diag.Pos{Path: path, Line: 1, Col: 1}, "front matter has no end", "close it with a line of three dashes: ---")
		return nil, r.errs.Err()
	}
	if doc.hasFront {
		r.front(doc.front)
	}
	r.p.Messages = splitRoles(doc.body, doc.bodyLine, roleOf(path, opts))
	return r.finish(opts)
}

// reader gathers what a format finds in one file.
type reader struct {
	p    *Prompt
	errs diag.Errors

	model     *value.Object // everything that the variable "model" stands for
	modelLine int
	params    []Variable
	toolsLine int
	inLine    int // of inputs
	schemaIn  int // of schema.input
	schemaOut int // of schema.output
}

func (r *reader) at(n *yaml.Node) diag.Pos {
	return diag.Pos{Path: r.p.Path, Line: n.Line, Col: n.Column}
}

// front reads YAML front matter, which starts on the second line of the file.
func (r *reader) front(src string) {
	root, err := value.ParseYAML(r.p.Path, []byte(src), 1)
	if err != nil {
		r.fail(err, 2)
		return
	}
	if root == nil {
		return
	}
	if root.Kind != yaml.MappingNode {
		r.errs.Add(r.at(root), "front matter is no mapping", "write it as key: value")
		return
	}
	r.fields(root, nativeKeys())
}

// fields hands each key of a mapping to the reader of its value.
func (r *reader) fields(root *yaml.Node, keys []key) {
	seen := map[string]int{}
	for i := 0; i+1 < len(root.Content); i += 2 {
		name, n := root.Content[i], root.Content[i+1]
		if first := seen[name.Value]; first > 0 {
			r.errs.Add(r.at(name), fmt.Sprintf("key %q stands twice", name.Value), fmt.Sprintf("it is set in line %d already", first))
			continue
		}
		seen[name.Value] = name.Line
		v, err := value.FromYAML(n)
		if err != nil {
			r.fail(err, name.Line)
			continue
		}
		if name.Tag == "!!merge" {
			r.errs.Add(r.at(name), "a merge key at the top of front matter", "write the keys out")
			continue
		}
		if v == nil { // a key without a value sets nothing
			continue
		}
		readerOf(keys, name.Value)(r, entry{name: name.Value, line: name.Line, node: n, value: v})
	}
}

// fail adds an error that may have no position of its own.
func (r *reader) fail(err error, line int) {
	if found, ok := err.(diag.Errors); ok { //nolint:errorlint // the value package hands it over unwrapped
		r.errs = append(r.errs, found...)
		return
	}
	r.errs.Add(diag.Pos{Path: r.p.Path, Line: line, Col: 1}, strings.TrimSpace(err.Error()), "")
}

// finish resolves includes and lists the variables.
func (r *reader) finish(opts Options) (*Prompt, error) {
	p := r.p
	r.include(opts)
	if err := r.errs.Err(); err != nil {
		return nil, err
	}
	p.Variables = append(r.frontVariables(), textVariables(p.Messages, p.Engine)...)
	for _, partial := range p.Partials {
		p.Variables = append(p.Variables, partialVariable(partial))
	}
	return p, nil
}
