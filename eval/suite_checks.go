package eval

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// checkTest warns of what a test says without effect, or with one that people
// do not expect.
func (p *suiteParser) checkTest(keys *keySet, t testDraft) {
	for _, name := range []string{"prompts", "providers"} {
		if n := keys.get(name); n != nil && n.Kind == yaml.ScalarNode {
			p.errs.Add(keys.d.pos(n), name+" of a test must be a list, not "+kind(n), fmt.Sprintf("write %s: [%s]", name, n.Value))
		}
	}
	if len(keys.entries) > 0 && !slices.ContainsFunc(keys.entries, func(e entry) bool { return slices.Contains(neededKeys, e.name) || slices.Contains(ownKeys, e.name) }) {
		p.warnings.Add(t.pos, "promptfoo refuses a test without "+strings.Join(neededKeys, ", "), "give it one of them")
	}
	p.checkThreshold(keys, t.threshold)
	if t.threshold != nil && len(t.asserts) == 0 && keys.get("assert") != nil {
		p.warnings.Add(keys.pos("threshold"), "a test without assertions passes whatever its threshold", "add an assertion")
	}
	if len(t.asserts) > 0 && !slices.ContainsFunc(t.asserts, func(a Assertion) bool { return a.Weight != 0 }) {
		p.warnings.Add(t.asserts[0].Pos, "all assertions have weight 0, so that the score is 0", "give one of them a weight")
	}
}

// neededKeys are those of which a test of promptfoo has one. A test with a key
// that promptfoo does not have is meant for this program alone.
var (
	neededKeys = strings.Fields("assert vars options metadata provider providerOutput threshold")
	ownKeys    = strings.Fields("id tags split cluster messages")
)

func (p *suiteParser) checkThreshold(keys *keySet, threshold *float64) {
	switch {
	case threshold == nil:
	case *threshold > 1:
		p.warnings.Add(keys.pos("threshold"), fmt.Sprintf("no score reaches a threshold of %v", *threshold), "scores go from 0 to 1")
	case *threshold < 0:
		p.warnings.Add(keys.pos("threshold"), "every score reaches a threshold under 0", "scores go from 0 to 1")
	}
}

// checkVars warns of vars that a template cannot name or that hide something.
func (p *suiteParser) checkVar(at diag.Pos, name string) {
	switch {
	case name == "env":
		p.warnings.Add(at, "a var env hides the environment", "rename it")
	case name == conversationVar:
		p.warnings.Add(at, "_conversation is filled in with the calls before, where a prompt uses it", "rename the var")
	case !plainName(name):
		p.warnings.Add(at, fmt.Sprintf("a template cannot name the var %q", name), "use letters, digits and underscores")
	}
}

func plainName(name string) bool {
	if name == "" || name[0] >= '0' && name[0] <= '9' {
		return false
	}
	return !strings.ContainsFunc(name, func(r rune) bool {
		return r < 0x80 && r != '$' && !isWord(byte(r))
	})
}

// checkScalar warns of plain values that promptfoo reads as something else.
func (p *suiteParser) checkScalar(at diag.Pos, n *yaml.Node) {
	if n.Kind != yaml.ScalarNode || n.Style != 0 {
		return
	}
	switch v := value.Scalar(n).(type) {
	case string:
		if isDate(v) {
			p.warnings.Add(at, v+" is a text here, but promptfoo makes an object of an unquoted date", "write it in quotes")
		}
	case int64:
		if v > 1<<53 || v < -1<<53 {
			p.warnings.Add(at, n.Value+" has more digits than promptfoo keeps of a number", "write it in quotes")
		}
	}
}

// isDate says whether YAML takes a plain scalar for a timestamp: 2026-01-31,
// alone or with a time behind it.
func isDate(text string) bool {
	const form = "dddd-dd-dd"
	if len(text) < len(form) || len(text) > len(form) && text[len(form)] != 'T' && text[len(form)] != 't' && text[len(form)] != ' ' {
		return false
	}
	for i := range form {
		digit := text[i] >= '0' && text[i] <= '9'
		if digit != (form[i] == 'd') || !digit && text[i] != '-' {
			return false
		}
	}
	return !strings.ContainsFunc(text[len(form):], func(r rune) bool { return !strings.ContainsRune("0123456789:.+-TtZz ", r) })
}

