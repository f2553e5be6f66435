package grade

import (
	"context"
	"errors"
	"math"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func equals() Type {
	return Type{
		Name:    "equals",
		Doc:     "The output is the value, letter by letter; a value that is an object or a list is compared with the output read as JSON, whatever the order of keys.",
		Example: "type: equals\nvalue: Paris\n",
		Since:   "0.1.0",
		New:     func(a eval.Assertion) (eval.Grader, error) { return equalsGrader{a}, nil },
	}
}

type equalsGrader struct{ assertion eval.Assertion }

func (g equalsGrader) Grade(ctx context.Context, in eval.GradeInput) (eval.Verdict, error) {
	match := equalText
	switch in.Value.(type) {
	case []any, *value.Object:
		match = equalData
	case nil:
		match = equalAbsent
		if g.assertion.Null {
			match = equalData
		}
	}
	return matcher{g.assertion, match}.Grade(ctx, in)
}

func equalText(output string, v any) (finding, error) {
	want := text(v)
	return finding{ok: output == want, want: "equal " + quote(want)}, nil
}

// equalAbsent compares with what JavaScript makes of a missing value.
func equalAbsent(output string, _ any) (finding, error) {
	return finding{ok: output == "undefined", want: `equal "undefined"`, note: "the assertion has no value"}, nil
}

func equalData(output string, v any) (finding, error) {
	want := plain(v)
	f := finding{want: "equal " + quote(string(value.Canonical(v)))}
	got, err := parseJSON(output)
	if errors.Is(err, errTooDeep) {
		return finding{}, err
	}
	if err != nil {
		f.note = "it is not JSON: " + err.Error()
		return f, nil //nolint:nilerr // output that is no JSON is a verdict
	}
	f.ok = sameData(want, got)
	return f, nil
}

// plain turns a value of a suite into what JSON.parse would give: maps, lists
// and double-precision numbers.
func plain(v any) any {
	switch v := v.(type) {
	case *value.Object:
		m := make(map[string]any, v.Len())
		for k, x := range v.All() {
			m[k] = plain(x)
		}
		return m
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = plain(x)
		}
		return list
	case int64:
		return float64(v)
	}
	return v
}

// sameData compares deeply; numbers as Object.is does, so that 0 is not -0.
func sameData(a, b any) bool {
	switch a := a.(type) {
	case map[string]any:
		m, ok := b.(map[string]any)
		if !ok || len(a) != len(m) {
			return false
		}
		for k, x := range a {
			if y, has := m[k]; !has || !sameData(x, y) {
				return false
			}
		}
		return true
	case []any:
		list, ok := b.([]any)
		if !ok || len(a) != len(list) {
			return false
		}
		for i := range a {
			if !sameData(a[i], list[i]) {
				return false
			}
		}
		return true
	case float64:
		f, ok := b.(float64)
		return ok && (a == f && math.Signbit(a) == math.Signbit(f) || math.IsNaN(a) && math.IsNaN(f))
	}
	return a == b
}
