package eval

import (
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
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
		for _, item := range onceOnly(n.Content) {
			for _, one := range p.promptItem(keys.d, keys.d.deref(p, item)) {
				one.Place = slices.Index(n.Content, item)
				prompts = append(prompts, one)
			}
		}
	case yaml.MappingNode: // path: label
		for _, e := range p.entries(keys.d, n) {
			prompts = append(prompts, p.prompt(keys.d.pos(e.key), InlinePrompt{Raw: e.name, Label: e.val.Value})...)
		}
	default:
		keys.wrong(n, "prompts", "a list")
	}
	return prompts
}

// onceOnly drops the items of a list of prompts that repeat a text before them;
// prompts that are written as mappings may be alike.
func onceOnly(items []*yaml.Node) []*yaml.Node {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(items), func(n *yaml.Node) bool {
		if n = aliased(n); n.Kind != yaml.ScalarNode {
			return false
		}
		again := seen[n.Value]
		seen[n.Value] = true
		return again
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
	for _, service := range []string{"portkey://", "langfuse://", "helicone://"} {
		if strings.HasPrefix(one.Raw, service) {
			p.own.Add(at, one.Raw+": prompts from the network are not supported", "write the prompt into a file of the repository")
			return nil
		}
	}
	if !namesFile(one.Raw) {
		return []InlinePrompt{one.labeled(one.Raw)}
	}
	switch ext := extension(one.Raw); {
	case strings.HasPrefix(one.Raw, "exec:"), ext == ".sh", ext == ".go":
		p.own.Add(at, one.Raw+": prompts made by a command are not supported in this version", "make them with a function in a .js or .py file")
		return nil
	case slices.Contains(codeFiles, ext):
		return p.promptCode(at, one)
	}
	before := p.errs
	p.errs = nil
	refs := p.promptFiles(at, one.Raw)
	if refs == nil && len(p.errs) == 0 { // a pattern that matches nothing is a text
		p.errs = before
		return []InlinePrompt{one.labeled(one.Raw)}
	}
	if len(refs) != 1 || refs[0] != one.Raw { // of a pattern
		one.Label = ""
	}
	var prompts []InlinePrompt
	for _, ref := range refs {
		if file, src, ok := p.read(at, ref); ok {
			prompts = append(prompts, p.promptsIn(file, strings.TrimPrefix(ref, fileScheme), string(src), one)...)
		}
	}
	p.own = append(p.own, p.errs...)
	if len(prompts) == 0 && len(p.errs) == 0 {
		p.own.Add(at, "there are no prompts in "+one.Raw, "add a newline if the text itself is meant")
	}
	p.errs = before
	return prompts
}

// labeled gives a prompt a label where it has none.
func (one InlinePrompt) labeled(label string) InlinePrompt {
	if one.Label == "" {
		one.Label = label
	}
	return one
}
