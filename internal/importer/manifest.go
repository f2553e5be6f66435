package importer

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// manifest turns the way in which LangChain writes a prompt down into a draft.
type manifest struct {
	in       *Import
	doc      *document
	d        *draft
	settings *value.Object
	defaults *value.Object // of variables that are filled in already
	sections bool          // some template has sections of mustache
	formats  map[string]bool
}

// read takes over a node and what is in it.
func (m *manifest) read(n *node) {
	if m.settings == nil {
		m.settings, m.defaults, m.formats = &value.Object{}, &value.Object{}, map[string]bool{}
		m.sections = hasSections(n)
	}
	if n.get("_type") != nil {
		m.old(n)
		return
	}
	kind, kw := kindOf(n), n.get("kwargs")
	if n.text("type") == "not_implemented" {
		m.fail(n, fmt.Sprintf("LangChain did not write %s down", kind), "take it out of the prompt in LangSmith, or move it by hand")
		return
	}
	switch kind {
	case "RunnableSequence":
		m.sequence(kw)
	case "RunnableBinding":
		m.readAny(kw.get("bound"))
		m.bound(kw.get("kwargs"))
	case "ChatPromptTemplate", "StructuredPrompt":
		m.partial(kw)
		for _, x := range items(kw.get("messages")) {
			m.message(x)
		}
		if schema := kw.get("schema_", "schema"); schema != nil {
			m.settings.Set("output", schema.value())
		}
	case "PromptTemplate":
		m.partial(kw)
		m.add("", n, m.template(n))
	case "FewShotPromptTemplate":
		m.partial(kw)
		m.fewShot(kw)
	case "StrOutputParser", "JsonOutputParser", "PydanticOutputParser", "SimpleJsonOutputParser", "JsonOutputToolsParser", "CommaSeparatedListOutputParser":
		m.in.warn(m.doc.pos(n), kind+" is left out", "judge the form of the answer in the suite: is-json, contains-json, javascript")
	default:
		if kw.get("model", "model_name") != nil || strings.HasPrefix(kind, "Chat") || strings.HasSuffix(kind, "LLM") {
			m.model(kind, kw)
			return
		}
		m.fail(n, fmt.Sprintf("%q has no counterpart", kind), "move it by hand")
	}
}

// hasSections says whether any template has sections of mustache, so that all of
// them must stay as they are.
func hasSections(n *node) bool {
	if text, ok := n.get("template").string(); ok && n.text("template_format") == "mustache" && (strings.Contains(text, "{{#") || strings.Contains(text, "{{^")) {
		return true
	}
	return slices.ContainsFunc(n.list, hasSections) || slices.ContainsFunc(n.keysOf(), func(k string) bool { return hasSections(n.fields[k]) })
}

// readAny is read of what may be missing.
func (m *manifest) readAny(n *node) {
	if n != nil {
		m.read(n)
	}
}

func (m *manifest) fail(n *node, message, hint string) { m.in.fail(m.doc.pos(n), message, hint) }

// kindOf is the last part of the id of a node.
func kindOf(n *node) string {
	ids := n.get("id").texts()
	if len(ids) == 0 {
		return ""
	}
	return ids[len(ids)-1]
}

func items(n *node) []*node {
	if n == nil || n.kind != '[' {
		return nil
	}
	return n.list
}

func (m *manifest) sequence(kw *node) {
	m.readAny(kw.get("first"))
	for _, n := range items(kw.get("middle")) {
		m.read(n)
	}
	m.readAny(kw.get("last"))
	for _, n := range items(kw.get("steps")) {
		m.read(n)
	}
}

// partial notes the variables that are filled in.
func (m *manifest) partial(kw *node) {
	o, _ := kw.get("partial_variables").value().(*value.Object)
	for name, v := range o.All() {
		if inner, ok := v.(*value.Object); ok && inner.Len() > 0 {
			if _, is := inner.Get("lc"); is {
				continue // an instance, which fills in a list of messages
			}
		}
		m.defaults.Set(name, v)
	}
}

