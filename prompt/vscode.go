package prompt

import "strings"

// vscode is the prompt file of VS Code and GitHub Copilot.
func vscode() Format {
	return Format{
		Name: "vscode",
		Doc: "The .prompt.md of VS Code and GitHub Copilot: Markdown with front matter, of which model, tools and the mode or agent count; " +
			"the rest is for the editor. Where it asks for ${input:NAME}, cases fill that in, and {{ }} is text.",
		Path: "prompts/p.prompt.md",
		Example: `---
description: Explain a commit
mode: agent
model: gpt-4.1
tools: ['changes', 'codebase']
---
# Task
Explain what the last commit changed.
`,
		Detect: func(file, _ string) bool { return strings.HasSuffix(strings.ToLower(file), ".prompt.md") },
		Parse:  parseVSCode,
	}
}

func parseVSCode(file, text string, opts Options) (*Prompt, error) {
	r := &reader{p: &Prompt{Path: file, Format: "vscode", Engine: engineNunjucks}, read: opts.Read}
	doc := splitFront(text)
	if doc.unclosed {
		return nil, r.noEnd(1)
	}
	if doc.hasFront {
		r.front(doc.front, doc.frontLine, vscodeKeys())
	}
	if strings.Contains(doc.body, "${input:") && r.p.Engine == engineNunjucks {
		r.p.Engine = engineEditor
	}
	r.p.Messages = splitRoles(doc.body, doc.bodyLine, roleOf(file, opts))
	return r.finish(opts)
}

// vscodeKeys are the keys that decide what a model is asked, and those of
// promptgit itself: a prompt may be called .prompt.md without an editor.
func vscodeKeys() []key {
	keys := []key{{Key{"model", ""}, (*reader).readVSCodeModel}}
	keys = append(keys, key{Key{"tools", ""}, (*reader).readEditorTools})
	keys = append(keys, nativeKeys()...)
	for _, name := range commonParams() {
		keys = append(keys, key{Key{name, ""}, func(r *reader, e entry) { r.param(e.name, e.value, e.line) }})
	}
	return append(keys, key{Key{"mode", ""}, (*reader).readVSCodeAgent}, key{Key{"agent", ""}, (*reader).readVSCodeAgent}, key{Key{"", ""}, ignored})
}

// readVSCodeAgent reads who answers: agent, and mode as it was called before.
func (r *reader) readVSCodeAgent(e entry) {
	r.setting(e.name, e.value, e.line)
	r.params[len(r.params)-1].Name = "agent"
}

// readVSCodeModel takes a list too: the editor asks the first model that it has.
func (r *reader) readVSCodeModel(e entry) {
	list, ok := e.value.([]any)
	if !ok || len(list) == 0 {
		r.readModel(e)
		return
	}
	first := e
	first.node, first.value = resolved(e.node).Content[0], list[0]
	r.readModel(first)
	r.modelPart("model", e.value, e.line)
}
