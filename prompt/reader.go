package prompt

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// reader gathers what a format finds in one file.
type reader struct {
	p    *Prompt
	errs diag.Errors
	read func(path string) ([]byte, error) // Options.Read

	partly bool // Options.Partly

	model     *value.Object // everything that the variable "model" stands for
	modelLine int
	params    []Variable
	toolsLine int
	inLine    int // of inputs
	schemaIn  int // of schema.input
	schemaOut int // of schema.output

	inputs  string        // what the variable inputs stands for, "" for the inputs as they are declared
	unknown []entry       // keys of no known meaning
	tools   any           // what the variable tools stands for, nil for the tools as they are sent
	output  *value.Object // what the variable schema:output stands for, nil for the schema alone
}

func (r *reader) at(n *yaml.Node) diag.Pos {
	return diag.Pos{Path: r.p.Path, Line: n.Line, Col: n.Column}
}

// place is the start of a line of the file.
func (r *reader) place(line int) diag.Pos { return diag.Pos{Path: r.p.Path, Line: line, Col: 1} }

// noEnd says that front matter that opens in a line is never closed.
func (r *reader) noEnd(line int) error {
	r.errs.Add(r.place(line), "front matter has no end", "close it with a line of three dashes: ---")
	return r.errs.Err()
}

// front reads YAML front matter that starts in a line of the file.
func (r *reader) front(src string, line int, keys []key) {
	root, err := value.ParseYAML(r.p.Path, []byte(src), line-1)
	if err != nil {
		r.fail(err, line)
		return
	}
	if root == nil {
		return
	}
	if root.Kind != yaml.MappingNode {
		r.errs.Add(r.at(root), "front matter is no mapping", "write it as key: value")
		return
	}
	r.fields(root, keys)
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
		r.refuseTwice(n)
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

// refuseTwice reports every key that a mapping inside a value has twice: one of
// the two would be lost without a word.
func (r *reader) refuseTwice(n *yaml.Node) {
	seen := map[string]int{}
	for i, c := range n.Content {
		r.refuseTwice(c)
		if n.Kind != yaml.MappingNode || i%2 == 1 || c.Kind != yaml.ScalarNode || c.Tag == "!!merge" {
			continue
		}
		if first := seen[c.Value]; first > 0 {
			r.errs.Add(r.at(c), fmt.Sprintf("key %q stands twice", c.Value), fmt.Sprintf("it is set in line %d already", first))
			continue
		}
		seen[c.Value] = c.Line
	}
}

// each hands every key of a mapping to a function; anything else is an error.
func (r *reader) each(e entry, do func(entry)) {
	o, ok := e.value.(*value.Object)
	if !ok {
		r.errs.Add(r.at(e.node), e.name+" must be a mapping", "write one key: value a line below it")
		return
	}
	n := resolved(e.node)
	for i, name := range o.Keys() {
		v, _ := o.Get(name)
		if v == nil {
			continue
		}
		own := entry{name: name, line: e.line, node: e.node, value: v}
		if 2*i+1 < len(n.Content) && n.Content[2*i].Value == name { // not so below a merge key
			own.line, own.node = n.Content[2*i].Line, n.Content[2*i+1]
		}
		do(own)
	}
}

// fail adds an error that may have no position of its own.
func (r *reader) fail(err error, line int) {
	if found, ok := err.(diag.Errors); ok { //nolint:errorlint // the value package hands it over unwrapped
		r.errs = append(r.errs, found...)
		return
	}
	r.errs.Add(r.place(line), strings.TrimSpace(err.Error()), "write the value out in a shorter form")
}

// finish resolves includes and lists the variables.
func (r *reader) finish(opts Options) (*Prompt, error) {
	p := r.p
	r.include(opts)
	if err := r.errs.Err(); err != nil {
		return nil, err
	}
	p.Variables = slices.Concat(r.frontVariables(), attributeVariables(p.Messages), textVariables(p.Messages, p.Engine))
	e, _ := engineOf(p.Engine) // an unknown one has no comments
	for _, partial := range p.Partials {
		p.Variables = append(p.Variables, partialVariable(partial, e))
	}
	return p, nil
}
