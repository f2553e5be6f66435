package value

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
)

// Canonical writes v as compact JSON with sorted keys and escaped to ASCII, so
// that equal values give equal bytes; it is what keys are hashed over and how
// records are stored. Whole floats are written as whole numbers.
func Canonical(v any) []byte {
	var b bytes.Buffer
	canonical(&b, v)
	return b.Bytes()
}

func canonical(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case nil:
		b.WriteString("null")
	case bool:
		b.WriteString(strconv.FormatBool(v))
	case string:
		b.WriteString(ascii(v))
	case int:
		b.WriteString(strconv.Itoa(v))
	case int64:
		b.WriteString(strconv.FormatInt(v, 10))
	case float64:
		b.WriteString(Number(v))
	case []any:
		b.WriteByte('[')
		for i, x := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			canonical(b, x)
		}
		b.WriteByte(']')
	case []string:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = x
		}
		canonical(b, list)
	case *Object:
		keys := v.Keys()
		slices.Sort(keys)
		b.WriteByte('{')
		for i, k := range keys {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(ascii(k))
			b.WriteByte(':')
			x, _ := v.Get(k)
			canonical(b, x)
		}
		b.WriteByte('}')
	case map[string]any:
		o := &Object{}
		for k, x := range v {
			o.Set(k, x)
		}
		canonical(b, o)
	default:
		canonical(b, viaJSON(v))
	}
}

// viaJSON turns a struct into the values that this package knows.
func viaJSON(v any) any {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Sprintf("!%T: %v", v, err)
	}
	out, err := DecodeJSON(raw)
	if err != nil {
		return fmt.Sprintf("!%T: %v", v, err)
	}
	return out
}

// Number writes a float as JavaScript and JSON would: whole numbers without a
// fraction, others with the fewest digits that read back the same.
func Number(f float64) string {
	if f == float64(int64(f)) && f < 1e15 && f > -1e15 {
		return strconv.FormatInt(int64(f), 10)
	}
	raw, err := json.Marshal(f)
	if err != nil { // NaN and the infinities have no JSON
		return "null"
	}
	return string(raw)
}

func ascii(s string) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string cannot fail
	raw := bytes.TrimSuffix(b.Bytes(), []byte("\n"))
	if !slices.ContainsFunc(raw, func(c byte) bool { return c >= 0x7f }) {
		return string(raw)
	}
	return strconvASCII(string(raw))
}

func strconvASCII(quoted string) string {
	var b bytes.Buffer
	for _, r := range quoted {
		switch {
		case r < 0x7f:
			b.WriteRune(r)
		case r <= 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			r -= 0x10000
			fmt.Fprintf(&b, `\u%04x\u%04x`, 0xd800+(r>>10), 0xdc00+(r&0x3ff))
		}
	}
	return b.String()
}
