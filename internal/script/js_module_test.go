package script_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/script"
)

// module runs a function of a file of JavaScript.
func (l *lab) module(source, function string) (any, error) {
	return l.runtime.Run(context.Background(), eval.Script{Language: eval.JavaScript, Source: source, Path: "suites/m.mjs", Function: function, Data: function == "" && strings.HasPrefix(source, "/*data*/")},
		eval.Arg{Name: "output", Value: "Paris"}, eval.Arg{Name: "context"})
}

func TestModulesExportInEveryForm(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	for source, want := range map[string]struct {
		function string
		v        any
	}{
		"export default output => output.length":                                                        {"", int64(5)},
		"export default async function (output) { return output.length }":                               {"", int64(5)},
		"export default function judge(output) { return judge.name }":                                   {"", "judge"},
		"export default class extends Object {}\nexport const f = () => 1":                              {"f", int64(1)},
		"const limit = 3\nexport const f = (output) => output.length > limit\n":                         {"f", true},
		"export async function f() { return 2 }\nexport function* g() {}\n":                             {"f", int64(2)},
		"function f() { return 3 }\nexport {\n  f as judge,\n  f,\n}\n":                                 {"judge", int64(3)},
		"export let n = 4\nexport function f() { return n }":                                            {"f", int64(4)},
		"/* export default 1 */\n// export default 2\nexport default () => `\nexport ${1 / 1}\nexport`": {"", "\nexport 1\nexport"},
		"const r = /[/'\"`]/\nexport default (o) => r.test(o)":                                          {"", false},
		"const o = {\nexport: 1,\n}\nmodule.exports = () => o.export":                                   {"", int64(1)},
		"exports.default = () => 5":                                                                     {"", int64(5)},
		"module.exports = { default: { default: () => 6 } }":                                            {"", int64(6)},
		"module.exports = { f() { return __filename + ' ' + __dirname } }":                              {"f", "suites/m.mjs suites"},
		"/*data*/module.exports = [1, {a: 2}]":                                                          {"", []any{int64(1)}},
	} {
		v, err := l.module(source, want.function)
		if list, isList := v.([]any); isList && len(list) == 2 {
			v = list[0] // enough to tell that it is the data
			want.v = int64(1)
		}
		if err != nil || v != want.v {
			t.Errorf("%s: want %v, got %v, %v", source, want.v, v, err)
		}
	}
}

func TestModulesThatCannotBeHereAreErrorsWithAReason(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	for source, want := range map[string]string{
		"import fs from 'fs'\nexport default () => 1": "line 1: import is not available here",
		"\nimport 'x'":                           "line 2: import",
		"export * from './x.js'":                 "line 1: this form of export is not supported: export * from",
		"export { a } from './x.js'":             "line 1: export from another file",
		"export const { a } = {a: 1}":            "this form of export is not supported",
		"export { a as 'b c' }":                  "is not supported",
		"module.exports = { a: 1 }":              "exports no function",
		"":                                       "exports no function",
		"throw new Error('at once')":             "at once",
		"module.exports = require('./other.js')": "require('./other.js')",
		"}); (function() {":                      "SyntaxError",
		"module.exports = () => {":               "SyntaxError",
	} {
		if v, err := l.module(source, ""); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, got %v, %v", source, want, v, err)
		}
	}
	if _, err := l.module("export const a = 1", "b"); err == nil || !strings.Contains(err.Error(), `suites/m.mjs exports no function "b"`) {
		t.Errorf("got %v", err)
	}
}

func TestASyntaxErrorSaysWhereItIs(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	for body, want := range map[string]string{
		"return output +":         "line 2",
		"return )":                "line 1, column 8",
		"const a = 1\nreturn a b": "line 2, column 10",
	} {
		_, err := l.js(body)
		var thrown *eval.ThrownError
		if !errors.As(err, &thrown) || !strings.Contains(thrown.Message, want) {
			t.Errorf("%s: want %q, got %v", body, want, err)
		}
	}
}

func FuzzModules(f *testing.F) {
	for _, seed := range []string{"export default 1", "export {a as b, c}", "`${`${'}'}`}`\nexport const x = /[/]/", "/*", "//", "'\\", "`${", "export", "export {", "import", "a / b / c", "}}})", "\xff\nexport \xfe"} {
		f.Add(seed)
	}
	l := newLab(f, nil, script.Options{Limit: time.Second})
	f.Fuzz(func(t *testing.T, source string) {
		_, err := l.module(source, "")
		if err != nil && strings.Contains(err.Error(), "the JavaScript engine failed") {
			t.Errorf("%q: %v", source, err)
		}
	})
}

func TestLongModulesAreReadAtOnce(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	source := strings.Repeat("export {}\n", 100_000) + "export default () => 1"
	if v, err := l.module(source, ""); err != nil || v != int64(1) {
		t.Errorf("got %v, %v", v, err)
	}
}
