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

// js runs the body of a function with an output.
func (l *lab) js(body string, args ...eval.Arg) (any, error) {
	return l.runtime.Run(context.Background(), eval.Script{Language: eval.JavaScript, Source: body}, append([]eval.Arg{{Name: "output", Value: "Paris"}}, args...)...)
}

// gives holds bodies of functions to what they return.
func (l *lab) gives(t *testing.T, bodies map[string]any) {
	t.Helper()
	for body, want := range bodies {
		if v, err := l.js(body); err != nil || v != want {
			t.Errorf("%s: want %v, got %v, %v", body, want, v, err)
		}
	}
}

func TestEndlessCodeStopsAtTheLimit(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{Limit: 100 * time.Millisecond})
	for _, body := range []string{
		"while (true) {}",
		"try { while (true) {} } finally { while (true) {} }",
		"return new Promise(r => { (function f() { Promise.resolve().then(f) })() })",
		"return { get pass() { while (true) {} } }",
		"return { toJSON() { while (true) {} } }",
		"const f = () => f; while (f()) {}",
	} {
		if v, err := l.js(body); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("%s: got %v, %v", body, v, err)
		}
	}
}

func TestADeadlineOfTheCallerIsKept(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := l.runtime.Run(ctx, eval.Script{Language: eval.JavaScript, Source: "while (true) {}"})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAnExpressionThatNeverMatchesStopsAtTheLimit(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{Limit: 100 * time.Millisecond})
	_, err := l.js("return /^(a+)+(?=b)$/.test('" + strings.Repeat("a", 60) + "c')")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
}

func TestRunawayMemoryIsStopped(t *testing.T) {
	l := newLab(t, nil, script.Options{Memory: 64 << 20}) // alone: it watches the memory of the process
	for _, body := range []string{
		"let s = 'x'; while (true) s += s",
		"const a = []; while (true) a.push('x'.repeat(1000) + a.length)",
		"const o = {}; for (let i = 0; ; i++) o[i] = {i}",
	} {
		if v, err := l.js(body); err == nil || !strings.Contains(err.Error(), "too much memory") {
			t.Errorf("%s: got %v, %v", body, v, err)
		}
	}
}

func TestCallsThatMakeMuchOutOfLittleAreRefused(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	for _, body := range []string{
		"return 'x'.repeat(2 ** 30)", "return 'x'.padEnd(1e9)", "return Array(1e9).fill(0)", "return Array.from({length: 1e9})",
		"return Array(1e9).join('x')", "return String(Array(1e9))", "return Math.max.apply(null, {length: 1e9})",
		"try { 'x'.repeat(2 ** 30) } catch {} return true",
		"return 'a'.repeat(1e6).replaceAll('a', 'b'.repeat(1e6))", "return 'a'.repeat(1e6).replace(/a/g, 'b'.repeat(1e6))",
		"return 'a'.repeat(1e6).replace(/a/g, `$'`)", "return Array(4e6).join('x'.repeat(1000))",
		"return [].concat(...Array(200).fill(Array(4e6)))", "return Object.defineProperty([], 'length', {value: 4e9}).map(x => 1)",
		"return Reflect.apply(Math.max, null, {length: 1e9})", "return Reflect.construct(Array, {length: 1e9})",
		"return JSON.parse('['.repeat(1e7))", "return globalThis['JS' + 'ON'].parse('[1,'.repeat(1e6))",
	} {
		v, err := l.js(body)
		var refused *eval.RefusedError
		if !errors.As(err, &refused) || !strings.Contains(refused.What, "of that size") {
			t.Errorf("%s: got %v, %v", body, v, err)
		}
	}
}

func TestWhatHonestCodeDoesIsNotTooLarge(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	for body, want := range map[string]any{
		"return 'a'.repeat(1e5).replaceAll('a', 'bcd').length":                                int64(3e5),
		"return ('x,'.repeat(1e5) + 'y').replace('y', 'z'.repeat(2000)).length":               int64(202_000),
		"return ('x,'.repeat(1e5) + 'y').replace(/y/, 'z'.repeat(9000)).length":               int64(209_000),
		"return 'a'.repeat(1e4).replace(/^a/g, `$'`).length":                                  int64(19_998),
		"return 'a-'.repeat(1e5).split('-').map(x => x + x).join(', ').length":                int64(4e5),
		"return JSON.parse(JSON.stringify({text: '['.repeat(9000), list: [[1]]})).list[0][0]": int64(1),
		"return [1].concat([2], Array(1e6)).length":                                           int64(1_000_002),
	} {
		if v, err := l.js(body); err != nil || v != want {
			t.Errorf("%s: want %v, got %v, %v", body, want, v, err)
		}
	}
}

func TestCodeThatIsTooLongOrTooDeepIsNotRead(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	for _, body := range []string{
		"return " + strings.Repeat("(", 1e6) + "1" + strings.Repeat(")", 1e6), strings.Repeat("(", 20_000) + "1" + strings.Repeat(")", 20_000),
		"return 1 //" + strings.Repeat("x", 1<<20),
	} {
		_, err := l.js(body)
		var thrown *eval.ThrownError
		if err == nil || errors.As(err, &thrown) || !strings.Contains(err.Error(), "longer than 1 MiB, or nested deeper") {
			t.Errorf("got %.200v", err)
		}
	}
}

