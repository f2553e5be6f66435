package grade_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

// What would overflow the stack ends the process, and with it every sample that
// was paid for; what takes for ever cannot be judged.
func TestHostileOutputsAndPatternsEndInAnError(t *testing.T) {
	t.Parallel()
	const million = 1 << 20
	recursive := object("items", object("$ref", "#"))
	run(t, []check{
		{name: "a million open lists", typ: "is-json", output: strings.Repeat("[", million), err: "nested deeper"},
		{name: "a million nested lists", typ: "is-json", output: strings.Repeat("[", million) + strings.Repeat("]", million), err: "nested deeper"},
		{name: "a million open objects", typ: "is-json", output: strings.Repeat(`{"a":`, million), err: "nested deeper"},
		{name: "compared with data", typ: "equals", value: list("a"), output: strings.Repeat("[", million), err: "nested deeper"},
		{name: "deep and held against a schema", typ: "is-json", value: recursive, output: strings.Repeat("[", 2000) + "1" + strings.Repeat("]", 2000), err: "too deep for a schema"},
		{name: "less deep", typ: "is-json", value: recursive, output: strings.Repeat("[", 900) + "1" + strings.Repeat("]", 900), pass: true},
		{name: "a million groups", typ: "regex", value: strings.Repeat("(", million) + strings.Repeat(")", million), output: "x", flat: true},
		{name: "as many groups as there may be", typ: "regex", value: strings.Repeat("(", 10_000) + strings.Repeat(")", 10_000), output: "x", pass: true},
		{name: "a million groups in a schema", typ: "is-json", value: object("pattern", strings.Repeat("(", million)), output: `"x"`, err: "groups"},
	})
}

func TestAPatternOfASchemaThatTakesForEverIsNoVerdict(t *testing.T) {
	t.Parallel()
	a := eval.Assertion{Type: "is-json", Value: object("pattern", "(a+)+$")}
	v, err := tryJudge(a, `"`+strings.Repeat("a", 60)+`b"`)
	if err == nil || !strings.Contains(err.Error(), "took longer") {
		t.Errorf("want an error, got %+v, %v", v, err)
	}
}
