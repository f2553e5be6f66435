package prompt_test

import (
	"regexp"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/prompt"
)

func TestKeyFollowsWhatIsSent(t *testing.T) {
	t.Parallel()
	const base = "---\nmodel: m\nseed: 1\ntools: [{name: bell}]\n---\nsystem:\nHi {{ who }}.\n"
	key := parse(t, "p.md", base).Key()
	if !regexp.MustCompile(`^sha256:[0-9a-f]{64}$`).MatchString(key) {
		t.Errorf("got %s", key)
	}
	for name, same := range map[string]struct{ path, src string }{
		"another path":                     {"a/b.md", base},
		"metadata, a suite and a comment":  {"p.md", "---\nname: x\nsuite: s.yaml\n# c\nmodel: 'm'\ntools: [{name: bell}]\nseed: 1.0\n---\nsystem:\nHi {{ who }}.\n"},
		"line ends and the last line end":  {"p.md", "---\r\nmodel: m\r\nseed: 1\r\ntools: [{name: bell}]\r\n---\r\nsystem:\r\nHi {{ who }}."},
		"parameters written in a mapping":  {"p.md", "---\nmodel: m\nconfig: {seed: 1}\ntools: [{name: bell}]\n---\nsystem:\nHi {{ who }}.\n"},
		"declared inputs without defaults": {"p.md", "---\nmodel: m\nseed: 1\ntools: [{name: bell}]\ninputs: [who]\n---\nsystem:\nHi {{ who }}.\n"},
	} {
		if parse(t, same.path, same.src).Key() != key {
			t.Errorf("%s changes the key", name)
		}
	}
	for name, src := range map[string]string{
		"the model":         "---\nmodel: n\nseed: 1\ntools: [{name: bell}]\n---\nsystem:\nHi {{ who }}.\n",
		"the provider":      "---\nmodel: m\nprovider: x\nseed: 1\ntools: [{name: bell}]\n---\nsystem:\nHi {{ who }}.\n",
		"a parameter":       "---\nmodel: m\nseed: 2\ntools: [{name: bell}]\n---\nsystem:\nHi {{ who }}.\n",
		"a tool":            "---\nmodel: m\nseed: 1\ntools: [{name: gong}]\n---\nsystem:\nHi {{ who }}.\n",
		"whitespace":        "---\nmodel: m\nseed: 1\ntools: [{name: bell}]\n---\nsystem:\nHi  {{ who }}.\n",
		"a role":            "---\nmodel: m\nseed: 1\ntools: [{name: bell}]\n---\nuser:\nHi {{ who }}.\n",
		"the engine":        "---\nmodel: m\nseed: 1\ntemplate: none\ntools: [{name: bell}]\n---\nsystem:\nHi {{ who }}.\n",
		"an input's value":  "---\nmodel: m\nseed: 1\ntools: [{name: bell}]\ninputs: {who: Ada}\n---\nsystem:\nHi {{ who }}.\n",
		"the output schema": "---\nmodel: m\nseed: 1\ntools: [{name: bell}]\noutput: {type: string}\n---\nsystem:\nHi {{ who }}.\n",
	} {
		if parse(t, "p.md", src).Key() == key {
			t.Errorf("%s does not change the key", name)
		}
	}
}

func TestKeyFollowsIncludedText(t *testing.T) {
	t.Parallel()
	keyAt := func(path, part string) string {
		p, err := prompt.Parse(path, []byte("{% include 'a.md' %}"), prompt.Options{Read: func(string) ([]byte, error) { return []byte(part), nil }})
		if err != nil {
			t.Fatal(err)
		}
		return p.Key()
	}
	key := func(part string) string { return keyAt("p.md", part) }
	if keyAt("folder/p.md", "one") != key("one") {
		t.Error("a folder that moves with its files changes the key")
	}
	if one := key("one"); one == key("two") || one != key("one") {
		t.Error("the key does not follow the included text")
	}
}

func TestUses(t *testing.T) {
	t.Parallel()
	for src, want := range map[string][]string{
		"No tags.": nil,
		"{{ b }} {{ a.x }} {{ a['y'] }} {{- c -}}":                                {"a", "b", "c"},
		`{{ a | default("z") | join(sep) }}`:                                      {"a", "sep"},
		"{% if a and not b == 'c' %}x{% elif d is defined %}":                     {"a", "b", "d"},
		"{% for x, y in list %}{{ x }}{{ y }}{{ loop.index }}{% endfor %}{{ x }}": {"list", "x"},
		"{% set n = a %}{{ n }}":                                                  {"a"},
		"{% macro m(p, q=d) %}{{ p }}{{ q }}{% endmacro %}{{ m(v, q=w) }}":        {"d", "v", "w"},
		"{% import 'f.md' as f %}{{ f.x(a) }}":                                    {"a"},
		"{# {{ no }} #}{% raw %}{{ no }}{% endraw %}{{ yes }}":                    {"yes"},
		"{{ range(3) }} {{ 1.5 }} {{ true }} {{ {key: a, b: 2} }}":                {"a"},
		"{{ a if b else c }} {{ not d }} {{ e in f }}":                            {"a", "b", "c", "d", "e", "f"},
		"{{ {{ %} {#": nil,
		"{{ größe }}": {"größe"},
	} {
		read := func(string) ([]byte, error) { return nil, nil }
		p, err := prompt.Parse("p.md", []byte(src), prompt.Options{Read: read})
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, p.Uses()); d != "" {
			t.Errorf("%s (-want +got)\n%s", src, d)
		}
	}
}
