package prompt

import (
	"strings"

	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
)

// roleForm is "role:" alone on a line, with an optional "#" before and
// attributes in brackets behind, as in Prompty.
var roleForm = memo.Regexp(`(?i)^\s*#?\s*(system|user|assistant|tool|developer)\s*(?:\[([^\[\]]*)\])?\s*:\s*$`)

// roleLine reads the role that a line begins, "" for any other line, with its
// attributes as they are written.
func roleLine(l line) (role, attributes string) {
	if l.kind != linePlain || len(l.text) > 200 || !strings.HasSuffix(strings.TrimRight(l.text, " \t"), ":") {
		return "", "" // most lines, without the cost of a regular expression
	}
	m := roleForm().FindStringSubmatch(l.text)
	if m == nil {
		return "", ""
	}
	return strings.ToLower(m[1]), strings.TrimSpace(m[2])
}

// attributesOf reads "name=Ada, nonce='x'".
func attributesOf(text string) *value.Object {
	o := &value.Object{}
	for part := range strings.SplitSeq(text, ",") {
		name, v, _ := strings.Cut(part, "=")
		if name = strings.TrimSpace(name); name != "" {
			o.Set(name, strings.Trim(strings.TrimSpace(v), `"'`))
		}
	}
	return o
}

// attributeVariables lists the attributes of role lines, which are parameters
// of the message they begin.
func attributeVariables(messages []Message) []Variable {
	var list []Variable
	seen := map[string]bool{}
	for i, m := range messages {
		for name, v := range attributesOf(m.Attributes).All() {
			id := "param:" + m.Role + "." + name
			for seen[id] {
				id += "'"
			}
			seen[id] = true
			list = append(list, Variable{
				ID: id, Kind: KindParam, Role: m.Role, Name: strings.TrimPrefix(id, "param:"), Message: i,
				Text: display(v), Norm: string(value.Canonical(v)), Line: m.RoleLine,
			})
		}
	}
	return list
}
