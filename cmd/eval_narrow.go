package cmd

import (
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
)

// narrowing keeps the cases that --filter and --case ask for, and remembers
// which cases there were: several suites may take part, and a case need stand
// in one of them only.
type narrowing struct {
	filter string
	cases  []string
	names  []string
	found  map[string]bool
	suites []string
}

// narrow gives the suite with the cases asked for, nil where it has none.
func (n *narrowing) narrow(s *eval.Suite) *eval.Suite {
	if n.filter == "" && len(n.cases) == 0 {
		return s
	}
	if !slices.Contains(n.suites, s.Path) {
		n.suites = append(n.suites, s.Path)
	}
	some := *s
	some.Cases = nil
	if some.Whole == nil {
		some.Whole = s.Cases
	}
	for i := range s.Cases {
		c := &s.Cases[i]
		n.names = append(n.names, c.Name())
		if n.wants(c) {
			some.Cases = append(some.Cases, *c)
		}
	}
	if len(some.Cases) == 0 {
		return nil
	}
	return &some
}

// whole refuses to choose among cases that hand on their outputs.
func (n *narrowing) whole(s *eval.Suite) error {
	if n.filter == "" && len(n.cases) == 0 || !s.Chained() {
		return nil
	}
	return usageHint("leave out --case and --filter", "the cases of %s hand on their outputs (storeOutputAs), so that none can be judged alone", s.Path)
}

func (n *narrowing) wants(c *eval.Case) bool {
	if len(n.cases) > 0 && !slices.Contains(n.cases, c.Name()) {
		return false
	}
	if n.found == nil {
		n.found = map[string]bool{}
	}
	n.found[c.Name()] = true
	return strings.Contains(c.ID+"\n"+c.Description+"\n"+strings.Join(c.Tags, "\n"), n.filter)
}

// missed is a usage error for a case that no suite has.
func (n *narrowing) missed() error {
	if len(n.suites) == 0 {
		return nil
	}
	for _, name := range n.cases {
		if n.found[name] {
			continue
		}
		hint := diag.DidYouMean(name, n.names)
		if hint == "" {
			hint = "a case without an id is named as it is shown, such as \"Row 1\""
		}
		return usageHint(hint, "%s has no case %q", n.where(), name)
	}
	return nil
}

func (n *narrowing) where() string { return strings.Join(n.suites, ", ") }

// none says that nothing is left to judge.
func (n *narrowing) none() error {
	if n.filter == "" || len(n.suites) == 0 {
		return nil
	}
	return usageHint("it is looked for in ids, descriptions and tags, in the same case",
		"no case of %s matches %q", n.where(), n.filter)
}
