package prompt

import (
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// agentFile is a file that instructs an agent: AGENTS.md and its kin.
func agentFile() Format {
	return Format{
		Name: "agent",
		Doc: "Instructions of agents: AGENTS.md, CLAUDE.md, GEMINI.md, SKILL.md, copilot-instructions.md, .agent.md, .chatmode.md, .instructions.md, " +
			".mdc, and what lies in agents and commands of .claude, .github and .cursor. All of it is one message of the system, sent as it stands; " +
			"of the front matter model, tools and the agent count, the rest is for the program that reads it.",
		Path: "skills/commit/SKILL.md",
		Example: `---
name: commit
description: Write the message of a commit
allowed-tools: Bash(git diff:*), Read
---
# Commit messages
State what changes for a reader, in the imperative.
`,
		Detect: func(file, _ string) bool { return isAgentFile(file) },
		Parse:  parseAgentFile,
	}
}

func isAgentFile(file string) bool {
	dir, name := path.Split(strings.ToLower(file))
	switch name {
	case "agents.md", "claude.md", "gemini.md", "skill.md", "copilot-instructions.md":
		return true
	}
	for _, ending := range []string{".agent.md", ".chatmode.md", ".instructions.md", ".mdc"} {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return strings.HasSuffix(name, ".md") && !strings.HasSuffix(name, ".prompt.md") && slices.ContainsFunc(agentFolders(), func(folder string) bool { return strings.Contains("/"+dir, "/"+folder+"/") })
}

func agentFolders() []string {
	return []string{".claude/agents", commandFolder, ".github/agents", ".cursor/commands"}
}

// commandFolder has what a user of Claude Code types: messages of the user.
const commandFolder = ".claude/commands"

func parseAgentFile(file, text string, opts Options) (*Prompt, error) {
	r := &reader{p: &Prompt{Path: file, Format: "agent", Engine: engineEditor}, read: opts.Read}
	doc := splitFront(text)
	if doc.unclosed {
		return nil, r.noEnd(1)
	}
	if doc.hasFront {
		r.agentFront(doc)
	}
	role := opts.Role
	if role == "" {
		role = "system"
		if dir := path.Dir("/" + strings.ToLower(file)); strings.Contains(dir+"/", "/"+commandFolder+"/") || strings.HasSuffix(dir, ".cursor/commands") {
			role = "user"
		}
	}
	r.p.Messages = appendMessageText(nil, role, doc.body, doc.bodyLine)
	return r.finish(opts)
}

// agentKeys are the keys that decide what a model is asked. What programs read of
// their own is theirs: no key is an error.
func agentKeys() []key {
	return []key{
		{Key{"model", ""}, (*reader).readAgentModel},
		{Key{"tools", ""}, (*reader).readEditorTools},
		{Key{"allowed-tools", ""}, (*reader).readEditorTools},
		{Key{"mode", ""}, (*reader).readVSCodeAgent},
		{Key{"agent", ""}, (*reader).readVSCodeAgent},
		{Key{"suite", ""}, (*reader).readSuites},
		{Key{"suites", ""}, (*reader).readSuites},
		{Key{"template", ""}, (*reader).readTemplate},
		{Key{"", ""}, ignored},
	}
}

// agentFront reads front matter that need be no YAML: the programs that read these
// files take "globs: **/*.ts" and colons in a description. Then each line that
// begins with a key counts as it is written.
func (r *reader) agentFront(doc document) {
	strict := &reader{p: &Prompt{Path: r.p.Path, Engine: r.p.Engine}, read: r.read}
	if strict.front(doc.front, doc.frontLine, agentKeys()); len(strict.errs) == 0 {
		r.front(doc.front, doc.frontLine, agentKeys())
		return
	}
	first := strict.errs[0]
	r.p.Warnings = append(r.p.Warnings, diag.Diagnostic{
		Pos: first.Pos, Message: "the front matter is no YAML: it is read line by line (" + first.Message + ")", Hint: "put the value into quotes",
	})
	keys := agentKeys()
	seen := map[string]bool{}
	for i, l := range strings.Split(doc.front, "\n") {
		name, text, ok := strings.Cut(l, ":")
		if name = strings.ToLower(name); !ok || seen[name] || strings.TrimSpace(name) != name || !agentKey(keys, name) {
			continue
		}
		seen[name] = true
		text = strings.Trim(strings.TrimSpace(text), `"'`)
		if text == "" {
			continue
		}
		node := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: text, Line: doc.frontLine + i, Column: 1}
		readerOf(keys, name)(r, entry{name: name, line: doc.frontLine + i, node: node, value: text})
	}
}

func agentKey(keys []key, name string) bool {
	return slices.ContainsFunc(keys, func(k key) bool { return k.Name == name && name != "" })
}

// readAgentModel takes the name of a model, or a list of which a program asks the
// first that it has. What else stands there is the program's own.
func (r *reader) readAgentModel(e entry) {
	switch v := e.value.(type) {
	case string:
		r.readModel(e)
	case []any:
		if len(v) > 0 {
			if _, ok := v[0].(string); ok {
				r.readVSCodeModel(e)
			}
		}
	}
}

// readEditorTools takes the names of tools that the program has: they count as the
// variable tools, and no model is sent them, since names alone declare nothing.
func (r *reader) readEditorTools(e entry) {
	list, ok := e.value.([]any)
	if !ok {
		r.tools, r.toolsLine = e.value, e.line
		return
	}
	if len(list) == 0 {
		return
	}
	r.tools, r.toolsLine = list, e.line
	var declared []any
	for _, x := range list {
		if _, is := x.(*value.Object); is {
			declared = append(declared, x)
		}
	}
	if declared != nil {
		r.p.Tools = declared
	}
}
