package eval_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// mirror is a repository in which every file is the suite itself: what names
// another file goes round in circles.
func mirror(f files, src string) eval.SuiteOptions {
	options := f.options()
	options.Read = func(string) ([]byte, error) { return []byte(src), nil }
	options.Glob = func(pattern string) ([]string, error) { return []string{strings.Map(plainRune, pattern)}, nil }
	options.Env = value.NewObject("A", "file://a.yaml", "B", "{{ env.A }}")
	return options
}

func plainRune(r rune) rune {
	if strings.ContainsRune("*?[]{}", r) {
		return 'x'
	}
	return r
}

// FuzzParseSuite holds that a suite either parses or gives problems with a
// place, and that what parses has distinct indexes and keys.
func FuzzParseSuite(f *testing.F) {
	for name, src := range map[string]string{
		"s.yaml":   "tests:\n  - vars: {a: [x, y]}\n    assert: [{type: contains, value: x}]\ndefaultTest: {threshold: 0}\n",
		"s.json":   `{"tests": [{"vars": {"a": "\ud83d\ude00"}}], "scenarios": [{"config": [{}]}]}`,
		"s.jsonl":  "{\"assert\": [{\"type\": \"assert-set\", \"assert\": []}]}\n",
		"s.csv":    "\ufeffa,__expected,__threshold\r\n\"x\"y\",contains-any:a,0.5\r\n",
		"r.yaml":   "a: &a [*a]\nb: {<<: *a}\nprompts: [{raw: x}, file://y.txt]\nproviders: [{echo: {}}]\n",
		"c.yaml":   "tests: [{$ref: c.yaml#/tests}]\nb: {$ref: '#'}\nd: {$ref: 'd.yaml', k: {$ref: '#/d'}}\n",
		"p.yaml":   "- {$ref: '#/1', vars: {a: {$ref: '#/0/vars'}}}\n- {vars: file://p.yaml, assert: file://p.yaml, options: 'file://*.yaml'}\n",
		"t.yaml":   "tests: ['file://t/*.yaml', file://x.csv, file://x.xlsx#1, {path: t.json}]\nscenarios: [file://s.yaml]\ndefaultTest: file://d.yaml\n",
		"e.yaml":   "env: {X: '{{ env.A }}', Y: '{{env[\"B\"]}}'}\nproviders: ['{{ env.X | upper }}', 'file://p.yaml']\nprompts: '{{ env.'\ntests: [{vars: {x: '{{ env.Y }}'}}]\n",
		"o.yaml":   "tests: [{vars: {day: 2026-01-31, 'a b': file://a.png}, options: {storeOutputAs: x, repeat: 2, prefix: 1}, metadata: {conversationId: 1}}]\nevaluateOptions: {repeat: 2, maxConcurrency: 3, cache: false}\n",
		"deep.yml": strings.Repeat("{a: ", 200) + strings.Repeat("}", 200),
		"x.xlsx":   workbook(f, [][]string{{"q", "__expected"}, {"a", "contains:a"}}),
		"bomb.yml": "a: &a [x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a]\nc: &c [*b, *b, *b, *b, *b, *b, *b, *b]\ntests: [{vars: {d: *c, e: *c, f: *c}}]\n",
	} {
		f.Add(name, []byte(src))
	}
	f.Fuzz(func(t *testing.T, name string, src []byte) {
		suite, err := eval.ParseSuite(name, src, mirror(nil, string(src)))
		if err != nil {
			var list diag.Errors
			if !errors.As(err, &list) || len(list) == 0 {
				t.Fatalf("not diagnostics: %v", err)
			}
			for _, d := range list {
				if d.Message == "" || d.Pos.Line < 1 {
					t.Errorf("a problem without place or text: %+v", d)
				}
			}
			return
		}
		for _, d := range suite.Warnings {
			if d.Message == "" || d.Pos.Line < 1 {
				t.Errorf("a warning without place or text: %+v", d)
			}
		}
		seen := map[string]bool{}
		for i, c := range suite.Cases {
			if c.Index != i || seen[c.Key] {
				t.Errorf("case %d has index %d and key %s", i, c.Index, c.Key)
			}
			seen[c.Key] = true
		}
	})
}
