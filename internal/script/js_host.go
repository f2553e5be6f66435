package script

import (
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// absent are the globals of Node that a script cannot have here. They are
// refused by name: a ReferenceError would be the fail of an output that Node
// passes.
func absent() []string {
	return strings.Fields(`
		AbortController AbortSignal Atomics Blob Buffer Event EventTarget FinalizationRegistry FormData Headers Intl
		MessageChannel Request Response SharedArrayBuffer TextDecoder TextEncoder URL URLSearchParams WeakRef WebAssembly
		atob btoa clearImmediate clearInterval clearTimeout crypto fetch performance setImmediate setInterval setTimeout
		structuredClone` + " " + strings.Join(buffers(), " "))
}

// buffers are the globals that take any amount of memory at once.
func buffers() []string {
	return strings.Fields(`
		ArrayBuffer BigInt64Array BigUint64Array DataView Float32Array Float64Array Int16Array Int32Array Int8Array
		Uint16Array Uint32Array Uint8Array Uint8ClampedArray`)
}

const pureHint = "code of a suite can only compute: write it in plain JavaScript, or as python, ruby or exec under trust"

// mentioned are the names of a list that a source can reach: those that it
// holds, and all of them where it can spell names. A machine is made for each
// call, so what nobody mentions is not set up.
func mentioned(source string, list []string) []string {
	for _, way := range []string{"eval", "Function", "constructor", "global", "this", `\u`} {
		if strings.Contains(source, way) {
			return list
		}
	}
	return slices.DeleteFunc(list, func(name string) bool { return !strings.Contains(source, name) })
}

// host gives the machine what Node has beside the language, as far as that is
// harmless: a console that says nothing. The rest is refused by name when it is
// used.
func (m *machine) host(source string) {
	global := m.vm.GlobalObject()
	hide(global, "global", global)
	for _, name := range mentioned(source, absent()) {
		hide(global, name, m.standIn(name))
	}
	if strings.Contains(source, "require") {
		hide(global, "require", m.require())
	}
	if strings.Contains(source, "console") {
		m.console(global)
	}
	if strings.Contains(source, "queueMicrotask") {
		hide(global, "queueMicrotask", m.queueMicrotask())
	}
	if strings.Contains(source, "toLocale") {
		m.forbidLocales(global)
	}
}

func (m *machine) console(global *goja.Object) {
	console := m.vm.NewObject()
	silent := m.vm.ToValue(func(goja.FunctionCall) goja.Value { return goja.Undefined() })
	for _, name := range strings.Fields("assert debug dir error group groupEnd info log table time timeEnd trace warn") {
		hide(console, name, silent)
	}
	hide(global, "console", console)
}

func (m *machine) queueMicrotask() goja.Value {
	return m.vm.ToValue(func(call goja.FunctionCall) goja.Value {
		if task, ok := goja.AssertFunction(call.Argument(0)); ok {
			p, resolve, _ := m.vm.NewPromise()
			then, _ := goja.AssertFunction(m.vm.ToValue(p).ToObject(m.vm).Get("then"))
			_ = resolve(nil) // of a promise that nobody else has
			_, _ = then(m.vm.ToValue(p), m.vm.ToValue(func(goja.FunctionCall) goja.Value {
				_, _ = task(goja.Undefined()) // what a task throws has no place to go to
				return goja.Undefined()
			}))
		}
		return goja.Undefined()
	})
}

// forbidLocales refuses numbers and dates in the words of a place, which need
// tables that are not here.
func (m *machine) forbidLocales(global *goja.Object) {
	for _, class := range []string{"Number", "BigInt", "Date"} {
		proto := global.Get(class).ToObject(m.vm).Get("prototype").ToObject(m.vm)
		for _, name := range []string{"toLocaleString", "toLocaleDateString", "toLocaleTimeString"} {
			if proto.Get(name) != nil {
				hide(proto, name, m.vm.ToValue(func(goja.FunctionCall) goja.Value {
					m.refuse(class+".prototype."+name, "write the form out with toFixed, or with getters of Date")
					return nil
				}))
			}
		}
	}
}

// standIn is what stands for a global of Node: typeof says what it says there,
// and any other use is refused.
func (m *machine) standIn(name string) goja.Value {
	target := m.vm.NewObject()
	if !slices.Contains(strings.Fields("Atomics Intl WebAssembly crypto performance"), name) {
		target = m.vm.ToValue(func(goja.ConstructorCall) *goja.Object { return nil }).ToObject(m.vm)
	}
	refuse := func() { m.refuse(name, pureHint) }
	return m.vm.ToValue(m.vm.NewProxy(target, &goja.ProxyTrapConfig{
		Apply:                    func(*goja.Object, goja.Value, []goja.Value) goja.Value { refuse(); return nil },
		Construct:                func(*goja.Object, []goja.Value, *goja.Object) *goja.Object { refuse(); return nil },
		Get:                      func(*goja.Object, string, goja.Value) goja.Value { refuse(); return nil },
		GetSym:                   func(*goja.Object, *goja.Symbol, goja.Value) goja.Value { refuse(); return nil },
		Set:                      func(*goja.Object, string, goja.Value, goja.Value) bool { refuse(); return false },
		Has:                      func(*goja.Object, string) bool { refuse(); return false },
		OwnKeys:                  func(*goja.Object) *goja.Object { refuse(); return nil },
		GetOwnPropertyDescriptor: func(*goja.Object, string) goja.PropertyDescriptor { refuse(); return goja.PropertyDescriptor{} },
		GetPrototypeOf:           func(*goja.Object) *goja.Object { refuse(); return nil },
	}))
}

func hide(o *goja.Object, name string, v goja.Value) {
	_ = o.DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE) // of an object that can be extended
}

// require is refused with the name of the module that was asked for.
func (m *machine) require() goja.Value {
	return m.vm.ToValue(func(call goja.FunctionCall) goja.Value {
		m.refuse("require("+quoted(call.Argument(0).String())+")", pureHint)
		return nil
	})
}

// process stands for Node's: promptfoo hands it to code in place.
func (m *machine) process() goja.Value {
	target := m.vm.NewObject()
	return m.vm.ToValue(m.vm.NewProxy(target, &goja.ProxyTrapConfig{
		GetOwnPropertyDescriptor: func(*goja.Object, string) goja.PropertyDescriptor { return goja.PropertyDescriptor{} },
		Get: func(_ *goja.Object, name string, _ goja.Value) goja.Value {
			m.refuse("process."+name, pureHint)
			return nil
		},
	}))
}

func quoted(s string) string {
	if len(s) > 60 {
		s = strings.ToValidUTF8(s[:60], "") + "..."
	}
	return "'" + s + "'"
}

// callableID makes an id that is a text in context.provider the function that
// it is in promptfoo.
func (m *machine) callableID(context goja.Value) {
	o, ok := context.(*goja.Object)
	if !ok {
		return
	}
	provider, ok := o.Get("provider").(*goja.Object)
	if !ok {
		return
	}
	if id := provider.Get("id"); id != nil && goja.IsString(id) {
		_ = provider.Set("id", func(goja.FunctionCall) goja.Value { return id }) // an object of our own
	}
}
