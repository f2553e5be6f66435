package prompt

import (
	"path"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// prompty is the file of Microsoft's Prompty, in the versions 1 and 2 of its
// specification (microsoft/prompty, Prompty.yaml and spec/spec.md). The two
// differ in their keys only, and a file may hold some of both.
func prompty() Format {
	return Format{
		Name: "prompty",
		Doc: "Microsoft's .prompty, version 1 or 2: YAML front matter between --- or +++, then messages under role lines. " +
			"Templates are read as Nunjucks.",
		Path: "prompts/p.prompty",
		Example: `---
name: greeter
model:
  id: gpt-4o
  provider: openai
  options: {temperature: 0.3, maxOutputTokens: 80}
inputs:
  - {name: who, kind: string, default: Ada}
---
system:
You greet people in one line.

user:
Greet {{who}}.
`,
		Detect: func(file, _ string) bool { return strings.EqualFold(path.Ext(file), ".prompty") },
		Parse:  parsePrompty,
	}
}

func parsePrompty(file, text string, opts Options) (*Prompt, error) {
	r := &reader{p: &Prompt{Path: file, Format: "prompty", Engine: engineNunjucks}, read: opts.Read, partly: opts.Partly}
	doc := splitPrompty(text)
	if doc.unclosed {
		return nil, r.noEnd(doc.frontLine - 1)
	}
	if doc.hasFront {
		r.front(doc.front, doc.frontLine, promptyKeys())
	}
	r.p.Messages = splitRoles(doc.body, doc.bodyLine, "system")
	return r.finish(opts)
}

// splitPrompty finds front matter between two lines of --- or +++, which need
// not match and may be indented.
func splitPrompty(text string) document {
	rest, line := text, 1
	for {
		first, after, more := strings.Cut(rest, "\n")
		if isPromptyMarker(first) {
			rest, line = after, line+1
			break
		}
		if strings.TrimSpace(first) != "" || !more {
			return document{body: text, bodyLine: 1}
		}
		rest, line = after, line+1
	}
	doc := document{frontLine: line, unclosed: true}
	for at, no := 0, line; at < len(rest); no++ {
		l, _, _ := strings.Cut(rest[at:], "\n")
		end := min(len(rest), at+len(l)+1)
		if isPromptyMarker(l) {
			return document{front: rest[:at], frontLine: line, hasFront: true, body: rest[end:], bodyLine: no + 1}
		}
		at = end
	}
	return doc
}

func isPromptyMarker(line string) bool {
	s := strings.TrimSpace(line)
	return s == "---" || s == "+++"
}

// promptyKeys are the keys of both versions. What is not listed is metadata, or
// belongs to a later version, and is ignored.
func promptyKeys() []key {
	return []key{
		{Key{"model", ""}, (*reader).readPromptyModel},
		{Key{"inputs", ""}, (*reader).readPromptyInputs},
		{Key{"outputs", ""}, (*reader).readPromptyOutputs},
		{Key{"inputSchema", ""}, propertiesOf((*reader).readPromptyInputs)},
		{Key{"outputSchema", ""}, propertiesOf((*reader).readPromptyOutputs)},
		{Key{"tools", ""}, (*reader).readPromptyTools},
		{Key{"template", ""}, (*reader).readPromptyTemplate},
		{Key{"suite", ""}, (*reader).readSuites},
		{Key{"", ""}, ignored},
	}
}

// propertiesOf reads what drafts of version 2 called inputSchema and outputSchema:
// inputs and outputs, one key deeper.
func propertiesOf(read func(*reader, entry)) func(*reader, entry) {
	return func(r *reader, e entry) {
		if _, isText := e.value.(string); isText { // a file has them as they are called now
			read(r, e)
			return
		}
		r.each(e, func(own entry) {
			if own.name == "properties" {
				read(r, own)
			}
		})
	}
}

// readPromptyModel reads the model and its parameters: id and options in version
// 2, configuration and parameters in version 1.
func (r *reader) readPromptyModel(e entry) {
	if _, ok := e.value.(*value.Object); !ok {
		r.readModel(e)
		return
	}
	r.each(e, func(e entry) {
		switch e.name {
		case "id":
			r.readModel(e)
		case "options", "parameters":
			r.each(e, r.readPromptyOption)
		case "api", "apiType": // the same key in version 1 and 2
			r.setting(e.name, e.value, e.line)
			r.params[len(r.params)-1].Name = "api_type"
		case "response":
			r.setting(e.name, e.value, e.line)
		case "connection":
			if o, _ := e.value.(*value.Object); hasDeployment(o) { // as drafts called the configuration
				r.readPromptyConfiguration(e)
				return
			}
			r.readPromptyConnection(e)
		case "configuration":
			r.readPromptyConfiguration(e)
		default: // provider and what later versions bring
			r.readConnection(e)
		}
	})
}

func hasDeployment(o *value.Object) bool {
	_, ok := o.Get("azure_deployment")
	return ok
}

// readPromptyConfiguration reads the connection of version 1 as version 2 spells
// it: a model, a provider, and the rest.
func (r *reader) readPromptyConfiguration(e entry) {
	rest := e
	connection := &value.Object{}
	r.each(e, func(own entry) {
		switch own.name {
		case "name", "model", "azure_deployment":
			if r.p.Model == "" {
				r.readModel(own)
			} else {
				connection.Set(own.name, own.value)
			}
		case "type":
			own.name = "provider"
			r.readConnection(own)
		case "azure_endpoint":
			connection.Set("endpoint", own.value)
		default:
			connection.Set(own.name, own.value)
		}
	})
	if connection.Len() > 0 {
		rest.name, rest.value = "connection", connection
		r.readConnection(rest)
	}
}

func (r *reader) readPromptyOption(e entry) {
	switch e.name {
	case "tools":
		r.readPromptyTools(e)
	case "response_format":
		r.outputPart("format", e.value, e.line)
		r.sent(e.name, r.referenced(e.value, e))
	case "additionalProperties":
		r.each(e, func(e entry) { r.spelled(e.name, e.value, e.line) })
	default:
		r.spelled(e.name, e.value, e.line)
	}
}

// readPromptyTemplate reads the engine: jinja2 by name, or as a mapping with a
// format.
func (r *reader) readPromptyTemplate(e entry) {
	format := e.node
	for _, name := range []string{"format", "kind"} { // template: {format: {kind: jinja2}}
		if n := child(format, name); n != nil {
			format = n
		}
	}
	if format = resolved(format); format.Kind != yaml.ScalarNode { // a parser alone
		return
	}
	e.node, e.value = format, value.Scalar(format)
	r.readTemplate(e)
}
