package parity

import "encoding/json"

// equalsTests compare texts, numbers and data.
func equalsTests(d *dice) []Test {
	var tests []Test
	for range 70 {
		value, output := d.pair()
		tests = append(tests, test(output, assertion(d.not("equals"), value)))
	}
	for _, v := range odd() {
		tests = append(tests, test(d.output(), assertion(d.not("equals"), v)), test(text(v), assertion(d.not("equals"), v)))
	}
	const twice = `{"a":1,"a":2}` // promptfoo reads no configuration in which it stands as it is
	data := []string{
		`{"a":1,"b":[1,2]}`, `{"b":[1,2],"a":1}`, `{"b":[2,1],"a":1}`, ` {"a": 1.0, "b": [1, 2.0]} `, `[1,"1",null,true]`, `[1,"1",null,true,]`,
		`{"a":{"b":{"c":[]}}}`, `{"a":-0}`, `{"a":0}`, `{"a":1e2}`, `{"a":100}`, `{"é":"😀"}`, twice, `{"a":2}`, `{}`, `[]`, `[[]]`, `null`,
		`{"__proto__":1}`, `{"a":1} trailing`, `{"a":9007199254740993}`, `{"a":9007199254740992}`, `{'a':1}`, "```json\n{\"a\":2}\n```",
	}
	for range 70 {
		value := pick(d, data...)
		v := any(value)
		if json.Valid([]byte(value)) && !d.one(4) && value != twice {
			v = json.RawMessage(value)
		}
		tests = append(tests, test(pick(d, value, pick(d, data...)), assertion(d.not("equals"), v)))
	}
	for _, number := range []string{"42", "42.0", "4.2e1", "0", "-0", "-0.0", "1e21", "1e-7", "0.1", "123456789012345678", "1.50"} {
		for _, output := range []string{number, "42", "0", "100000000000000000000", "1e+21", "1e-7", "0.1", "1.5"} {
			if d.one(3) {
				tests = append(tests, test(output, assertion(d.not("equals"), json.RawMessage(number))))
			}
		}
	}
	return tests
}

// containsTests look for one text.
func containsTests(d *dice) []Test {
	var tests []Test
	for range 140 {
		value, output := d.pair()
		tests = append(tests, test(output, assertion(d.not(pick(d, "contains", "icontains")), value)))
	}
	for _, v := range odd() {
		tests = append(tests, test(d.output(), assertion(d.not(pick(d, "contains", "icontains")), v)))
	}
	for range 20 {
		v := pick[any](d, 1, 42, 4.5, json.RawMessage("42.0"), json.RawMessage("1e21"), json.RawMessage("-0"))
		tests = append(tests, test(pick(d, "1 and 42", "4.50", "42.0", "1e+21", "-0", "0"), assertion(d.not("contains"), v)))
	}
	return tests
}

// listTests look for some or all of several texts.
func listTests(d *dice) []Test {
	types := []string{"contains-any", "contains-all", "icontains-any", "icontains-all"}
	commas := []string{
		"Paris", "paris,FRANCE", "Paris, France", " Paris , ", ",", ",,,", "", " ", "\u00a0", `"Paris, France"`, `"a ""b"" c"`, `"a \"b\" c"`,
		`"a\\b"`, `"open`, `"a" b`, `"a"b,c`, `a "b", c`, `a"b`, `""`, `"",`, ` "a" , "b" `, `'a, b'`, "a\nb,c", "İ,Σ", "42,4.2", "a;b", "\u00a0a\u00a0,b", "\"a\nb\"",
		"\\,", `a\,b`, "null", "undefined", "true", "[1,2]", `["a","b"]`, "😀,🇩🇪",
	}
	lists := []any{
		[]any{},
		[]any{""},
		[]any{"", "a"},
		[]any{"a", "b"},
		[]any{"Paris", "France"},
		[]any{"PARIS"},
		[]any{1, 2},
		[]any{42},
		[]any{true},
		[]any{nil},
		[]any{"a, b"},
		[]any{" a "},
		[]any{[]any{"a"}},
		[]any{object{"a": 1}},
		[]any{"İ", "ΣΑΣ"},
		[]any{4.50, json.RawMessage("1e21")},
		[]any{"\n"},
		[]any{"{{out}}"},
	}
	extra := []string{
		"Paris, France", "paris france", "a b c", `a "b" c`, `a\b`, "a, b", "b\nc a", "i̇ σας", "İ Σ", "42", "4.2", "null", "true", "[object Object]", "1e+21 4.5", `"a" b`, `""`, "",
	}
	var tests []Test
	for range 170 {
		output := any(pick(d, extra...))
		if d.one(4) {
			output = d.output()
		}
		v := any(pick(d, commas...))
		if d.one(3) {
			v = pick(d, lists...)
		}
		tests = append(tests, test(output, assertion(d.not(pick(d, types...)), v)))
	}
	for _, v := range odd() {
		tests = append(tests, test(d.output(), assertion(d.not(pick(d, types...)), v)))
	}
	for range 30 {
		a, b := d.pair()
		c, e := d.pair()
		tests = append(tests, test(b+" "+e, assertion(d.not(pick(d, types...)), []any{a, c})))
	}
	return tests
}

// startsWithTests look at the beginning.
func startsWithTests(d *dice) []Test {
	var tests []Test
	for range 60 {
		value, output := d.pair()
		if d.one(2) {
			output = value + output
		}
		tests = append(tests, test(output, assertion(d.not("starts-with"), value)))
	}
	for _, v := range odd() {
		tests = append(tests, test(d.output(), assertion(d.not("starts-with"), v)))
	}
	return tests
}
