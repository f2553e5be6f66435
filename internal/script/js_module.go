package script

import (
	"fmt"
	"path"

	"github.com/dop251/goja"

	"github.com/promptgit/promptgit/eval"
)

// export evaluates a module and gives the function that a script names, with
// the rules by which promptfoo looks for it: the default export, or what
// module.exports is, or a name in one of them. Where the module exports data
// and no function was asked for, the function is nil and the data is in plain.
func (m *machine) export(module goja.Callable, s eval.Script) (goja.Callable, error) {
	exports := m.vm.NewObject()
	self := m.vm.NewObject()
	hide(self, "exports", exports)
	file := m.vm.ToValue(s.Path)
	if _, err := module(exports, exports, m.require(), self, file, m.vm.ToValue(path.Dir(s.Path))); err != nil {
		return nil, thrown(err)
	}
	namespace := self.Get("exports")
	main := namespace
	for range 2 { // of what import gives, the default of the default
		if o, ok := main.(*goja.Object); ok {
			if inner := o.Get("default"); inner != nil && inner.ToBoolean() {
				main = inner
			}
		}
	}
	if s.Function == "" {
		if call, ok := goja.AssertFunction(main); ok {
			return call, nil
		}
		if !s.Data {
			return nil, fmt.Errorf("%s exports no function; write module.exports = (output, context) => true", s.Path)
		}
		m.plain = main
		return nil, nil //nolint:nilnil // a module of data has no function
	}
	for _, from := range []goja.Value{main, namespace} {
		if o, ok := from.(*goja.Object); ok {
			if call, ok := goja.AssertFunction(o.Get(s.Function)); ok {
				return call, nil
			}
		}
	}
	return nil, fmt.Errorf("%s exports no function %q", s.Path, s.Function)
}
