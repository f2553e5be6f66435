package script

import (
	"strings"

	"github.com/dop251/goja"
)

// maxText is the longest text that one call of a built-in may make, in code
// units, and maxItems the longest list. They are far above what a suite needs
// and far below what a machine has. maxProduct is where the length of what is
// made can only be guessed, and maxLevels how deep JSON may be nested.
const (
	maxText    = 32 << 20
	maxItems   = 4 << 20
	maxProduct = 1 << 29
	maxLevels  = 10_000
)

// bound guards the functions of the engine that make much out of little in one
// call, during which the engine cannot be stopped, or that end this process by
// going too deep.
func (m *machine) bound(source string) {
	text := m.prototype("String")
	m.check(text, "repeat", func(call goja.FunctionCall) bool {
		return float64(length(call.This))*call.Argument(0).ToFloat() > maxText
	})
	for _, name := range []string{"padStart", "padEnd"} {
		m.check(text, name, func(call goja.FunctionCall) bool { return call.Argument(0).ToFloat() > maxText })
	}
	m.check(text, "replaceAll", replacesMuch)
	m.check(text, "replace", func(call goja.FunctionCall) bool {
		pattern, isObject := call.Argument(0).(*goja.Object)
		return isObject && pattern.Get("global") != nil && pattern.Get("global").ToBoolean() && replacesMuch(call)
	})
	list := m.prototype("Array")
	for _, name := range strings.Fields("fill flat map reverse slice sort splice toReversed toSorted toSpliced toString with") {
		m.check(list, name, func(call goja.FunctionCall) bool { return length(call.This) > maxItems })
	}
	m.check(list, "concat", func(call goja.FunctionCall) bool {
		n := length(call.This)
		for _, a := range call.Arguments {
			n += length(a)
		}
		return n > maxItems
	})
	m.check(list, "join", func(call goja.FunctionCall) bool {
		n := length(call.This)
		return n > maxItems || n*textLength(call.Argument(0)) > maxProduct
	})
	m.check(m.vm.Get("Array").ToObject(m.vm), "from", func(call goja.FunctionCall) bool { return length(call.Argument(0)) > maxItems })
	m.check(m.prototype("Function"), "apply", func(call goja.FunctionCall) bool { return length(call.Argument(1)) > maxItems })
	for _, name := range mentioned(source, []string{"JSON", "Reflect"}) {
		o := m.vm.Get(name).ToObject(m.vm)
		m.check(o, "parse", func(call goja.FunctionCall) bool { return deep(call.Argument(0)) })
		m.check(o, "apply", func(call goja.FunctionCall) bool { return length(call.Argument(2)) > maxItems })
		m.check(o, "construct", func(call goja.FunctionCall) bool { return length(call.Argument(1)) > maxItems })
	}
}

// replacesMuch says whether a replacement is long, or stands for the rest of the
// text, where it could stand in the place of each of its characters.
func replacesMuch(call goja.FunctionCall) bool {
	s, isText := call.Argument(1).(goja.String)
	if !isText {
		return false
	}
	n := textLength(call.This)
	made := textLength(s)
	if n*n > maxProduct && (strings.Contains(s.String(), "$'") || strings.Contains(s.String(), "$`")) {
		return true
	}
	return n*made > maxProduct
}

// deep says whether a text may be JSON of more levels than the engine can read.
func deep(v goja.Value) bool {
	s, isText := v.(goja.String)
	if !isText || s.Length() <= maxLevels {
		return false
	}
	return levels(s.String()) > maxLevels
}

// levels is how many brackets are open at once at most, those in texts counted.
func levels(text string) int {
	most, open := 0, 0
	for i := range len(text) {
		switch text[i] {
		case '[', '{', '(':
			open++
			most = max(most, open)
		case ']', '}', ')':
			open = max(open-1, 0)
		}
	}
	return most
}

// textLength is the length of a text, 0 for what is none.
func textLength(v goja.Value) int64 {
	if s, isText := v.(goja.String); isText {
		return int64(s.Length())
	}
	return 0
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
