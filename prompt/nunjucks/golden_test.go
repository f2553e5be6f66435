package nunjucks

import (
	"os"
	"testing"

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

func readGolden(t testing.TB) golden {
	t.Helper()
	src, err := os.ReadFile("testdata/golden.json")
	if err != nil {
		t.Fatal(err)
	}
	v, err := value.DecodeJSON(src)
	if err != nil {
		t.Fatal(err)
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

func (g golden) render(t testing.TB, template string) (string, error) {
	t.Helper()
	compiled, err := Compile("", template)
	if err != nil {
		return "", err
	}
	return compiled.Render(t.Context(), g.vars, Options{Partials: g.partials})
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
		switch {
		case s.fails == (err != nil) && got == s.want:
			agree[s.group]++
		default:
			t.Logf("%s: %q\n got %q, %v\nwant %q, fails %v", s.group, s.template, got, err, s.want, s.fails)
		}
	}
	for group, n := range total {
		t.Logf("%-22s %4d of %4d agree (%.2f%%)", group, agree[group], n, 100*float64(agree[group])/float64(n))
	}
}
