package grade_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
)

func TestIsJSON(t *testing.T) {
	t.Parallel()
	city := object("type", "object", "required", list("city"), "properties",
		object("city", object("type", "string", "minLength", int64(2)), "since", object("format", "date")))
	run(t, []check{
		{name: "an object", typ: "is-json", output: ` {"a": [1, 2.5e3, null]} `, pass: true},
		{name: "a number alone", typ: "is-json", output: "42", pass: true},
		{name: "nothing", typ: "is-json", output: ""},
		{name: "text behind", typ: "is-json", output: `{} x`},
		{name: "two values", typ: "is-json", output: `{} {}`},
		{name: "a fence", typ: "is-json", output: "```json\n{}\n```"},
		{name: "a byte order mark", typ: "is-json", output: "\ufeff{}"},
		{name: "a non-breaking space", typ: "is-json", output: "\u00a0{}"},
		{name: "a leading zero", typ: "is-json", output: "01"},
		{name: "a trailing comma", typ: "is-json", output: `[1,]`},
		{name: "single quotes", typ: "is-json", output: `{'a':1}`},
		{name: "a comment", typ: "is-json", output: "{} // x"},
		{name: "a line end in a text", typ: "is-json", output: "\"a\nb\""},
		{name: "a wrong escape", typ: "is-json", output: `"\x41"`},
		{name: "half a surrogate pair", typ: "is-json", output: `"\ud83d"`, pass: true},
		{name: "equal keys", typ: "is-json", output: `{"a":1,"a":2}`, pass: true},
		{name: "a number out of range", typ: "is-json", output: `1e400`, pass: true},
		{name: "not a number", typ: "is-json", output: `NaN`},
		{name: "very deep", typ: "is-json", output: strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000), pass: true},
		{name: "an empty value is no schema", typ: "is-json", value: "", output: "[]", pass: true},
		{name: "conforming", typ: "is-json", value: city, output: `{"city":"Oslo"}`, pass: true},
		{name: "without a required key", typ: "is-json", value: city, output: `{}`},
		{name: "of another type", typ: "is-json", value: city, output: `[]`},
		{name: "a wrong format", typ: "is-json", value: city, output: `{"city":"Oslo","since":"2026-02-30"}`},
		{name: "no JSON with a schema", typ: "is-json", value: city, output: `Oslo`},
		{name: "a schema in YAML", typ: "is-json", value: "type: array\nmaxItems: 1", output: `[1]`, pass: true},
		{name: "a schema in JSON", typ: "is-json", value: `{"type":"array","maxItems":1}`, output: `[1,2]`},
		{name: "lengths are code points", typ: "is-json", value: object("maxLength", int64(1)), output: `"😀"`, pass: true},
		{name: "patterns are JavaScript's", typ: "is-json", value: object("pattern", `^(?=a)\w$`), output: `"a"`, pass: true},
		{name: "nullable", typ: "is-json", value: object("type", "string", "nullable", true), output: `null`, pass: true},
		{name: "a boolean schema in YAML", typ: "is-json", value: "false", output: `1`},
		{name: "an unknown keyword", typ: "is-json", value: object("dependentRequired", object()), output: `{}`, err: `unknown keyword "dependentRequired"`},
		{name: "an unknown keyword deep inside", typ: "is-json", value: object("items", object("not", object("typ", "x"))), output: `{}`, err: "/items/not/typ"},
		{name: "an unknown format", typ: "is-json", value: object("format", "colour"), output: `{}`, err: `unknown format "colour"`},
		{name: "an unknown type", typ: "is-json", value: object("type", "text"), output: `{}`, err: "not valid"},
		{name: "another draft", typ: "is-json", value: object("$schema", "https://json-schema.org/draft/2020-12/schema"), output: `{}`, err: "only draft-07"},
		{name: "a reference to a file", typ: "is-json", value: object("$ref", "file:///etc/passwd"), output: `{}`, err: "not valid"},
		{name: "a boolean as a schema", typ: "is-json", value: true, output: `{}`, err: "must be an object or a text"},
		{name: "a number as a schema", typ: "is-json", value: int64(7), output: `{}`, err: "must be an object"},
		{name: "a division without a remainder", typ: "is-json", value: object("multipleOf", 0.5), output: `1.5`, pass: true},
		{name: "a division of doubles that leaves some", typ: "is-json", value: object("multipleOf", 0.1), output: `0.3`},
		{name: "a text and no multiple", typ: "is-json", value: object("items", object("multipleOf", int64(2))), output: `["x", 4]`, pass: true},
		{name: "a number so large that it is written with an exponent", typ: "is-json", value: object("multipleOf", int64(1)), output: `1e21`},
		{name: "multiples of nothing", typ: "is-json", value: object("multipleOf", int64(0)), output: `1`, err: "not valid"},
		{name: "a number without end is no number", typ: "is-json", value: object("type", "number"), output: `1e400`},
		{name: "a number without end and a bound", typ: "is-json", value: object("maximum", int64(5)), output: `[1e400]`, pass: true},
		{name: "a number without end inside", typ: "is-json", value: object("items", object("maximum", int64(5))), output: `[1, 1e400]`, pass: true},
		{name: "a number without end and a condition", typ: "is-json", value: object("if", object("required", list("a")), "then", object("required", list("b"))), output: `1e400`, pass: true},
		{name: "a reference inside", typ: "is-json", value: object("$ref", "#/definitions/n", "definitions", object("n", object("type", "number"))), output: `1`, pass: true},
	})
}

