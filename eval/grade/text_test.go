package grade_test

import (
	"math"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

func TestEquals(t *testing.T) {
	t.Parallel()
	run(t, []check{
		{name: "the same text", typ: "equals", value: "Rome", output: "Rome", pass: true},
		{name: "another case", typ: "equals", value: "rome", output: "Rome"},
		{name: "is not trimmed", typ: "equals", value: "Rome", output: "Rome\n"},
		{name: "an empty text", typ: "equals", value: "", output: "", pass: true},
		{name: "a whole number", typ: "equals", value: int64(42), output: "42", pass: true},
		{name: "a float that is whole", typ: "equals", value: 42.0, output: "42", pass: true},
		{name: "a large float", typ: "equals", value: 1e21, output: "1e+21", pass: true},
		{name: "a small float", typ: "equals", value: 1e-7, output: "1e-7", pass: true},
		{name: "a number as the model wrote it", typ: "equals", value: int64(42), output: "42.0"},
		{name: "infinity", typ: "equals", value: math.Inf(-1), output: "-Infinity", pass: true},
		{name: "a boolean", typ: "equals", value: true, output: "true", pass: true},
		{name: "no value", typ: "equals", output: "undefined", pass: true},
		{name: "no value and an empty output", typ: "equals", output: ""},
		{name: "null", typ: "equals", null: true, output: " null ", pass: true},
		{name: "null and the text undefined", typ: "equals", null: true, output: "undefined"},
		{name: "an object with keys in another order", typ: "equals", value: object("a", int64(1), "b", list("x")), output: `{"b":["x"], "a":1.0}`, pass: true},
		{name: "an object that is not JSON", typ: "equals", value: object("a", int64(1)), output: `{a: 1}`},
		{name: "an object with a key more", typ: "equals", value: object("a", int64(1)), output: `{"a":1,"b":2}`},
		{name: "an object with the last of equal keys", typ: "equals", value: object("a", int64(2)), output: `{"a":1,"a":2}`, pass: true},
		{name: "a list in order", typ: "equals", value: list(int64(1), "2"), output: `[1,"2"]`, pass: true},
		{name: "a list in another order", typ: "equals", value: list(int64(1), "2"), output: `["2",1]`},
		{name: "a list for an object", typ: "equals", value: list(), output: `{}`},
		{name: "a text in an object is not a number", typ: "equals", value: object("a", "1"), output: `{"a":1}`},
		{name: "zero is not minus zero", typ: "equals", value: list(int64(0)), output: `[-0]`},
		{name: "minus zero is itself", typ: "equals", value: list(math.Copysign(0, -1)), output: `[-0]`, pass: true},
		{name: "minus zero as a text", typ: "equals", value: math.Copysign(0, -1), output: `0`, pass: true},
	})
}

func TestContains(t *testing.T) {
	t.Parallel()
	run(t, []check{
		{name: "a part", typ: "contains", value: "om", output: "Rome", pass: true},
		{name: "another case", typ: "contains", value: "OM", output: "Rome"},
		{name: "a number", typ: "contains", value: int64(42), output: "is 42.", pass: true},
		{name: "a float", typ: "contains", value: 1.50, output: "1.5", pass: true},
		{name: "an empty value", typ: "contains", value: "", output: "x", err: "empty"},
		{name: "no value", typ: "contains", output: "x", err: "text or a number"},
		{name: "a boolean", typ: "contains", value: true, output: "true", err: "text or a number"},
		{name: "a list", typ: "contains", value: list("x"), output: "x", err: "text or a number"},
		{name: "not a number", typ: "contains", value: math.NaN(), output: "NaN", err: "not a number"},
		{name: "another case", typ: "icontains", value: "ROME", output: "in rome", pass: true},
		{name: "dotted capital I becomes two code points", typ: "icontains", value: "i", output: "İ", pass: true},
		{name: "dotted capital I is not its base letter and more", typ: "icontains", value: "istanbul", output: "İstanbul"},
		{name: "a final sigma", typ: "icontains", value: "ΟΔΟΣ", output: "οδος", pass: true},
		{name: "a sigma that is not final on one side", typ: "icontains", value: "ΟΔΟΣ", output: "ΟΔΟΣΑ"},
		{name: "sharp s is not ss", typ: "icontains", value: "STRASSE", output: "straße"},
	})
}

func TestContainsLists(t *testing.T) {
	t.Parallel()
	run(t, []check{
		{name: "one of two", typ: "contains-any", value: list("Rome", "Roma"), output: "Roma!", pass: true},
		{name: "none", typ: "contains-any", value: list("Rome", "Roma"), output: "roma"},
		{name: "an empty list", typ: "contains-any", value: list(), output: "x"},
		{name: "an empty item", typ: "contains-any", value: list(""), output: "x", pass: true},
		{name: "a comma text", typ: "contains-any", value: " a , b ", output: "b", pass: true},
		{name: "only commas", typ: "contains-any", value: " , ,", output: "x"},
		{name: "a quoted field with a comma", typ: "contains-any", value: `"a, b", c`, output: "a, b", pass: true},
		{name: "a quoted field is not split", typ: "contains-any", value: `"a, b"`, output: "a"},
		{name: "escaped quotes", typ: "contains-any", value: `"a""b\"c\\"`, output: `a"b"c\`, pass: true},
		{name: "text behind a quote", typ: "contains-any", value: `"a" b`, output: "a", err: "closing quote"},
		{name: "an open quote", typ: "contains-any", value: `"a, b`, output: "a", err: "not closed"},
		{name: "a quote inside a field", typ: "contains-any", value: `a"b, c`, output: `a"b`, pass: true},
		{name: "an empty text", typ: "contains-any", value: "", output: "x", err: "list of texts"},
		{name: "no value", typ: "contains-any", output: "x", err: "list of texts"},
		{name: "a number", typ: "contains-any", value: int64(1), output: "1", err: "list of texts"},
		{name: "an object", typ: "contains-any", value: object("a", "b"), output: "a", err: "list of texts"},
		{name: "numbers, null and objects", typ: "contains-all", value: list(int64(1), nil, object()), output: "1 null [object Object]", pass: true},
		{name: "all", typ: "contains-all", value: list("a", "b"), output: "ba", pass: true},
		{name: "one is missing", typ: "contains-all", value: "a, b", output: "a"},
		{name: "an empty list", typ: "contains-all", value: list(), output: "x", pass: true},
		{name: "another case", typ: "icontains-any", value: list("ROME"), output: "rome", pass: true},
		{name: "another case", typ: "icontains-all", value: "ROME, paris", output: "Rome and Paris", pass: true},
		{name: "one is missing", typ: "icontains-all", value: "ROME, paris", output: "Rome"},
	})
	v := judge(t, eval.Assertion{Type: "contains-all", Value: "a, b"}, "a")
	if !strings.Contains(v.Reason, `missing "b"`) {
		t.Errorf("the reason does not say what is missing: %s", v.Reason)
	}
}

func TestStartsWith(t *testing.T) {
	t.Parallel()
	run(t, []check{
		{name: "the beginning", typ: "starts-with", value: "Ans", output: "Answer", pass: true},
		{name: "another case", typ: "starts-with", value: "ans", output: "Answer"},
		{name: "after a space", typ: "starts-with", value: "Ans", output: " Answer"},
		{name: "a number", typ: "starts-with", value: int64(1), output: "1", err: "must be a text"},
		{name: "an empty text", typ: "starts-with", value: "", output: "x", err: "not empty"},
	})
}

func TestLongOutputsAreCutInReasons(t *testing.T) {
	t.Parallel()
	v := judge(t, eval.Assertion{Type: "equals", Value: "x"}, strings.Repeat("é", 1000))
	if len(v.Reason) > 400 || strings.Contains(v.Reason, `\x`) || !strings.Contains(v.Reason, "(2000 bytes)") {
		t.Errorf("want a whole cut of the output, got %s", v.Reason)
	}
}