// checkAssertion warns of settings that an assertion type does not look at, and
// of values with which it can only fail or be an error.
func (p *suiteParser) checkAssertion(keys *keySet, a Assertion) {
	if a.Threshold != nil && slices.Contains(withoutThreshold, a.Type) {
		p.warnings.Add(keys.pos("threshold"), "threshold has no effect on "+a.FullType(), "it acts on a test, on an assert-set and on types that give a score")
	}
	if keys.find("value").val == nil {
		switch {
		case a.Type == "equals":
			p.warnings.Add(a.Pos, "equals without a value compares with the text undefined", "add value:")
		case slices.Contains(needValue, a.Type):
			p.warnings.Add(a.Pos, a.FullType()+" without a value cannot be judged", "add value:")
		}
		return
	}
	at := keys.d.pos(keys.find("value").val)
	if list, isList := a.Value.([]any); isList && len(list) == 0 && strings.HasSuffix(a.Type, "-any") && !a.Not {
		p.warnings.Add(at, "no output contains one of no texts", "add a text to the list")
	}
	if a.Value == "" && slices.Contains(needValue, a.Type) {
		p.warnings.Add(at, a.FullType()+" with an empty value cannot be judged", "write what to look for")
	}
	p.checkScalar(at, keys.find("value").val)
}

// Types that look at no threshold, and types that cannot be judged without a
// value.
var (
	withoutThreshold = strings.Fields(`equals contains icontains contains-any contains-all icontains-any icontains-all
		starts-with regex is-json contains-json is-xml contains-xml is-html contains-html is-sql contains-sql is-refusal
		finish-reason word-count`)
	needValue = strings.Fields(`contains icontains contains-any contains-all icontains-any icontains-all starts-with regex`)
)

// checkReferences reports prompts and providers that tests name and the file
// does not have. They matter only when the file is run as it stands.
func (p *suiteParser) checkReferences(suite *Suite, tests []testDraft) {
	if len(suite.Prompts) == 0 || len(p.own) > 0 {
		return
	}
	seen := map[string]bool{}
	report := func(at diag.Pos, kind, want, known string) {
		if !seen[kind+want] {
			p.own.Add(at, fmt.Sprintf("there is no %s %q", kind, want), "the file has "+known)
		}
		seen[kind+want] = true
	}
	var labels, ids []string
	for _, one := range suite.Prompts {
		labels = append(labels, fmt.Sprintf("%.40q", one.Label))
	}
	for _, one := range suite.Providers {
		ids = append(ids, one.ID)
	}
	check := func(at diag.Pos, prompts, providers []string) {
		for _, want := range prompts {
			if !slices.ContainsFunc(suite.Prompts, func(one InlinePrompt) bool { return allowed([]string{want}, one.Label, one.ID) }) {
				report(at, "prompt", want, strings.Join(labels, ", "))
			}
		}
		for _, want := range providers {
			if !slices.ContainsFunc(suite.Providers, func(one ProviderSpec) bool { return allowed([]string{want}, one.Label, one.ID) }) {
				report(at, "provider", want, strings.Join(ids, ", "))
			}
		}
	}
	for _, t := range tests {
		check(t.pos, t.prompts, t.providers)
	}
	for _, s := range suite.Providers {
		check(s.Pos, s.Prompts, nil)
	}
}

// checkIDs warns of an id that several tests have: what is said of one would be
// taken for the other.
func (p *suiteParser) checkIDs(tests []testDraft) {
	at := map[string]diag.Pos{}
	for _, t := range tests {
		if t.id == "" {
			continue
		}
		if first, twice := at[t.id]; twice {
			p.warnings.Add(t.pos, fmt.Sprintf("the id %q is given twice", t.id), "it is also at "+first.String()+"; rename one")
			continue
		}
		at[t.id] = t.pos
	}
}
