package suitefile_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/suitefile"
	"github.com/promptgit/promptgit/internal/value"
)

// hostileText gives texts that break an encoder that is not careful. Generators
// are made for each test: they are not safe for concurrent use.
func hostileText() *rapid.Generator[string] {
	return rapid.OneOf(
		rapid.String(),
		rapid.SampledFrom([]string{
			"", " ", "\n", "a\n", "a\n\n", "\na", " a\nb", "a \nb", "a\nb", "a\nb\n", "yes", "No", "null", "~", "1", "1.0", "1e3", "0x1f", "0o7", ".inf",
			"- a", "a: b", "a #b", "#a", "{a}", "[a]", "{{ a }}", "'a'", "\"a\"", "\\n", "*a", "&a", "!a", "%a", "@a", "`a`", "|", ">", "a\tb", "a\r\nb", "\u0085",
			"\u2028", "\ufeff", "\u200b", "\u202e", "\x00", "\x1b[31m", "\x7f", "👍🏽", "👩\u200d🚀", "\U000e0001", "日本語", "עברית", "<<", "=", "2001-01-01", "a,b", "---", "...", "a\n---\nb",
			"\ufffe", "\uffff", "a:\n  - b", "x\n\ty",
		}),
	)
}

func drawCase(t *rapid.T) suitefile.Case {
	c := suitefile.Case{
		ID: hostileText().Draw(t, "id"), Description: hostileText().Draw(t, "description"), Vars: &value.Object{},
		Tags: rapid.SliceOfN(hostileText(), 0, 2).Draw(t, "tags"),
	}
	if rapid.Bool().Draw(t, "commented") {
		c.Comment = "one\n\ntwo"
	}
	for i := range rapid.IntRange(0, 3).Draw(t, "vars") {
		c.Vars.Set(fmt.Sprintf("%s%d", hostileText().Draw(t, "name"), i), drawValue(t, 0))
	}
	for range rapid.IntRange(0, 2).Draw(t, "asserts") {
		c.Asserts = append(c.Asserts, suitefile.Assert{Type: "equals", Value: hostileText().Draw(t, "value")})
	}
	return c
}

func drawValue(t *rapid.T, depth int) any {
	switch rapid.IntRange(0, 7).Draw(t, "kind") {
	case 0:
		return nil
	case 1:
		return rapid.Bool().Draw(t, "bool")
	case 2:
		return rapid.Int64().Draw(t, "int")
	case 3:
		return rapid.Float64().Draw(t, "float")
	case 4:
		if depth < 3 {
			list := []any{}
			for range rapid.IntRange(0, 2).Draw(t, "items") {
				list = append(list, drawValue(t, depth+1))
			}
			return list
		}
	case 5:
		if depth < 3 {
			o := &value.Object{}
			for range rapid.IntRange(0, 2).Draw(t, "keys") {
				o.Set(hostileText().Filter(func(s string) bool { return s != "<<" }).Draw(t, "key"), drawValue(t, depth+1))
			}
			return o
		}
	}
	return hostileText().Draw(t, "text")
}

