package script_test

import (
	"testing"

	"github.com/promptgit/promptgit/internal/script"
)

func TestTextsAreComparedWithWholeNumbersAsNumbers(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	for body, want := range map[string]bool{
		"return '42.0' == 42":                                true,
		"return ' 4.2e1 ' == 42":                             true,
		"return '5.' != 5":                                   false,
		"return '-5.0' == -5":                                true,
		"return '42.0' === 42":                               false,
		"return '42.5' == 42":                                false,
		"return ['42.0'].some((x) => (x == 42 ? 1 : 0))":     true,
		"return {a: '7.0'}.a == 7 && '1e1' == 10":            true,
		"let n = 0; const f = () => ++n; return f() == 1":    true,
		"return 'x' == 42":                                   false,
		"return '' == 0 && null != 0 && undefined != 0":      true,
		"if ('42.0' != 42) { return false } return '0' == 0": true,
	} {
		if v, err := l.js(body); err != nil || v != want {
			t.Errorf("%s: want %v, got %v, %v", body, want, v, err)
		}
	}
}
