package nunjucks

import (
	"slices"

	"github.com/promptgit/promptgit/internal/diag"
)

// filterFunc gets the filtered value as its first argument.
type filterFunc func(r *run, args []any) any

func findFilter(name string) filterFunc {
	for _, group := range []func(string) filterFunc{textFilter, shapeFilter, listFilter, numberFilter, codeFilter} {
		if f := group(name); f != nil {
			return f
		}
	}
	if name == "random" {
		fail(-1, "the filter random is not available", "a prompt must render the same every time: give the choice as a var")
	}
	fail(-1, `unknown filter "`+name+`"`, diag.DidYouMean(name, FilterNames()))
	return nil
}

// FilterNames lists the filters of a template, sorted.
func FilterNames() []string {
	return slices.Sorted(slices.Values([]string{
		"abs", "batch", "capitalize", "center", "d", "default", "dictsort", "dump", "e", "escape", "first", "float",
		"forceescape", "groupby", "indent", "int", "join", "last", "length", "list", "load", "lower", "nl2br", "reject",
		"rejectattr", "replace", "reverse", "round", "safe", "select", "selectattr", "slice", "sort", "string", "striptags",
		"sum", "title", "trim", "truncate", "upper", "urlencode", "urlize", "wordcount",
	}))
}

// normal is the empty text for what text filters take as nothing.
func normal(v any) any {
	if isNil(v) || v == false {
		return ""
	}
	return v
}

// mustText gives the text of a string; anything else has no such method in
// JavaScript, so the filter fails.
func mustText(v any, filter string) string {
	s, ok := asText(v)
	if !ok {
		failf("%s takes a string, not %s", filter, describe(v))
	}
	return s
}

func mustList(v any, filter string) *array {
	a, ok := v.(*array)
	if !ok {
		failf("%s takes a list, not %s", filter, describe(v))
	}
	return a
}

// like keeps out safe where in is.
func like(in any, out string) any {
	if _, ok := in.(*safe); ok {
		return &safe{out}
	}
	return out
}

// elements gives what JavaScript sees in v[0], v[1], ... up to v.length.
func elements(v any, filter string) []any {
	switch v := v.(type) {
	case nil, undefined:
		failf("%s takes a list, not %s", filter, describe(v))
	case *array:
		return v.items
	case string:
		return chars(v)
	case *safe:
		out := make([]any, length(v.s))
		for i := range out {
			out[i] = undefined{}
		}
		return out
	}
	return nil
}
