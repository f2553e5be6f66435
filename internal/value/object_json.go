package value

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
)

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

// MarshalJSON writes the keys in their order, text as it is ("<", "&"), and null
// for the numbers that JSON does not have, as Canonical does.
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
		if plain(v) == len(v) {
			w.WriteString(`"` + v + `"`)
			return nil
		}
	case float64:
		if math.IsNaN(v) || math.IsInf(v, 0) {
			w.WriteString("null")
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

func (w *jsonWriter) object(o *Object) error {
	w.WriteByte('{')
	for i, e := range o.entries {
		if i > 0 {
			w.WriteByte(',')
		}
		if err := w.put(e.key); err != nil {
			return err
		}
		w.WriteByte(':')
		if err := w.put(e.value); err != nil {
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
