package prompt

import (
	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// readResponseFormat and readJSONSchema make the variable schema:output: the
// one says how the answer is held to the other.
func (r *reader) readResponseFormat(e entry) {
	name, ok := r.text(e, "text, json_object or json_schema")
	if !ok || name == "text" {
		return
	}
	r.outputPart("format", name, e.line)
	switch name {
	case "json_schema":
	case "json_object":
		r.sent("response_format", value.NewObject("type", name))
	default:
		r.errs.Add(r.at(e.node), "unknown responseFormat "+name, "write text, json_object or json_schema")
	}
}

func (r *reader) readJSONSchema(e entry) {
	text, ok := e.value.(string)
	if !ok {
		r.errs.Add(r.at(e.node), "jsonSchema must be JSON in a text", `write it below jsonSchema: |`)
		return
	}
	v, err := value.DecodeJSON([]byte(text))
	if err != nil {
		pos := r.at(e.node)
		line, _, problem := jsonProblem(text)
		if n := resolved(e.node); n.Style&yaml.LiteralStyle != 0 { // its lines are those of the file
			pos = r.place(n.Line + line)
		}
		r.errs.Add(pos, "jsonSchema is no valid JSON: "+problem, `write {"name": …, "schema": {…}} as text`)
		return
	}
	r.outputPart("schema", v, e.line)
	o, _ := v.(*value.Object)
	for _, name := range []string{"name", "schema"} {
		if _, named := o.Get(name); !named {
			r.errs.Add(r.at(e.node), "jsonSchema has no "+name, `write {"name": …, "schema": {…}} as text`)
		}
	}
	r.p.Schema.Output, _ = o.Get("schema")
}

// checkGitHubFormat sends a schema only where the format asks for it.
func (r *reader) checkGitHubFormat(format *yaml.Node) {
	switch {
	case format == nil || value.Scalar(resolved(format)) != "json_schema":
		r.p.Schema.Output = nil
	case r.p.Schema.Output == nil && len(r.errs) == 0:
		r.errs.Add(r.at(format), "json_schema without a jsonSchema", `write {"name": …, "schema": {…}} below jsonSchema: |`)
	}
}
