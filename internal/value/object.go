package value

import (
	"bytes"
	"encoding/json"
	"iter"
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
	c := &Object{}
	for k, v := range o.All() {
		c.Set(k, v)
	}
	return c
}

// MarshalJSON writes the keys in their order, and text as it is ("<", "&").
func (o *Object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	put := func(v any) error {
		if err := enc.Encode(v); err != nil {
			return err
		}
		b.Truncate(b.Len() - 1) // Encode ends with a newline
		return nil
	}
	b.WriteByte('{')
	for k, v := range o.All() {
		if b.Len() > 1 {
			b.WriteByte(',')
		}
		if err := put(k); err != nil {
			return nil, err
		}
		b.WriteByte(':')
		if err := put(v); err != nil {
			return nil, err
		}
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}