func TestAWrongSchemaIsNotLookedAtWithoutJSON(t *testing.T) {
	t.Parallel()
	a := eval.Assertion{Type: "is-json", Value: object("typ", "x")}
	if v := judge(t, a, "no JSON"); v.Pass {
		t.Error("want a fail")
	}
	a.Type = "contains-json"
	if v := judge(t, a, "no JSON"); v.Pass {
		t.Error("want a fail")
	}
}

func TestContainsJSON(t *testing.T) {
	t.Parallel()
	city := object("type", "object", "required", list("city"))
	run(t, []check{
		{name: "an object in a text", typ: "contains-json", output: `Here: {"city": "Oslo"} bye`, pass: true},
		{name: "in a fence", typ: "contains-json", output: "```json\n{\n\t\"a\": 1,\n\t\"b\": [\n\t\t2\n\t]\n}\n```", pass: true},
		{name: "a list alone", typ: "contains-json", output: `[1,2]`},
		{name: "nothing", typ: "contains-json", output: ""},
		{name: "keys without quotes", typ: "contains-json", output: `{a: 1}`, pass: true},
		{name: "single quotes", typ: "contains-json", output: `{'a': 1}`, pass: true},
		{name: "a trailing comma", typ: "contains-json", output: `{"a":1,}`, pass: true},
		{name: "a truncated object", typ: "contains-json", output: `{"a":1`, pass: true},
		{name: "a truncated object in an object", typ: "contains-json", output: `{"a": {"b": 1`, pass: true},
		{name: "a set builder", typ: "contains-json", output: `set {x | x > 0}`, pass: true},
		{name: "a brace in a text", typ: "contains-json", output: `{"a":"}"}`},
		{name: "a brace at the very end", typ: "contains-json", output: `x {`},
		{name: "comments", typ: "contains-json", value: object("required", list("a", "b")), output: "{\"a\": 1, // one\n \"b\": 2 // two\n}", pass: true},
		{name: "an address is no comment", typ: "contains-json", value: object("properties", object("u", object("const", "https://x.y//z"))), output: `{u: https://x.y//z}`, pass: true},
		{name: "slashes in quotes are no comment", typ: "contains-json", value: object("properties", object("u", object("const", "a //b"))), output: `{u: "a //b", }`, pass: true},
		{name: "an escaped surrogate pair in YAML", typ: "contains-json", value: object("properties", object("u", object("const", "😀"))), output: `{u: "\ud83d\ude00"}`, pass: true},
		{name: "equal keys", typ: "contains-json", value: object("properties", object("a", object("const", int64(2)))), output: `{"a":1,"a":2,}`, pass: true},
		{name: "any of several conforms", typ: "contains-json", value: city, output: `{"a":1} {"city":"Oslo"} {"b":2}`, pass: true},
		{name: "none conforms", typ: "contains-json", value: city, output: `{"a":1} {"b":2}`},
		{name: "an object inside another is not looked at", typ: "contains-json", value: city, output: `{"x":{"city":"Oslo"}}`},
		{name: "an object inside an unreadable one is", typ: "contains-json", value: city, output: `{ @ {"city":"Oslo"} @ }`, pass: true},
		{name: "an opening brace in a text", typ: "contains-json", output: `{"a":"{"}`},
		{name: "a tag that is true", typ: "contains-json", output: `{!!str 1: !!int 1, b: !!float 2, c: !!null ~, d: !!bool true}`, pass: true},
		{name: "a text that is tagged as a number", typ: "contains-json", output: `{!!int "a": 1}`},
		{name: "a float that is tagged as a whole number", typ: "contains-json", output: `{a: !!int 1.5}`},
		{name: "a tag in capitals", typ: "contains-json", output: `{!!INT 1: 1}`},
		{name: "a bracket right behind a key", typ: "contains-json", value: city, output: `{city:[1, 7], "x":{a:{}}, b:, 'c:[':1}`, pass: true},
		{name: "a number larger than there are is a text", typ: "contains-json", value: object("properties", object("a", object("const", "1e400"))), output: `{"a":1e400}`, pass: true},
		{name: "a boolean for a schema", typ: "contains-json", value: true, output: `{"a":1}`, err: "must be an object or a text"},
		{name: "a boolean for a schema that nothing is held to", typ: "contains-json", value: true, output: `no JSON`},
		{name: "an unknown keyword", typ: "contains-json", value: object("typ", "x"), output: `{}`, err: "unknown keyword"},
		{name: "too many open braces", typ: "contains-json", output: strings.Repeat("{ @ ", 20_000), err: "too many"},
		{name: "objects nested too deep for YAML", typ: "contains-json", output: strings.Repeat("{a: ", 150) + "1" + strings.Repeat("}", 150), pass: true},
	})
}

// FuzzContainsJSON holds that whatever is an object in JSON is found in any
// text around it without braces, and that nothing panics.
func FuzzContainsJSON(f *testing.F) {
	for _, seed := range []string{`{"a":1}`, `{a: 'b', // c`, "{\n\t? x", `{"a":"}"}`, `{{x}}`, `{!!set x}`, `{&a *a}`, `{<<: *x}`} {
		f.Add("text ", seed)
	}
	grader, err := grade.All().New(eval.Assertion{Type: "contains-json"})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, before, output string) {
		in := eval.GradeInput{Sample: eval.Sample{Answer: eval.Answer{Output: before + output}}}
		v, err := grader.Grade(context.Background(), in)
		if strings.ContainsAny(before, "{}") || !strings.HasPrefix(output, "{") || !json.Valid([]byte(output)) {
			return
		}
		if strings.Count(output, "{")+strings.Count(output, "}") == 2 && (err != nil || !v.Pass) {
			t.Errorf("an object is not found in %q: %v", before+output, err)
		}
	})
}
