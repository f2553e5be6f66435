package grade

import (
	"errors"
	"math"
	"strings"
)

func contains() Type {
	return Type{
		Name:    "contains",
		Doc:     "The output contains the value, in the same case.",
		Example: "type: contains\nvalue: Paris\n",
		Since:   "0.1.0",
		New: matching(func(output string, v any) (finding, error) {
			return containsOne(output, v, func(s string) string { return s })
		}),
	}
}

func icontains() Type {
	return Type{
		Name:    "icontains",
		Doc:     "The output contains the value in any case.",
		Example: "type: icontains\nvalue: paris\n",
		Since:   "0.1.0",
		New: matching(func(output string, v any) (finding, error) {
			return containsOne(output, v, lower)
		}),
	}
}

func containsOne(output string, v any, fold func(string) string) (finding, error) {
	switch v := v.(type) {
	case string:
		if v == "" {
			return finding{}, errors.New("the value is empty; every output would contain it")
		}
	case int64:
	case float64:
		if math.IsNaN(v) {
			return finding{}, errors.New("the value is not a number that can be looked for")
		}
	default:
		return finding{}, errors.New("the value must be a text or a number")
	}
	return finding{
		ok:   strings.Contains(fold(output), fold(text(v))),
		want: "contain " + quote(text(v)),
	}, nil
}
