package provider

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// options reads the options of one provider and collects all that is wrong
// with them.
type options struct {
	spec Spec
	errs diag.Errors
}

// at is where an option stands, or else the provider itself.
func (s Spec) at(name string) diag.Pos {
	if pos, ok := s.At[name]; ok {
		return pos
	}
	return s.Pos
}

// read checks the names of the options against those that the type takes.
func (s Spec) read(keys []string) *options {
	o := &options{spec: s}
	keys = append(keys[:len(keys):len(keys)], limitKeys()...)
	for _, name := range s.Options.Keys() {
		if !slices.Contains(keys, name) {
			hint := diag.DidYouMean(name, keys)
			if hint == "" {
				hint = "known keys are " + strings.Join(keys, ", ")
			}
			o.errs.Add(s.at(name), fmt.Sprintf("unknown key %q of a provider of type %s", name, s.Type), hint)
		}
	}
	return o
}

// text reads an option once; "" where it is not set.
func (o *options) text(name string) string {
	v, ok := o.spec.Options.Get(name)
	if !ok || v == nil {
		return ""
	}
	s, ok := v.(string)
	if !ok {
		o.errs.Add(o.spec.at(name), name+" must be text", "write it in quotes")
	}
	return s
}

// choice reads an option that is one of a few words; the first of them where it is
// not set. true and false count as words.
func (o *options) choice(name string, words ...string) string {
	v, _ := o.spec.Options.Get(name)
	if v == nil {
		return words[0]
	}
	if word := fmt.Sprint(v); slices.Contains(words, word) {
		return word
	}
	o.errs.Add(o.spec.at(name), fmt.Sprintf("%s cannot be %v", name, v), "write one of "+strings.Join(words, ", "))
	return words[0]
}

func (o *options) texts(name string) map[string]string {
	v, _ := o.spec.Options.Get(name)
	if v == nil {
		return nil
	}
	list, ok := v.(*value.Object)
	if !ok {
		o.errs.Add(o.spec.at(name), name+" must be a mapping of names to texts", "")
		return nil
	}
	out := make(map[string]string, list.Len())
	for k, x := range list.All() {
		s, ok := x.(string)
		if !ok {
			o.errs.Add(o.spec.at(name+"."+k), fmt.Sprintf("%s of %s must be text", k, name), "write it in quotes")
		}
		out[k] = s
	}
	return out
}

// price reads {input: 0.4, output: 1.6} in US dollars per million tokens, and
// what cached input costs where that differs.
func (o *options) price(name string) *eval.Price {
	v, _ := o.spec.Options.Get(name)
	if v == nil {
		return nil
	}
	const hint = `write {input: 0.4, output: 1.6}, US dollars per million tokens`
	var cached float64
	list, ok := v.(*value.Object)
	if !ok {
		o.errs.Add(o.spec.at(name), name+" must be a mapping", hint)
		return nil
	}
	var p eval.Price
	into := map[string]*float64{"input": &p.Input, "output": &p.Output, "cached": &cached}
	for k, x := range list.All() {
		f, number := x.(float64)
		if n, whole := x.(int64); whole {
			f, number = float64(n), true
		}
		field, known := into[k]
		if !known || !number || !(f >= 0 && f <= math.MaxFloat64) {
			o.errs.Add(o.spec.at(name+"."+k), fmt.Sprintf("%s.%s cannot be %v", name, k, x), hint)
			continue
		}
		*field = f
		delete(into, k)
		if field == &cached {
			p.Cached = field
		}
	}
	delete(into, "cached")
	for k := range into {
		if _, written := list.Get(k); !written {
			o.errs.Add(o.spec.at(name), fmt.Sprintf("%s has no %s", name, k), hint)
		}
	}
	return &p
}
