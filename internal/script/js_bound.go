package script

import (
	"github.com/dop251/goja"
)

// maxText is the longest text that one call of a built-in may make, in code
// units, and maxItems the longest list. They are far above what a suite needs
// and far below what a machine has.
const (
	maxText  = 32 << 20
	maxItems = 4 << 20
)

// bound guards the functions of the engine that make much out of little in one
// call, during which the engine cannot be stopped.
func (m *machine) bound() {
	text := m.prototype("String")
	m.check(text, "repeat", func(call goja.FunctionCall) bool {
		return float64(length(call.This))*call.Argument(0).ToFloat() > maxText
	})
	for _, name := range []string{"padStart", "padEnd"} {
		m.check(text, name, func(call goja.FunctionCall) bool { return call.Argument(0).ToFloat() > maxText })
	}
	list := m.prototype("Array")
	for _, name := range []string{"concat", "fill", "join", "reverse", "sort", "toReversed", "toSorted", "toSpliced", "toString", "with"} {
		m.check(list, name, func(call goja.FunctionCall) bool { return length(call.This) > maxItems })
	}
	m.check(m.vm.Get("Array").ToObject(m.vm), "from", func(call goja.FunctionCall) bool { return length(call.Argument(0)) > maxItems })
	m.check(m.prototype("Function"), "apply", func(call goja.FunctionCall) bool { return length(call.Argument(1)) > maxItems })
}

func (m *machine) prototype(class string) *goja.Object {
	return m.vm.Get(class).ToObject(m.vm).Get("prototype").ToObject(m.vm)
}

// check refuses calls of a function that would be too large.
func (m *machine) check(o *goja.Object, name string, tooLarge func(goja.FunctionCall) bool) {
	original, ok := goja.AssertFunction(o.Get(name))
	if !ok {
		return
	}
	hide(o, name, m.vm.ToValue(func(call goja.FunctionCall) goja.Value {
		if tooLarge(call) {
			m.refuse(name+" of that size", "what a script makes must stay below 32 million characters and 4 million items")
		}
		v, err := original(call.This, call.Arguments...)
		if err != nil {
			panic(err)
		}
		return v
	}))
}

// length is that of a text or of what has a length of its own, 0 for others.
func length(v goja.Value) int64 {
	switch v := v.(type) {
	case *goja.Object:
		if n := v.Get("length"); n != nil {
			return n.ToInteger()
		}
		return 0
	case goja.String:
		return int64(v.Length())
	}
	return 0
}