// model takes over the name and the parameters. Secrets hold the name of a
// variable of the environment, and are dropped with all that is no parameter.
func (m *manifest) model(kind string, kw *node) {
	vendor := map[string]string{
		"ChatOpenAI": "openai", "OpenAI": "openai", "ChatAnthropic": "anthropic", "Anthropic": "anthropic",
		"ChatGoogleGenerativeAI": "google", "ChatVertexAI": "google", "GoogleGenerativeAI": "google",
	}[kind]
	for _, key := range kw.keysOf() {
		f := kw.fields[key]
		switch {
		case f.get("lc") != nil:
		case key == "model_kwargs" && f.kind == '{':
			for _, k := range f.keys {
				m.settings.Set(k, f.fields[k].value())
			}
		case key == "model" || key == "model_name":
			m.settings.Set("model", f.value())
		case simpleParam(key):
			if v := f.value(); v != nil {
				m.settings.Set(key, v)
			}
		}
	}
	if vendor != "" {
		m.settings.Set("provider", vendor)
	} else {
		m.in.warn(m.doc.place(kw.offset()), fmt.Sprintf("the provider of %s is not known here: the model is written without one", kind), "write model: PROVIDER:MODEL into the prompt, or provider: into promptgit.yaml")
	}
}

func (n *node) keysOf() []string {
	if n == nil {
		return nil
	}
	return n.keys
}

func (n *node) offset() int {
	if n == nil {
		return 0
	}
	return n.at
}

// bound takes over what a model was bound to: tools and a form of the answer.
func (m *manifest) bound(kw *node) {
	for _, key := range kw.keysOf() {
		switch v := kw.fields[key].value(); {
		case v == nil:
		case key == "tools" || key == "functions":
			m.settings.Set("tools", v)
		case simpleParam(key):
			m.settings.Set(key, v)
		default:
			m.in.warn(m.doc.pos(kw.fields[key]), fmt.Sprintf("%q, to which the model is bound, is left out", key), "")
		}
	}
}

// message takes over one entry of a chat.
func (m *manifest) message(n *node) {
	kind, kw := kindOf(n), n.get("kwargs")
	if n.text("type") == "not_implemented" {
		m.fail(n, fmt.Sprintf("LangChain did not write %s down", kind), "move this message by hand")
		return
	}
	switch kind {
	case "SystemMessagePromptTemplate", "HumanMessagePromptTemplate", "AIMessagePromptTemplate", "ChatMessagePromptTemplate":
		said := strings.TrimSuffix(kind, "MessagePromptTemplate")
		if said == "Chat" {
			said = kw.text("role")
		}
		role, ok := roleOf(said)
		if !ok {
			m.fail(n, fmt.Sprintf("a message of the role %q has no counterpart", said), "roles are system, user, assistant, tool and developer")
			return
		}
		p := kw.get("prompt")
		if list := items(p); list != nil {
			var texts []string
			for _, part := range list {
				if kindOf(part) != "PromptTemplate" {
					m.fail(part, "a part that is no text has no counterpart: "+kindOf(part), "write images and files by hand, see docs/chains.md")
					return
				}
				texts = append(texts, m.template(part))
			}
			m.add(role, n, strings.Join(texts, "\n"))
			return
		}
		if p == nil {
			m.fail(n, "a message without a template", "give the manifest as LangSmith wrote it")
			return
		}
		m.partial(p.get("kwargs"))
		m.add(role, n, m.template(p))
	case "SystemMessage", "HumanMessage", "AIMessage":
		role, _ := roleOf(strings.TrimSuffix(kind, "Message"))
		text, ok := kw.get("content").string()
		if !ok {
			m.fail(n, "the content of a message must be a text", "write images and files by hand, see docs/chains.md")
			return
		}
		var t templateText
		t.literal(text)
		m.add(role, n, t.String())
	case "MessagesPlaceholder":
		name := kw.text("variable_name")
		if !variable(name) {
			m.fail(n, fmt.Sprintf("a placeholder cannot be called %q", name), "rename it: letters, digits and _")
			return
		}
		m.d.messages = append(m.d.messages, message{role: "user", text: "{{" + name + "}}", pos: m.doc.pos(n)})
		m.d.threads = append(m.d.threads, name)
	default:
		m.fail(n, fmt.Sprintf("%q is no message that can be moved in", kind), "move this message by hand")
	}
}

