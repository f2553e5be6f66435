package eval_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/value"
)

// Keys as the first version that wrote records made them. Another key for the
// same case would make the history of everyone incomparable.
func TestCasesKeepTheKeysThatTheyHadFirst(t *testing.T) {
	t.Parallel()
	f := files{
		"q.txt": "hello \n",
		"t.csv": "q,__expected,__prefix,__metric,__threshold\nhi,contains:h,PP,m,0.5\nz,\"contains-any: a, b\",,,\n",
		"g.prompt.yml": `name: g
model: openai/gpt-4.1
messages: [{role: user, content: "{{input}}"}]
testData: [{input: a, expected: b}]
evaluators: [{name: e1, string: {contains: "{{expected}}"}}]
`,
		"s.yaml": `env: {SHOP: Acme, N: 3}
metrics: {facts: {weight: 2}}
defaultTest:
  vars: {who: bob, when: 2026-01-31, big: 12345678901234567890}
  assert: [{type: contains, value: "{{ who }}"}]
  options: {prefix: "P ", suffix: S}
  threshold: 0.5
tests:
  - {id: one, tags: [a], vars: {q: hi, home: '{{ env.HOME }}'}, assert: [{type: equals, value: {a: 1, b: [1, 2.5, null]}}, {type: is-json, value: {type: object}}]}
  - {vars: {q: [a, b]}, assert: [{type: assert-set, threshold: 0.3, weight: 2, metric: m, assert: [{type: regex, value: a.*}, {type: not-icontains, value: 3, weight: 0}]}]}
  - {vars: {q: file://q.txt}, options: {repeat: 3, disableDefaultAsserts: true}, providerOutput: canned, assert: [{type: equals}, {type: equals, value: null}]}
  - {vars: {q: file://q.txt}, options: {repeat: 3, disableDefaultAsserts: true}, providerOutput: canned, assert: [{type: equals}, {type: equals, value: null}]}
  - file://t.csv
`,
	}
	for name, want := range map[string]string{
		"g.prompt.yml": "sha256:f1376962ca9f910de9df9969f42cd30864ac9240feeaa4571dc3b836c174fc5d 9b35b13e",
		"s.yaml": "sha256:b8a7ff0b52cb50f1d568acc0db25aac9ac932205c93b13e18087b9be5af5872b 6231610b 5219f5c0 411fdf07 e379a512 " +
			"e379a512#2 4272844d 40b7c66f",
	} {
		options := f.options()
		options.Env = value.NewObject("HOME", "/home/ada")
		suite := f.parseWith(t, name, options)
		got := []string{suite.Key()}
		for i := range suite.Cases {
			got = append(got, suite.Cases[i].Key)
		}
		wantText(t, want, strings.Join(got, " "))
	}
}
