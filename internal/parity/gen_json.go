package parity

import (
	"strconv"
	"strings"
)

// schemas are JSON Schemas, some of which ajv refuses.
func schemas() []any {
	typed := func(typ string) object { return object{"type": typ} }
	return []any{
		absent{},
		"", "{}",
		object{},
		true, typed("object"), typed("array"), typed("string"), typed("number"), typed("integer"), typed("null"), typed("boolean"),
		object{"type": "object", "required": []string{"a"}},
		object{"type": "object", "properties": object{"a": typed("integer")}, "additionalProperties": false},
		object{"type": "object", "properties": object{"a": object{"type": "string", "minLength": 2, "maxLength": 3}}},
		object{"properties": object{"a": object{"type": "number", "minimum": 1, "exclusiveMaximum": 3}}},
		object{"type": "array", "items": typed("number"), "minItems": 1, "uniqueItems": true},
		object{"type": "array", "items": []any{typed("number"), typed("string")}},
		object{"type": "array", "items": []any{typed("number"), typed("string")}, "minItems": 2, "additionalItems": false},
		object{"enum": []any{1, "a", nil, object{"a": 1}}},
		object{"const": object{"a": 1}},
		object{"anyOf": []any{typed("string"), typed("number")}},
		object{"oneOf": []any{typed("integer"), typed("number")}},
		object{"allOf": []any{typed("object"), object{"required": []string{"b"}}}},
		object{"not": typed("object")},
		object{"if": object{"required": []string{"a"}}, "then": object{"required": []string{"b"}}, "else": object{"required": []string{"c"}}},
		object{"type": []string{"string", "null"}},
		object{"type": []string{"object", "array"}},
		object{"properties": object{"a": object{"type": "string", "pattern": "^\\w+$"}}},
		object{"patternProperties": object{"^a": typed("number")}},
		object{"propertyNames": object{"maxLength": 1}},
		object{"minProperties": 1, "maxProperties": 1},
		object{"multipleOf": 0.1},
		`{"definitions":{"n":{"type":"number"}},"properties":{"a":{"$ref":"#/definitions/n"}}}`,
		object{"dependencies": object{"a": []string{"b"}}},
		object{"contains": typed("string")},
		object{"properties": object{"a": object{"type": "string", "format": "email"}}},
		object{"properties": object{"a": object{"type": "string", "format": "date"}}},
		object{"properties": object{"a": object{"type": "string", "format": "uri"}}},
		object{"type": "string", "format": "date-time"},
		// Refused:
		object{"type": "text"},
		object{"typo": 1},
		object{"dependentRequired": object{"a": []string{"b"}}},
		object{"required": "a"},
		object{"properties": []any{}},
		`{"$ref":"#/definitions/none"}`,
		object{"type": "string", "format": "no-such-format"},
		object{"minLength": -1},
		object{"properties": object{"a": object{"type": "string", "minimum": 1}}},
		object{"type": "string", "pattern": "("},
		object{"enum": []any{}},
		object{"items": 5},
		object{"prefixItems": []any{}},
		"not a schema: [", "type: object\nrequired: [a]", `{"type":"object","required":["b"]}`, 5, false,
		[]any{},
	}
}

