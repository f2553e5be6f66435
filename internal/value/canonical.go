package value

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// Canonical writes v as compact JSON with sorted keys and escaped to ASCII, so
// that equal values give equal bytes; it is what keys are hashed over and how
// records are stored. Whole floats are written as whole numbers.
func Canonical(v any) []byte { return AppendCanonical(nil, v) }

// AppendCanonical is Canonical behind what b holds.
func AppendCanonical(b []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(b, "null"...)
	case bool:
		return strconv.AppendBool(b, v)
	case string:
		return appendASCII(b, v)
	case int:
		return strconv.AppendInt(b, int64(v), 10)
	case int64:
		return strconv.AppendInt(b, v, 10)
	case float64:
		return append(b, Number(v)...)
	case []any:
		return appendList(b, v)
	case []string:
		return appendList(b, v)
	case *Object:
		keys := v.Keys()
		slices.Sort(keys)
		b = append(b, '{')
		for i, k := range keys {
			if i > 0 {
				b = append(b, ',')
			}
			b = append(appendASCII(b, k), ':')
			x, _ := v.Get(k)
			b = AppendCanonical(b, x)
		}
		return append(b, '}')
	case map[string]any:
		o := &Object{}
		for k, x := range v {
			o.Set(k, x)
		}
		return AppendCanonical(b, o)
	}
	return AppendCanonical(b, viaJSON(v))
}

func appendList[T any](b []byte, list []T) []byte {
	b = append(b, '[')
	for i, x := range list {
		if i > 0 {
			b = append(b, ',')
		}
		b = AppendCanonical(b, x)
	}
	return append(b, ']')
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

// appendASCII writes a JSON string with the short escapes of encoding/json. What
// is no UTF-8 becomes U+FFFD, as there.
func appendASCII(b []byte, s string) []byte {
	b = append(b, '"')
	for {
		n := plain(s)
		b = append(b, s[:n]...)
		if s = s[n:]; s == "" {
			return append(b, '"')
		}
		r, size := utf8.DecodeRuneInString(s)
		b = appendEscape(b, r)
		s = s[size:]
	}
}

// plain counts the bytes before the first that JSON in ASCII has to escape.
func plain(s string) int {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c >= 0x7f || c == '"' || c == '\\' {
			return i
		}
	}
	return len(s)
}

func appendEscape(b []byte, r rune) []byte {
	switch {
	case r == '"', r == '\\':
		return append(b, '\\', byte(r))
	case r >= '\b' && r <= '\r' && r != '\v': // \v has no short escape
		return append(b, '\\', "btn fr"[r-'\b'])
	case r > 0xffff:
		high, low := utf16.EncodeRune(r)
		return appendUnit(appendUnit(b, high), low)
	}
	return appendUnit(b, r)
}

func appendUnit(b []byte, u rune) []byte {
	const hex = "0123456789abcdef"
	return append(b, '\\', 'u', hex[u>>12&15], hex[u>>8&15], hex[u>>4&15], hex[u&15])
}
