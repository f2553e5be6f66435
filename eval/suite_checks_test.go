package eval_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/diag"
)

// said is all that is said of a suite: errors, those of its own prompts and
// providers, and warnings, one a line, with their hints.
func (f files) said(t *testing.T, name string) string {
	t.Helper()
	suite, err := eval.ParseSuite(name, []byte(f[name]), f.options())
	var lines []string
	add := func(kind string, list diag.Errors) {
		for _, d := range list {
			lines = append(lines, kind+": "+d.Error()+" | "+d.Hint)
		}
	}
	var list diag.Errors
	if errors.As(err, &list) {
		add("error", list)
	}
	if suite != nil {
		list = nil
		if errors.As(suite.OwnErr, &list) {
			add("own", list)
		}
		add("warning", suite.Warnings)
	}
	return strings.Join(lines, "\n")
}

// What promptfoo 0.121.20 passes over without a word, or only warns of, has a
// place and a hint here.
func TestWhatPromptfooPassesOver(t *testing.T) {
	t.Parallel()
	const tests = "\ntests: [{vars: {a: 1}}]"
	for _, c := range []struct{ name, src, want string }{
		{"an unknown key", "mood: good" + tests, `warning: s.yaml:1:1: unknown key "mood" in suite is ignored | known keys`},
		{"a misspelled key", "scenario: []" + tests, `error: s.yaml:1:1: unknown key "scenario" in suite | did you mean "scenarios"?`},
		{"a key twice", "description: a\ndescription: b" + tests, `error: s.yaml:2:1: "description" is given twice | it is also on line 1`},
		{"providers beside targets", "providers: [echo]\ntargets: [echo]" + tests, "warning: s.yaml:1:1: providers are ignored, since there are targets"},
		{"plugins of red teaming", "plugins: [x]" + tests, "error: s.yaml:1:1: plugins is not supported in this version"},
		{"strategies of red teaming", "strategies: [x]" + tests, "error: s.yaml:1:1: strategies is not supported"},
		{"a file for the results", "outputPath: o.json" + tests, "warning: s.yaml:1:1: outputPath is ignored | use --output FILE"},
		{"tracing", "tracing: {enabled: true}" + tests, "warning: s.yaml:1:1: tracing is ignored"},
		{"env that is a list", "env: [A]" + tests, "error: s.yaml:1:6: env must be a mapping, not a list"},
		{"a delay of the run", "evaluateOptions: {delay: 5}" + tests, "warning: s.yaml:1:19: delay of evaluateOptions is ignored | calls slow down"},
		{"a time limit of the run", "evaluateOptions: {timeoutMs: 5}" + tests, "warning: s.yaml:1:19: timeoutMs of evaluateOptions is ignored | set eval.timeout"},
		{"a range of tests", "evaluateOptions: {filterRange: '0:1'}" + tests, "error: s.yaml:1:19: filterRange of evaluateOptions is not supported"},
		{"a filter of tests", "commandLineOptions: {filterFirstN: 1}" + tests, "error: s.yaml:1:22: filterFirstN of commandLineOptions is not supported"},
		{"a prefix of all prompts", "commandLineOptions: {promptPrefix: x}" + tests, "error: s.yaml:1:22: promptPrefix of commandLineOptions"},
		{"vars of the command line", "commandLineOptions: {var: {a: b}}" + tests, "error: s.yaml:1:22: var of commandLineOptions"},
		{"a file of variables", "commandLineOptions: {envPath: .env}" + tests, "warning: s.yaml:1:22: envPath of commandLineOptions is ignored | set the environment"},
		{"an unknown option of the run", "commandLineOptions: {maxConcurency: 2}" + tests, `warning: s.yaml:1:22: unknown key "maxConcurency" in commandLineOptions is ignored | did you mean "maxConcurrency"?`},
		{"half a repetition", "evaluateOptions: {repeat: 1.5}" + tests, "error: s.yaml:1:19: repeat must be a whole number"},
		{"tests that are a mapping", "tests: {a: 1}", "error: s.yaml:1:8: tests must be a list or the name of a file"},
		{"a test with a description alone", "tests: [{description: x}]", "warning: s.yaml:1:9: promptfoo refuses a test without assert, vars"},
		{"a test that is a number", "tests: [{vars: {a: 1}}, 5, file://x.yaml]", `error: s.yaml:1:25: 5: tests in "" files are not supported`},
		{"prompts of a test that are no list", "tests: [{vars: {a: 1}, prompts: x}]", "error: s.yaml:1:33: prompts of a test must be a list, not a text | write prompts: [x]"},
		{"providers of a test that are no list", "tests: [{vars: {a: 1}, providers: x}]", "error: s.yaml:1:35: providers of a test must be a list"},
		{"a prompt that is not there", "prompts: [{raw: x, label: l}]\nproviders: [echo]\ntests: [{vars: {a: 1}, prompts: [m]}]", `own: s.yaml:3:9: there is no prompt "m" | the file has "l"`},
		{"a provider that is not there", "prompts: [x]\nproviders: [echo]\ntests: [{vars: {a: 1}, providers: [m]}]", `own: s.yaml:3:9: there is no provider "m" | the file has echo`},
		{"a provider of a missing prompt", "prompts: [x]\nproviders: [{id: echo, prompts: [y]}]" + tests, `own: s.yaml:2:13: there is no prompt "y"`},
		{"two providers of one id", "prompts: [{raw: x, label: l}, {raw: y, label: m}]\nproviders: [{id: echo, prompts: [l]}, {id: echo, label: b, prompts: [m]}]" + tests, "warning: s.yaml:2:13: another provider of this id decides"},
		{"a delay of a provider", "prompts: [x]\nproviders: [{id: echo, delay: 100}]" + tests, "warning: s.yaml:2:24: delay of a provider is ignored"},
		{"a parameter beside config", "prompts: [x]\nproviders: [{id: echo, temperature: 0}]" + tests, `warning: s.yaml:2:24: unknown key "temperature" in provider is ignored | parameters of the model stand under config:`},
		{"a threshold over 1", "tests: [{vars: {a: 1}, threshold: 80}]", "warning: s.yaml:1:24: no score reaches a threshold of 80"},
		{"a threshold under 0", "tests: [{vars: {a: 1}, threshold: -1}]", "warning: s.yaml:1:24: every score reaches a threshold under 0"},
		{"a threshold of nothing", "tests: [{threshold: 1, assert: []}]", "warning: s.yaml:1:10: a test without assertions passes whatever its threshold"},
		{"a threshold in quotes", "tests: [{threshold: '0.5'}]", "error: s.yaml:1:21: threshold must be a number, not a text"},
		{"a threshold of a yes or no", "tests: [{assert: [{type: contains, value: x, threshold: 0.5}]}]", "warning: s.yaml:1:46: threshold has no effect on contains"},
		{"weights that are all 0", "tests: [{assert: [{type: contains, value: x, weight: 0}]}]", "warning: s.yaml:1:19: all assertions have weight 0"},
		{"a negative weight", "tests: [{assert: [{type: contains, value: x, weight: -1}]}]", "error: s.yaml:1:46: the weight of an assertion is negative"},
		{"a weight in quotes", "tests: [{assert: [{type: contains, value: x, weight: '1'}]}]", "error: s.yaml:1:54: weight must be a number"},
		{"equals without a value", "tests: [{assert: [{type: equals}]}]", "warning: s.yaml:1:19: equals without a value compares with the text undefined"},
		{"contains without a value", "tests: [{assert: [{type: not-contains}]}]", "warning: s.yaml:1:19: not-contains without a value cannot be judged"},
		{"an empty value", "tests: [{assert: [{type: contains, value: ''}]}]", "warning: s.yaml:1:43: contains with an empty value cannot be judged"},
		{"one of nothing", "tests: [{assert: [{type: contains-any, value: []}]}]", "warning: s.yaml:1:47: no output contains one of no texts"},
		{"a date without quotes", "tests: [{vars: {day: 2026-01-31}}]", "warning: s.yaml:1:22: 2026-01-31 is a text here"},
		{"a date with a time", "tests: [{vars: {at: 2026-01-31T10:00:00Z}}]", "warning: s.yaml:1:21: 2026-01-31T10:00:00Z is a text here"},
		{"a number of too many digits", "tests: [{vars: {n: 12345678901234567890, m: 9007199254740993}}]", "warning: s.yaml:1:45: 9007199254740993 has more digits"},
		{"a date as a value", "tests: [{assert: [{type: equals, value: 2026-01-31}]}]", "warning: s.yaml:1:41: 2026-01-31 is a text here"},
		{"a var that is no name", "tests: [{vars: {user-name: x}}]", `warning: s.yaml:1:17: a template cannot name the var "user-name"`},
		{"a var that hides the environment", "tests: [{vars: {env: x}}]", "warning: s.yaml:1:17: a var env hides the environment"},
		{"a var of the conversation", "tests: [{vars: {_conversation: []}}]", "warning: s.yaml:1:17: _conversation is filled in"},
		{"assertions among the vars", "tests: [{vars: {assert: [{type: equals}]}}]", "warning: s.yaml:1:17: assert is a var here, not an assertion"},
		{"an option that is none", "tests: [{vars: {a: 1}, options: {max_tokens: 5}}]", "warning: s.yaml:1:34: unknown option max_tokens is ignored"},
		{"an option that is nearly one", "tests: [{vars: {a: 1}, options: {storeOutputsAs: x}}]", `error: s.yaml:1:34: unknown option storeOutputsAs | did you mean "storeOutputAs"?`},
		{"a name of outputs that is a number", "tests: [{vars: {a: 1}, options: {storeOutputAs: 5}}]", "error: s.yaml:1:24: options.storeOutputAs must be a text"},
		{"metadata that are a list", "tests: [{vars: {a: 1}, metadata: [x]}]", "error: s.yaml:1:34: metadata must be a mapping, not a list"},
		{"an id twice", "tests: [{id: x, vars: {a: 1}}, {id: x, vars: {a: 2}}]", `warning: s.yaml:1:32: the id "x" is given twice | it is also at s.yaml:1:9`},
		{"a default test without a scheme", "defaultTest: d.yaml" + tests, "error: s.yaml:1:14: test must be a mapping, not a text"},
		{"a scenario without config", "scenarios: [{tests: [{vars: {a: 1}}]}]", "error: s.yaml:1:13: a scenario without config"},
		{"an unknown key of a scenario", "scenarios: [{config: [{vars: {a: 1}}], test: []}]", `error: s.yaml:1:40: unknown key "test" in scenario | did you mean "tests"?`},
		{"keys beside a reference to a text", "t: {x: plain}\ntests: [{vars: {a: {$ref: '#/t/x', more: 1}}}]", "warning: s.yaml:2:27: the keys beside this $ref are lost"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := files{"s.yaml": c.src, "d.yaml": "threshold: 1"}.said(t, "s.yaml")
			if !strings.Contains(got, c.want) {
				t.Errorf("want %q in:\n%s", c.want, got)
			}
			for line := range strings.SplitSeq(got, "\n") {
				if _, hint, _ := strings.Cut(line, " | "); hint == "" && strings.HasPrefix(line, "warning") {
					t.Errorf("a warning without a hint: %s", line)
				}
			}
		})
	}
}