// documents are JSON and what models take for it.
func documents() []string {
	return []string{
		`{"a":1}`, `{"a": 2, "b": "x"}`, `{"a":"ab"}`, `{"a":"me@example.com"}`, `{"a":"2024-02-30"}`, `{"a":"https://example.com/x"}`, `{"a":null}`, `{"b":{"a":[1,2,{"c":3}]}}`, `{}`, `[]`, `[1,"a"]`, `[1,1]`, `[1,2,3]`, `"text"`, `"2024-01-01T00:00:00Z"`,
		`42`, `-0.5e3`, `0.3`, `true`, `null`, ` {"a":1} `, "\ufeff{\"a\":1}", "{\"a\":1}\n", `{"a":1}{"b":2}`, `{"a":1} extra`, "```json\n{\"a\":1}\n```", `Here: {"a":1}.`, `{"a":1,}`, `{a:1}`, `{'a':'b'}`, `{"a":1`, `{"a":[1,2}`, `{"a":"}"}`, `{"a":"{"}`, `{"a":"\u00e9\ud83d\ude00"}`,
		"{\"a\":\"line\nbreak\"}", "{\"a\":\"tab\t\"}", `{"a":01}`, `{"a":.5}`, `{"a":1.}`, `{"a":+1}`, `{"a":NaN}`, `{"a":Infinity}`, `{"a":undefined}`, `{"a":True}`, `{"a":1e400}`, `{"a":1,"a":2}`, `{"a":/*c*/1}`, "{\"a\":1 // c\n}", "{\"a\":1 # c\n}", `{"url":"http://x.y"}`, `{"a" 1}`, `{"a"=1}`, `{a}`, `{a, b}`,
		`{"a":'it''s'}`, `set {x | x > 0}`, `{{"a":1}}`, `{ }`, `{`, `}`, `text {`, `{"a":1}}`, `[{"a":1},{"b":2}]`, `[{"a":1},{"b":2}`, `one {"a":1} two {"b":2}`, "{\n  a: 1\n  b: 2\n}", "{\n  \"a\": 1\n  \"b\": 2\n}", `{"a": b: c}`, `{"a": &x 1, "b": *x}`, `{!!int "a": 1}`, `{? a : 1}`, `{"a":[}`, `{"a": "b"c"}`, `{"a": "he said "hi""}`, `function() { return 1 }`, `.x { color: red }`, `{% if a %}`, `{key: value, list: [1, 2]}`, `{"a": yes}`,
		`{"é":1}`, `{"a":"` + "\u2028" + `"}`, `{"":1}`, `{"a":{"a":{"a":{"a":1}}}}`, strings.Repeat("[", 50) + strings.Repeat("]", 50), strings.Repeat(`{"a":`, 40) + "1" + strings.Repeat("}", 40), `{"a":"` + strings.Repeat("x", 9_000) + `"}`, "",
	}
}

// isJSONTests read the whole output.
func isJSONTests(d *dice) []Test { return jsonTests(d, "is-json", 170) }

// containsJSONTests look for objects in the output.
func containsJSONTests(d *dice) []Test { return jsonTests(d, "contains-json", 170) }

func jsonTests(d *dice, typ string, n int) []Test {
	var tests []Test
	for _, output := range documents() {
		tests = append(tests, test(output, assertion(typ, absent{})))
	}
	for range n {
		output := any(pick(d, documents()...))
		if d.one(10) {
			output = d.output()
		} else if typ == "contains-json" && d.one(3) {
			output = d.related(output.(string))
		}
		tests = append(tests, test(output, assertion(d.not(typ), pick(d, schemas()...))))
	}
	for range 20 {
		tests = append(tests, test(d.object(3), assertion(d.not(typ), pick(d, schemas()...))))
	}
	return tests
}

// object writes an object with random space, names and values.
func (d *dice) object(depth int) string {
	var b strings.Builder
	b.WriteString("{")
	for i := range d.IntN(4) {
		if i > 0 {
			b.WriteString(pick(d, ",", ", ", " ,\n"))
		}
		b.WriteString(pick(d, `"a"`, `"b"`, `"c d"`, "e", `'f'`) + pick(d, ":", ": ", " : "))
		switch k := d.IntN(6); {
		case k == 0 && depth > 0:
			b.WriteString(d.object(depth - 1))
		case k == 1:
			b.WriteString("[1, " + strconv.Itoa(d.IntN(9)) + "]")
		default:
			b.WriteString(pick(d, "1", `"x"`, "true", "null", "2.5", "word", `"a } b"`, `"//"`))
		}
	}
	return b.String() + "}"
}