func (m *manifest) add(role string, n *node, text string) {
	if strings.TrimSpace(text) == "" {
		m.in.warn(m.doc.pos(n), "an empty message is left out", "")
		return
	}
	m.d.messages = append(m.d.messages, message{role: role, text: text, pos: m.doc.pos(n)})
}

// write gives the file.
func (m *manifest) write(path string, pos diag.Pos) ([]byte, diag.Errors) {
	m.d.front = settings(m.settings)
	m.d.defaults = m.defaults
	if m.sections {
		if len(m.formats) > 1 || len(m.d.threads) > 0 {
			return nil, diag.Errors{{Pos: pos, Message: "sections of mustache stand beside templates of another format, or beside placeholders", Hint: "write {{#name}} sections without, or move this prompt by hand"}}
		}
		m.d.front.Set("template", "mustache")
	}
	if len(m.d.messages) == 0 {
		return nil, diag.Errors{{Pos: pos, Message: "there is no message in this prompt", Hint: "give the manifest as LangSmith wrote it"}}
	}
	return m.d.write(path, pos)
}

// old takes over the form that the LangChain hub had first.
func (m *manifest) old(n *node) {
	switch kind := n.text("_type"); kind {
	case "prompt":
		m.partial(n)
		m.add("", n, m.templateIn(n, n))
	case "few_shot":
		m.partial(n)
		m.fewShot(n)
	default:
		m.fail(n, fmt.Sprintf("a prompt of the type %q has no counterpart", kind), "move it by hand")
	}
	if p := n.get("output_parser"); p != nil {
		m.in.warn(m.doc.pos(p), "output_parser is left out", "judge the form of the answer in the suite")
	}
}

// fewShot writes the examples out.
func (m *manifest) fewShot(kw *node) {
	examples := kw.get("examples")
	shape := kw.get("example_prompt")
	if examples == nil || examples.kind != '[' || shape == nil {
		m.fail(kw, "its examples are chosen when it runs", "write those out that you want, and move it by hand")
		return
	}
	inner := shape
	if k := shape.get("kwargs"); k != nil {
		inner = k
	}
	format := templateFormat(inner, kw)
	separator := "\n\n"
	if s, ok := kw.get("example_separator").string(); ok {
		separator = s
	}
	var parts []string
	add := func(key string) {
		if s, ok := kw.get(key).string(); ok && s != "" {
			parts = append(parts, m.convert(kw.get(key), s, templateFormat(kw, nil), nil))
		}
	}
	add("prefix")
	text, _ := inner.get("template").string()
	for _, x := range examples.list {
		o, _ := x.value().(*value.Object)
		parts = append(parts, m.convert(inner, text, format, o))
	}
	add("suffix")
	m.add("", kw, strings.Join(parts, separator))
}

func templateFormat(n, outer *node) string {
	if f := n.text("template_format"); f != "" {
		return f
	}
	if f := outer.text("template_format"); f != "" {
		return f
	}
	return "f-string"
}

// template converts the template of a PromptTemplate node.
func (m *manifest) template(n *node) string {
	kw := n.get("kwargs")
	if kw == nil {
		m.fail(n, fmt.Sprintf("%q is no template that can be moved in", kindOf(n)), "move this message by hand")
		return ""
	}
	return m.templateIn(n, kw)
}

func (m *manifest) templateIn(n, kw *node) string {
	text, ok := kw.get("template").string()
	if !ok {
		m.fail(n, "a template without a text", "give the manifest as LangSmith wrote it")
		return ""
	}
	return m.convert(kw.get("template"), text, templateFormat(kw, nil), nil)
}

// asText prints a value as Python's f-strings do, for the plain ones.
func asText(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return "True"
		}
		return "False"
	case nil:
		return "None"
	}
	out, _ := json.Marshal(v) // numbers
	return string(out)
}
