package config

import (
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// people is a mapping from names with an @ in front to an email or a list of them.
func people(v *Review) kind {
	email := value.NewObject("type", "string", "pattern", "^[^@ ]+@[^@ ]+$")
	one := value.NewObject("oneOf", []any{email, value.NewObject("type", "array", "items", email, "minItems", 1)})
	schema := value.NewObject("type", "object", "propertyNames", value.NewObject("pattern", "^@"), "additionalProperties", one)
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		n = follow(n)
		if n.Kind != yaml.MappingNode {
			r.reject(n, `write "@ada": ada@example.com`, "%s must be a mapping", name)
			return
		}
		v.People, v.PeopleAt = map[string][]string{}, map[string]diag.Pos{}
		r.pairs(n, func(person string, at, val *yaml.Node) {
			if !strings.HasPrefix(person, "@") {
				r.reject(at, `write "@`+person+`": an email of CODEOWNERS stands for itself`, "%s: %q is no name of a user or a team", name, person)
				return
			}
			person = strings.ToLower(person)
			v.PeopleAt[person], v.People[person] = r.at(at), emails(r, follow(val), name+"."+person)
		})
	}}
}

// emails reads one email or a list of them.
func emails(r *reader, n *yaml.Node, name string) []string {
	nodes := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		nodes = n.Content
	}
	var list []string
	for _, item := range nodes {
		item = follow(item)
		s, _ := scalar(item).(string)
		if user, host, ok := strings.Cut(s, "@"); !ok || user == "" || host == "" || strings.ContainsAny(s, " \t\n<>") || strings.Contains(host, "@") {
			r.reject(item, "write it like ada@example.com", "%s: %s is no email", name, shown(item))
			continue
		}
		list = append(list, s)
	}
	if len(nodes) == 0 {
		r.reject(n, "name at least one email", "%s is empty", name)
	}
	return list
}
