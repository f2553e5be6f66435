package xmltext

import (
	"slices"
	"strconv"
	"strings"
)

// Element is an element as promptfoo's paths see it: its attributes under
// "@_NAME", its text under "#text", and its children under their names, or,
// where a name comes several times, under NAME.0, NAME.1 and so on.
type Element struct {
	children map[string][]*Element
	values   map[string]bool // attributes and the text
}

// Has says whether a path such as order.item.1.name leads to something. Of an
// element that holds nothing but text, no path leads further.
func (e *Element) Has(path string) bool {
	keys := strings.Split(path, ".")
	for len(keys) > 0 {
		key := keys[0]
		keys = keys[1:]
		if e.leaf() {
			return false
		}
		if e.values[key] {
			return len(keys) == 0
		}
		same := e.children[key]
		switch {
		case len(same) == 0:
			return len(keys) == 0 && inherited(key)
		case len(same) == 1:
			e = same[0]
			continue
		case len(keys) == 0:
			return true
		}
		i, err := strconv.Atoi(keys[0])
		if err != nil || i < 0 || i >= len(same) || strconv.Itoa(i) != keys[0] {
			return false
		}
		e, keys = same[i], keys[1:]
	}
	return true
}

// textKey is the key of an element's own text.
const textKey = "#text"

// leaf says whether an element is nothing but its text, or empty.
func (e *Element) leaf() bool {
	return len(e.children) == 0 && (len(e.values) == 0 || len(e.values) == 1 && e.values[textKey])
}

func (e *Element) add(name string, child *Element) {
	if e.children == nil {
		e.children = map[string][]*Element{}
	}
	e.children[name] = append(e.children[name], child)
}

func (e *Element) set(key string) {
	if e.values == nil {
		e.values = map[string]bool{}
	}
	e.values[key] = true
}

// inherited says whether every JavaScript object has a property of this name:
// promptfoo finds it in any element.
func inherited(key string) bool {
	return slices.Contains([]string{
		"constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable", "toLocaleString", "toString", "valueOf",
		"__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__",
	}, key)
}
