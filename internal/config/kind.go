package config

import (
	"fmt"
	"math"
	"strings"
	"time"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// kind is how the value of a key is written: read checks a node, which is never
// null, and stores it; schema says the same in JSON Schema.
type kind struct {
	read     func(r *reader, n *yaml.Node, name string)
	schema   *value.Object
	required bool
}

// integer is a whole number of at least low and, where high is not 0, at most
// high.
func integer(p *int, low, high int) kind {
	schema := value.NewObject("type", "integer", "minimum", low)
	bounds := fmt.Sprintf("write a whole number of at least %d", low)
	if high != 0 {
		schema.Set("maximum", high)
		bounds = fmt.Sprintf("write a whole number from %d to %d", low, high)
	} else {
		high = math.MaxInt32
	}
	if low == high {
		bounds = fmt.Sprintf("write %d", low)
	}
	schema.Set("default", *p)
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		i, whole := scalar(n).(int64)
		if !whole || i < int64(low) || i > int64(high) {
			r.reject(n, bounds, "%s cannot be %s", name, shown(n))
			return
		}
		*p = int(i)
	}}
}

// number is a number of at least 0 and, where high is not 0, at most high.
func number(p **float64, high float64) kind {
	schema := value.NewObject("type", "number", "minimum", 0.0)
	bounds := "write a number of at least 0"
	if high != 0 {
		schema.Set("maximum", high)
		bounds = "write a number from 0 to " + value.Number(high)
	} else {
		high = math.MaxFloat64
	}
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		var f float64
		switch v := scalar(n).(type) {
		case int64:
			f = float64(v)
		case float64:
			f = v
		default:
			f = math.NaN()
		}
		if !(f >= 0 && f <= high) { // also refuses NaN
			r.reject(n, bounds, "%s cannot be %s", name, shown(n))
			return
		}
		*p = &f
	}}
}

func duration(p *time.Duration) kind {
	schema := value.NewObject("type", "string", "pattern", durationPattern, "default", FormatDuration(*p))
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		d, err := ParseDuration(n.Value)
		if n.Kind != yaml.ScalarNode || err != nil {
			r.reject(n, "write it like 500ms, 60s, 5m, 12h or 30d", "%s cannot be %s", name, shown(n))
			return
		}
		*p = d
	}}
}

// text takes numbers as they are written too: a revision may be all digits.
func text(p *string) kind {
	schema := value.NewObject("type", []any{"string", "number"})
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		switch scalar(n).(type) {
		case string, int64, float64:
			*p = n.Value
		default:
			r.reject(n, "", "%s must be text", name)
		}
	}}
}

func choice[T ~string](p *T, among ...T) kind {
	var names []string
	var enum []any
	for _, a := range among {
		names = append(names, string(a))
		enum = append(enum, string(a))
	}
	schema := value.NewObject("enum", enum)
	if *p != "" {
		schema.Set("default", string(*p))
	}
	return kind{schema: schema, read: func(r *reader, n *yaml.Node, name string) {
		s, ok := scalar(n).(string)
		for _, a := range among {
			if ok && s == string(a) {
				*p = a
				return
			}
		}
		hint := diag.DidYouMean(n.Value, names)
		if hint == "" {
			hint = "write " + strings.Join(names, " or ")
		}
		r.reject(n, hint, "%s cannot be %s", name, shown(n))
	}}
}

func required(k kind) kind {
	k.required = true
	return k
}

// unset is for a key that has no value unless one is written.
func unset(k kind) kind {
	k.schema.Delete("default")
	return k
}

// noting also stores where the value stands.
func noting(p *diag.Pos, k kind) kind {
	read := k.read
	k.read = func(r *reader, n *yaml.Node, name string) {
		*p = r.at(n)
		read(r, n, name)
	}
	return k
}

// scalar is the value of a scalar node, and a node's own kind for others, so
// that a type switch refuses them.
func scalar(n *yaml.Node) any {
	if n.Kind != yaml.ScalarNode {
		return n.Kind
	}
	return value.Scalar(n)
}

// shown names a node in a message.
func shown(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	default:
		return fmt.Sprintf("%q", n.Value)
	}
}
