package parity

// scriptTests run JavaScript: expressions, bodies of functions, what they give
// back and what they throw.
func scriptTests(d *dice) []Test {
	expressions := []string{
		"output === 'Paris'", "output.length > 3", "output.length", "output.includes('a')", "/^p/i.test(output)", "output.toLowerCase() === 'paris'", "output.split(' ').length >= 3", "output.match(/\\w+/g).length", "JSON.parse(output).a === 1", "JSON.parse(output).a", "Number(output)", "parseFloat(output)", "Number(output) / 2", "output > 5", "+output",
		"true", "false", "1", "0", "0.5", "-1", "2", "1.5", "NaN", "Infinity", "null", "undefined", "'text'", "'true'", "''", "[]", "[true]", "({})", "({pass: true, score: 0.3, reason: 'x'})", "({pass: false, score: 0.9})", "({pass: true})", "({score: 1})", "({pass: 'yes', score: 1})", "({pass: true, score: '1'})", "({pass: true, score: 2})", "({pass: true, score: -1})", "({pass: true, score: 0.5, namedScores: {a: 1}})", "({pass: false, score: 0, reason: ''})", "1n", "Symbol('a')", "() => true", "new Date(0)",
		"throw new Error('x')", "nope", "output.nope.nope", "output.nope()", "}", "(", "return true", "return output.length > 2", "const a = 1; return a === 1", "const a = 1;\nreturn a === 1;", "const words = output.split(/\\s+/);\nreturn words.length > 2;", "let n = 0;\nfor (const c of output) n++;\nreturn n;", "if (output) {\n  return true;\n}\nreturn false;", "if (output) { return true }", "// comment\noutput.length > 1", "output.length > 1\n", "\noutput.length > 1", "output\n  .trim()\n  .length > 1", "return {\n  pass: output.length > 2,\n  score: output.length / 10,\n  reason: 'length',\n};", "return\ntrue", "return;", "return", "const x = output;\nx.length > 1", "\n\nreturn true\n\n",
		"context.vars.name === 'Ann'", "context.vars.n > 2", "context.vars.missing", "context.vars.list.length", "context.prompt.includes('x')", "typeof context.prompt", "typeof context", "context.test.vars.name === 'Ann'", "context.config.limit > 3", "context.config?.limit ?? 0", "Object.keys(context).length > 0", "context.vars.name.length / 10", "context.vars['name']",
		"async () => true", "(async () => true)()", "Promise.resolve(true)", "Promise.resolve(0.4)", "await Promise.resolve(true)", "const a = await Promise.resolve(3);\nreturn a > 2;", "Promise.reject(new Error('x'))",
		"[...output].length", "output.at(-1) === 'e'", "output.normalize('NFC').length", "output.localeCompare('a') > 0", "output.codePointAt(0) > 100", "encodeURIComponent(output).length", "output.replaceAll('a', 'b') !== output", "Object.is(output, output)", "Array.from(output).reverse().join('').length", "new Set(output).size", "new Map([[1, 2]]).get(1)", "Math.max(...[1, 2, 3])", "Math.round(output.length / 3)", "(function () { return output })().length", "((a, b = 2) => a + b)(1)", "`${output}`.length", "output?.x?.y", "output ?? 0", "typeof require", "typeof process", "typeof fetch", "typeof globalThis === 'object'", "isNaN(output)", "output == 42", "output === 42", "typeof output === 'string'", "typeof output", "Array.isArray(output)", "output.a", "eval('1 + 1') === 2", "label: 5", "var x = 1", "{ pass: true }", "x = 5", "class A {}", "/a/", "/[/", "'{{name}}' === 'Ann'", "'{{ name | upper }}'.length", "output.length >= {{n}}",
	}
	var tests []Test
	for range 260 {
		var more []any
		if d.one(4) {
			more = append(more, "threshold", pick[any](d, 0, 0.5, 1, 3, -1))
		}
		if d.one(3) {
			more = append(more, "config", object{"limit": 5})
		}
		output := pick[any](d, "Paris", "42", "one two three", `{"a":1}`, "é😀", object{"a": 1}, []any{1, 2}, 42, true)
		if d.one(5) {
			output = d.output()
		}
		t := test(output, assertion(d.not("javascript"), pick(d, expressions...), more...))
		tests = append(tests, t.with("vars", object{"out": "", "name": "Ann", "n": 3, "list": []any{1, 2}}))
	}
	for _, v := range odd() {
		tests = append(tests, test("Paris", assertion("javascript", v)))
	}
	return tests
}
