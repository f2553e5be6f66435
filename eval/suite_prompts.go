package eval

import (
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// prompts reads a promptfoo configuration's own prompts. They matter only when
// it is run as it stands, so that their problems are kept apart.
func (p *suiteParser) prompts(keys *keySet) []InlinePrompt {
	n := keys.get("prompts")
	if n == nil {
		return nil
	}
	var prompts []InlinePrompt
	switch n.Kind {
	case yaml.ScalarNode:
		prompts = p.prompt(keys.d.pos(n), InlinePrompt{Raw: n.Value})
	case yaml.SequenceNode:
		for _, item := range n.Content {
			prompts = append(prompts, p.promptItem(keys.d, keys.d.deref(p, item))...)
		}
	case yaml.MappingNode: // path: label
		for _, e := range p.entries(keys.d, n) {
			prompts = append(prompts, p.prompt(keys.d.pos(e.key), InlinePrompt{Raw: e.name, Label: e.val.Value})...)
		}
	default:
		keys.wrong(n, "prompts", "a list")
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(prompts, func(one InlinePrompt) bool {
		id := one.Label + "\x00" + one.Raw
		defer func() { seen[id] = true }()
		return seen[id]
	})
}

func (p *suiteParser) promptItem(d *doc, n *yaml.Node) []InlinePrompt {
	if n.Kind == yaml.ScalarNode {
		return p.prompt(d.pos(n), InlinePrompt{Raw: n.Value})
	}
	keys := p.keys(d, n, "prompt", []string{"config", "display", "id", "label", "raw"})
	one := InlinePrompt{ID: keys.text("id"), Label: keys.text("label"), Raw: keys.text("raw")}
	if one.Raw == "" { // promptfoo: an id alone names the file
		one.Raw = one.ID
	}
	if one.Raw == "" {
		p.own.Add(d.pos(n), "a prompt without text", "add raw: with the text or a file://")
		return nil
	}
	return p.prompt(d.pos(n), one)
}

// promptFileEndings are the endings by which promptfoo takes a text for a path.
var promptFileEndings = []string{".j2", ".json", ".jsonl", ".md", ".txt", ".yml", ".yaml", ".csv"}

// namesFile says whether promptfoo takes a prompt's text for a path: one line
// with a slash, a star, or something like an extension at its end.
func namesFile(raw string) bool {
	if strings.Contains(raw, "\n") {
		return false
	}
	if strings.HasPrefix(raw, fileScheme) || strings.ContainsAny(raw, `*/\`) || slices.Contains(codeFiles, extension(raw)) {
		return true
	}
	dot := func(fromEnd int) bool { return len(raw) >= fromEnd && raw[len(raw)-fromEnd] == '.' }
	return dot(3) || dot(4) || slices.Contains(promptFileEndings, path.Ext(raw))
}

func (p *suiteParser) prompt(at diag.Pos, one InlinePrompt) []InlinePrompt {
	if !namesFile(one.Raw) {
		if one.Label == "" {
			one.Label = one.Raw
		}
		return []InlinePrompt{one}
	}
	if ext := extension(one.Raw); slices.Contains(codeFiles, ext) || strings.HasPrefix(one.Raw, "exec:") {
		p.own.Add(at, one.Raw+": prompts made by code are not supported in this version", "use a .txt, .md, .json or .yaml file")
		return nil
	}
	before := p.errs
	p.errs = nil
	var prompts []InlinePrompt
	for _, ref := range p.match(at, one.Raw) {
		if file, src, ok := p.read(at, ref); ok {
			prompts = append(prompts, promptsIn(file, strings.TrimPrefix(ref, fileScheme), string(src), one)...)
		}
	}
	p.own = append(p.own, p.errs...)
	if len(prompts) == 0 && len(p.errs) == 0 {
		p.own.Add(at, "there are no prompts in "+one.Raw, "add a newline if the text itself is meant")
	}
	p.errs = before
	return prompts
}

// promptsIn splits a prompt file as promptfoo does: text at lines of three
// dashes, JSON lines at lines, a table by its column "prompt", others not.
func promptsIn(file, ref, src string, one InlinePrompt) []InlinePrompt {
	var raws []string
	ext := strings.ToLower(path.Ext(file))
	switch ext {
	case ".txt":
		raws = splitPrompts(src)
	case ".jsonl":
		for line := range strings.SplitSeq(strings.ReplaceAll(src, "\r\n", "\n"), "\n") {
			if line != "" {
				raws = append(raws, line)
			}
		}
	case ".csv":
		raws = promptColumn(file, src)
	case ".json", ".yaml", ".yml":
		raws = []string{compactFile(file, src)}
	default:
		raws = []string{src}
	}
	prompts := make([]InlinePrompt, len(raws))
	for i, raw := range raws {
		prompts[i] = InlinePrompt{ID: one.ID, Label: one.Label, Raw: raw, Path: file}
		switch {
		case one.Label == "":
			prompts[i].Label = ref + ": " + raw
		case ext == ".txt", len(raws) > 1:
			prompts[i].Label = one.Label + ": " + ref + ": " + raw
		}
	}
	return prompts
}

func splitPrompts(src string) []string {
	var raws, lines []string
	flush := func() {
		if raw := trimJS(strings.Join(lines, "\n")); raw != "" {
			raws = append(raws, raw)
		}
		lines = nil
	}
	for line := range strings.SplitSeq(strings.ReplaceAll(src, "\r\n", "\n"), "\n") {
		if trimJS(line) == "---" {
			flush()
			continue
		}
		lines = append(lines, line)
	}
	flush()
	return raws
}

func promptColumn(file, src string) []string {
	rows, err := readCSV(file, []byte(src), true)
	if err != nil || len(rows) == 0 {
		return nil
	}
	column := slices.IndexFunc(rows[0].fields, func(name string) bool { return trimJS(name) == "prompt" })
	if column < 0 && len(rows[0].fields) > 1 {
		return nil
	}
	if column < 0 { // without a comma every line is a prompt
		column = 0
	} else {
		rows = rows[1:]
	}
	var raws []string
	for _, row := range rows {
		if column < len(row.fields) && trimJS(row.fields[column]) != "" {
			raws = append(raws, trimJS(row.fields[column]))
		}
	}
	return raws
}

// compactFile is the JSON of a file that parses, else its text.
func compactFile(file, src string) string {
	p := newSuiteParser(file, SuiteOptions{})
	d, ok := p.parse(file, []byte(src))
	if !ok || d.root == nil {
		return src
	}
	v, err := value.FromYAML(d.root)
	if err != nil {
		return src
	}
	return compactJSON(v)
}
