package eval

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxFailureName is the longest name of a type of failure, in characters: it
// stands in tables, beside its count.
const maxFailureName = 80

// FailureName gives a type of failure without the blanks around it; problem
// says what is wrong with it, "" for nothing. A semicolon would part it where
// several are listed.
func FailureName(text string) (name, problem string) {
	name, problem = givenName(text, maxFailureName)
	if strings.Contains(name, ";") {
		return "", "holds a semicolon"
	}
	return name, problem
}

// givenName gives a name without the blanks around it, or what is wrong with it.
func givenName(text string, longest int) (name, problem string) {
	name = strings.TrimSpace(text)
	switch {
	case name == "":
		return "", "is empty"
	case !utf8.ValidString(name) || strings.ContainsFunc(name, unicode.IsControl):
		return "", "holds a line break or a control character"
	case utf8.RuneCountInString(name) > longest:
		return "", fmt.Sprintf("is longer than %d characters", longest)
	case strings.Contains(name, "{{") || strings.Contains(name, "{%"):
		return "", "is a template"
	}
	return name, ""
}

// failure reads the type of failure of an assertion.
func (p *suiteParser) failure(keys *keySet) string {
	if keys.get("failure") == nil {
		return ""
	}
	before := len(p.errs)
	name, problem := FailureName(keys.text("failure"))
	if problem != "" && len(p.errs) == before {
		p.errs.Add(keys.pos("failure"), "failure "+problem, "give a plain name, such as failure: hallucination")
	}
	return name
}

// failureTypes are those that assertions of the suite name, sorted.
func (s *Suite) failureTypes() []string {
	types := map[string]bool{}
	var add func([]Assertion)
	add = func(list []Assertion) {
		for i := range list {
			if name := list[i].Failure; name != "" {
				types[name] = true
			}
			add(list[i].Set)
		}
	}
	for i := range s.Cases {
		add(s.Cases[i].Asserts)
	}
	return slices.Sorted(maps.Keys(types))
}

// failureKey is "sha256:" and the hash of which assertion names which type of
// failure, whatever the order of the cases; "" where none does.
func (s *Suite) failureKey() string {
	var named []string
	for i := range s.Cases {
		if !nameFailures(s.Cases[i].Asserts) {
			continue
		}
		if types := typesOf(s.Cases[i].Asserts); strings.Trim(types, ";") != "" {
			named = append(named, s.Cases[i].Key+" "+types)
		}
	}
	if named == nil {
		return ""
	}
	slices.Sort(named)
	return "sha256:" + digest(named)
}

// nameFailures says whether an assertion, or one of a set, names a type.
func nameFailures(asserts []Assertion) bool {
	for i := range asserts {
		if asserts[i].Failure != "" || nameFailures(asserts[i].Set) {
			return true
		}
	}
	return false
}

// typesOf lists the types that assertions name, each with a semicolon behind it,
// as none holds one.
func typesOf(asserts []Assertion) string {
	var b strings.Builder
	for i := range asserts {
		b.WriteString(asserts[i].Failure + ";" + typesOf(asserts[i].Set))
	}
	return b.String()
}

// failed is the type of failure that a verdict of the assertion means, "" for
// none.
func (a *Assertion) failed(v Verdict) string {
	if v.Pass {
		return ""
	}
	return a.Failure
}

// failuresIn are the types that the verdicts on a sample show, each once.
func failuresIn(asserts []AssertResult) []string {
	var types []string
	for i := range asserts {
		if name := asserts[i].Failure; name != "" && !slices.Contains(types, name) {
			types = append(types, name)
		}
	}
	return types
}

func (c *CaseRecord) countFailures(types []string) {
	for _, name := range types {
		if c.Failures == nil {
			c.Failures = map[string]int{}
		}
		c.Failures[name]++
	}
}

// Failures counts, by type of failure, the cases in which some sample showed it:
// by a failed assertion that names it, in a judged case, or by what a person
// said of an output. It is never nil.
func (r Record) Failures() map[string]int {
	counts := map[string]int{}
	for i := range r.Cases {
		c := &r.Cases[i]
		if len(c.Failures)+len(c.HumanFailures) == 0 {
			continue
		}
		types := map[string]bool{}
		for name, n := range c.Failures {
			types[name] = n > 0 && c.Judged()
		}
		for _, name := range c.HumanFailures {
			types[name] = true
		}
		for name, shown := range types {
			if shown {
				counts[name]++
			}
		}
	}
	return counts
}
