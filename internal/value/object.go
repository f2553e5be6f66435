package value

import (
	"iter"
	"maps"
	"slices"
)

// Object is a mapping that keeps the order in which its keys were written.
// The zero value and nil are empty mappings; nil cannot be set.
type Object struct {
	entries []entry
	places  map[string]int // of the keys, nil while there are few
}

type entry struct {
	key   string
	value any
}

// few keys are found by looking at each: most objects are the vars of one of
// thousands of cases, where a map would be most of the memory.
const few = 8

// NewObject builds a mapping from alternating keys and values.
func NewObject(pairs ...any) *Object {
	o := &Object{entries: make([]entry, 0, len(pairs)/2)}
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
	return len(o.entries)
}

// Keys are the keys in order; the slice is the caller's.
func (o *Object) Keys() []string {
	if o == nil {
		return nil
	}
	keys := make([]string, len(o.entries))
	for i, e := range o.entries {
		keys[i] = e.key
	}
	return keys
}

// find gives the place of a key.
func (o *Object) find(key string) (int, bool) {
	if o.places != nil {
		i, ok := o.places[key]
		return i, ok
	}
	for i, e := range o.entries {
		if e.key == key {
			return i, true
		}
	}
	return 0, false
}

// Get gives the value of key, and whether there is one.
func (o *Object) Get(key string) (any, bool) {
	if o == nil {
		return nil, false
	}
	i, ok := o.find(key)
	if !ok {
		return nil, false
	}
	return o.entries[i].value, true
}

// Set gives key a value; a new key goes last, a known one keeps its place.
func (o *Object) Set(key string, v any) {
	if i, known := o.find(key); known {
		o.entries[i].value = v
		return
	}
	o.entries = append(o.entries, entry{key, v})
	switch {
	case o.places != nil:
		o.places[key] = len(o.entries) - 1
	case len(o.entries) > few:
		o.index()
	}
}

func (o *Object) index() {
	o.places = make(map[string]int, len(o.entries))
	for i, e := range o.entries {
		o.places[e.key] = i
	}
}

// Delete removes key.
func (o *Object) Delete(key string) {
	if _, known := o.Get(key); !known {
		return
	}
	o.entries = slices.DeleteFunc(o.entries, func(e entry) bool { return e.key == key })
	if o.places != nil {
		o.index()
	}
}

// All walks keys and values in order.
func (o *Object) All() iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		if o == nil {
			return
		}
		for _, e := range o.entries {
			if !yield(e.key, e.value) {
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
	return &Object{entries: slices.Clone(o.entries), places: maps.Clone(o.places)}
}
