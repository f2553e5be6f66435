package value_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/value"
)

func TestCanonical(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   any
		want string
	}{
		"keys are sorted":            {value.NewObject("b", int64(1), "a", nil), `{"a":null,"b":1}`},
		"text is ASCII":              {"é<\u2028😀", `"\u00e9<\u2028\ud83d\ude00"`},
		"whole floats are whole":     {[]any{1.0, -0.5, 1e21}, `[1,-0.5,1e+21]`},
		"what is no number is null":  {math.NaN(), `null`},
		"a plain map is an object":   {map[string]any{"b": true, "a": false}, `{"a":false,"b":true}`},
		"a struct goes through JSON": {struct{ X []string }{[]string{"y"}}, `{"X":["y"]}`},
		"control characters":         {"a\x00\n\v\x7f", `"a\u0000\n\u000b\u007f"`},
		"what is no UTF-8":           {"a\xffb", `"a\ufffdb"`},
	} {
		if got := string(value.Canonical(c.in)); got != c.want {
			t.Errorf("%s: want %s, got %s", name, c.want, got)
		}
	}
}

// anyValue draws what DecodeJSON can give back.
func anyValue(depth int) *rapid.Generator[any] {
	scalar := rapid.OneOf(
		rapid.Just[any](nil),
		rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		rapid.Map(rapid.Int64(), func(n int64) any { return n }),
		rapid.Map(rapid.String(), func(s string) any { return s }),
	)
	if depth == 0 {
		return scalar
	}
	inner := rapid.Deferred(func() *rapid.Generator[any] { return anyValue(depth - 1) })
	return rapid.OneOf(scalar,
		rapid.Map(rapid.SliceOfN(inner, 0, 3), func(l []any) any { return append([]any{}, l...) }),
		rapid.Map(rapid.MapOfN(rapid.String(), inner, 0, 3), func(m map[string]any) any {
			o := &value.Object{}
			for k, v := range m {
				o.Set(k, v)
			}
			return o
		}))
}

func TestCanonicalReadsBackTheSame(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first := value.Canonical(anyValue(3).Draw(t, "value"))
		back, err := value.DecodeJSON(first)
		if err != nil {
			t.Fatalf("%s: %v", first, err)
		}
		if second := value.Canonical(back); string(first) != string(second) {
			t.Fatalf("%s became %s", first, second)
		}
	})
}

func TestCanonicalEscapesAsEncodingJSONDoes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.ByteMax(0x7e)).Draw(t, "ASCII"))
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(s); err != nil {
			t.Fatal(err)
		}
		if got, want := string(value.Canonical(s)), strings.TrimSuffix(b.String(), "\n"); got != want {
			t.Fatalf("want %s, got %s", want, got)
		}
	})
}

func TestDecodeJSONRefuses(t *testing.T) {
	t.Parallel()
	for _, src := range []string{
		``, `{`, `{"a":1} 2`, `[1,]`, `{'a':1}`,
		strings.Repeat("[", value.MaxNesting+1) + strings.Repeat("]", value.MaxNesting+1),
		strings.Repeat(`{"a":`, 1<<22), // would overflow the stack
	} {
		if _, err := value.DecodeJSON([]byte(src)); err == nil {
			t.Errorf("%.20q was read", src)
		}
	}
	deep := strings.Repeat("[", value.MaxNesting) + strings.Repeat("]", value.MaxNesting)
	if _, err := value.DecodeJSON([]byte(deep)); err != nil {
		t.Error(err)
	}
}

func TestJSNumberHasWordsForWhatJSONHasNot(t *testing.T) {
	t.Parallel()
	for want, f := range map[string]float64{
		"NaN": math.NaN(), "Infinity": math.Inf(1), "-Infinity": math.Inf(-1), "3": 3, "0.5": 0.5, "1e+21": 1e21,
	} {
		if got := value.JSNumber(f); got != want {
			t.Errorf("want %s, got %s", want, got)
		}
	}
}
