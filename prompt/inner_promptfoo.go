package prompt

import (
	"bytes"
	"path"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// inlineName begins the names of the prompts in the list of a promptfoo
// configuration: "prompts/0".
const inlineName = "prompts/"

// inlines finds the prompts that a promptfoo configuration holds itself, by their
// places in its list. Those that it names as files are none. A file that is no YAML
// or JSON, or has no such list, has none.
func inlines(file string, src []byte) []Inner {
	ext := strings.ToLower(path.Ext(file))
	if ext != ".yaml" && ext != ".yml" && ext != ".json" || IsGitHubModels(file) || !bytes.Contains(src, []byte("prompts")) {
		return nil
	}
	root, err := value.ParseYAML(file, bytes.TrimPrefix(src, []byte("\ufeff")), 0)
	if err != nil || root == nil || root.Kind != yaml.MappingNode {
		return nil
	}
	n := child(root, "prompts")
	if n == nil {
		return nil
	}
	items := []*yaml.Node{n}
	if n = resolved(n); n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	var list []Inner
	for i, item := range items {
		if text := inlineText(resolved(item)); text != nil {
			list = append(list, inlineAt(inlineName+strconv.Itoa(i), text, src))
		}
	}
	return list
}

// inlineText is where the text of a prompt stands, nil for one that is no text.
func inlineText(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.MappingNode {
		raw := child(n, "raw")
		if raw == nil || resolved(raw).Value == "" {
			raw = child(n, "id") // promptfoo: an id alone is the prompt
		}
		if raw == nil {
			return nil
		}
		n = resolved(raw)
	}
	if n.Kind != yaml.ScalarNode || n.Value == "" || n.Tag == "!!null" || namesPromptFile(n.Value) {
		return nil
	}
	return n
}

func inlineAt(name string, n *yaml.Node, src []byte) Inner {
	in := Inner{Name: name, Text: n.Value, Line: n.Line, inline: true}
	first, before := n.Line, n.Column-1
	block := n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
	if block {
		first++
		before = indentOf(src, first)
	}
	for i := range max(1, strings.Count(n.Value, "\n")+1) {
		at := origin{first, before}
		if n.Style&yaml.LiteralStyle != 0 {
			at.line += i
		}
		in.at = append(in.at, at)
	}
	return in
}

// indentOf counts the blanks that a line of a file begins with.
func indentOf(src []byte, line int) int {
	rows := rowsOf(src)
	if line > len(rows) {
		return 0
	}
	return indentation(string(src[rows[line-1].start:rows[line-1].end]))
}

// namesPromptFile says whether a prompt of a promptfoo configuration names a file or
// a service. promptfoo also takes a text with a slash or a star for a path, until it
// finds no such file; here a text with blanks is a text.
func namesPromptFile(raw string) bool {
	if strings.Contains(raw, "\n") {
		return false
	}
	for _, scheme := range []string{"file://", "exec:", "portkey://", "langfuse://", "helicone://"} {
		if strings.HasPrefix(raw, scheme) {
			return true
		}
	}
	name := raw
	if i := strings.LastIndexByte(raw, ':'); i > 0 && IsProgram(raw[:i]) { // FILE:FUNCTION
		name = raw[:i]
	}
	ext := strings.ToLower(path.Ext(name))
	if IsProgram(name) || slices.Contains([]string{".j2", ".json", ".jsonl", ".md", ".txt", ".yml", ".yaml", ".csv"}, ext) {
		return true
	}
	return !strings.ContainsAny(raw, " \t") && strings.ContainsAny(raw, `/\*`)
}