// drawSuite writes a suite as people do, with odd indentation.
func drawSuite(t *rapid.T) string {
	var b strings.Builder
	noise := func() {
		b.WriteString(rapid.SampledFrom([]string{"", "", "", "\n", "# note\n", "   # note\n", "  # - vars: {a: off}\n", "\n\n", " \n"}).Draw(t, "noise"))
	}
	noise()
	dash := rapid.IntRange(0, 4).Draw(t, "dash")
	bare := rapid.IntRange(0, 3).Draw(t, "bare") == 0
	if bare {
		dash = 0
	} else {
		b.WriteString(rapid.SampledFrom([]string{"", "description: a text\n  of two lines\n", "x-base: &base {vars: {a: 1}}\n", "env:\n    A: b\n"}).Draw(t, "before"))
		b.WriteString(rapid.SampledFrom([]string{"tests:\n", "tests: # all\n", "tests: &all\n", "\"tests\":\n"}).Draw(t, "key"))
	}
	margin, gap := strings.Repeat(" ", dash), strings.Repeat(" ", rapid.IntRange(1, 4).Draw(t, "gap"))
	inner := margin + " " + gap
	deeper := inner + strings.Repeat(" ", rapid.IntRange(1, 4).Draw(t, "deeper"))
	for range rapid.IntRange(1, 3).Draw(t, "cases") {
		noise()
		b.WriteString(margin + rapid.SampledFrom([]string{
			"-" + gap + "vars: {a: 1, b: [x, y]}\n",
			"-" + gap + "vars:\n" + deeper + "a: 'it''s'\n",
			"-" + gap + "vars:\n" + deeper + "a: |\n" + deeper + "  text\n\n" + deeper + "   more\n",
			"-" + gap + "vars:\n" + deeper + "a: |+\n" + deeper + "  text\n\n",
			"-" + gap + "vars:\n" + deeper + "a: >-\n" + deeper + "  text\n" + deeper + "  more\n",
			"-" + gap + "vars:\n" + deeper + "a: \"open\n" + deeper + " close\"\n",
			"-" + gap + "vars: {a: 1,\n b: \"]\"}\n",
			"-\n" + inner + "vars: {a: 2}\n" + inner + "# of the case\n" + inner + "assert:\n" + inner + "- type: equals\n" + inner + "  value: x\n",
			"- &one\n" + inner + "vars: {a: 3}\n",
			"- {vars: {a: 4}}\n",
			"-" + gap + "description: with \u2028 a separator\n",
		}).Draw(t, "case"))
	}
	noise()
	if !bare {
		b.WriteString(rapid.SampledFrom([]string{"", "metrics: {m: {weight: 2}}\n", "after:\n- x\n", "...\n"}).Draw(t, "after"))
		noise()
	}
	text := b.String()
	if rapid.Bool().Draw(t, "unended") {
		text = strings.TrimRight(text, "\n")
	}
	if rapid.IntRange(0, 3).Draw(t, "windows") == 0 {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return text
}

func TestWhatIsAddedIsAllThatChanges(t *testing.T) {
	t.Parallel()
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		src := drawSuite(t)
		var doc yaml.Node
		if yaml.Unmarshal([]byte(src), &doc) != nil {
			t.Skip("not valid")
		}
		cases := []suitefile.Case{drawCase(t), drawCase(t)}
		got, err := suitefile.Add("s.yaml", []byte(src), cases)
		if err != nil {
			refused++
			if !strings.HasSuffix(strings.TrimRight(src, "\r"), "\n") { // the end of a text would change
				return
			}
			t.Fatalf("%v\n%s", err, src)
		}
		if !insertedOnce(src, string(got.Src)) {
			t.Fatalf("more changed than one place:\n%q\n%q", src, got.Src)
		}
		before, after := entriesOf(t, src), entriesOf(t, string(got.Src))
		if len(after) != len(before)+2 {
			t.Fatalf("%d cases became %d", len(before), len(after))
		}
		for i := range before {
			if !bytes.Equal(value.Canonical(before[i]), value.Canonical(after[i])) {
				t.Fatalf("case %d changed: %s, %s", i, value.Canonical(before[i]), value.Canonical(after[i]))
			}
		}
		for i := range cases {
			vars, _ := after[len(before)+i].(*value.Object).Get("vars")
			if want := cases[i].Vars; want.Len() > 0 && !bytes.Equal(value.Canonical(want), value.Canonical(vars)) {
				t.Fatalf("vars %s became %s", value.Canonical(want), value.Canonical(vars))
			}
		}
	})
	t.Logf("%d refused", refused)
}

// insertedOnce says whether after is before with one stretch put in, and with a
// line end before it where the last line had none.
func insertedOnce(before, after string) bool {
	head := 0
	for head < len(before) && before[head] == after[head] {
		head++
	}
	return strings.HasSuffix(after, before[head:])
}

func entriesOf(t *rapid.T, src string) []any {
	root, err := value.ParseYAML("s.yaml", []byte(src), 0)
	if err != nil {
		t.Fatal(err)
	}
	v, err := value.FromYAML(root)
	if err != nil {
		t.Fatal(err)
	}
	if o, ok := v.(*value.Object); ok {
		v, _ = o.Get("tests")
	}
	list, ok := v.([]any)
	if !ok {
		t.Fatalf("no list in %q", src)
	}
	return list
}

func FuzzAdd(f *testing.F) {
	for _, src := range []string{"tests:\n  - vars: {a: 1}\n", "- vars: {a: 1}", "tests: []\n", "tests: [{vars: {a: ']'}}]", "# none\n", "tests: &a\n- vars: {}\n...\n"} {
		f.Add(src, "text\nof two lines")
	}
	f.Fuzz(func(t *testing.T, src, text string) {
		text = strings.ToValidUTF8(text, "?")
		c := suitefile.Case{ID: "id", Vars: value.NewObject("a", text)}
		got, err := suitefile.Add("s.yaml", []byte(src), []suitefile.Case{c})
		if err != nil {
			return
		}
		root, err := value.ParseYAML("s.yaml", got.Src, 0)
		if err != nil || root == nil {
			t.Fatalf("%q became %q: %v", src, got.Src, err)
		}
	})
}
