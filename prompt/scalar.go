package prompt

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
)

// yamlMessage makes a message of a YAML scalar. The lines of a literal block
// are lines of the file; those of any other scalar are not.
func yamlMessage(role string, n *yaml.Node) Message {
	n = resolved(n)
	m := Message{Role: role, Text: unixText([]byte(n.Value)), Line: n.Line, Flat: true}
	switch {
	case n.Style&yaml.LiteralStyle != 0:
		m.Line, m.Flat = n.Line+1, false
	case n.Style&yaml.FoldedStyle != 0:
		m.Line = n.Line + 1
	}
	if m.Flat {
		m.Text = strings.Trim(m.Text, "\n")
	}
	return m
}

// resolved follows an alias to what it stands for.
func resolved(n *yaml.Node) *yaml.Node {
	for n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// child gives the value of a key of a mapping, which may stand below a merge key
// too; nil where there is none.
func child(n *yaml.Node, key string) *yaml.Node {
	return childIn(n, key, map[*yaml.Node]bool{})
}

// childIn passes over the mappings that were seen: one may merge itself.
func childIn(n *yaml.Node, key string, seen map[*yaml.Node]bool) *yaml.Node {
	if n == nil {
		return nil
	}
	if n = resolved(n); n.Kind != yaml.MappingNode || seen[n] {
		return nil
	}
	seen[n] = true
	var merged *yaml.Node
	for i := 0; i+1 < len(n.Content); i += 2 {
		switch name, v := n.Content[i], n.Content[i+1]; {
		case name.Value == key:
			return v
		case name.Tag == "!!merge" && merged == nil:
			merged = mergedChild(resolved(v), key, seen)
		}
	}
	return merged
}

// mergedChild looks into what a merge key names: a mapping or a list of them.
func mergedChild(from *yaml.Node, key string, seen map[*yaml.Node]bool) *yaml.Node {
	sources := []*yaml.Node{from}
	if from.Kind == yaml.SequenceNode {
		sources = from.Content
	}
	for _, source := range sources {
		if v := childIn(source, key, seen); v != nil {
			return v
		}
	}
	return nil
}

// appendChat adds the message of a role, unless it is blank.
func (r *reader) appendChat(m Message) {
	if strings.TrimSpace(m.Text) == "" {
		return
	}
	if m.Flat {
		r.p.Messages = append(r.p.Messages, m)
		return
	}
	r.p.Messages = appendMessageText(r.p.Messages, m.Role, m.Text, m.Line)
}

// chatRole reads a role that a chat names, in any case.
func (r *reader) chatRole(n *yaml.Node, known ...string) (role string, ok bool) {
	for _, role := range known {
		if n.Kind == yaml.ScalarNode && strings.EqualFold(n.Value, role) {
			return role, true
		}
	}
	hint := diag.DidYouMean(strings.ToLower(n.Value), known)
	if hint == "" {
		hint = "the roles are " + strings.Join(known, ", ")
	}
	r.errs.Add(r.at(n), "unknown role "+n.Value, hint)
	return "", false
}
