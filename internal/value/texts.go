package value

// MapTexts is data with every text in it, but for the names of objects, as f
// gives it. v stays as it is.
func MapTexts(v any, f func(string) string) any {
	switch v := v.(type) {
	case string:
		return f(v)
	case []any:
		list := make([]any, len(v))
		for i, x := range v {
			list[i] = MapTexts(x, f)
		}
		return list
	case *Object:
		o := NewObject()
		for name, x := range v.All() {
			o.Set(name, MapTexts(x, f))
		}
		return o
	}
	return v
}
