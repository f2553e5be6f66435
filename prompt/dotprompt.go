package prompt

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

// dotprompt is Google's prompt file (google/dotprompt: docs, js/src/parse.ts).
func dotprompt() Format {
	return Format{
		Name: "dotprompt",
		Doc: "Google's .prompt: YAML front matter with model, config, input and output, then a Handlebars template in which " +
			"{{role \"system\"}} begins a message. Schemas may be written as Picoschema.",
		Path: "prompts/p.prompt",
		Example: `---
model: googleai/gemini-2.5-flash
config: {temperature: 0.2}
input:
  schema:
    topic: string
    words?: integer, how long the note may be
  default: {words: 50}
output: {format: text}
---
{{role "system"}}You write {{words}}-word notes.
{{role "user"}}Topic: {{topic}}
`,
		Detect: func(file, _ string) bool { return strings.EqualFold(path.Ext(file), ".prompt") },
		Parse:  parseDotprompt,
	}
}

func parseDotprompt(file, text string, opts Options) (*Prompt, error) {
	r := &reader{p: &Prompt{Path: file, Format: "dotprompt", Engine: engineHandlebars}, read: opts.Read}
	doc := splitDotprompt(text)
	if doc.unclosed {
		return nil, r.noEnd(doc.frontLine - 1)
	}
	if doc.hasFront {
		r.front(doc.front, doc.frontLine, dotpromptKeys())
	}
	body := appendMessageText(nil, "user", doc.body, doc.bodyLine)
	if len(body) > 0 {
		if r.p.Messages = r.splitRoleTags(body[0]); len(r.p.Messages) > 0 && !roleTag().MatchString(doc.body) {
			r.p.Messages[0].Role = cmp.Or(opts.Role, "user")
			body[0].Role = r.p.Messages[0].Role
		}
		r.p.whole = &body[0]
	}
	return r.finish(opts)
}

// splitDotprompt finds front matter, before which blank lines and comments may
// stand.
func splitDotprompt(text string) document {
	skipped, rest := 0, text
	for {
		first, after, more := strings.Cut(rest, "\n")
		if s := strings.TrimSpace(first); !more || s != "" && s[0] != '#' {
			break
		}
		rest, skipped = after, skipped+1
	}
	doc := splitFront(rest)
	if !doc.hasFront && !doc.unclosed {
		return document{body: text, bodyLine: 1}
	}
	doc.bodyLine += skipped
	doc.frontLine = 2 + skipped
	return doc
}

// dotpromptKeys are the reserved keys that count. The others are metadata, or
// an extension, which is sent nowhere.
func dotpromptKeys() []key {
	return []key{
		{Key{"model", ""}, (*reader).readModel},
		{Key{"config", ""}, (*reader).readSettings},
		{Key{"input", ""}, (*reader).readDotpromptInput},
		{Key{"output", ""}, (*reader).readDotpromptOutput},
		{Key{"tools", ""}, (*reader).readDotpromptTools},
		{Key{"toolDefs", ""}, (*reader).readDotpromptTools},
		{Key{"promptgit.suite", ""}, (*reader).readSuites},
		{Key{"suite", ""}, (*reader).readSuites},
		{Key{"", ""}, ignored},
	}
}

// roleTag is the helper that begins a message.
var roleTag = memo.Regexp(`\{\{~?\s*role\s+(?:"([^"]*)"|'([^']*)')\s*~?\}\}`)

// splitRoleTags cuts a template into messages at its role helpers, except for
// those in a comment or behind a backslash. Text before the first is of the user.
func (r *reader) splitRoleTags(body Message) []Message {
	var messages []Message
	role, from, line := body.Role, 0, body.Line
	comments := slices.DeleteFunc(handlebarsTags(body.Text), func(t hbTag) bool { return t.kind != '!' })
	for _, m := range roleTag().FindAllStringSubmatchIndex(body.Text, -1) {
		if m[0] > 0 && body.Text[m[0]-1] == '\\' || slices.ContainsFunc(comments, func(t hbTag) bool { return t.start < m[0] && m[0] < t.end }) {
			continue
		}
		messages = appendMessageText(messages, role, body.Text[from:m[0]], line)
		line += strings.Count(body.Text[from:m[1]], "\n")
		from = m[1]
		name := ""
		for _, group := range [][2]int{{m[2], m[3]}, {m[4], m[5]}} {
			if group[0] >= 0 {
				name = body.Text[group[0]:group[1]]
			}
		}
		role = dotpromptRole(name)
		if known := dotpromptRoles(); !slices.Contains(known, name) {
			pos := diag.Pos{Path: r.p.Path, Line: line - strings.Count(body.Text[m[0]:m[1]], "\n"), Col: m[0] - strings.LastIndexByte(body.Text[:m[0]], '\n')}
			r.errs.Add(pos, "unknown role "+name, cmp.Or(diag.DidYouMean(name, known), "the roles are "+strings.Join(known, ", ")))
		}
	}
	return appendMessageText(messages, role, body.Text[from:], line)
}

func dotpromptRoles() []string { return []string{"user", "model", "tool", "system"} }

// dotpromptRole is the word that the other formats use for a role.
func dotpromptRole(name string) string {
	if name == "model" {
		return "assistant"
	}
	return name
}

