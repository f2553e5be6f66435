package nunjucks

import (
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// segment is a piece of a template that only substitutes variables: text, or
// where path is set the variable that it names.
type segment struct {
	text string
	path []string
}

// plain gives the segments of such a template, nil where it does more.
func plain(body []stmt) []segment {
	out := make([]segment, 0, len(body))
	for _, s := range body {
		switch s := s.(type) {
		case *raw:
			out = append(out, segment{text: s.text})
		case *print:
			path := dotted(s.x)
			if path == nil {
				return nil
			}
			out = append(out, segment{path: path})
		default:
			return nil
		}
	}
	return out
}

// dotted gives the names of a.b.c, nil for any other expression.
func dotted(x expr) []string {
	switch x := x.(type) {
	case *name:
		return []string{x.name}
	case *member:
		key, ok := x.key.(*literal)
		if !ok {
			return nil
		}
		k, ok := key.v.(string)
		path := dotted(x.x)
		if !ok || path == nil {
			return nil
		}
		return append(path, k)
	}
	return nil
}

// substitute renders without the walker; ok is false where a value needs it,
// such as a list, which prints by JavaScript's rules, or a limit that is passed.
func (t *Template) substitute(vars *value.Object, limit int) (out string, ok bool) {
	if t.plain == nil {
		return "", false
	}
	if len(t.plain) == 1 && t.plain[0].path == nil && len(t.plain[0].text) <= limit {
		return t.plain[0].text, true // no copy: ten thousand cases share one long system message
	}
	var b strings.Builder
	for _, s := range t.plain {
		text := s.text
		if s.path != nil {
			if text, ok = s.lookup(vars); !ok {
				return "", false
			}
		}
		if b.Len()+len(text) > limit {
			return "", false
		}
		b.WriteString(text)
	}
	return b.String(), true
}

func (s segment) lookup(vars *value.Object) (string, bool) {
	var v any = vars
	for _, k := range s.path {
		o, ok := v.(*value.Object)
		if !ok {
			return "", false
		}
		if v, ok = o.Get(k); !ok { // what is missing may be a function
			return "", false
		}
	}
	switch v := v.(type) {
	case nil:
		return "", true
	case string:
		return v, true
	case bool:
		return strconv.FormatBool(v), true
	case int64:
		return value.JSNumber(float64(v)), true
	case float64:
		return value.JSNumber(v), true
	}
	return "", false
}
