package importer

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// tests makes the suite: the text of the configuration without its prompts and
// providers, and with paths that start from the new place.
func (p *promptfooFile) tests(root *yaml.Node) {
	if root.Style&yaml.FlowStyle != 0 {
		o := objectOf(root)
		p.text = yamlText(o)
		again, err := value.ParseYAML(p.from.Path, []byte(p.text), 0)
		if err != nil {
			p.fail(root, "it could not be written as a suite", "write the configuration as a block of YAML")
			return
		}
		root = again
	}
	if !p.tested {
		p.in.warn(p.pos(root), "there are no tests in it, so no suite is made", "")
		return
	}
	edits := p.references(root)
	lines := strings.SplitAfter(p.text, "\n")
	for _, e := range edits {
		l := lines[e.line-1]
		lines[e.line-1] = l[:e.col] + e.now + l[e.col+len(e.was):]
	}
	var out strings.Builder
	for i, keep := range p.kept(root, lines) {
		if keep {
			out.WriteString(lines[i])
		}
	}
	src := []byte(out.String())
	if _, err := value.ParseYAML(p.suite, src, 0); err != nil {
		p.fail(root, "without prompts and providers the rest is not valid any more: an anchor in them may be used elsewhere", "write out what *NAME stands for")
		return
	}
	p.in.Files = append(p.in.Files, File{Path: p.suite, Src: p.in.withoutKeys(src, p.from, p.pos(root))})
}

// kept says which lines stay: all but those of the keys that are taken over
// elsewhere. Comments before the next key stay with it.
func (p *promptfooFile) kept(root *yaml.Node, lines []string) []bool {
	keep := make([]bool, len(lines))
	for i := range keep {
		keep[i] = true
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		switch root.Content[i].Value {
		case "prompts", "providers", "targets":
		default:
			continue
		}
		from, to := root.Content[i].Line-1, len(lines)
		if i+2 < len(root.Content) {
			to = root.Content[i+2].Line - 1
		}
		last := to
		for last > from+1 && (strings.TrimSpace(lines[last-1]) == "" || lines[last-1][0] == '#') {
			last--
		}
		if i+2 < len(root.Content) {
			to = last
		}
		for l := from; l < to; l++ {
			keep[l] = false
		}
	}
	return keep
}

// edit replaces a text of a line.
type edit struct {
	line, col int // line from 1, col from 0
	was, now  string
}

// references finds the paths in what stays, and what they must be now.
func (p *promptfooFile) references(root *yaml.Node) []edit {
	var edits []edit
	for i := 0; i+1 < len(root.Content); i += 2 {
		switch key := root.Content[i].Value; key {
		case "prompts", "providers", "targets":
		default:
			p.walk(root.Content[i+1], key, &edits)
		}
	}
	slices.SortFunc(edits, func(a, b edit) int { return cmp.Or(b.line-a.line, b.col-a.col) })
	return edits
}

// walk visits the values below a key. Aliases stand for what is visited anyway.
func (p *promptfooFile) walk(n *yaml.Node, key string, edits *[]edit) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			name := n.Content[i].Value
			if key == "nunjucksFilters" || key == "tests" && name == "path" {
				name = "$path"
			}
			if key == "tests" && name != "$path" {
				p.walk(n.Content[i+1], name, edits)
				continue
			}
			p.walk(n.Content[i+1], name, edits)
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			p.walk(c, key, edits)
		}
	case yaml.ScalarNode:
		ref, scheme := strings.CutPrefix(n.Value, "file://")
		bare := key == "$path" || key == "tests" || key == "scenarios" || key == "$ref" && !strings.HasPrefix(ref, "#")
		if ref == "" || !scheme && (!bare || strings.Contains(ref, "://")) {
			return
		}
		p.reference(n, ref, edits)
	default:
	}
}

// reference makes a path start from the folder of the suite, or takes the file
// over where the configuration lies outside of the repository.
func (p *promptfooFile) reference(n *yaml.Node, ref string, edits *[]edit) {
	if path.IsAbs(ref) || strings.Contains(ref, "{{") {
		p.in.warn(p.pos(n), "the path "+ref+" stays as it is", "write it relative to the suite, "+p.suite)
		return
	}
	if !p.inRepo {
		p.takeFile(n, ref)
		return
	}
	now := relative(path.Dir(p.suite), path.Join(p.here, ref))
	if now == ref {
		return
	}
	lines := strings.SplitAfter(p.text, "\n")
	at := -1
	if n.Line <= len(lines) && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0 {
		l := lines[n.Line-1]
		if from := min(n.Column-1, len(l)); from >= 0 {
			if at = strings.Index(l[from:], ref); at >= 0 {
				at += from
			}
		}
	}
	if at < 0 {
		p.fail(n, "the path "+ref+" could not be found in its line", "write it on one line, without escapes")
		return
	}
	*edits = append(*edits, edit{n.Line, at, ref, now})
}

// takeFile copies a file of tests or of code beside the suite.
func (p *promptfooFile) takeFile(n *yaml.Node, ref string) {
	name, _, _ := strings.Cut(ref, "#")
	if stem, function, ok := strings.Cut(name, ":"); ok && !strings.Contains(function, "/") {
		name = stem
	}
	if found := p.glob(name); isPattern(name) && len(found) > 0 {
		for _, one := range found {
			p.takeFile(n, one)
		}
		return
	}
	src, err := p.o.read(strings.TrimSuffix(p.from.Path, path.Base(p.from.Path)), path.Clean(name))
	if err != nil || fileName(path.Base(name)) != strings.ReplaceAll(path.Base(name), " ", "-") || strings.HasPrefix(path.Clean(name), "..") {
		p.fail(n, "the file "+ref+" cannot be taken over", "copy it into this repository, or import from within it")
		return
	}
	to := path.Join(path.Dir(p.suite), path.Clean(name))
	if !slices.ContainsFunc(p.in.Files, func(f File) bool { return f.Path == to }) {
		p.in.Files = append(p.in.Files, File{Path: to, Src: p.in.withoutKeys(src, File{Path: name, Src: src}, p.pos(n))})
	}
}

// relative gives the way from a folder to a file, both from the root.
func relative(dir, file string) string {
	up := ""
	for dir != "." && !strings.HasPrefix(file, dir+"/") {
		dir, up = path.Dir(dir), up+"../"
	}
	if dir == "." {
		return up + file
	}
	return up + strings.TrimPrefix(file, dir+"/")
}
