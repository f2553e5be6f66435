package value

import (
	"bytes"
	"encoding/json"
	"fmt"
	"iter"
	"maps"
	"slices"
)

// Object is a mapping that keeps the order in which its keys were written.
// The zero value and nil are empty mappings; nil cannot be set.
type Object struct {
	keys   []string
	values map[string]any
}

// NewObject builds a mapping from alternating keys and values.
func NewObject(pairs ...any) *Object {
	o := &Object{}
	for i := 0; i+1 < len(pairs); i += 2 {
		o.Set(pairs[i].(string), pairs[i+1])
	}
	return o
}

// Len is the number of keys.
func (o *Object) Len() int {
	if o == nil {
		return 0
	}
	return len(o.keys)
}

// Keys are the keys in order; the slice is the caller's.
func (o *Object) Keys() []string {
	if o == nil {
		return nil
	}
	return slices.Clone(o.keys)
}

// Get gives the value of key, and whether there is one.
func (o *Object) Get(key string) (any, bool) {
	if o == nil {
		return nil, false
	}
	v, ok := o.values[key]
	return v, ok
}

// Set gives key a value; a new key goes last, a known one keeps its place.
func (o *Object) Set(key string, v any) {
	if o.values == nil {
		o.values = map[string]any{}
	}
	if _, known := o.values[key]; !known {
		o.keys = append(o.keys, key)
	}
	o.values[key] = v
}

// Delete removes key.
func (o *Object) Delete(key string) {
	if _, known := o.Get(key); !known {
		return
	}
	delete(o.values, key)
	o.keys = slices.DeleteFunc(o.keys, func(k string) bool { return k == key })
}

// All walks keys and values in order.
func (o *Object) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if o == nil {
			return
		}
		for _, k := range o.keys {
			if !yield(k, o.values[k]) {
				return
			}
		}
	}
}

// Clone copies the mapping itself, not the values in it.
func (o *Object) Clone() *Object {
	if o == nil {
		return &Object{}
	}
	return &Object{keys: slices.Clone(o.keys), values: maps.Clone(o.values)}
}

// UnmarshalJSON reads a JSON object, as DecodeJSON does.
func (o *Object) UnmarshalJSON(raw []byte) error {
	v, err := DecodeJSON(raw)
	if err != nil {
		return err
	}
	read, ok := v.(*Object)
	if !ok {
		return fmt.Errorf("a JSON object was expected, not %s", raw)
	}
	*o = *read
	return nil
}

// MarshalJSON writes the keys in their order, and text as it is ("<", "&").
func (o *Object) MarshalJSON() ([]byte, error) {
	var w jsonWriter
	w.enc = json.NewEncoder(&w.Buffer)
	w.enc.SetEscapeHTML(false)
	err := w.put(o)
	return w.Bytes(), err
}

// jsonWriter writes objects and lists itself: json would check what each of
// them gives once more at every level.
type jsonWriter struct {
	bytes.Buffer
	enc *json.Encoder
}

func (w *jsonWriter) put(v any) error {
	switch v := v.(type) {
	case string:
		if plain(v) {
			w.WriteString(`"` + v + `"`)
			return nil
		}
	case *Object:
		if v != nil {
			return w.object(v)
		}
	case []any:
		if v != nil {
			return w.list(v)
		}
	}
	if err := w.enc.Encode(v); err != nil {
		return err
	}
	w.Truncate(w.Len() - 1) // Encode ends with a newline
	return nil
}

// plain tells text that needs no escape, as the most of it, such as keys.
func plain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

func (w *jsonWriter) object(o *Object) error {
	w.WriteByte('{')
	for i, k := range o.keys {
		if i > 0 {
			w.WriteByte(',')
		}
		if err := w.put(k); err != nil {
			return err
		}
		w.WriteByte(':')
		if err := w.put(o.values[k]); err != nil {
			return err
		}
	}
	w.WriteByte('}')
	return nil
}

func (w *jsonWriter) list(items []any) error {
	w.WriteByte('[')
	for i, x := range items {
		if i > 0 {
			w.WriteByte(',')
		}
		if err := w.put(x); err != nil {
			return err
		}
	}
	w.WriteByte(']')
	return nil
}
