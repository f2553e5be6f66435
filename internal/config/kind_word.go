package config

import (
	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/value"
)

// words is a list of texts, none of them empty.
func words(p *[]string, hint string) kind {
	one := value.NewObject("type", "string", "minLength", 1)
	return kind{schema: value.NewObject("type", "array", "items", one), read: func(r *reader, n *yaml.Node, name string) {
		if n.Kind != yaml.SequenceNode {
			r.reject(n, hint, "%s must be a list", name)
			return
		}
		for _, item := range n.Content {
			s, ok := scalar(follow(item)).(string)
			if !ok || s == "" {
				r.reject(item, hint, "%s: %s is no text", name, shown(item))
				continue
			}
			*p = append(*p, s)
		}
	}}
}

// flag is true or false.
func flag(p *bool) kind {
	schema := value.NewObject("type", "boolean", "default", *p)
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		b, ok := scalar(n).(bool)
		if !ok {
			r.reject(n, "write true or false", "%s cannot be %s", name, shown(n))
			return
		}
		*p = b
	}}
}
