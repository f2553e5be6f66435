package prompt

// native is Markdown or text with optional front matter and role lines.
func native() Format {
	return Format{
		Name: "native",
		Doc: "Markdown or plain text: YAML front matter with model and parameters where it is needed, " +
			"then the messages, each under a line such as \"system:\" or \"user:\". Without such lines the file is one message.",
		Path: "prompts/p.md",
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
		return nil, r.noEnd(1)
	}
	if doc.hasFront {
		r.front(doc.front, doc.frontLine, nativeKeys())
		r.otherKeys()
	}
	r.p.Messages = splitRoles(doc.body, doc.bodyLine, roleOf(path, opts))
	return r.finish(opts)
}
