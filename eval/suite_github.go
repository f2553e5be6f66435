package eval

import (
	"fmt"
	"slices"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// GitHubString is the type of the assertions that string evaluators of a GitHub
// Models file are read as. Its config has one of [GitHubStrings] and the text.
const GitHubString = "github-string"

// GitHubStrings are the operations of a string evaluator; where several are
// given the first of these counts (github/gh-models, cmd/eval).
func GitHubStrings() []string { return []string{"equals", "contains", "startsWith", "endsWith"} }

// githubCases reads the suite inside a prompt file of GitHub Models: every entry
// of testData is a case, judged by every evaluator.
func (p *suiteParser) githubCases(src []byte) []Case {
	root, err := value.ParseYAML(p.path, src, 0)
	if err != nil {
		p.errs = append(p.errs, asDiagnostics(p.path, err)...)
		return nil
	}
	evaluators := p.githubList(root, "evaluators")
	var cases []Case
	for _, entry := range p.githubList(root, "testData") {
		vars, ok := entry.value.(*value.Object)
		if !ok {
			p.errs.Add(entry.pos, "an entry of testData must be a mapping", "write input: and expected: in it")
			continue
		}
		vars = asGoPrints(vars, entry.node)
		c := Case{Index: len(cases), Test: len(cases), Vars: vars, Pos: entry.pos}
		for _, e := range evaluators {
			if a, ok := p.githubEvaluator(e, vars); ok {
				c.Asserts = append(c.Asserts, a)
			}
		}
		c.Asserts = p.judged(&testDraft{}, c.Asserts)
		cases = append(cases, c)
		if len(p.errs) > 0 {
			break // the evaluators would say the same of every case
		}
	}
	return cases
}

type githubEntry struct {
	value any
	node  *yaml.Node
	pos   diag.Pos
}

func (p *suiteParser) githubList(root *yaml.Node, name string) []githubEntry {
	if root == nil || root.Kind != yaml.MappingNode {
		return nil
	}
	var list []githubEntry
	for i := 0; i+1 < len(root.Content); i += 2 {
		n := aliased(root.Content[i+1])
		if root.Content[i].Value != name || n.Tag == "!!null" {
			continue
		}
		if n.Kind != yaml.SequenceNode {
			p.errs.Add(diag.Pos{Path: p.path, Line: n.Line, Col: n.Column}, name+" must be a list", "start each entry with a dash")
			continue
		}
		for _, item := range n.Content {
			v, err := value.FromYAML(item)
			if err != nil {
				p.errs = append(p.errs, asDiagnostics(p.path, err)...)
				return nil
			}
			list = append(list, githubEntry{v, aliased(item), diag.Pos{Path: p.path, Line: item.Line, Col: item.Column}})
		}
	}
	return list
}

// githubEvaluator makes an assertion of an evaluator, its text filled in from
// the case as the prompt is.
func (p *suiteParser) githubEvaluator(e githubEntry, vars *value.Object) (Assertion, bool) {
	o, _ := e.value.(*value.Object)
	name, _ := o.Get("name")
	a := Assertion{Type: GitHubString, Weight: 1, Pos: e.pos}
	a.Metric, _ = name.(string)
	v, _ := o.Get("string")
	checks, _ := v.(*value.Object)
	for _, op := range GitHubStrings() {
		want, ok := p.githubText(githubChild(githubChild(e.node, "string"), op), op)
		if !ok {
			return Assertion{}, false
		}
		if _, given := checks.Get(op); given && want != "" { // an empty text is none
			a.Config = value.NewObject(op, prompt.Literal(want, vars))
			return a, true
		}
	}
	if v == nil {
		if done, ok := p.githubAsks(e, &a); done {
			return a, ok
		}
	}
	p.errs.Add(e.pos, fmt.Sprintf("the evaluator %q checks nothing", a.Metric), "give it string: with equals, contains, startsWith or endsWith, llm: or uses:")
	return Assertion{}, false
}

// githubText is the text of a check as it is written: 1.0 stays 1.0.
func (p *suiteParser) githubText(n *yaml.Node, op string) (text string, ok bool) {
	if n = aliased(n); n == nil || n.Tag == "!!null" {
		return "", true
	}
	if n.Kind != yaml.ScalarNode {
		p.errs.Add(diag.Pos{Path: p.path, Line: n.Line, Col: n.Column}, op+" must be text", "write "+op+": as one line of text")
		return "", false
	}
	return n.Value, true
}

func githubChild(n *yaml.Node, key string) *yaml.Node {
	if n = aliased(n); n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func aliased(n *yaml.Node) *yaml.Node {
	for n != nil && n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	return n
}

// asGoPrints gives the vars of a case with what the YAML library of gh models
// reads otherwise, such as a date, as it prints it.
func asGoPrints(vars *value.Object, n *yaml.Node) *value.Object {
	out := vars.Clone()
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, v := n.Content[i].Value, aliased(n.Content[i+1])
		if v.Kind != yaml.ScalarNode || v.Tag == "!!str" || v.Tag == "!!merge" {
			continue
		}
		var read any
		if v.Decode(&read) != nil {
			continue
		}
		if text := fmt.Sprint(read); text != prompt.Literal("{{"+name+"}}", out) {
			out.Set(name, text)
		}
	}
	return out
}

// asDiagnostics gives an error of a YAML document as problems of its file.
func asDiagnostics(path string, err error) diag.Errors {
	if list, ok := err.(diag.Errors); ok { //nolint:errorlint // the value package hands it over unwrapped
		return slices.Clone(list)
	}
	return diag.Errors{{Pos: diag.Pos{Path: path, Line: 1, Col: 1}, Message: err.Error()}}
}
