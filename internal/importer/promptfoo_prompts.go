package importer

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// prompts makes files of the prompts that are written into the configuration.
func (p *promptfooFile) prompts(n *yaml.Node) {
	switch {
	case n == nil:
		p.in.warn(p.pos(nil), "there are no prompts in it", "")
	case n.Kind == yaml.ScalarNode:
		p.prompt(n, n.Value, "", nil, true)
	case n.Kind == yaml.MappingNode: // path: label
		for i := 0; i+1 < len(n.Content); i += 2 {
			p.prompt(n.Content[i], n.Content[i].Value, resolvedNode(n.Content[i+1]).Value, nil, false)
		}
	default:
		seen := map[string]bool{}
		for _, item := range n.Content {
			item = resolvedNode(item)
			if item.Kind == yaml.ScalarNode {
				if !seen[item.Value] {
					p.prompt(item, item.Value, "", nil, len(n.Content) == 1)
				}
				seen[item.Value] = true
				continue
			}
			raw, id, label := childOf(item, "raw"), childOf(item, "id"), childOf(item, "label")
			if raw == nil {
				raw = id
			}
			if raw == nil || raw.Kind != yaml.ScalarNode {
				p.fail(item, "a prompt without text", "add raw: with the text or a file://")
				continue
			}
			name := ""
			if label != nil {
				name = label.Value
			} else if id != nil && id != raw {
				name = id.Value
			}
			p.prompt(item, raw.Value, name, objectOf(childOf(item, "config")), len(n.Content) == 1)
		}
	}
}

