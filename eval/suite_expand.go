package eval

import (
	"strings"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// expand turns tests into cases: a var that is a list of texts stands for as
// many cases, several lists for all combinations, the first var slowest.
func (p *suiteParser) expand(suite *Suite, tests []testDraft) []Case {
	cases := make([]Case, 0, len(tests))
	for i, t := range tests {
		p.untransformable(t)
		t.asserts = p.judged(&t, t.asserts)
		if t.maker != nil {
			inherits := Case{Vars: t.vars, Asserts: t.asserts, Threshold: t.threshold, Options: t.options, Code: t.code.code()}
			suite.Unmade = append(suite.Unmade, unmadeTests(suite, t.maker, &inherits))
			continue
		}
		combinations := p.combinations(t)
		if len(cases)+len(combinations) > maxCases {
			p.errs.Add(t.pos, tooManyCases, "lists of vars multiply; shorten them")
			return nil
		}
		for _, vars := range combinations {
			code := t.code.code()
			code.Made = p.varCode(t.pos, vars)
			c := Case{
				Index: len(cases), Test: i, ID: t.id, Description: t.description, Tags: t.tags, Split: t.split, Cluster: t.cluster,
				Vars: vars, Turns: t.turns, Asserts: t.asserts, Threshold: t.threshold, Options: t.options, Metadata: t.metadata,
				Output: t.output, Structured: t.structured, Label: t.label, Code: code, Prompts: t.prompts, Providers: t.providers, Pos: t.pos,
			}
			if times, ok := t.options.Get("repeat"); ok {
				if n, whole := times.(int64); whole {
					c.Repeat = int(n)
				}
			}
			cases = append(cases, c)
		}
	}
	return cases
}

func (p *suiteParser) combinations(t testDraft) []*value.Object {
	combinations := []*value.Object{{}}
	fixed, _ := t.options.Get("disableVarExpansion")
	for name, v := range t.vars.All() {
		values := []any{v}
		if fixed != true {
			values = p.alternatives(t.pos, v)
		}
		if len(combinations)*len(values) > maxCases {
			return make([]*value.Object, maxCases+1) // expand reports it
		}
		for i, v := range values {
			values[i] = p.varValue(t.pos, v)
		}
		next := make([]*value.Object, 0, len(combinations)*len(values))
		for _, c := range combinations {
			for _, v := range values {
				grown := c
				if len(values) > 1 {
					grown = c.Clone()
				}
				grown.Set(name, v)
				next = append(next, grown)
			}
		}
		combinations = next
	}
	return combinations
}

// alternatives are the values that a var stands for: the items of a list whose
// first item is a text, or the files that a pattern matches.
func (p *suiteParser) alternatives(at diag.Pos, v any) []any {
	if text, ok := v.(string); ok && strings.HasPrefix(text, fileScheme) {
		values := []any{}
		for _, ref := range p.match(at, text) {
			values = append(values, fileScheme+strings.TrimPrefix(ref, fileScheme))
		}
		return values
	}
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return []any{v}
	}
	if _, text := list[0].(string); !text {
		return []any{v}
	}
	return append([]any(nil), list...)
}

// varValue puts the content of a file in place of its name: compact JSON for
// YAML files, else the trimmed text.
func (p *suiteParser) varValue(at diag.Pos, v any) any {
	ref, ok := v.(string)
	if !ok || !strings.HasPrefix(ref, fileScheme) {
		return v
	}
	if isCode(ref) { // see varCode
		return v
	}
	ext := extension(ref)
	if mime, isMedia := media(ext); isMedia {
		return p.mediaValue(at, ref, mime)
	}
	switch ext {
	case ".yaml", ".yml":
		data, _ := p.data(at, ref)
		return compactJSON(data)
	case ".pdf":
		p.errs.Add(at, ref+": vars from .pdf files are not supported in this version", "extract its text into a .txt file")
		return nil
	case ".json":
		if _, src, ok := p.read(at, ref); ok {
			return trimJS(string(src))
		}
		return nil
	}
	text, _ := p.data(at, ref)
	return text
}
