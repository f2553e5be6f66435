package index

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// codec writes and reads the values of one type. Fields of structs count whether
// they are exported or not, so that a field that somebody adds is kept too.
type codec struct {
	layout string // tells types apart that are written in another way
	put    func(*encoder, reflect.Value)
	get    func(*decoder, reflect.Value)
}

// newCodec panics for a type that cannot be kept: one with interfaces, functions or
// channels. A type that has a JSON of its own is kept in that.
func newCodec(t reflect.Type) codec { return codecOf(t, nil) }

func codecOf(t reflect.Type, above []reflect.Type) codec {
	if slices.Contains(above, t) {
		panic(fmt.Sprintf("index: %v holds itself", t))
	}
	above = append(above, t)
	switch {
	case t == reflect.TypeFor[time.Time]():
		return timeCodec()
	case t.Implements(reflect.TypeFor[json.Marshaler]()) && t.Implements(reflect.TypeFor[json.Unmarshaler]()):
		return jsonCodec(t)
	}
	c := codec{layout: t.Kind().String()}
	switch t.Kind() {
	case reflect.Bool:
		c.put = func(e *encoder, v reflect.Value) { e.bool(v.Bool()) }
		c.get = func(d *decoder, v reflect.Value) { v.SetBool(d.bool()) }
	case reflect.Int, reflect.Int64:
		c.put = func(e *encoder, v reflect.Value) { e.int(v.Int()) }
		c.get = func(d *decoder, v reflect.Value) { v.SetInt(d.int()) }
	case reflect.Float64:
		c.put = func(e *encoder, v reflect.Value) { e.float(v.Float()) }
		c.get = func(d *decoder, v reflect.Value) { v.SetFloat(d.float()) }
	case reflect.String:
		c.put = func(e *encoder, v reflect.Value) { e.string(v.String()) }
		c.get = func(d *decoder, v reflect.Value) { v.SetString(d.string()) }
	case reflect.Pointer:
		return pointerCodec(t, codecOf(t.Elem(), above))
	case reflect.Slice:
		return sliceCodec(t, codecOf(t.Elem(), above))
	case reflect.Array:
		return arrayCodec(t, codecOf(t.Elem(), above))
	case reflect.Map:
		return mapCodec(t, codecOf(t.Key(), above), codecOf(t.Elem(), above))
	case reflect.Struct:
		return structCodec(t, above)
	default:
		panic(fmt.Sprintf("index: %v cannot be kept", t))
	}
	return c
}

func pointerCodec(t reflect.Type, of codec) codec {
	return codec{
		layout: "*" + of.layout,
		put: func(e *encoder, v reflect.Value) {
			e.bool(!v.IsNil())
			if !v.IsNil() {
				of.put(e, v.Elem())
			}
		},
		get: func(d *decoder, v reflect.Value) {
			if d.bool() {
				p := reflect.New(t.Elem())
				of.get(d, p.Elem())
				v.Set(p)
			}
		},
	}
}

// sliceCodec tells nil from empty, as the next one does.
func sliceCodec(t reflect.Type, of codec) codec {
	return codec{
		layout: "[]" + of.layout,
		put: func(e *encoder, v reflect.Value) {
			if v.IsNil() {
				e.uint(0)
				return
			}
			e.uint(uint64(v.Len()) + 1)
			for i := range v.Len() {
				of.put(e, v.Index(i))
			}
		},
		get: func(d *decoder, v reflect.Value) {
			n, ok := d.length()
			if !ok {
				return
			}
			list := reflect.MakeSlice(t, n, n)
			for i := range n {
				of.get(d, list.Index(i))
			}
			v.Set(list)
		},
	}
}

func arrayCodec(t reflect.Type, of codec) codec {
	return codec{
		layout: fmt.Sprintf("[%d]%s", t.Len(), of.layout),
		put: func(e *encoder, v reflect.Value) {
			for i := range t.Len() {
				of.put(e, v.Index(i))
			}
		},
		get: func(d *decoder, v reflect.Value) {
			for i := range t.Len() {
				of.get(d, v.Index(i))
			}
		},
	}
}

func mapCodec(t reflect.Type, key, of codec) codec {
	return codec{
		layout: "map[" + key.layout + "]" + of.layout,
		put: func(e *encoder, v reflect.Value) {
			if v.IsNil() {
				e.uint(0)
				return
			}
			e.uint(uint64(v.Len()) + 1)
			for it := v.MapRange(); it.Next(); {
				key.put(e, it.Key())
				of.put(e, it.Value())
			}
		},
		get: func(d *decoder, v reflect.Value) {
			n, ok := d.length()
			if !ok {
				return
			}
			m := reflect.MakeMapWithSize(t, n)
			for range n {
				k, x := reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
				key.get(d, k)
				of.get(d, x)
				m.SetMapIndex(k, x)
			}
			v.Set(m)
		},
	}
}

func structCodec(t reflect.Type, above []reflect.Type) codec {
	fields := make([]codec, t.NumField())
	names := make([]string, t.NumField())
	for i := range fields {
		fields[i] = codecOf(t.Field(i).Type, above)
		names[i] = t.Field(i).Name + " " + fields[i].layout
	}
	return codec{
		layout: "{" + strings.Join(names, "; ") + "}",
		put: func(e *encoder, v reflect.Value) {
			for i := range fields {
				fields[i].put(e, v.Field(i))
			}
		},
		get: func(d *decoder, v reflect.Value) {
			for i := range fields {
				f := v.Field(i)
				if !f.CanSet() { // not exported
					f = reflect.NewAt(f.Type(), f.Addr().UnsafePointer()).Elem()
				}
				fields[i].get(d, f)
			}
		},
	}
}

// timeCodec keeps the second, what is beyond it, and the offset of the zone: what
// stands in a commit.
func timeCodec() codec {
	return codec{
		layout: "time",
		put: func(e *encoder, v reflect.Value) {
			at := reflect.NewAt(v.Type(), v.Addr().UnsafePointer()).Interface().(*time.Time)
			_, offset := at.Zone()
			e.int(at.Unix())
			e.int(int64(at.Nanosecond()))
			e.int(int64(offset))
		},
		get: func(d *decoder, v reflect.Value) {
			at := time.Unix(d.int(), d.int()).UTC()
			if offset := d.int(); offset != 0 {
				at = at.In(time.FixedZone("", int(offset)))
			}
			v.Set(reflect.ValueOf(at))
		},
	}
}

func jsonCodec(t reflect.Type) codec {
	if t.Kind() != reflect.Pointer {
		panic(fmt.Sprintf("index: %v must be kept by its address", t))
	}
	return codec{
		layout: "json " + t.String(),
		put: func(e *encoder, v reflect.Value) {
			e.bool(!v.IsNil())
			if v.IsNil() {
				return
			}
			text, err := json.Marshal(reflect.NewAt(t.Elem(), v.UnsafePointer()).Interface())
			e.failed = e.failed || err != nil
			e.string(string(text))
		},
		get: func(d *decoder, v reflect.Value) {
			if !d.bool() {
				return
			}
			p := reflect.New(t.Elem())
			if err := json.Unmarshal([]byte(d.string()), p.Interface()); err != nil {
				d.bad = true
			}
			v.Set(p)
		},
	}
}
