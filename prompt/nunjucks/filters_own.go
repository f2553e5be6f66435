package nunjucks

import (
	"context"
	"math"

	"github.com/promptgit/promptgit/internal/value"
)

// Filter is a filter from outside. It gets the filtered value and the arguments
// of the filter as JSON data, and gives JSON data.
type Filter func(ctx context.Context, args []any) (any, error)

// own calls a filter from outside.
func (r *run) own(f Filter, name string, args []any) any {
	for i, a := range args {
		args[i] = r.extern(a)
	}
	out, err := f(r.ctx, args)
	if err != nil {
		failf("the filter %s failed: %v", name, err)
	}
	return intern(out)
}

// extern copies a value for the outside: undefined is null, whole numbers are
// integers.
func (r *run) extern(v any) any {
	r.enter()
	defer r.leave()
	r.spend(1)
	switch v := v.(type) {
	case undefined:
		return nil
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1<<53 {
			return int64(v)
		}
	case *safe:
		return v.s
	case *array:
		out := make([]any, len(v.items))
		for i, x := range v.items {
			out[i] = r.extern(x)
		}
		return out
	case *value.Object:
		out := &value.Object{}
		for k, x := range v.All() {
			out.Set(k, r.extern(x))
		}
		return out
	case *function, *regexValue:
		failf("%s cannot be handed to a filter of the suite", describe(v))
	}
	return v
}
