package parity

import "strings"

// Known is a disagreement that stays, for a reason that docs/promptfoo.md gives
// under the same title.
type Known struct {
	Title  string
	Family string // name of configurations, without their number
	Holds  string // part of the test as it is written
	Error  string // part of why promptgit does not judge it, "" where it does
}

// KnownDisagreements are all of them. A row that agrees although it is listed is
// no mistake.
func KnownDisagreements() []Known {
	return []Known{
		{"a key `__proto__`", "equals", `"__proto__"`, ""},
		{"another dialect of SQL than MySQL", "sql", `"databaseType":"`, "only MySQL"},
		{"a score without end", "javascript", `"Infinity"`, "+Inf"},
		{"a fail without a reason", "javascript", "reason: ''", ""},
	}
}

// Known says which known disagreement this is.
func (d Disagreement) Known() (Known, bool) {
	for _, k := range KnownDisagreements() {
		if strings.HasPrefix(d.Config, k.Family+"-") && strings.Contains(d.Test, k.Holds) && strings.Contains(d.Got.Error, k.Error) && (k.Error == "") == (d.Got.Error == "") {
			return k, true
		}
	}
	return Known{}, false
}
