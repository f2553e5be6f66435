package eval

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// setCaseKeys gives every case its key, which only its content decides, so that
// records made from two versions of a suite are comparable case by case.
func setCaseKeys(s *Suite) {
	cases := s.Cases
	seen := map[string]int{}
	chained, before := s.Chained(), sha256.Sum256(nil)
	order := make([]int, len(cases))
	for i := range order {
		order[i] = i
	}
	if chained {
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(rank(&cases[a]), rank(&cases[b])) })
	}
	for _, i := range order {
		content := caseContent(s, &cases[i])
		if chained { // the outputs of the cases before it may be among its vars
			content.Set("after", hex.EncodeToString(before[:]))
		}
		sum := sha256.Sum256(value.Canonical(content))
		before = sum
		key := hex.EncodeToString(sum[:4])
		seen[key]++
		if n := seen[key]; n > 1 {
			key = fmt.Sprintf("%s#%d", key, n)
		}
		cases[i].Key = key
	}
}

// caseContent is what a case's key is hashed over. Keys that hold nothing are
// left out, so that new ones do not change the keys of old cases. The suite's env
// block belongs to it, since a prompt may use any of it.
func caseContent(s *Suite, c *Case) *value.Object {
	o := value.NewObject("vars", keyed(c.Vars))
	o.Set("assert", assertContent(c.Asserts))
	if len(c.Turns) > 0 {
		o.Set("messages", turnsContent(c.Turns))
	}
	if c.Threshold != nil {
		o.Set("threshold", *c.Threshold)
	}
	if c.Output != nil {
		o.Set("output", *c.Output)
		if c.Structured {
			o.Set("structured", true)
		}
	}
	for _, name := range []string{"prefix", "suffix", "storeOutputAs"} {
		if text := affix(c.Options, name); text != "" {
			o.Set(name, text)
		}
	}
	for name, code := range map[string]*Script{"transformVars": c.Code.Vars, "transform": c.Code.Output, "scoring": c.Code.Scoring} {
		if code != nil {
			o.Set(name, code.content())
		}
	}
	if len(c.Code.Made) > 0 {
		made := &value.Object{}
		for _, v := range c.Code.Made {
			made.Set(v.Name, v.Script.content())
		}
		o.Set("made", made)
	}
	if len(s.Filters) > 0 {
		filters := &value.Object{}
		for name, code := range s.Filters {
			filters.Set(name, code.content())
		}
		o.Set("filters", filters)
	}
	if len(s.Env) > 0 {
		env := &value.Object{}
		for name, text := range s.Env {
			env.Set(name, text)
		}
		o.Set("env", env)
	}
	return o
}

func turnsContent(turns []prompt.Message) []any {
	list := make([]any, len(turns))
	for i, m := range turns {
		list[i] = []any{m.Role, m.Text, m.Name, m.Identity()}
	}
	return list
}

func assertContent(asserts []Assertion) []any {
	list := make([]any, len(asserts))
	for i, a := range asserts {
		o := value.NewObject("type", a.FullType(), "weight", a.Weight)
		if a.Value != nil || a.Null {
			o.Set("value", keyed(a.Value))
		}
		if a.Threshold != nil {
			o.Set("threshold", *a.Threshold)
		}
		if a.Metric != "" {
			o.Set("metric", a.Metric)
		}
		if a.Step != "" {
			o.Set("step", a.Step)
		}
		if a.Config.Len() > 0 {
			o.Set("config", keyed(a.Config))
		}
		for name, code := range map[string]*Script{"script": a.Script, "transform": a.Transform, "contextTransform": a.Context} {
			if code != nil {
				o.Set(name, code.content())
			}
		}
		if a.Protocol != "" {
			o.Set("judge", judgeContent(&a))
		}
		if a.Type == AssertSet {
			o.Set("assert", assertContent(a.Set))
		}
		list[i] = o
	}
	return list
}

// keyed copies a value and gives the numbers that JSON does not have, which
// would all be null, a form that is no other value's: a key without a name.
func keyed(v any) any {
	switch v := v.(type) {
	case float64:
		if !finite(v) {
			return value.NewObject("", strconv.FormatFloat(v, 'g', -1, 64))
		}
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = keyed(x)
		}
		return list
	case *value.Object:
		o := &value.Object{}
		for k, x := range v.All() {
			o.Set(k, keyed(x))
		}
		return o
	}
	return v
}

// Key is "sha256:" and the hash over what decides scores: the keys of the cases
// in any order, and the weights of the metrics. Ids, descriptions and the order
// of the cases do not matter.
func (s *Suite) Key() string {
	keys := make([]string, len(s.Cases))
	for i := range s.Cases {
		keys[i] = s.Cases[i].Key
	}
	slices.Sort(keys)
	weights := &value.Object{}
	for name, m := range s.Metrics {
		weights.Set(name, m.Weight)
	}
	content := value.NewObject("cases", keys, "metrics", weights)
	if len(s.Derived) > 0 {
		derived := make([]any, len(s.Derived))
		for i, d := range s.Derived {
			derived[i] = []any{d.Name, d.Value}
		}
		content.Set("derived", derived)
	}
	sum := sha256.Sum256(value.Canonical(content))
	return "sha256:" + hex.EncodeToString(sum[:])
}