// namesFile says whether promptfoo takes the text of a prompt for a path.
func namesFile(raw string) bool {
	if strings.Contains(raw, "\n") {
		return false
	}
	known := []string{".j2", ".json", ".jsonl", ".md", ".txt", ".yml", ".yaml", ".csv"}
	dot := func(fromEnd int) bool { return len(raw) >= fromEnd && raw[len(raw)-fromEnd] == '.' }
	return strings.HasPrefix(raw, "file://") || strings.ContainsAny(raw, `*/\`) || dot(3) || dot(4) || slices.Contains(known, path.Ext(raw))
}

// prompt takes over one entry; only says that it is the only one.
func (p *promptfooFile) prompt(n *yaml.Node, raw, label string, config *value.Object, only bool) {
	name, _, _ := strings.Cut(strings.TrimPrefix(raw, "file://"), ".py:")
	ext := strings.ToLower(path.Ext(strings.SplitN(path.Base(raw), ":", 2)[0]))
	switch {
	case strings.HasPrefix(raw, "langfuse://"), strings.HasPrefix(raw, "portkey://"), strings.HasPrefix(raw, "helicone://"):
		p.fail(n, raw+" is kept elsewhere", "export it there, and import it from there")
	case strings.HasPrefix(raw, "exec:"), slices.Contains([]string{".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".py", ".rb", ".go", ".sh"}, ext) && namesFile(raw):
		p.fail(n, raw+" makes its prompts when it runs, and has no text to take over", "write the prompt as a template, or keep the file: promptgit eval --suite "+path.Base(p.from.Path)+" runs it as it stands")
	case !namesFile(raw) || !strings.HasPrefix(raw, "file://") && !p.exists(name):
		p.inline(n, raw, label, config, only)
	default:
		p.file(n, name, label, config)
	}
}

// exists says whether a text is really the path of a file.
func (p *promptfooFile) exists(name string) bool {
	if isPattern(name) {
		return len(p.glob(name)) > 0
	}
	_, err := p.o.read(strings.TrimSuffix(p.from.Path, path.Base(p.from.Path)), path.Clean(name))
	return err == nil
}

func isPattern(name string) bool { return strings.ContainsAny(name, "*?[") }

// glob lists the files beside the configuration that match a pattern.
func (p *promptfooFile) glob(pattern string) []string {
	if p.o.Glob == nil {
		return nil
	}
	names, _ := p.o.Glob(strings.TrimSuffix(p.from.Path, path.Base(p.from.Path)), path.Clean(pattern)) // a pattern that is none matches nothing
	return names
}

// file takes over a prompt that stands in a file: where it is, if that is in this
// repository, else as a text.
func (p *promptfooFile) file(n *yaml.Node, name, label string, config *value.Object) {
	if isPattern(name) {
		if found := p.glob(name); len(found) > 0 {
			for _, one := range found {
				p.file(n, one, "", config)
			}
			return
		}
	}
	src, err := p.o.read(strings.TrimSuffix(p.from.Path, path.Base(p.from.Path)), path.Clean(name))
	if err != nil {
		p.fail(n, fmt.Sprintf("cannot read the prompt %s: %v", name, err), "paths start from the folder of the configuration; name files one by one, and below it")
		return
	}
	texts := []string{string(src)}
	switch strings.ToLower(path.Ext(name)) {
	case ".txt":
		texts = splitPrompts(string(src))
	case ".jsonl":
		texts = slices.DeleteFunc(strings.Split(unixText(string(src)), "\n"), func(l string) bool { return strings.TrimSpace(l) == "" })
	case ".csv":
		texts = promptColumn(src)
	}
	if len(texts) == 0 {
		p.fail(n, "there are no prompts in "+name, "put text into it")
		return
	}
	if len(texts) == 1 && p.inRepo {
		p.entry(path.Join(p.here, name))
		return
	}
	stem, _ := cutExt(path.Base(name))
	for i, text := range texts {
		called := label
		if called == "" {
			called = stem
		}
		if len(texts) > 1 {
			called = fmt.Sprintf("%s-%d", called, i+1)
		}
		p.inline(n, text, called, config, false)
	}
}

// entry lets the suite judge prompts that stay where they are.
func (p *promptfooFile) entry(glob string) {
	e := value.NewObject("path", glob)
	if p.tested {
		e.Set("suite", p.suite)
	}
	p.entries = append(p.entries, e)
	if model, ok := p.front.Get("model"); ok {
		vendor, name, _ := strings.Cut(model.(string), ":")
		if _, named := p.config.Get("provider"); !named {
			endpoints, _ := p.config.Get("providers")
			own, _ := endpoints.(*value.Object)
			settings, _ := own.Get(vendor)
			endpoint, ok := settings.(*value.Object)
			if !ok {
				endpoint = value.NewObject("type", vendor)
			}
			endpoint.Set("model", name)
			p.config.Set("provider", "main")
			p.config.Set("providers", value.NewObject("main", endpoint))
			if len(p.front.Keys()) > 1 {
				p.in.warn(p.pos(nil), "parameters of the provider are left out for prompts that stay in their files", "write them into the front matter of these prompts")
			}
		}
	}
}

func splitPrompts(src string) []string {
	var texts, lines []string
	flush := func() {
		if text := strings.TrimSpace(strings.Join(lines, "\n")); text != "" {
			texts = append(texts, text)
		}
		lines = nil
	}
	for line := range strings.SplitSeq(unixText(src), "\n") {
		if strings.TrimSpace(line) == "---" {
			flush()
			continue
		}
		lines = append(lines, line)
	}
	flush()
	return texts
}

// promptColumn gives the prompts of a table: those of its column of that name.
func promptColumn(src []byte) []string {
	rows, err := csv.NewReader(bytes.NewReader(src)).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil
	}
	at := slices.Index(rows[0], "prompt")
	if at < 0 {
		return nil
	}
	var texts []string
	for _, row := range rows[1:] {
		if strings.TrimSpace(row[at]) != "" {
			texts = append(texts, strings.TrimSpace(row[at]))
		}
	}
	return texts
}

// inline makes a file of a text.
func (p *promptfooFile) inline(n *yaml.Node, text, label string, config *value.Object, only bool) {
	name := label
	if name == "" {
		name = p.name
		if !only {
			name = fmt.Sprintf("%s-%d", p.name, len(p.in.Prompts)+1)
		}
	}
	for i := 2; p.where.byName[name] != ""; i++ {
		name = fmt.Sprintf("%s-%d", label, i)
	}
	out, before := Prompt{Name: name}, len(p.in.Errors)
	front := &value.Object{}
	if p.tested {
		front.Set("suite", p.suite)
	}
	for key, v := range p.front.All() {
		front.Set(key, v)
	}
	for key, v := range settings(config).All() {
		front.Set(key, v)
	}
	d := &draft{front: front, messages: chatOf(text)}
	var src []byte
	switch {
	case d.messages != nil:
	case looksLikeChat(text): // it is a chat only once it is rendered
		out.Path = strings.TrimSuffix(p.where.of(name), ".md") + ".json"
		src = []byte(text)
		if _, err := prompt.Parse(out.Path, src, prompt.Options{Partly: true}); err != nil {
			p.fail(n, fmt.Sprintf("as a file it could not be read: %v", err), "move this prompt by hand")
		}
		p.entry(out.Path)
	default:
		d.messages = []message{{text: text}}
	}
	if src == nil {
		out.Path = p.where.of(name)
		var errs diag.Errors
		src, errs = d.write(out.Path, p.pos(n))
		p.in.Errors = append(p.in.Errors, errs...)
	}
	out.Versions = []Version{{Src: p.in.withoutKeys(src, p.from, p.pos(n)), Pos: p.pos(n)}}
	out.Refused = len(p.in.Errors) > before
	p.in.Prompts = append(p.in.Prompts, out)
}

func looksLikeChat(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "[") && strings.Contains(text, `"role"`)
}

// chatOf reads a text that is a list of messages in JSON or YAML, each a role and
// a text. It is nil for any other.
func chatOf(text string) []message {
	trimmed := strings.TrimSpace(text)
	var v any
	switch {
	case strings.HasPrefix(trimmed, "["):
		if !json.Valid([]byte(trimmed)) {
			return nil
		}
		v, _ = value.DecodeJSON([]byte(trimmed)) // it is valid
	case strings.HasPrefix(trimmed, "- ") && strings.Contains(trimmed, "role:"):
		root, err := value.ParseYAML("", []byte(trimmed), 0)
		if err != nil {
			return nil
		}
		if v, err = value.FromYAML(root); err != nil {
			return nil
		}
	}
	list, _ := v.([]any)
	var messages []message
	for _, x := range list {
		o, _ := x.(*value.Object)
		role, _ := o.Get("role")
		content, _ := o.Get("content")
		name, _ := role.(string)
		body, isText := content.(string)
		said, ok := roleOf(name)
		if !ok || !isText || o.Len() != 2 || strings.TrimSpace(body) == "" {
			return nil
		}
		messages = append(messages, message{role: said, text: body})
	}
	return messages
}