func TestColumnsThatPromptfooPassesOver(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{"one underscore", "q,_expected\na,x\n", `warning: s.csv:1:3: column "_expected" is a var | with two underscores, "__expected"`},
		{"a misspelled column", "q,__treshold\na,1\n", `warning: s.csv:1:3: column "__treshold" is a var | did you mean "__threshold"?`},
		{"an unknown column", "q,__zzzzzzzz\na,1\n", `warning: s.csv:1:3: column "__zzzzzzzz" is a var | special columns are`},
		{"metadata without a key", "q,__metadata\na,1\n", "warning: s.csv:1:3: column __metadata is ignored | name a key"},
		{"a column that is no name", "user name,r\na,1\n", `warning: s.csv:1:1: a template cannot name the var "user name"`},
		{"a column without a name", "q,\na,1\n", `warning: s.csv:1:3: a template cannot name the var ""`},
		{"a threshold that is a word", "q,__threshold\na,high\n", `error: s.csv:2:3: "high" in column __threshold is not a number`},
		{"a misspelled assertion", "q,__expected\na,contain:x\n", `warning: s.csv:2:3: "contain" is no assertion type: the whole cell is compared | did you mean "contains"?`},
		{"a column twice", "q,q\na,b\n", `error: s.csv:1:3: column "q" is given twice`},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := (files{"s.csv": c.src}).said(t, "s.csv"); !strings.Contains(got, c.want) {
				t.Errorf("want %q in:\n%s", c.want, got)
			}
		})
	}
}

func TestPromptsMayComeFromAVar(t *testing.T) {
	t.Parallel()
	suite := files{"s.yaml": "providers: [echo]\ntests: [{vars: {prompt: Hi}}]\nevaluateOptions: {maxConcurrency: 2, cache: false}\n"}.parse(t, "s.yaml")
	if len(suite.Prompts) != 1 || suite.Prompts[0].Raw != "{{prompt}}" || suite.Jobs != 2 || !suite.NoCache {
		t.Errorf("%+v", suite)
	}
	for filter, want := range map[string]bool{"gr*": true, "grp*": true, "x*": false, "*": true} {
		c := eval.Case{Prompts: []string{filter}}
		if got := c.Asks(eval.InlinePrompt{Label: "grp:a"}); got != want {
			t.Errorf("%s: %v", filter, got)
		}
	}
}
