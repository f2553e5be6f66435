package prompt

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

func (r *reader) readInputs(e entry) {
	r.inLine = e.line
	e.node = resolved(e.node)
	switch e.node.Kind {
	case yaml.SequenceNode:
		list, _ := e.value.([]any)
		for i, v := range list {
			r.listedInput(v, e.node.Content[i])
		}
	case yaml.MappingNode:
		o, _ := e.value.(*value.Object)
		for i, name := range o.Keys() {
			line := e.line
			if 2*i < len(e.node.Content) && e.node.Content[2*i].Value == name {
				line = e.node.Content[2*i].Line
			}
			v, _ := o.Get(name)
			r.addInput(name, v, line, e.node)
		}
	default:
		r.errs.Add(r.at(e.node), "inputs must be a list or a mapping", "write inputs: [name, other]")
	}
}

func (r *reader) listedInput(v any, n *yaml.Node) {
	switch v := v.(type) {
	case string:
		r.addInput(v, nil, n.Line, n)
	case *value.Object:
		if name, ok := v.Get("name"); ok {
			if s, isText := name.(string); isText && s != "" {
				r.addInput(s, v, n.Line, n)
				return
			}
		}
		r.errs.Add(r.at(n), "an input without a name", "write {name: topic, type: string}")
	default:
		r.errs.Add(r.at(n), "an input must be a name or a mapping", "write {name: topic, type: string}")
	}
}

// addInput adds one input; v is its declaration, a type or a default.
func (r *reader) addInput(name string, v any, line int, n *yaml.Node) {
	in := Input{Name: name, Line: line}
	switch v := v.(type) {
	case *value.Object:
		for k, x := range v.All() {
			switch k {
			case "name", "description", "example", "examples", "sample":
			case "type", "kind":
				in.Type = display(x)
			case "default":
				in.Default = x
			default:
				if in.Rest == nil {
					in.Rest = &value.Object{}
				}
				in.Rest.Set(k, x)
			}
		}
	case string:
		if isTypeName(v) {
			in.Type = v
		} else {
			in.Default = v
		}
	default:
		in.Default = v
	}
	if slices.ContainsFunc(r.p.Inputs, func(i Input) bool { return i.Name == name }) {
		r.errs.Add(r.at(n), "input "+name+" is declared twice", "keep one of the two")
		return
	}
	r.p.Inputs = append(r.p.Inputs, in)
}

func isTypeName(s string) bool {
	switch strings.TrimSuffix(strings.TrimSuffix(s, "?"), "[]") {
	case "string", "text", "str", "number", "integer", "int", "float", "boolean", "bool", "array", "list", "object", "any", "date", "image", "file":
		return true
	}
	return false
}

// inputNames is what the variable "inputs" stands for: names with defaults.
func inputNames(inputs []Input) *value.Object {
	o := &value.Object{}
	for _, in := range inputs {
		o.Set(in.Name, in.Default)
	}
	return o
}

// inputSchema is what the variable "schema:input" stands for: types and further
// declarations of the inputs that among names (nil for all), and the schema
// apart from its list of properties.
func inputSchema(p *Prompt, among map[string]bool) *value.Object {
	o := &value.Object{}
	for _, in := range p.Inputs {
		if (in.Type != "" || in.Rest.Len() > 0) && (among == nil || among[in.Name]) {
			o.Set(in.Name, []any{in.Type, in.Rest})
		}
	}
	if p.Schema.Input != nil {
		o.Set("$schema", p.Schema.Input)
	}
	return o
}
