package grade_test

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
)

func TestRegex(t *testing.T) {
	t.Parallel()
	run(t, []check{
		{name: "finds a part", typ: "regex", value: `[A-Z]{3}-\d+`, output: "Ticket ABC-42", pass: true},
		{name: "a dot takes no line end", typ: "regex", value: `a.b`, output: "a\nb"},
		{name: "a dot takes no line separator", typ: "regex", value: `a.b`, output: "a\u2028b"},
		{name: "a dot takes a next-line", typ: "regex", value: `^a.b$`, output: "a\u0085b", pass: true},
		{name: "anchors are the whole output", typ: "regex", value: `^b$`, output: "a\nb"},
		{name: "the end is not before a last newline", typ: "regex", value: `b$`, output: "b\n"},
		{name: "an emoji is two units", typ: "regex", value: `^.$`, output: "😀"},
		{name: "an emoji is two units indeed", typ: "regex", value: `^..$`, output: "😀", pass: true},
		{name: "a quantifier holds for its last unit", typ: "regex", value: `^😀{2}$`, output: "😀😀"},
		{name: "a class of emoji is a class of halves", typ: "regex", value: `^[😀]{2}$`, output: "😀", pass: true},
		{name: "halves by number", typ: "regex", value: `\uD83D\uDE00`, output: "😀", pass: true},
		{name: "half an emoji is found", typ: "regex", value: `\uD83D`, output: "😀", pass: true},
		{name: "a class before an emoji", typ: "regex", value: `\D😀`, output: "2d😀", pass: true},
		{name: "digits are ASCII", typ: "regex", value: `\d`, output: "٣"},
		{name: "words are ASCII", typ: "regex", value: `\bé`, output: "é"},
		{name: "spaces are Unicode", typ: "regex", value: `^\s{3}$`, output: "\ufeff\u00a0\u3000", pass: true},
		{name: "no case folding", typ: "regex", value: `a`, output: "A"},
		{name: "look-behind", typ: "regex", value: `(?<=€)\d+`, output: "€42", pass: true},
		{name: "a named reference", typ: "regex", value: `(?<q>['"]).*\k<q>`, output: `"a"`, pass: true},
		{name: "numbers count named groups in order", typ: "regex", value: `^(?<a>x)(y)\2$`, output: "xyy", pass: true},
		{name: "a reference to a group that took no part is empty", typ: "regex", value: `^(?:(a)|b)\1$`, output: "b", pass: true},
		{name: "an octal escape where there is no group", typ: "regex", value: `\101`, output: "A", pass: true},
		{name: "a class is not subtracted", typ: "regex", value: `^[a-z-[b]]$`, output: "b]", pass: true},
		{name: "an empty class matches nothing", typ: "regex", value: `[]`, output: "x"},
		{name: "the opposite of an empty class matches all", typ: "regex", value: `^a[^]b$`, output: "a\nb", pass: true},
		{name: "letters are not anchors", typ: "regex", value: `^\A\Z\z\G$`, output: "AZzG", pass: true},
		{name: "no properties without the flag u", typ: "regex", value: `^\p{2}$`, output: "pp", pass: true},
		{name: "a brace alone is itself", typ: "regex", value: `^{a}{,3}$`, output: "{a}{,3}", pass: true},
		{name: "a control escape", typ: "regex", value: `^\cJ\c$`, output: "\n\\c", pass: true},
		{name: "no flags inside", typ: "regex", value: `(?i)a`, output: "A", flat: true},
		{name: "an open group", typ: "regex", value: `(a`, output: "a", flat: true},
		{name: "an open class", typ: "regex", value: `[a`, output: "a", flat: true},
		{name: "nothing to repeat", typ: "regex", value: `a**`, output: "a", flat: true},
		{name: "no atomic groups", typ: "regex", value: `(?>a)`, output: "a", flat: true},
		{name: "a range out of order", typ: "regex", value: `[b-a]`, output: "a", flat: true},
		{name: "two groups of one name", typ: "regex", value: `(?<a>x)(?<a>y)`, output: "xy", flat: true},
		{name: "a backslash at the end", typ: "regex", value: `a\`, output: "a", flat: true},
		{name: "an empty pattern", typ: "regex", value: "", output: "a", err: "not empty"},
		{name: "a number", typ: "regex", value: int64(1), output: "1", err: "must be a text"},
	})
}

func TestAnInvalidPatternSaysWhy(t *testing.T) {
	t.Parallel()
	v := judge(t, eval.Assertion{Type: "regex", Value: "(a"}, "a")
	if !strings.Contains(v.Reason, "a group is not closed") {
		t.Errorf("got %s", v.Reason)
	}
}

// FuzzRegex holds that a pattern either is refused or runs, and that a literal
// text, escaped, matches itself and nothing shorter.
func FuzzRegex(f *testing.F) {
	for _, seed := range []string{`a|b`, `(?<n>x)\k<n>`, `[^\d😀-\u{3}]`, `\cA\x4\u12`, `{1}`, `(?<=a)*`, "a\u2028"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, pattern, output string) {
		grader, err := grade.All().New(eval.Assertion{Type: "regex"})
		if err != nil {
			t.Fatal(err)
		}
		if len(pattern) > 50 || len(output) > 50 || !utf8.ValidString(pattern) {
			return
		}
		in := eval.GradeInput{Sample: eval.Sample{Answer: eval.Answer{Output: output}}, Value: pattern}
		if _, err = grader.Grade(context.Background(), in); err != nil && pattern != "" && !strings.Contains(err.Error(), "longer") {
			t.Fatalf("%q: %v", pattern, err)
		}
		var literal strings.Builder
		for _, r := range pattern {
			if strings.ContainsRune(`\^$.*+?()[]{}|/`, r) {
				literal.WriteByte('\\')
			}
			literal.WriteRune(r)
		}
		in.Value, in.Answer.Output = "^"+literal.String()+"$", pattern
		v, err := grader.Grade(context.Background(), in)
		if err != nil || !v.Pass {
			t.Fatalf("%q does not match itself: %v %v", pattern, v.Reason, err)
		}
	})
}
