package trace

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

// Trace is one logged call.
type Trace struct {
	Vars   *value.Object // by name, where the log names them; else nil
	Text   string        // the input, where the log has only one text
	Output *string       // nil where the log has none
}

// Path says where a line holds a var.
type Path struct {
	Name string
	At   string // names and numbers with dots, such as "messages.-1.content"
}

// The keys of the usual shapes, the first that is there counts.
var (
	varKeys    = []string{"vars", "inputs", "input", "variables"}
	outputKeys = []string{"output", "response", "completion", "outputs", "answer"}
	nested     = []string{"request", "body"}
)

// Parse reads one line: the vars at paths where there are any, else what is in
// the usual places.
func Parse(line []byte, paths []Path) (Trace, error) {
	v, err := value.DecodeJSON(line)
	if err != nil {
		return Trace{}, fmt.Errorf("not valid JSON: %w", err)
	}
	root, ok := v.(*value.Object)
	if !ok {
		return Trace{}, errors.New("not a JSON object")
	}
	t := Trace{Output: output(root)}
	if len(paths) > 0 {
		t.Vars = &value.Object{}
		for _, p := range paths {
			x, ok := lookup(root, p.At)
			if !ok {
				return Trace{}, fmt.Errorf("nothing is at %s", p.At)
			}
			t.Vars.Set(p.Name, x)
		}
		return t, nil
	}
	for _, from := range append([]*value.Object{root}, inside(root)...) {
		if t.fill(from) {
			return t, nil
		}
	}
	return Trace{}, fmt.Errorf("neither %s nor messages is there", strings.Join(varKeys, ", "))
}

func inside(root *value.Object) []*value.Object {
	var list []*value.Object
	for _, key := range nested {
		if o := object(root, key); o != nil {
			list = append(list, o)
		}
	}
	return list
}

// fill takes the input from an object that has one.
func (t *Trace) fill(from *value.Object) bool {
	for _, key := range varKeys {
		x, ok := from.Get(key)
		switch x := x.(type) {
		case *value.Object:
			if list, chat := x.Get("messages"); chat {
				return t.chat(list)
			}
			t.Vars = x
			return true
		case string:
			t.Text = x
			return true
		case []any:
			return t.chat(x)
		}
		if ok && x != nil {
			return false
		}
	}
	list, _ := from.Get("messages")
	return t.chat(list)
}

// chat takes the last thing that the user said in a list of messages.
func (t *Trace) chat(v any) bool {
	list, _ := v.([]any)
	for i := len(list) - 1; i >= 0; i-- {
		m, _ := list[i].(*value.Object)
		if role, _ := m.Get("role"); role == "user" || role == "human" {
			var ok bool
			t.Text, ok = content(m)
			return ok
		}
	}
	return false
}

// content is the text of a message, which may come in parts.
func content(m *value.Object) (string, bool) {
	v, _ := m.Get("content")
	switch v := v.(type) {
	case string:
		return v, true
	case []any:
		var texts []string
		for _, part := range v {
			o, _ := part.(*value.Object)
			if text, ok := o.Get("text"); ok {
				if s, is := text.(string); is {
					texts = append(texts, s)
				}
			}
		}
		return strings.Join(texts, "\n"), len(texts) > 0
	}
	return "", false
}

func output(root *value.Object) *string {
	for _, key := range outputKeys {
		if v, ok := root.Get(key); ok && v != nil {
			text := answer(v)
			return &text
		}
	}
	if _, ok := root.Get("choices"); ok {
		text := answer(root)
		return &text
	}
	return nil
}

// answer is the text of an answer in the shapes of chat completions, of a
// message or of a text, else its JSON.
func answer(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case []any:
		if len(v) == 1 {
			return answer(v[0])
		}
	case *value.Object:
		for _, key := range []string{"body", "message", "choices", "output_text", "text", "output"} {
			if x, ok := v.Get(key); ok && x != nil {
				return answer(x)
			}
		}
		if text, ok := content(v); ok {
			return text
		}
	}
	return string(value.Canonical(v))
}

func object(o *value.Object, key string) *value.Object {
	v, _ := o.Get(key)
	x, _ := v.(*value.Object)
	return x
}

// lookup follows a path of names and numbers with dots between them; a negative
// number counts from the end of a list.
func lookup(v any, path string) (any, bool) {
	for name := range strings.SplitSeq(path, ".") {
		switch at := v.(type) {
		case *value.Object:
			x, ok := at.Get(name)
			if !ok {
				return nil, false
			}
			v = x
		case []any:
			n, err := strconv.Atoi(name)
			if n < 0 {
				n += len(at)
			}
			if err != nil || n < 0 || n >= len(at) {
				return nil, false
			}
			v = at[n]
		default:
			return nil, false
		}
	}
	return v, true
}

// Text is a var as text: its JSON where it is none.
func Text(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return string(value.Canonical(v))
}