func (r *reader) readDotpromptTools(e entry) {
	if r.tools == nil {
		r.tools, r.toolsLine = &value.Object{}, e.line
	}
	whole, _ := r.tools.(*value.Object)
	list, ok := e.value.([]any)
	if !ok {
		r.errs.Add(r.at(e.node), e.name+" must be a list", "start each tool with a dash")
		return
	}
	if len(list) == 0 {
		return
	}
	whole.Set(e.name, list)
	if e.name == "tools" {
		return
	}
	sent := make([]any, 0, len(list))
	for _, x := range list {
		o, _ := x.(*value.Object)
		function := &value.Object{}
		for _, name := range []string{"name", "description"} {
			if v, ok := o.Get(name); ok {
				function.Set(name, v)
			}
		}
		if v, ok := o.Get("inputSchema"); ok {
			function.Set("parameters", picoschema(v))
		}
		sent = append(sent, value.NewObject("type", "function", "function", function))
	}
	r.p.Tools = sent
}

func (r *reader) readDotpromptInput(e entry) {
	r.inLine = e.line
	defaults := &value.Object{}
	r.each(e, func(own entry) {
		switch own.name {
		case "default":
			if o, ok := own.value.(*value.Object); ok {
				defaults = o
			}
		case "schema":
			r.schemaIn = own.line
			first := len(r.p.Inputs)
			r.schemaInputs(picoschema(own.value))
			for i := range r.p.Inputs[first:] {
				in := &r.p.Inputs[first+i]
				in.Line = propertyLine(own.node, in.Name, in.Line)
			}
		}
	})
	for name, v := range defaults.All() {
		found := false
		for i := range r.p.Inputs {
			if r.p.Inputs[i].Name == name {
				r.p.Inputs[i].Default, found = v, true
			}
		}
		if !found {
			r.p.Inputs = append(r.p.Inputs, Input{Name: name, Default: v, Line: propertyLine(child(e.node, "default"), name, e.line)})
		}
	}
}

// propertyLine is where a schema in either form names a property, else the
// fallback.
func propertyLine(schema *yaml.Node, name string, fallback int) int {
	if schema == nil {
		return fallback
	}
	properties := child(schema, "properties")
	if properties == nil {
		properties = schema
	}
	if properties = resolved(properties); properties.Kind != yaml.MappingNode {
		return fallback
	}
	for i := 0; i+1 < len(properties.Content); i += 2 {
		key, _, _ := picoKey(properties.Content[i].Value)
		if strings.TrimSuffix(key, "?") == name {
			return properties.Content[i].Line
		}
	}
	return fallback
}

// schemaInputs makes an input of each property of a JSON schema of an object.
// What describes it is never sent, so it does not count.
func (r *reader) schemaInputs(schema any) {
	o, _ := undescribed(schema).(*value.Object)
	properties, _ := o.Get("properties")
	list, ok := properties.(*value.Object)
	if !ok {
		r.p.Schema.Input = o
		return
	}
	needed := map[any]bool{}
	required, _ := o.Get("required")
	names, _ := required.([]any)
	for _, name := range names {
		needed[name] = true
	}
	for name, v := range list.All() {
		in := Input{Name: name, Type: string(value.Canonical(v)), Line: r.schemaIn}
		if !needed[name] {
			in.Rest = value.NewObject("optional", true)
		}
		r.p.Inputs = append(r.p.Inputs, in)
	}
	rest := &value.Object{}
	for k, v := range o.All() {
		if k != "properties" && k != "required" && k != "type" && (k != "additionalProperties" || v != false) {
			rest.Set(k, v)
		}
	}
	if rest.Len() > 0 {
		r.p.Schema.Input = rest
	}
}

func (r *reader) readDotpromptOutput(e entry) {
	r.each(e, func(own entry) {
		switch own.name {
		case "format":
			if own.value == "text" {
				return
			}
			r.outputPart("format", own.value, own.line)
			if own.value == "json" && r.p.Schema.Output == nil {
				r.sent("response_format", value.NewObject("type", "json_object"))
			}
		case "schema":
			schema := picoschema(own.value)
			r.outputPart("schema", schema, own.line)
			r.p.Schema.Output = schema
			r.p.Params.Delete("response_format") // the schema says it
		}
	})
}

// handlebarsIncludes follows the partials of a Handlebars text: {{> name}} is
// the file _name.prompt in the folder of the prompt, or in one above it.
func (in *includer) handlebarsIncludes(from, text string, first int, flat bool, trail []string) {
	for _, t := range handlebarsTags(text) {
		if t.kind != '>' {
			continue
		}
		pos := diag.Pos{Path: from, Line: first, Col: 1}
		if !flat {
			pos.Line += strings.Count(text[:t.start], "\n")
		}
		name, _, _ := strings.Cut(t.words, " ")
		if name = strings.Trim(name, `"'`); name == "" || name[0] == '(' || name[0] == '@' {
			in.r.p.Warnings = append(in.r.p.Warnings, diag.Diagnostic{
				Pos: pos, Message: "a partial whose name is known only when rendering",
				Hint: "write the name, so that a change of that file counts",
			})
			continue
		}
		full, src := in.partialFile(name)
		if full == "" {
			full = path.Join(path.Dir(in.r.p.Path), path.Dir(name), "_"+path.Base(name)+".prompt")
			in.r.missing(full, pos, "no partial "+name, "write it as "+full)
			continue
		}
		in.add(full, name, src, pos, trail)
	}
}

// partialFile finds a partial by its name.
func (in *includer) partialFile(name string) (full string, src []byte) {
	if in.read == nil {
		return "", nil
	}
	for dir := path.Dir(in.r.p.Path); ; dir = path.Dir(dir) {
		full = path.Join(dir, path.Dir(name), "_"+path.Base(name)+".prompt")
		if src, err := in.read(full); err == nil {
			return full, src
		}
		if dir == "." || dir == "/" {
			return "", nil
		}
	}
}
