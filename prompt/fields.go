package prompt

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

func (r *reader) readModel(e entry) {
	if name, ok := r.text(e, "the name of a model, such as openai:gpt-4.1-mini"); ok {
		r.p.Model = name
		r.modelPart("model", name, e.line)
	}
}

func (r *reader) readConnection(e entry) {
	if r.p.Connection == nil {
		r.p.Connection = &value.Object{}
	}
	r.p.Connection.Set(e.name, e.value)
	r.modelPart(e.name, e.value, e.line)
}

// modelPart adds to what the variable "model" stands for.
func (r *reader) modelPart(name string, v any, line int) {
	if r.model == nil {
		r.model, r.modelLine = &value.Object{}, line
	}
	r.model.Set(name, v)
}

func (r *reader) param(name string, v any, line int) {
	if r.p.Params == nil {
		r.p.Params = &value.Object{}
	}
	r.p.Params.Set(name, v)
	r.setting(name, v, line)
}

// setting adds a variable param:NAME, sent or not.
func (r *reader) setting(name string, v any, line int) {
	r.params = append(r.params, Variable{
		ID: "param:" + name, Kind: KindParam, Name: name, Message: -1,
		Text: display(v), Norm: string(value.Canonical(v)), Line: line,
	})
}

func (r *reader) readParams(e entry) {
	r.each(e, func(own entry) {
		if _, twice := r.p.Params.Get(own.name); twice {
			r.errs.Add(r.at(e.node), "parameter "+own.name+" is set twice", "keep one of the two")
			return
		}
		r.param(own.name, own.value, own.line)
	})
}

func (r *reader) readTemplate(e entry) {
	name, ok := r.text(e, "the name of a template engine")
	if !ok {
		return
	}
	switch strings.ToLower(name) {
	case "nunjucks", "jinja2", "jinja":
		r.p.Engine = engineNunjucks
	case "handlebars", "mustache":
		r.p.Engine = engineHandlebars
	case "none", "text":
		r.p.Engine = engineNone
	default:
		r.errs.Add(r.at(e.node), "unknown template engine "+name, "write nunjucks, handlebars or none")
	}
	r.setting("template", r.p.Engine, e.line)
}

func (r *reader) readSuites(e entry) {
	list, ok := e.value.([]any)
	if !ok {
		list = []any{e.value}
	}
	for _, x := range list {
		name, isText := x.(string)
		if !isText {
			r.errs.Add(r.at(e.node), e.name+" must be a path or a list of paths", "write suite: suites/NAME.yaml")
			return
		}
		r.p.Suites = append(r.p.Suites, name)
	}
}

func (r *reader) readTools(e entry) {
	if list, ok := e.value.([]any); ok && len(list) == 0 {
		return
	}
	r.p.Tools, r.toolsLine = e.value, e.line
}

func (r *reader) readSchema(e entry) {
	o, ok := e.value.(*value.Object)
	if !ok {
		r.errs.Add(r.at(e.node), "schema must be a mapping", "write schema: with input: or output: below it")
		return
	}
	for name, v := range o.All() {
		switch name {
		case "input":
			r.p.Schema.Input, r.schemaIn = v, e.line
		case "output":
			r.p.Schema.Output, r.schemaOut = v, e.line
		default:
			r.errs.Add(r.at(e.node), "schema has no key "+name, "write input or output")
		}
	}
}

func (r *reader) readOutput(e entry) {
	r.p.Schema.Output, r.schemaOut = e.value, e.line
	if o, ok := e.value.(*value.Object); ok && o.Len() == 1 {
		if inner, nested := o.Get("schema"); nested {
			r.p.Schema.Output = inner
		}
	}
}

// frontVariables lists the variables of the front matter by line.
func (r *reader) frontVariables() []Variable {
	list := slices.Clone(r.params)
	add := func(kind Kind, id string, text string, v any, line int) {
		list = append(list, Variable{ID: id, Kind: kind, Message: -1, Text: text, Norm: string(value.Canonical(v)), Line: line})
	}
	if r.model != nil {
		text := display(r.model)
		if r.model.Len() == 1 && r.p.Model != "" {
			text = r.p.Model
		}
		add(KindModel, "model", text, r.model, r.modelLine)
	}
	if r.inputs != "" {
		add(KindInputs, "inputs", r.inputs, r.inputs, r.inLine)
	} else if len(r.p.Inputs) > 0 {
		v := inputNames(r.p.Inputs)
		add(KindInputs, "inputs", display(v), v, r.inLine)
	}
	if v := inputSchema(r.p, nil); v.Len() > 0 && r.inputs == "" {
		add(KindSchema, "schema:input", display(v), v, cmp.Or(r.schemaIn, r.inLine))
	}
	switch {
	case r.output != nil:
		add(KindSchema, "schema:output", display(r.output), r.output, r.schemaOut)
	case r.p.Schema.Output != nil:
		add(KindSchema, "schema:output", display(r.p.Schema.Output), r.p.Schema.Output, r.schemaOut)
	}
	if r.tools == nil {
		r.tools = r.p.Tools
	}
	if r.tools != nil {
		add(KindTools, "tools", display(r.tools), r.tools, r.toolsLine)
	}
	slices.SortStableFunc(list, func(a, b Variable) int { return a.Line - b.Line })
	return list
}

// display writes a value for people: text as it is, all else as compact JSON.
func display(v any) string {
	if s, ok := v.(string); ok {
		return s
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if enc.Encode(v) != nil { // infinities and NaN have no JSON
		return string(value.Canonical(v))
	}
	return strings.TrimSuffix(b.String(), "\n")
}
