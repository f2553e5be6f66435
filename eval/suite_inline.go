package eval

import (
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// inline puts the content of files in place of the texts that name them, in a
// file of tests wherever they stand: vars keep the names, since a pattern there
// stands for several cases, and code is left to what runs it.
func (p *suiteParser) inline(d *doc, n *yaml.Node) *yaml.Node {
	return (&inliner{p, d, map[*yaml.Node]*yaml.Node{}}).fill(n)
}

type inliner struct {
	p    *suiteParser
	d    *doc
	done map[*yaml.Node]*yaml.Node
}

func (in *inliner) fill(n *yaml.Node) *yaml.Node {
	if known, ok := in.done[n]; ok {
		return known
	}
	in.done[n] = n
	switch n.Kind {
	case yaml.AliasNode:
		n.Alias = in.fill(n.Alias)
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value != "vars" {
				n.Content[i+1] = in.fill(n.Content[i+1])
			}
		}
	case yaml.SequenceNode:
		for i, c := range n.Content {
			n.Content[i] = in.fill(c)
		}
	default:
		in.done[n] = in.p.external(in.d.pos(n), n)
	}
	return in.done[n]
}

// external gives what stands for a text that names a file: its data where it is
// YAML or JSON, the values of a table with one column, else its text as it is.
// A pattern gives the list of what its files hold. Other nodes stay.
func (p *suiteParser) external(at diag.Pos, n *yaml.Node) *yaml.Node {
	if n.Kind != yaml.ScalarNode || !strings.HasPrefix(n.Value, fileScheme) || slices.Contains(codeFiles, extension(n.Value)) {
		return n
	}
	if !strings.ContainsAny(n.Value, "*?[{") {
		return p.content(at, n, n.Value)
	}
	list := &yaml.Node{Kind: yaml.SequenceNode, Line: n.Line, Column: n.Column}
	p.origin[list] = at.Path
	for _, ref := range p.match(at, n.Value) {
		one := p.content(at, n, ref)
		if one.Kind == yaml.SequenceNode {
			list.Content = append(list.Content, one.Content...)
		} else if one.Kind == yaml.MappingNode || value.Scalar(one) != nil {
			list.Content = append(list.Content, one)
		}
	}
	return list
}

// content gives the data of one file in place of at.
func (p *suiteParser) content(pos diag.Pos, at *yaml.Node, ref string) *yaml.Node {
	text := func(s string) *yaml.Node {
		n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Style: yaml.DoubleQuotedStyle, Value: s, Line: at.Line, Column: at.Column}
		p.origin[n] = pos.Path
		return n
	}
	file, src, ok := p.read(pos, ref)
	if !ok {
		return text("")
	}
	switch extension(ref) {
	case ".json", ".yaml", ".yml":
		d, ok := p.parse(file, src)
		if !ok || d.root == nil {
			n := null(at)
			p.origin[n] = pos.Path
			return n
		}
		p.belongs(d)
		return d.root
	case ".csv":
		return p.columns(pos, at, file, src, text)
	}
	return text(string(src))
}

// columns gives the rows of a table: texts where there is one column, else
// mappings by the names of the columns.
func (p *suiteParser) columns(pos diag.Pos, at *yaml.Node, file string, src []byte, text func(string) *yaml.Node) *yaml.Node {
	list := &yaml.Node{Kind: yaml.SequenceNode, Line: at.Line, Column: at.Column}
	p.origin[list] = pos.Path
	rows, err := readCSV(file, src, false)
	if err != nil {
		p.add(err, diag.Pos{Path: file, Line: 1, Col: 1})
		return list
	}
	for i, row := range rows {
		switch {
		case i == 0:
		case len(row.fields) != len(rows[0].fields):
			if len(row.fields) > 1 || row.fields[0] != "" {
				p.errs.Add(row.at[0], "this row has more or fewer fields than the header", "put fields that hold commas into double quotes")
			}
		case len(row.fields) == 1:
			list.Content = append(list.Content, text(row.fields[0]))
		default:
			m := &yaml.Node{Kind: yaml.MappingNode, Line: at.Line, Column: at.Column}
			p.origin[m] = pos.Path
			for k, field := range row.fields {
				m.Content = append(m.Content, text(rows[0].fields[k]), text(field))
			}
			list.Content = append(list.Content, m)
		}
	}
	return list
}

// externalParts does so for the parts of a test that are no texts themselves,
// in the suite itself too.
func (p *suiteParser) externalParts(d *doc, n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if slices.Contains([]string{"assert", "metadata", "options"}, n.Content[i].Value) {
			n.Content[i+1] = p.external(d.pos(n.Content[i+1]), n.Content[i+1])
		}
	}
}