func TestWhatCodeGivesIsBounded(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	for body, want := range map[string]string{
		"return 'x'.repeat(17 << 20)":                                     "16 MiB",
		"return Array(1e6).fill('x'.repeat(100))":                         "16 MiB",
		"const a = []; a.length = 2 ** 31; return a":                      "2147483648 items",
		"let o = {}; for (let i = 0; i < 1e4; i++) o = {o}; return o":     "too deep",
		"const o = {}; o.o = o; return o":                                 "round in a circle",
		"return (function f() { return f() + 1 })()":                      "Maximum call stack size",
		"return new Proxy({}, { ownKeys() { throw new Error('mine') } })": "mine",
		"return 1n":                        "BigInt",
		"return () => 1":                   "a function or a symbol",
		"throw new Error('x'.repeat(1e6))": "xxx...",
	} {
		v, err := l.js(body)
		var thrown *eval.ThrownError
		if !errors.As(err, &thrown) || !strings.Contains(thrown.Message, want) || len(thrown.Message) > 1000 {
			t.Errorf("%s: want %q, got %.100v, %.300v", body, want, v, err)
		}
	}
}

func TestAPromiseThatNobodyKeepsIsAnError(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	_, err := l.js("return new Promise(() => {})")
	var thrown *eval.ThrownError
	if err == nil || errors.As(err, &thrown) || !strings.Contains(err.Error(), "promise") {
		t.Errorf("got %v", err)
	}
}

func TestWhatNodeHasAndACodeOfASuiteHasNotIsRefusedByName(t *testing.T) {
	t.Parallel()
	l := newLab(t, map[string]string{"m.js": "const fs = require('node:fs'); module.exports = () => true"}, script.Options{})
	for body, want := range map[string]string{
		"return require('fs')":                                        "require('fs')",
		"try { return require('path') } catch { return true }":        "require('path')",
		"return process.env.HOME":                                     "process.env",
		"return process.mainModule.require('fs')":                     "process.mainModule",
		"try { new URL(output); return true } catch { return false }": "URL",
		"setTimeout(() => {}, 1)":                                     "setTimeout",
		"return fetch('http://localhost')":                            "fetch",
		"const get = fetch; return get.name":                          "fetch",
		"return output instanceof URL":                                "URL",
		"return `${crypto}`":                                          "crypto",
		"return 'now' in performance":                                 "performance",
		"return {...Intl}":                                            "Intl",
		"return Buffer.from('x')":                                     "Buffer",
		"return new ArrayBuffer(1e13)":                                "ArrayBuffer",
		"return globalThis['Uint8' + 'Array'].from({length: 1e13})":   "Uint8Array",
		"return \\u0055int8Array.of(1)":                               "Uint8Array",
		"return new Intl.NumberFormat()":                              "Intl",
		"return (1234).toLocaleString()":                              "Number.prototype.toLocaleString",
		"return import('fs')":                                         "import()",
		"return /x/v.test('x')":                                       "the flag v of a regular expression",
		"return /x/d.exec('x').indices":                               "the flag d of a regular expression",
		`return /\p{Emoji}/u.test('x')`:                               `\p{Emoji}`,
		`return new RegExp('\\p{L}', 'u').test('x')`:                  `\p{...} in a text`,
	} {
		v, err := l.js(body, eval.Arg{Name: "context"})
		var refused *eval.RefusedError
		if !errors.As(err, &refused) || refused.What != want || refused.Hint == "" {
			t.Errorf("%s: want %q, got %v, %v", body, want, v, err)
		}
	}
	_, err := l.runtime.Run(t.Context(), eval.Script{Language: eval.JavaScript, Path: "m.js", Source: "const fs = require('node:fs'); module.exports = () => true"})
	if err == nil || !strings.Contains(err.Error(), "require('node:fs')") {
		t.Errorf("got %v", err)
	}
}

func TestCodeMayAskWhatNodeHas(t *testing.T) {
	t.Parallel()
	newLab(t, nil, script.Options{}).gives(t, map[string]any{
		"return typeof fetch":                             "function",
		"return typeof URL + typeof Intl":                 "functionobject",
		"return typeof crypto":                            "object",
		"return Boolean(structuredClone)":                 true,
		"globalThis.fetch = () => 'mine'; return fetch()": "mine",
	})
}

func TestUnicodePropertiesAreWrittenOut(t *testing.T) {
	t.Parallel()
	newLab(t, nil, script.Options{}).gives(t, map[string]any{
		`return /^\p{Lu}\p{Ll}+$/u.test(output)`:                        true,
		`return /^[\p{L}\d]+$/u.test('Zürich1')`:                        true,
		`return /^\P{L}+$/u.test('123')`:                                true,
		`return /^[^\P{L}]+$/u.test('abc')`:                             true,
		`return /\p{Script=Greek}/u.test('Σ')`:                          true,
		`return /\p{sc=Cyrillic}/u.test('a')`:                           false,
		`return 'a1 b2'.replace(/\p{Decimal_Number}/gu, '#')`:           "a# b#",
		`return /\p{Lu}/.test('p{Lu}')`:                                 true,
		"const half = 1 / 2; return /\\p{L}/u.test(`${half / 2}`)":      false,
		`return output.split('/').length / 1 > 0 && /\p{L}/u.test('é')`: true,
	})
}

func TestCallsShareNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t, nil, script.Options{})
	for range 3 {
		v, err := l.js("globalThis.n = (globalThis.n || 0) + 1; Array.prototype.mine = 1; return [n, output.mine].length + n")
		if err != nil || v != int64(3) {
			t.Errorf("got %v, %v", v, err)
		}
	}
}
