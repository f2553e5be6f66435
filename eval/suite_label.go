package eval

import (
	"fmt"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// Label is what a person says of a recorded output: whether it passes.
type Label struct {
	Pass bool
	Pos  diag.Pos
}

// Labeled is an assertion that asks a model, with a person's word on the case's
// recorded output.
type Labeled struct {
	Case   *Case
	Assert *Assertion
	Label
}

const labelHint = "write label: pass or label: fail"

// label reads "label", nil where there is none.
func (p *suiteParser) label(keys *keySet) *Label {
	n := keys.get("label")
	if n == nil {
		return nil
	}
	l := &Label{Pos: keys.d.pos(n)}
	if n.Kind == yaml.ScalarNode {
		switch v := value.Scalar(n).(type) {
		case bool:
			l.Pass = v
			return l
		case string:
			if pass, ok := labelWord(v); ok {
				l.Pass = pass
				return l
			}
		}
	}
	p.errs.Add(l.Pos, "label must be pass or fail", labelHint)
	return nil
}

func labelWord(s string) (pass, ok bool) {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "pass", "true":
		return true, true
	case "fail", "false":
		return false, true
	}
	return false, false
}

// labelCell is a label in a cell of a table; an empty cell is none.
func (p *suiteParser) labelCell(at diag.Pos, cell string) *Label {
	if strings.TrimSpace(cell) == "" {
		return nil
	}
	pass, ok := labelWord(cell)
	if !ok {
		p.errs.Add(at, fmt.Sprintf("%q in column __label is neither pass nor fail", cell), "write pass or fail, or leave the cell empty")
	}
	return &Label{pass, at}
}

// Labeled lists the labels of a suite: those of assertions, and those of cases,
// which are about the only assertion of the case that asks a model. A label that
// cannot be compared with a verdict is a problem with its place.
func (s *Suite) Labeled() ([]Labeled, error) {
	var list []Labeled
	var errs diag.Errors
	problem := func(at diag.Pos, message, hint string) {
		if !slices.ContainsFunc(errs, func(d diag.Diagnostic) bool { return d.Pos == at }) {
			errs.Add(at, message, hint)
		}
	}
	for i := range s.Cases {
		c := &s.Cases[i]
		judged, own := c.judgedAsserts()
		for _, a := range own {
			if a.Protocol == "" || Compares(a.Type) {
				problem(a.Label.Pos, "a label of "+a.FullType()+", which asks no model about one output", "label an assertion such as llm-rubric")
				continue
			}
			list = append(list, Labeled{c, a, *a.Label})
		}
		if c.Label != nil {
			switch {
			case len(own) > 0:
				problem(c.Label.Pos, "both the case and an assertion of it have a label", "keep those of the assertions")
			case len(judged) != 1:
				problem(c.Label.Pos, fmt.Sprintf("the label is of a case with %d assertions that ask a model", len(judged)), "write the label under the assertion that it is about")
			default:
				list = append(list, Labeled{c, judged[0], *c.Label})
			}
		}
		if (c.Label != nil || len(own) > 0) && c.Output == nil {
			problem(c.Pos, "a label without the output that it is about", "write it under providerOutput:")
		}
	}
	return list, errs.Err()
}

// judgedAsserts are the assertions of a case that ask a model about one output,
// and all those that have a label.
func (c *Case) judgedAsserts() (judged, labeled []*Assertion) {
	var walk func([]Assertion)
	walk = func(asserts []Assertion) {
		for i := range asserts {
			a := &asserts[i]
			if a.Protocol != "" && !Compares(a.Type) {
				judged = append(judged, a)
			}
			if a.Label != nil {
				labeled = append(labeled, a)
			}
			walk(a.Set)
		}
	}
	walk(c.Asserts)
	return judged, labeled
}
