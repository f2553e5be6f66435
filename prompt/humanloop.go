package prompt

import (
	"path"
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
)

// humanloop is the serialized prompt of Humanloop (humanloop.com/docs/v5/reference/serialized-files,
// as described before the service ended).
func humanloop() Format {
	return Format{
		Name: "humanloop",
		Doc: "Humanloop's .prompt or .agent: YAML front matter with model, provider and parameters, then messages between " +
			"<system>, <user>, <assistant> and <tool> tags.",
		Path: "prompts/p.prompt",
		Example: `---
model: gpt-4o
temperature: 0.7
max_tokens: -1
provider: openai
endpoint: chat
---
<system>
  You summarize mail for {{team}}.
</system>
<user>
  {{mail}}
</user>
`,
		Detect: func(file, text string) bool {
			switch strings.ToLower(path.Ext(file)) {
			case ".agent":
				return true
			case ".prompt":
				doc := splitDotprompt(text)
				return messageTag().MatchString(doc.body) && !dotpromptKey().MatchString(doc.front) && !handlebarsOnly().MatchString(doc.body)
			}
			return false
		},
		Parse: parseHumanloop,
	}
}

// dotpromptKey and handlebarsOnly tell a dotprompt that has such tags in its
// text: the one is a key of its front matter, the other what Humanloop's
// templates do not have.
var (
	dotpromptKey   = memo.Regexp(`(?m)^(config|input|output|toolDefs)\s*:`)
	handlebarsOnly = memo.Regexp(`\{\{~?(\s*role\s|[#^/>!])`)
)

// messageTag opens a message. It stands first on its line.
var (
	messageTag = memo.Regexp(`(?m)^[ \t]*<(system|user|assistant|tool)(?:[ \t]+([^>\n]*[^>/\n]))?[ \t]*>`)
	tagValue   = memo.Regexp(`([\w-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"']+)`)
)

func parseHumanloop(file, text string, opts Options) (*Prompt, error) {
	r := &reader{p: &Prompt{Path: file, Format: "humanloop", Engine: engineNunjucks}, read: opts.Read}
	doc := splitFront(text)
	if doc.unclosed {
		return nil, r.noEnd(1)
	}
	if doc.hasFront {
		r.front(doc.front, doc.frontLine, humanloopKeys())
	}
	r.splitMessageTags(doc.body, doc.bodyLine, roleOf(file, opts))
	return r.finish(opts)
}

// humanloopKeys are the keys with a meaning of their own; all others are
// parameters.
func humanloopKeys() []key {
	meta := func(name string) key { return key{Key{name, ""}, ignored} }
	return []key{
		{Key{"model", ""}, (*reader).readModel},
		{Key{"provider", ""}, (*reader).readConnection},
		{Key{"endpoint", ""}, (*reader).readConnection},
		{Key{"tools", ""}, (*reader).readTools},
		{Key{"suite", ""}, (*reader).readSuites},
		{Key{"template_language", ""}, ignored},
		meta("name"), meta("description"), meta("tags"), meta("path"), meta("id"), meta("attributes"), meta("readme"),
		{Key{"", ""}, (*reader).readHumanloopParam},
	}
}

// readHumanloopParam reads a parameter. A bound of -1 is none, so it is not
// sent.
func (r *reader) readHumanloopParam(e entry) {
	r.spelled(e.name, e.value, e.line)
	if e.name == "max_tokens" && e.value == int64(-1) {
		r.p.Params.Delete("max_tokens")
	}
}

// splitMessageTags cuts a body into messages at its tags. Text between two
// messages is none of the chat; a body without tags is one message.
func (r *reader) splitMessageTags(body string, line int, fallback string) {
	at := 0
	for {
		m := messageTag().FindStringSubmatchIndex(body[at:])
		if m == nil {
			break
		}
		role, from := body[at+m[2]:at+m[3]], at+m[1]
		size := strings.Index(body[from:], "</"+role+">")
		start := line + strings.Count(body[:from], "\n")
		if size < 0 {
			pos := r.place(line + strings.Count(body[:at+m[2]], "\n"))
			r.errs.Add(pos, "<"+role+"> is never closed", "close it with </"+role+">")
			return
		}
		n := len(r.p.Messages)
		r.p.Messages = appendMessageText(r.p.Messages, role, outdented(body[from:from+size]), start)
		if n < len(r.p.Messages) && m[4] >= 0 {
			r.p.Messages[n].attribute(body[at+m[4]:at+m[5]], start)
		}
		at = from + size + len("</"+role+">")
	}
	if at == 0 {
		r.p.Messages = appendMessageText(nil, fallback, body, line)
	}
}

// attribute notes the attributes of the tag that begins m.
func (m *Message) attribute(text string, line int) {
	var list []string
	for _, found := range tagValue().FindAllStringSubmatch(text, -1) {
		v := strings.Trim(found[2], `"'`)
		list = append(list, found[1]+"="+v)
		if found[1] == "name" {
			m.Name = v
		}
	}
	if m.Attributes = strings.Join(list, ", "); m.Attributes != "" {
		m.RoleLine = line
	}
}

var textTag = memo.Regexp(`</?text>`)

// outdented takes the blanks that all lines begin with off, and the tags that
// only say that text is text.
func outdented(text string) string {
	text = textTag().ReplaceAllString(text, "")
	lines := strings.Split(text, "\n")
	shared := -1
	for _, l := range lines[min(1, len(lines)-1):] {
		if strings.TrimSpace(l) == "" {
			continue
		}
		if n := len(l) - len(strings.TrimLeft(l, " ")); shared < 0 || n < shared {
			shared = n
		}
	}
	for i, l := range lines {
		lines[i] = l[min(max(shared, 0), len(l)-len(strings.TrimLeft(l, " "))):]
	}
	return strings.Join(lines, "\n")
}
