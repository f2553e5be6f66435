package eval

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

var assertKeys = []string{
	"assert", "config", "contextTransform", "failure", "label", "metric", "provider", "rubricPrompt", "threshold",
	"transform", "type",
	"value", "weight",
}

// maxWeight keeps sums of weights, also those of sets, far from what a number
// holds: a score that overflows is no number, and a record cannot hold it.
const (
	maxWeight = 1e9
	tooHeavy  = "only the ratios of weights matter; 1e9 is the most"
)

// asserts reads the assertions of a test, or of a set, which holds no sets.
func (p *suiteParser) asserts(keys *keySet, sets bool) []Assertion {
	n := keys.get("assert")
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		keys.wrong(n, "assert", "a list of assertions")
		return nil
	}
	asserts := make([]Assertion, 0, len(n.Content))
	for _, item := range n.Content {
		item = keys.d.deref(p, item)
		if a, ok := p.assertion(keys.d, item, sets); ok {
			asserts = append(asserts, a)
		}
	}
	return asserts
}

func (p *suiteParser) assertion(d *doc, n *yaml.Node, sets bool) (Assertion, bool) {
	keys := p.keys(d, n, "assertion", assertKeys)
	name := keys.text("type")
	if name == "" {
		if n.Kind == yaml.MappingNode {
			p.errs.Add(d.pos(n), "an assertion without a type", "add type: contains, or another")
		}
		return Assertion{}, false
	}
	a := Assertion{
		Threshold: keys.number("threshold"),
		Weight:    1,
		Metric:    keys.text("metric"),
		Config:    keys.object("config"),
		Failure:   p.failure(keys),
		Label:     p.label(keys),
		Pos:       d.pos(n),
	}
	if w := keys.number("weight"); w != nil {
		a.Weight = *w
		switch {
		case *w < 0:
			p.errs.Add(keys.pos("weight"), "the weight of an assertion is negative", "give 0 or more, and a not- type for the opposite")
		case *w > maxWeight:
			p.errs.Add(keys.pos("weight"), "the weight of an assertion is too large", tooHeavy)
		}
	}
	a.Transform = p.code(d, keys.get("transform"), "transform", usedToTransform).given()
	a.Context = p.code(d, keys.get("contextTransform"), "contextTransform", usedToTransform).given()
	if name == AssertSet {
		a.Type = AssertSet
		return a, p.set(keys, &a, sets)
	}
	if keys.get("assert") != nil {
		p.errs.Add(keys.pos("assert"), fmt.Sprintf("only an assert-set holds assertions, not %q", name), "use type: assert-set")
	}
	if !p.assertType(d.pos(keys.find("type").val), name, &a) {
		return Assertion{}, false
	}
	p.comparing(keys, &a, sets)
	p.emptyThreshold(keys, name, &a)
	p.assertJudge(keys, &a)
	ok := p.assertValue(keys, &a)
	if ok {
		p.checkAssertion(keys, a)
	}
	return a, ok
}

func (p *suiteParser) set(keys *keySet, a *Assertion, allowed bool) bool {
	if !allowed {
		p.errs.Add(a.Pos, "an assert-set in an assert-set", "list its assertions in the outer set")
		return false
	}
	if keys.get("assert") == nil {
		p.errs.Add(a.Pos, "an assert-set without assert", "list its assertions under assert:")
	}
	a.Set = p.asserts(keys, false)
	p.checkThreshold(keys, a.Threshold)
	return true
}

// assertType splits a type into its base and "not-", and refuses types that
// cannot be judged: they would pass without a word.
func (p *suiteParser) assertType(at diag.Pos, name string, a *Assertion) bool {
	a.Type, a.Not = strings.CutPrefix(name, "not-")
	if slices.Contains(p.opts.Types, a.Type) {
		if a.Not && slices.Contains(sameWithNot, a.Type) {
			p.warnings.Add(at, name+" gives the same verdict as "+a.Type+", as in promptfoo", "write type: "+a.Type)
		}
		return true
	}
	if promptfooType(name) {
		message, hint := fmt.Sprintf("the assertion type %q is not supported", name), refused(name)
		if hint == "" {
			message, hint = message+" in this version", "supported: "+strings.Join(p.opts.Types, ", ")
		}
		p.errs.Add(at, message, hint)
		return false
	}
	known := []string{AssertSet}
	for _, t := range p.opts.Types {
		if known = append(known, t); !Compares(t) {
			known = append(known, "not-"+t)
		}
	}
	hint := diag.DidYouMean(name, known)
	if hint == "" {
		hint = "supported: " + strings.Join(p.opts.Types, ", ")
	}
	p.errs.Add(at, fmt.Sprintf("unknown assertion type %q", name), hint)
	return false
}

// assertValue takes the value over and puts the content of files in its place,
// so that it counts in the case's key.
func (p *suiteParser) assertValue(keys *keySet, a *Assertion) bool {
	n := keys.find("value").val
	if n == nil {
		return true
	}
	a.Value = p.value(keys.d, n)
	if done, fine := p.scriptValue(keys.d.pos(n), a); done {
		return fine
	}
	a.Null = a.Value == nil
	var ok bool
	a.Value, ok = p.loaded(keys.d.pos(n), a.Value)
	return ok
}

func (p *suiteParser) loaded(at diag.Pos, v any) (any, bool) {
	switch v := v.(type) {
	case string:
		if strings.HasPrefix(v, fileScheme) {
			return p.data(at, v)
		}
		if strings.HasPrefix(v, "package:") {
			p.errs.Add(at, v+": values from packages are not supported in this version", "write the value in place")
			return nil, false
		}
	case []any:
		list := slices.Clone(v)
		for i, item := range list {
			text, isText := item.(string)
			if !isText || !strings.HasPrefix(text, fileScheme) {
				continue
			}
			x, ok := p.data(at, text)
			if !ok {
				return nil, false
			}
			list[i] = x
		}
		return list, true
	}
	return v, true
}

// mergeOptions is a shallow merge in which over wins.
func mergeOptions(under, over *value.Object) *value.Object {
	if under.Len() == 0 {
		return over
	}
	merged := under.Clone()
	for k, v := range over.All() {
		if text, ok := v.(string); ok && text == "" && (k == "prefix" || k == "suffix") {
			continue // promptfoo: an empty prefix cannot undo a default one
		}
		merged.Set(k, v)
	}
	return merged
}
