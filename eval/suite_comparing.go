package eval

import (
	"fmt"
	"slices"

	"github.com/promptgit/promptgit/internal/diag"
)

// comparing checks an assertion that compares outputs, which decides beside the
// others of its case and not as one of them.
func (p *suiteParser) comparing(keys *keySet, a *Assertion, top bool) {
	if !Compares(a.Type) {
		return
	}
	if a.Not {
		p.errs.Add(a.Pos, a.FullType()+": "+a.Type+" takes no not-", "write type: "+a.Type)
	}
	if !top {
		p.errs.Add(a.Pos, a.Type+" in an assert-set would compare nothing", "list it beside the set")
	}
	for _, key := range []string{"metric", "threshold", "weight"} {
		if keys.get(key) != nil {
			p.warnings.Add(keys.pos(key), fmt.Sprintf("%s of %s is ignored, as in promptfoo", key, a.Type), "remove it")
		}
	}
}

// twice warns of a case that compares by one type in two ways, which defaults
// bring about easily. Only the first counts.
func (p *suiteParser) twice(cases []Case) {
	var told []diag.Pos
	for _, c := range cases {
		for i, a := range c.Asserts {
			same := func(b Assertion) bool { return b.Type == a.Type }
			if !Compares(a.Type) || !slices.ContainsFunc(c.Asserts[:i], same) || slices.Contains(told, a.Pos) {
				continue
			}
			told = append(told, a.Pos)
			p.warnings.Add(a.Pos, fmt.Sprintf("a second %s of %s is ignored, as in promptfoo", a.Type, c.Name()), "remove one")
		}
	}
}
