package prompt

import (
	"cmp"
	"path"
	"regexp"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// readPromptyTools reads tools, in place or from a file. What is compared is
// what is written; the file is a partial of its own.
func (r *reader) readPromptyTools(e entry) {
	r.readTools(e)
	r.tools = r.p.Tools
	if name := fileReference(e.value); name != "" {
		r.p.Tools = r.referenced(name, e)
	}
	if list, ok := r.p.Tools.([]any); ok {
		sent := make([]any, len(list))
		for i, tool := range list {
			sent[i] = functionTool(tool)
		}
		r.p.Tools = sent
	}
}

var fileForm = regexp.MustCompile(`^\$\{file:([^}]+)\}$`)

// fileReference is the name in "${file:NAME}", "" for any other value.
func fileReference(v any) string {
	text, _ := v.(string)
	if m := fileForm.FindStringSubmatch(strings.TrimSpace(text)); m != nil {
		return strings.TrimSpace(m[1])
	}
	return ""
}

// referenced reads a file that a value stands in, by a path from the folder of
// the prompt, which it must not leave.
func (r *reader) referenced(name string, e entry) any {
	pos, dir := r.at(e.node), path.Dir(r.p.Path)
	full, ok := IncludePath(r.p.Path, name)
	switch {
	case !ok || path.IsAbs(name) || dir != "." && !strings.HasPrefix(full, dir+"/"):
		r.errs.Add(pos, name+" leaves the folder of the prompt", "put the file beside the prompt")
		return nil
	case r.read == nil:
		r.errs.Add(pos, "cannot read "+name+" here", "no other file can be read")
		return nil
	}
	src, err := r.read(full)
	if err != nil {
		r.errs.Add(pos, "no file "+full, "the name is relative to the prompt")
		return nil
	}
	r.p.Partials = append(r.p.Partials, Partial{Path: full, Text: unixText(src)})
	v, err := value.DecodeJSON(src)
	if err != nil {
		r.errs.Add(pos, full+" is no valid JSON: "+err.Error(), "")
	}
	return v
}

// functionTool turns a tool of version 2, {name, kind: function, parameters},
// into the form in which it is sent; any other is sent as it is.
func functionTool(tool any) any {
	o, ok := tool.(*value.Object)
	if kind, _ := o.Get("kind"); !ok || kind != "function" {
		return tool
	}
	function := &value.Object{}
	for _, key := range []string{"name", "description", "parameters", "strict"} {
		if v, ok := o.Get(key); ok {
			function.Set(key, cmp.Or(parameterSchema(key, v), v))
		}
	}
	return value.NewObject("type", "function", "function", function)
}

// parameterSchema makes a JSON schema of parameters that are a list, nil for
// anything else.
func parameterSchema(key string, v any) any {
	list, ok := v.([]any)
	if key != "parameters" || !ok {
		return nil
	}
	properties, required := &value.Object{}, []any{}
	for _, x := range list {
		o, _ := x.(*value.Object)
		name, _ := o.Get("name")
		kind, _ := o.Get("kind")
		text, isText := name.(string)
		if !isText {
			continue
		}
		property := value.NewObject("type", jsonType(display(kind)))
		if about, ok := o.Get("description"); ok {
			property.Set("description", about)
		}
		properties.Set(text, property)
		if needed, _ := o.Get("required"); needed == true {
			required = append(required, text)
		}
	}
	return value.NewObject("type", "object", "properties", properties, "required", required)
}
