package script

import (
	"fmt"
	"math"
	"strconv"

	"github.com/dop251/goja"

	"github.com/promptgit/promptgit/internal/value"
)

// Bounds of what a script gives back.
const (
	maxNesting = 200
	maxNodes   = 1 << 20
	maxBytes   = 16 << 20
)

// toJS makes a value of JSON data.
func (m *machine) toJS(v any) goja.Value {
	switch v := v.(type) {
	case nil:
		return goja.Null()
	case []any:
		items := make([]any, len(v))
		for i, x := range v {
			items[i] = m.toJS(x)
		}
		return m.vm.NewArray(items...)
	case *value.Object:
		o := m.vm.NewObject()
		for k, x := range v.All() {
			_ = o.DefineDataProperty(k, m.toJS(x), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE) // a new object takes any
		}
		return o
	}
	return m.vm.ToValue(v)
}

// reader turns what a script gave into JSON data.
type reader struct {
	*machine
	strict       bool // a function inside is an error: it would be lost
	nodes, bytes int
}

// fromJS gives the data of a value as JSON.stringify would write it, but for
// numbers that are not finite, which stay. It throws for what is no data.
// undefined is nil.
func (m *machine) fromJS(v goja.Value, strict bool) any {
	r := &reader{machine: m, strict: strict}
	if o, isObject := v.(*goja.Object); isObject {
		switch o.ClassName() {
		case "Number", "String", "Boolean": // boxed: an object, whatever JSON makes of it
			return &value.Object{}
		}
	}
	data, ok := r.read(v, 0)
	if !ok && !goja.IsUndefined(v) {
		r.fail("the code gave a function or a symbol, which is no value")
	}
	return data
}

func (r *reader) fail(text string) {
	panic(r.vm.NewTypeError(text))
}

// read gives the data of v; ok is false where JSON has nothing for it.
func (r *reader) read(v goja.Value, depth int) (data any, ok bool) {
	r.nodes++
	if depth > maxNesting || r.nodes > maxNodes {
		r.fail("the code gave a value that is too deep, goes round in a circle or is too large")
	}
	switch {
	case v == nil, goja.IsUndefined(v):
		return nil, false
	case goja.IsNull(v):
		return nil, true
	case goja.IsBigInt(v):
		r.fail("a BigInt has no JSON")
	}
	switch x := v.(type) {
	case *goja.Object:
		return r.object(x, depth)
	case *goja.Symbol:
		return nil, false
	}
	switch x := v.Export().(type) {
	case bool, int64:
		return x, true
	case float64:
		return whole(x), true
	case string:
		return r.text(x), true
	}
	return nil, false
}

func (r *reader) text(s string) string {
	r.bytes += len(s)
	if r.bytes > maxBytes {
		r.fail("the code gave more than 16 MiB")
	}
	return s
}

func (r *reader) object(o *goja.Object, depth int) (any, bool) {
	if toJSON, ok := goja.AssertFunction(o.Get("toJSON")); ok {
		v, err := toJSON(o)
		if err != nil {
			panic(err)
		}
		if same, isObject := v.(*goja.Object); !isObject || same != o {
			return r.read(v, depth+1)
		}
	}
	if _, isFunction := goja.AssertFunction(o); isFunction {
		if r.strict {
			r.fail("the code gave a function among its data, which would be lost; write code as text")
		}
		return nil, false
	}
	switch o.ClassName() {
	case "Number":
		return whole(o.ToFloat()), true
	case "String":
		return r.text(o.String()), true
	case "Boolean":
		return o.Export(), true
	case "Array":
		return r.list(o, depth), true
	}
	data := &value.Object{}
	for _, k := range o.Keys() {
		if x, ok := r.read(o.Get(k), depth+1); ok {
			data.Set(r.text(k), x)
		}
	}
	return data, true
}

func (r *reader) list(o *goja.Object, depth int) []any {
	n := length(o)
	if n > maxNodes {
		r.fail(fmt.Sprintf("the code gave a list of %d items", n))
	}
	items := make([]any, n)
	for i := range items {
		items[i], _ = r.read(o.Get(strconv.Itoa(i)), depth+1)
	}
	return items
}

// whole gives a number without a fraction as an integer, as data that was read
// from a file has it.
func whole(f float64) any {
	if f == math.Trunc(f) && math.Abs(f) < 1<<53 && (f != 0 || !math.Signbit(f)) {
		return int64(f)
	}
	return f
}
