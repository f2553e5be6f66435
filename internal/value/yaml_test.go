package value_test

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

func TestYAMLIsReadByTheCoreSchema(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"yes":                                `"yes"`,
		"017":                                `17`,
		"0o17":                               `15`,
		"0x1f":                               `31`,
		"+3":                                 `3`,
		"1.50":                               `1.5`,
		"1e3":                                `1000`,
		".5":                                 `0.5`,
		"1_000":                              `"1_000"`,
		"'1'":                                `"1"`,
		"!!str 1":                            `"1"`,
		"~":                                  `null`,
		"2026-01-31":                         `"2026-01-31"`,
		"True":                               `true`,
		"tRue":                               `"tRue"`,
		"|\n  a\n  b\n":                      `"a\nb\n"`,
		"{b: 1, a: [x, null]}":               `{"a":["x",null],"b":1}`,
		"base: &b {x: 1}\nuse: {<<: *b}":     `{"base":{"x":1},"use":{"x":1}}`,
		"b: &b {x: 1}\nu: {<<: [*b], x: 2}":  `{"b":{"x":1},"u":{"x":2}}`,
		"a: &a [1]\nb: *a":                   `{"a":[1],"b":[1]}`,
		"12345678901234567890123":            `1.2345678901234568e+22`,
		"1: one":                             `{"1":"one"}`,
		"- - 1\n  - 2\n- {}":                 `[[1,2],{}]`,
		"key: value # comment\n# another\n":  `{"key":"value"}`,
		"text: \"\\u00e9\"":                  `{"text":"\u00e9"}`,
		"empty:":                             `{"empty":null}`,
		"a: 'it''s'":                         `{"a":"it's"}`,
		"folded: >\n  one\n  two\n":          `{"folded":"one two\n"}`,
		"list:\n- a\n- b":                    `{"list":["a","b"]}`,
		"neg: -7\ninf: .inf":                 `{"inf":null,"neg":-7}`,
		"? complex\n: yes":                   `{"complex":"yes"}`,
		"quoted: \"true\"\nplain: true":      `{"plain":true,"quoted":"true"}`,
		"{words?: integer, q: why? no}":      `{"q":"why? no","words?":"integer"}`,
		"[what?, 'so?', \"a?b\"]\n":          `["what?","so?","a?b"]`,
		"anchor: &x hello\nalias: *x\nn: -0": `{"alias":"hello","anchor":"hello","n":0}`,
	} {
		root, err := value.ParseYAML("t.yaml", []byte(src), 0)
		if err != nil {
			t.Errorf("%q: %v", src, err)
			continue
		}
		v, err := value.FromYAML(root)
		if got := string(value.Canonical(v)); err != nil || got != want {
			t.Errorf("%q: want %s, got %s, %v", src, want, got, err)
		}
	}
}

func TestAnEmptyDocumentHasNoRoot(t *testing.T) {
	t.Parallel()
	for _, src := range []string{"", "# only a comment\n", "---\n"} {
		root, err := value.ParseYAML("t.yaml", []byte(src), 0)
		if err != nil {
			t.Fatal(err)
		}
		if v, err := value.FromYAML(root); v != nil || err != nil {
			t.Errorf("%q: want nil, got %v, %v", src, v, err)
		}
	}
}

func TestAYAMLErrorHasItsPlace(t *testing.T) {
	t.Parallel()
	_, err := value.ParseYAML("p.md", []byte("a: 1\nb: [1,\n"), 10)
	var list diag.Errors
	if !errors.As(err, &list) || list[0].Pos.Path != "p.md" || list[0].Pos.Line <= 10 || list[0].Hint == "" {
		t.Errorf("want a place after line 10 and a hint, got %#v", err)
	}
}

func TestAYAMLErrorNamesTheLineThatIsBroken(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]int{
		"model: m\nbad\nother: 2\n":                          2,
		"model: m\nstop: [a,\n  b\nseed: 1\n":                3,
		"config:\n    seed: 1\n  n: 1\n":                     3,
		"a: 1\nb: 2\nc: *x\n":                                3,
		"- role: user\n  content: x\n - role: user\n":        3,
		"a: {b: [1, 2]}\nc: 'it''s'\nd: {e: string}[]\nf: 1": 3,
		"a: |\n  x\n\n  y\nb: \"c\nd: 1\n":                   5,
		"a: 1\nb: @x\n":                                      2,
		"a: 1\nb: \"\a\"\n":                                  2,
	} {
		_, err := value.ParseYAML("p.md", []byte(src), 10)
		var list diag.Errors
		if !errors.As(err, &list) || list[0].Pos.Line != want+10 {
			t.Errorf("%q: want line %d, got %v", src, want+10, err)
		}
	}
}

func TestLinesAreShifted(t *testing.T) {
	t.Parallel()
	root, err := value.ParseYAML("p.md", []byte("a: &x 1\nb: *x\n"), 5)
	if err != nil {
		t.Fatal(err)
	}
	if got := root.Content[2].Line; got != 7 {
		t.Errorf("want line 7, got %d", got)
	}
}

func TestAliasesCannotExpandForever(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n")
	for i := 1; i < 12; i++ {
		before, now := string(rune('a'+i-1)), string(rune('a'+i))
		b.WriteString(now + "0: &" + now + "0 [" + strings.Repeat("*"+before+"0,", 9) + "*" + before + "0]\n")
	}
	root, err := value.ParseYAML("bomb.yaml", []byte(b.String()), 0)
	if err != nil {
		return // the parser refused it first
	}
	if _, err := value.FromYAML(root); err == nil {
		t.Error("a bomb of aliases was expanded")
	}
}

func FuzzYAML(f *testing.F) {
	for _, seed := range []string{"a: 1", "- x\n- {y: z}", "a: &b [1]\nc: *b", "<<: {a: 1}", "? [x]\n: y"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		root, err := value.ParseYAML("f.yaml", src, 0)
		if err != nil {
			var list diag.Errors
			if !errors.As(err, &list) {
				t.Fatalf("an error without a place: %v", err)
			}
			return
		}
		v, err := value.FromYAML(root)
		if err == nil {
			value.Canonical(v)
		}
	})
}

func TestMinusZeroKeepsItsSign(t *testing.T) {
	t.Parallel()
	root, err := value.ParseYAML("t.yaml", []byte("-0"), 0)
	if err != nil {
		t.Fatal(err)
	}
	decoded, err := value.DecodeJSON([]byte("-0"))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range []any{value.Scalar(root), decoded} {
		if f, ok := v.(float64); !ok || !math.Signbit(f) || string(value.Canonical(v)) != "0" {
			t.Errorf("got %#v", v)
		}
	}
}
