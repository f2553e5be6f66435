package eval

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// keySet is a mapping whose keys are known by name; its getters report values
// of the wrong kind and give the zero value for them and for absent keys.
type keySet struct {
	p       *suiteParser
	d       *doc
	at      diag.Pos
	entries []entry
}

// keys reads a mapping. A key that is nearly a known one is an error, since a
// misspelled key loses what it says; others are warnings, as promptfoo does.
func (p *suiteParser) keys(d *doc, n *yaml.Node, what string, known []string) *keySet {
	s := &keySet{p: p, d: d, at: d.pos(n)}
	if n.Kind != yaml.MappingNode {
		p.errs.Add(d.pos(n), fmt.Sprintf("%s must be a mapping, not %s", what, kind(n)), "write key: value")
		return s
	}
	s.entries = slices.DeleteFunc(p.entries(d, n), func(e entry) bool {
		if slices.Contains(known, e.name) {
			return false
		}
		message := fmt.Sprintf("unknown key %q in %s", e.name, what)
		if hint := diag.DidYouMean(e.name, known); hint != "" {
			p.errs.Add(d.pos(e.key), message, hint)
		} else {
			p.warnings.Add(d.pos(e.key), message+" is ignored", "known keys: "+strings.Join(known, ", "))
		}
		return true
	})
	return s
}

// find gives the entry of a key, the zero entry where it is absent.
func (s *keySet) find(name string) entry {
	for _, e := range s.entries {
		if e.name == name {
			return e
		}
	}
	return entry{}
}

// get gives the node of a key, nil where it is absent or null.
func (s *keySet) get(name string) *yaml.Node {
	n := s.find(name).val
	if n == nil || n.Kind == yaml.ScalarNode && value.Scalar(n) == nil {
		return nil
	}
	return n
}

// pos is the place of a key that is there.
func (s *keySet) pos(name string) diag.Pos { return s.d.pos(s.find(name).key) }

func (s *keySet) wrong(n *yaml.Node, name, want string) {
	s.p.errs.Add(s.d.pos(n), fmt.Sprintf("%s must be %s, not %s", name, want, kind(n)), "")
}

func (s *keySet) text(name string) string {
	n := s.get(name)
	if n == nil {
		return ""
	}
	if n.Kind != yaml.ScalarNode {
		s.wrong(n, name, "a text")
		return ""
	}
	return n.Value
}

func (s *keySet) number(name string) *float64 {
	n := s.get(name)
	if n == nil {
		return nil
	}
	if n.Kind == yaml.ScalarNode {
		switch v := value.Scalar(n).(type) {
		case int64:
			f := float64(v)
			return &f
		case float64:
			if v-v == 0 { // neither infinite nor not a number
				return &v
			}
		}
	}
	s.wrong(n, name, "a number")
	return nil
}

// count gives a number of samples, 0 where the key is absent.
func (s *keySet) count(name string) int {
	f := s.number(name)
	if f == nil {
		return 0
	}
	if *f < 1 || *f > maxRepeat || *f != math.Trunc(*f) {
		s.p.errs.Add(s.pos(name), fmt.Sprintf("%s must be a whole number from 1 to %d", name, maxRepeat), "")
		return 0
	}
	return int(*f)
}

func (s *keySet) mapping(name string) *yaml.Node {
	n := s.get(name)
	if n != nil && n.Kind != yaml.MappingNode {
		s.wrong(n, name, "a mapping")
		return nil
	}
	return n
}

func (s *keySet) object(name string) *value.Object {
	n := s.mapping(name)
	if n == nil {
		return nil
	}
	o, _ := s.p.value(s.d, n).(*value.Object)
	return o
}

// list gives the items of a list of texts; one text alone is a list of one.
func (s *keySet) list(name string) []string {
	n := s.get(name)
	if n == nil {
		return nil
	}
	items := []*yaml.Node{n}
	if n.Kind == yaml.SequenceNode {
		items = n.Content
	}
	texts := []string{}
	for _, item := range items {
		item = s.d.deref(s.p, item)
		if item.Kind != yaml.ScalarNode {
			s.wrong(item, name, "a list of texts")
			continue
		}
		texts = append(texts, item.Value)
	}
	return texts
}
