package cmd

import (
	"fmt"
	"slices"

	"github.com/spf13/pflag"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/ui"
)

// caseFilter says which cases are printed.
type caseFilter struct {
	flipped, failed, all bool
	cases                []string
	full                 bool
}

func (o *caseFilter) flags(f *pflag.FlagSet, than string) {
	f.BoolVar(&o.flipped, "flipped", false, "only cases that flipped "+than)
	f.BoolVar(&o.failed, "failed", false, "only cases that failed or could not be judged")
	f.BoolVar(&o.all, "all", false, "all cases")
	f.StringArrayVar(&o.cases, "case", nil, "only the case `ID`, \"Row N\" or a key; repeat it for more")
	f.BoolVar(&o.full, "full", false, "texts whole, with the inputs and the rendered prompt")
}

// check refuses filters that exclude each other.
func (o *caseFilter) check() error {
	set := 0
	for _, is := range []bool{o.flipped, o.failed, o.all} {
		if is {
			set++
		}
	}
	if set > 1 {
		return usagef("--flipped, --failed and --all exclude each other")
	}
	return nil
}

// given says whether the user asked for some cases.
func (o *caseFilter) given() bool { return o.flipped || o.failed || o.all || len(o.cases) > 0 }

// keeps says whether a case is printed. Without a filter flips are where usual is
// "flipped", and what did not pass where it is "failed".
func (o *caseFilter) keeps(p casePair, usual string) bool {
	if len(o.cases) > 0 && !slices.ContainsFunc(o.cases, p.named) {
		return false
	}
	switch {
	case o.flipped, !o.given() && usual == "flipped":
		return p.flip != ""
	case o.failed, !o.given() && usual == "failed":
		return p.b != nil && !p.b.NA && !p.b.Passed()
	}
	return true
}

// named says whether an argument of --case means this case.
func (p casePair) named(arg string) bool {
	is := func(c *eval.CaseRecord) bool {
		return c != nil && (arg == c.ID || arg == c.Key || arg == fmt.Sprintf("Row %d", c.Index+1) || arg == c.Name())
	}
	return is(p.a) || is(p.b)
}

// pick keeps the cases to print. It gives how many are left out.
func (o *caseFilter) pick(pairs []casePair, usual string) (kept []casePair, left int) {
	for _, p := range pairs {
		if o.keeps(p, usual) {
			kept = append(kept, p)
		}
	}
	return kept, len(pairs) - len(kept)
}

// known refuses a --case that no record has.
func (o *caseFilter) known(pairs []casePair) error {
	for _, arg := range o.cases {
		if slices.ContainsFunc(pairs, func(p casePair) bool { return p.named(arg) }) {
			continue
		}
		var names []string
		for _, p := range pairs {
			names = append(names, p.name)
		}
		hint := diag.DidYouMean(arg, names)
		if hint == "" {
			hint = "the cases are " + ui.Line(someOf(names, shownFailures))
		}
		return usageHint(hint, "there is no case %q", arg)
	}
	return nil
}
