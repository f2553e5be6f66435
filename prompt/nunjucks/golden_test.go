package nunjucks

import (
	"errors"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

type snippet struct {
	group, template, want string
	fails                 bool
}

type golden struct {
	vars     *value.Object
	partials map[string]string
	snippets []snippet
}

func readGolden(tb testing.TB) golden {
	tb.Helper()
	src, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		tb.Fatal(err)
	}
	v, err := value.DecodeJSON(src)
	if err != nil {
		tb.Fatal(err)
	}
	root := v.(*value.Object)
	get := func(o *value.Object, k string) any {
		x, _ := o.Get(k)
		return x
	}
	g := golden{vars: get(root, "vars").(*value.Object), partials: map[string]string{}}
	for k, x := range get(root, "partials").(*value.Object).All() {
		g.partials[k] = x.(string)
	}
	for _, x := range get(root, "snippets").([]any) {
		o := x.(*value.Object)
		s := snippet{group: get(o, "group").(string), template: get(o, "template").(string), fails: get(o, "fails") == true}
		s.want, _ = get(o, "want").(string)
		g.snippets = append(g.snippets, s)
	}
	return g
}

func (g golden) render(tb testing.TB, template string) (string, error) {
	tb.Helper()
	compiled, err := Compile("", template)
	if err != nil {
		return "", err
	}
	return compiled.Render(tb.Context(), g.vars, Options{Partials: g.partials})
}

// differs lists what is known to come out otherwise, and why.
func differs(template string) string {
	for part, why := range map[string]string{
		"emoji | groupby":      "half a surrogate pair is U+FFFD here",
		"emoji | list":         "half a surrogate pair is U+FFFD here",
		"emoji | slice":        "half a surrogate pair is U+FFFD here",
		"emoji | sort(attr":    "half a surrogate pair is U+FFFD here",
		`emoji.split("")`:      "half a surrogate pair is U+FFFD here",
		"{{ n ** n }}":         "the last digit of V8's power is wrong",
		"{{ f ** n }}":         "the last digit of V8's power is wrong",
		`{{ "3" ** n }}`:       "the last digit of V8's power is wrong",
		"f.toString(2)":        "fractions in another base are refused",
		"(1234567.891).toStri": "fractions in another base are refused",
		"(0.5).toString(2)":    "fractions in another base are refused",
		"big.toString(2)":      "numbers beyond 2**53 in another base are refused",
	} {
		if strings.Contains(template, part) {
			return why
		}
	}
	return ""
}

// TestAgreesWithNunjucks compares with what the real engine made of every
// snippet; golden.js tells how to make the file anew.
func TestAgreesWithNunjucks(t *testing.T) {
	t.Parallel()
	g := readGolden(t)
	total, agree := map[string]int{}, map[string]int{}
	for _, s := range g.snippets {
		total[s.group]++
		got, err := g.render(t, s.template)
		if s.fails == (err != nil) && got == s.want {
			agree[s.group]++
		} else if why := differs(s.template); why == "" {
			t.Errorf("%s: %q\n got %q, %v\nwant %q, fails %v", s.group, s.template, got, err, s.want, s.fails)
		}
	}
	for group, n := range total {
		t.Logf("%-22s %4d of %4d agree (%.2f%%)", group, agree[group], n, 100*float64(agree[group])/float64(n))
	}
}

func TestEveryErrorHasAPlaceAndNoPanic(t *testing.T) {
	t.Parallel()
	g := readGolden(t)
	for _, s := range g.snippets {
		_, err := g.render(t, s.template)
		if err == nil {
			continue
		}
		var errs diag.Errors
		if !errors.As(err, &errs) || len(errs) != 1 || errs[0].Pos.Line == 0 || errs[0].Pos.Col == 0 {
			t.Errorf("%q: no place in %#v", s.template, err)
		}
	}
}

// Without the fast path the walker must give the same.
func TestPlainTemplatesRenderLikeTheWalker(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		leaf := rapid.OneOf(
			rapid.Just[any](nil), rapid.Bool().AsAny(), rapid.Int64().AsAny(), rapid.Float64().AsAny(), rapid.String().AsAny(),
			rapid.Just[any]([]any{int64(1), "x", nil}), rapid.Just[any](value.NewObject("a", "deep", "length", int64(3))),
		)
		vars := value.NewObject()
		for _, k := range []string{"a", "b", "c"} {
			if rapid.Bool().Draw(t, "has "+k) {
				vars.Set(k, leaf.Draw(t, k))
			}
		}
		piece := rapid.SampledFrom([]string{
			"text\n", "{{ a }}", "{{b}}", "{{- c -}}", " {{ a.a }}", "{{ b.length }}", "{{ a.a.a }}", "{# note #}", "{{ d }}", "{{ range }}", " ",
			"{{ b.toString }}", `{{ a["a"] }}`,
		})
		source := strings.Join(rapid.SliceOf(piece).Draw(t, "source"), "")
		compiled, err := Compile("", source)
		if err != nil {
			t.Fatal(err)
		}
		if compiled.plain == nil {
			t.Fatalf("%q is not seen as plain", source)
		}
		fast, err := compiled.Render(t.Context(), vars, Options{})
		if err != nil {
			t.Fatal(err)
		}
		slow, err := compiled.walk(t.Context(), vars, Options{MaxSteps: 1 << 20, MaxOutput: 1 << 20})
		if err != nil || fast != slow {
			t.Fatalf("%q: fast %q, slow %q, %v", source, fast, slow, err)
		}
	})
}

func FuzzRender(f *testing.F) {
	g := readGolden(f)
	for i, s := range g.snippets {
		if i < 400 || i%50 == 0 {
			f.Add(s.template)
		}
	}
	f.Fuzz(func(t *testing.T, source string) {
		compiled, err := Compile("fuzz.md", source)
		if err != nil {
			return
		}
		compiled.Vars()
		out, err := compiled.Render(t.Context(), g.vars, Options{Partials: g.partials, MaxSteps: 20_000, MaxOutput: 1 << 16})
		if len(out) > 1<<16 || err != nil && out != "" {
			t.Errorf("%d bytes and %v", len(out), err)
		}
	})
}
