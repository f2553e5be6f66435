package config

import (
	"path"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// mapping is a mapping with known keys.
func mapping(keys []key) kind {
	return kind{schema: objectSchema(keys), read: func(r *reader, n *yaml.Node, name string) {
		r.mapping(n, name, keys)
	}}
}

// listOf is a list of mappings, each read by read into a fresh T.
func listOf[T any](p *[]T, read func(r *reader, n *yaml.Node, into *T), keys func(*T) []key) kind {
	schema := value.NewObject("type", "array", "minItems", 1, "items", objectSchema(keys(new(T))))
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		if n.Kind != yaml.SequenceNode || len(n.Content) == 0 {
			r.reject(n, "write one `- path: GLOB` per entry", "%s must be a list of entries", name)
			return
		}
		items := make([]T, len(n.Content))
		for i, item := range n.Content {
			read(r, follow(item), &items[i])
		}
		*p = items
	}}
}

func readEntry(r *reader, n *yaml.Node, e *Entry) {
	e.Pos = r.at(n)
	r.mapping(n, "an entry of prompts", entryKeys(e))
}

// codes is a list of words.
func codes(p *[]string) kind {
	one := value.NewObject("type", "string", "pattern", "^PG[0-9]+$")
	return kind{schema: value.NewObject("type", "array", "items", one), read: func(r *reader, n *yaml.Node, name string) {
		if n.Kind != yaml.SequenceNode {
			r.reject(n, "write a list, as in [PG202, PG207]", "%s must be a list of codes", name)
			return
		}
		for _, item := range n.Content {
			s, ok := scalar(follow(item)).(string)
			if !ok {
				r.reject(item, "write a code such as PG202", "%s: not a code", name)
				continue
			}
			*p = append(*p, s)
		}
	}}
}

func glob(p *string) kind {
	return kind{schema: value.NewObject("type", "string", "minLength", 1), read: func(r *reader, n *yaml.Node, name string) {
		if g, ok := readPath(r, n, name, true); ok {
			*p = g
		}
	}}
}

func globs(p *[]string) kind { return pathList(p, true) }

func paths(p *[]string) kind { return pathList(p, false) }

// pathList is one path or a list of them.
func pathList(p *[]string, isGlob bool) kind {
	one := value.NewObject("type", "string", "minLength", 1)
	schema := value.NewObject("oneOf", []any{one, value.NewObject("type", "array", "items", one)})
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		nodes := []*yaml.Node{n}
		if n.Kind == yaml.SequenceNode {
			nodes = n.Content
		}
		list := make([]string, 0, len(nodes))
		for _, item := range nodes {
			if s, ok := readPath(r, follow(item), name, isGlob); ok {
				list = append(list, s)
			}
		}
		*p = list
	}}
}

// readPath reads a path from the root of the repository, which it may not
// leave.
func readPath(r *reader, n *yaml.Node, name string, isGlob bool) (string, bool) {
	s, ok := scalar(n).(string)
	if !ok || s == "" {
		r.reject(n, "write a path from the root of the repository", "%s must be a path", name)
		return "", false
	}
	clean := path.Clean(s)
	switch {
	case strings.HasPrefix(s, "!"):
		r.reject(n, "list what is meant; policy.exempt leaves prompts uncounted", "%s %q: a pattern cannot be negated", name, s)
	case strings.HasPrefix(s, "/"), clean == "..", strings.HasPrefix(clean, "../"), strings.Contains(s, `\`) && !isGlob:
		r.reject(n, "write a path from the root of the repository, with forward slashes", "%s %q leaves the repository", name, s)
	case strings.HasSuffix(s, "/") && isGlob:
		r.reject(n, "write "+s+"** for everything in it", "%s %q is a folder", name, s)
	case strings.HasSuffix(s, "/"):
		r.reject(n, "name a file", "%s %q is a folder", name, s)
	case isGlob && !doublestar.ValidatePattern(s):
		r.reject(n, "close every [ and {, as in prompts/**/*.{md,txt}", "%s %q is not a valid pattern", name, s)
	default:
		return clean, true
	}
	return "", false
}

// named is a mapping from names to a type and its options.
func named(p *[]Provider) kind {
	typed := value.NewObject("type", value.NewObject("type", "string", "minLength", 1))
	typed.Set("concurrency", value.NewObject("description", "calls at once through this provider", "type", "integer", "minimum", 1))
	for _, of := range []string{"requests", "tokens"} {
		typed.Set(of+"_per_minute", value.NewObject("description", of+" a minute through this provider", "type", "number", "exclusiveMinimum", 0))
	}
	one := value.NewObject("type", "object", "properties", typed, "required", []any{"type"})
	schema := value.NewObject("type", "object", "additionalProperties", one)
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		n = follow(n)
		if n.Kind != yaml.MappingNode {
			r.reject(n, "write NAME: {type: TYPE}", "%s must be a mapping", name)
			return
		}
		r.pairs(n, func(name string, at, val *yaml.Node) {
			*p = append(*p, readProvider(r, name, at, follow(val)))
		})
	}}
}

func readProvider(r *reader, name string, at, n *yaml.Node) Provider {
	p := Provider{Name: name, Pos: r.at(at), At: map[string]diag.Pos{}}
	v, err := value.FromYAML(n)
	options, isMapping := v.(*value.Object)
	switch {
	case err != nil:
		r.reject(n, "", "provider %q: %v", name, err)
		return p
	case !isMapping:
		r.reject(n, "write "+name+": {type: openai}", "provider %q must be a mapping", name)
		return p
	}
	kind, _ := options.Get("type")
	if p.Type, _ = kind.(string); p.Type == "" {
		r.reject(n, "add `type:`, such as openai, anthropic, google, http or exec", "provider %q needs a type", name)
	}
	options.Delete("type")
	p.Options = options
	r.places(n, "", p.At, 0)
	return p
}

// places notes where the keys below n stand. Aliases of aliases end at a depth
// that no file written by hand has.
func (r *reader) places(n *yaml.Node, prefix string, at map[string]diag.Pos, depth int) {
	n = follow(n)
	if n.Kind != yaml.MappingNode || depth > 8 {
		return
	}
	r.pairs(n, func(name string, k, val *yaml.Node) {
		at[prefix+name] = r.at(k)
		r.places(val, prefix+name+".", at, depth+1)
	})
}
