package eval_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
)

func TestAStoredOutputCannotBecomeCode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		asserts, vars string
		refused       bool
	}{
		{asserts: "{type: python, value: 'len(output) > {{ said }}'}", refused: true},
		{asserts: `{type: ruby, value: '{{ "}}" ~ said }}'}`, refused: true},
		{asserts: "{type: assert-set, assert: [{type: python, value: '{% if said %}1{% endif %}'}]}", refused: true},
		{asserts: "{type: python, value: '{{ v }}'}", vars: "'{{ said }}'", refused: true},
		{asserts: "{type: python, value: '{{ _conversation }}'}", refused: true},
		{asserts: "{type: python, value: \"context['vars']['said'] == '{{ v }}'\"}", vars: "x"},
		{asserts: "{type: python, value: \"'{{ v }}' != 'said'\"}", vars: "said"},
		{asserts: "{type: contains, value: '{{ said }}'}"},
	} {
		vars := c.vars
		if vars == "" {
			vars = "1"
		}
		src := "tests:\n  - options: {storeOutputAs: said}\n  - vars: {v: " + vars + "}\n    assert: [" + c.asserts + "]\n"
		_, err := eval.ParseSuite("s.yaml", []byte(src), eval.SuiteOptions{Types: grade.Names()})
		if refused := err != nil && strings.Contains(err.Error(), "s.yaml:4:") && strings.Contains(err.Error(), "would become code of"); refused != c.refused || !refused && err != nil {
			t.Errorf("%s: want it refused %v, got %v", c.asserts, c.refused, err)
		}
	}
}
