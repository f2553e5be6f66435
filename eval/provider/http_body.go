package provider

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// body makes the body of a request. Exactly one field is set.
type body struct {
	text *slot // sent as it is rendered
	json any   // a tree with slots in the place of texts
}

type (
	objectSlots []namedSlot
	listSlots   []any
)

type namedSlot struct {
	name string
	at   any // slot, objectSlots, listSlots or a value
}

// body reads the option of that name. A text that is JSON before its templates
// are rendered is JSON afterwards, whatever is put into it.
func (o *options) body() *body {
	v, ok := o.spec.Options.Get("body")
	if !ok || v == nil {
		return nil
	}
	text, isText := v.(string)
	if !isText {
		return &body{json: o.slots("body", v)}
	}
	if tree, err := value.DecodeJSON([]byte(text)); err == nil && !isScalar(tree) {
		return &body{json: o.slots("body", tree)}
	}
	s := o.slot("body", text)
	return &body{text: &s}
}

func isScalar(v any) bool {
	switch v.(type) {
	case *value.Object, []any:
		return false
	}
	return true
}

// slots puts templates in the place of the texts of a value.
func (o *options) slots(option string, v any) any {
	switch v := v.(type) {
	case string:
		return o.slot(option, v)
	case []any:
		list := make(listSlots, len(v))
		for i, x := range v {
			list[i] = o.slots(option+"."+strconv.Itoa(i), x)
		}
		return list
	case *value.Object:
		object := make(objectSlots, 0, v.Len())
		for name, x := range v.All() {
			if strings.Contains(name, "{{") || strings.Contains(name, "{%") {
				o.errs.Add(o.near(option+"."+name), fmt.Sprintf("the key %q of %s is a template", name, option), "only values can be templates")
			}
			object = append(object, namedSlot{name, o.slots(option+"."+name, x)})
		}
		return object
	}
	return v
}

// render gives the bytes for vars and whether they are JSON.
func (b *body) render(ctx context.Context, vars *value.Object) (raw []byte, isJSON bool, err error) {
	if b.text != nil {
		text, failed := b.text.render(ctx, vars)
		return []byte(text), false, failed
	}
	v, _, err := fill(ctx, b.json, vars)
	if err != nil {
		return nil, false, err
	}
	return []byte(compact(v)), true, nil
}

// fill gives the value of a tree for vars; there is false where it has none.
func fill(ctx context.Context, tree any, vars *value.Object) (v any, there bool, err error) {
	switch t := tree.(type) {
	case slot:
		return t.value(ctx, vars)
	case listSlots:
		list := make([]any, 0, len(t))
		for _, x := range t {
			one, known, failed := fill(ctx, x, vars)
			if failed != nil {
				return nil, false, failed
			}
			if known {
				list = append(list, one)
			}
		}
		return list, true, nil
	case objectSlots:
		o := value.NewObject()
		for _, f := range t {
			one, known, failed := fill(ctx, f.at, vars)
			if failed != nil {
				return nil, false, failed
			}
			if known {
				o.Set(f.name, one)
			}
		}
		return o, true, nil
	}
	return tree, true, nil
}

// environment lists the variables of the environment that the templates name.
func (b *body) environment() []string {
	if b.text != nil {
		return environment(b.text.text)
	}
	return environmentOf(b.json)
}

func environmentOf(tree any) (names []string) {
	switch t := tree.(type) {
	case slot:
		return environment(t.text)
	case listSlots:
		for _, x := range t {
			names = append(names, environmentOf(x)...)
		}
	case objectSlots:
		for _, f := range t {
			names = append(names, environmentOf(f.at)...)
		}
	}
	return names
}
