package eval_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func judgedOptions(o *eval.JudgeOptions) eval.SuiteOptions {
	return eval.SuiteOptions{
		Types: []string{"contains", "llm-rubric", "similar", "answer-relevance"},
		Judged: map[string]eval.JudgeType{
			"llm-rubric":       {Tasks: []eval.Task{eval.Chat}, Protocol: "1/aaaa"},
			"similar":          {Tasks: []eval.Task{eval.Embed}, Protocol: "1/bbbb"},
			"answer-relevance": {Tasks: []eval.Task{eval.Chat, eval.Embed}, Protocol: "1/cccc"},
		},
		Judge: o,
		Read: func(path string) ([]byte, error) {
			if text, ok := map[string]string{"r.txt": "Judge {{output}}\n", "r.yaml": "- {role: user, content: '{{output}}'}\n", "j.yaml": "id: filed\n", "bare.yaml": "filed\n", "round.yaml": "id: file://round.yaml\n"}[path]; ok {
				return []byte(text), nil
			}
			return nil, fs.ErrNotExist
		},
	}
}

func judgedSuite(t *testing.T, src string, o *eval.JudgeOptions) *eval.Suite {
	t.Helper()
	s, err := eval.ParseSuite("s.yaml", []byte(src), judgedOptions(o))
	if err != nil {
		t.Fatalf("%v\n%s", err, src)
	}
	return s
}

func spec(id string) *eval.ProviderSpec { return &eval.ProviderSpec{ID: id} }

func TestTheNearestNameOfAJudgeCounts(t *testing.T) {
	t.Parallel()
	config := eval.Judges{ByTask: map[eval.Task]*eval.ProviderSpec{eval.Chat: spec("conf"), eval.Embed: spec("conf-embed")}}
	for name, c := range map[string]struct {
		src   string
		asked string
		want  string // judge and embedder
	}{
		"the configuration":      {"tests: [{assert: [{type: llm-rubric, value: x}]}]", "", "conf "},
		"its model for the task": {"tests: [{assert: [{type: similar, value: x}]}]", "", "conf-embed "},
		"the default test":       {"defaultTest: {options: {provider: def}}\ntests: [{assert: [{type: llm-rubric, value: x}]}]", "", "def "},
		"the test":               {"defaultTest: {options: {provider: def}}\ntests: [{options: {provider: test}, assert: [{type: llm-rubric, value: x}]}]", "", "test "},
		"the assertion":          {"tests: [{options: {provider: test}, assert: [{type: llm-rubric, value: x, provider: {id: mine, config: {temperature: 0}}}]}]", "", "mine "},
		"a default assertion":    {"defaultTest: {assert: [{type: llm-rubric, value: x}]}\ntests: [{options: {provider: test}}]", "", "test "},
		"an assertion of a set":  {"tests: [{options: {provider: test}, assert: [{type: assert-set, assert: [{type: llm-rubric, value: x}]}]}]", "", "test "},
		"the flag before all":    {"tests: [{assert: [{type: llm-rubric, value: x, provider: mine}]}]", "flag", "flag "},
		"no flag for embeddings": {"tests: [{assert: [{type: similar, value: x, provider: mine}]}]", "flag", "mine "},
		"a mapping":              {"tests: [{assert: [{type: answer-relevance, provider: {text: a, embedding: {id: b}}}]}]", "", "a b"},
		"no chat model embeds":   {"tests: [{options: {provider: 'openai:chat:m'}, assert: [{type: answer-relevance}]}]", "", "openai:chat:m conf-embed"},
		"nor the other way":      {"tests: [{options: {provider: 'openai:embedding:m'}, assert: [{type: answer-relevance}]}]", "", "conf openai:embedding:m"},
		"a file":                 {"tests: [{options: {provider: file://j.yaml}, assert: [{type: llm-rubric, value: x}]}]", "", "filed "},
		"a mapping of one":       {"tests: [{assert: [{type: answer-relevance, provider: {embedding: b}}]}]", "", "conf b"},
		"an id by a merge key":   {"metadata: &j {id: a}\ntests: [{assert: [{type: answer-relevance, provider: {<<: *j, embedding: b}}]}]", "", "a b"},
		"an id and a mapping":    {"tests: [{assert: [{type: answer-relevance, provider: {id: a, embedding: {id: b}}}]}]", "", "a b"},
		"a label":                {"providers: [{id: 'openai:chat:big', label: judge, config: {temperature: 1}}]\nprompts: [p]\ntests: [{assert: [{type: llm-rubric, value: x, provider: judge}]}]", "", "openai:chat:big "},
	} {
		o := &eval.JudgeOptions{Default: config}
		if c.asked != "" {
			o.Asked = spec(c.asked)
		}
		a := judgedSuite(t, c.src, o).Cases[0].Asserts[0]
		if len(a.Set) > 0 {
			a = a.Set[0]
		}
		got := a.Judge.ID + " "
		if a.Embedder != nil {
			got += a.Embedder.ID
		}
		if got != c.want {
			t.Errorf("%s: want %q, got %q", name, c.want, got)
		}
	}
}

func TestAnAssertionThatCannotBeJudgedHasItsPlace(t *testing.T) {
	t.Parallel()
	one := func(a string) string { return "tests:\n- assert:\n  - {type: llm-rubric, value: x" + a + "}\n" }
	for src, want := range map[string]string{
		one(""): "s.yaml:3:5: no model is named that judges llm-rubric",
		"defaultTest: {assert: [{type: similar, value: x}]}\ntests: [{vars: {a: b}}, {vars: {a: c}}]\n": "s.yaml:1:24: no model is named that judges similar",
		one(", provider: {idd: a}"):                            "s.yaml:3:45: idd of a judge without id",
		one(", provider: [a]"):                                 "s.yaml:3:44: provider must be a text or a mapping, not a list",
		one(", provider: 'huggingface:text-classification:x'"): "models of Hugging Face are not supported",
		one(", provider: 'file://judge.py'"):                   "code as a judge is not supported",
		one(", provider: 'file://bare.yaml'"):                  "s.yaml:3:44: bare.yaml holds no judge",
		one(", provider: 'file://none.yaml'"):                  "there is no file none.yaml",
		one(", provider: 'file://round.yaml'"):                 "round.yaml:1:1: file://round.yaml: a judge's file cannot name another",
		one(", provider: 'openai:embedding:m'"):                "s.yaml:3:44: openai:embedding:m cannot judge llm-rubric",
		one(", provider: ./judge.js"):                          "./judge.js: code as a judge is not supported",
		one(", provider: {id: ''}"):                            "a judge without id",
		one(", provider: j, rubricPrompt: 'file://r.js'"):      "a rubricPrompt from code is not supported",
		one(", provider: j, rubricPrompt: 'file://no.txt'"):    "there is no file no.txt",
		one(", provider: j, config: {votes: 2}"):               "votes of llm-rubric must be an odd whole number",
		one(", provider: j, config: {votes: 1.5}"):             "votes of llm-rubric must be an odd whole number",
	} {
		_, err := eval.ParseSuite("s.yaml", []byte(src), judgedOptions(&eval.JudgeOptions{}))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %s, got %v", src, want, err)
		}
		if n := strings.Count(err.Error(), "no model is named"); n > 1 {
			t.Errorf("%s: said %d times", src, n)
		}
	}
}

func TestAReaderThatJudgesNothingNeedsNoJudge(t *testing.T) {
	t.Parallel()
	if s := judgedSuite(t, "tests: [{assert: [{type: llm-rubric, value: x}]}]", nil); s.Cases[0].Asserts[0].Judge != nil {
		t.Errorf("got %+v", s.Cases[0].Asserts[0].Judge)
	}
}

func TestACellMayAskAModel(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"grade: is polite": "llm-rubric  is polite", "llm-rubric:is polite": "llm-rubric is polite",
		"similar:hello": "similar hello 0.8", "similar(0.5):hello": "similar hello 0.5", "similar:cosine:hello": "similar cosine:hello 0.8",
		"answer-relevance": "answer-relevance <nil> 0.75",
	} {
		s, err := eval.ParseSuite("t.csv", []byte("__expected\n\""+cell+"\"\n"), judgedOptions(&eval.JudgeOptions{Default: eval.Judges{Any: spec("j")}}))
		if err != nil {
			t.Fatal(err)
		}
		a := s.Cases[0].Asserts[0]
		got := fmt.Sprintf("%s %v", a.Type, a.Value)
		if a.Threshold != nil {
			got += fmt.Sprintf(" %v", *a.Threshold)
		}
		if got != want || a.Judge.ID != "j" || a.Protocol == "" {
			t.Errorf("%s: want %q, got %q by %+v", cell, want, got, a.Judge)
		}
	}
}

func TestARubricPromptIsReadFromWhereItIs(t *testing.T) {
	t.Parallel()
	for prompt, want := range map[string]string{
		"Judge {{output}}": "Judge {{output}}",
		"file://r.txt":     "Judge {{output}}\n",
		"file://r.yaml":    `[{"role":"user","content":"{{output}}"}]`,
		"[{role: user, content: '<{{output}}>'}]":  `[{"role":"user","content":"<{{output}}>"}]`,
		"{steps: 'file://r.txt', evaluate: score}": `{"steps":"Judge {{output}}\n","evaluate":"score"}`,
		"{}": "",
	} {
		src := "tests:\n- options:\n    provider: j\n    rubricPrompt: " + prompt + "\n  assert: [{type: llm-rubric, value: x}]\n"
		if got := judgedSuite(t, src, &eval.JudgeOptions{}).Cases[0].Asserts[0].Rubric; got != want {
			t.Errorf("%s: want %q, got %q", prompt, want, got)
		}
	}
}

func TestWhoJudgesAndHowIsInTheKeyOfACase(t *testing.T) {
	t.Parallel()
	key := func(assert string, o *eval.JudgeOptions, protocol string) string {
		opts := judgedOptions(o)
		if protocol != "" {
			opts.Judged["llm-rubric"] = eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Protocol: protocol}
		}
		s, err := eval.ParseSuite("s.yaml", []byte("tests: [{assert: ["+assert+"]}]"), opts)
		if err != nil {
			t.Fatal(err)
		}
		return s.Key()
	}
	a := "{type: llm-rubric, value: x}"
	byConfig := func(id string) *eval.JudgeOptions {
		return &eval.JudgeOptions{Default: eval.Judges{Any: spec(id)}}
	}
	base := key(a, byConfig("j"), "")
	if again := key("{type: llm-rubric, value: x, provider: j}", &eval.JudgeOptions{}, ""); again != base {
		t.Error("the same judge named elsewhere gives another key")
	}
	hot := &eval.JudgeOptions{Default: eval.Judges{Any: &eval.ProviderSpec{ID: "j", Config: value.NewObject("temperature", 1.0)}}}
	seen := map[string]string{base: "base"}
	for name, k := range map[string]string{
		"another judge":       key(a, byConfig("k"), ""),
		"another temperature": key(a, hot, ""),
		"another rubric":      key("{type: llm-rubric, value: x, rubricPrompt: y}", byConfig("j"), ""),
		"three votes":         key("{type: llm-rubric, value: x, config: {votes: 3}}", byConfig("j"), ""),
		"votes by default":    key(a, &eval.JudgeOptions{Votes: 5, Default: eval.Judges{Any: spec("j")}}, ""),
		"another protocol":    key(a, byConfig("j"), "2/aaaa"),
	} {
		if same, twice := seen[k]; twice {
			t.Errorf("%s has the key of %s", name, same)
		}
		seen[k] = name
	}
	near := "{type: similar, value: x, provider: e"
	if key(near+"}", byConfig("j"), "") != key(near+", rubricPrompt: y}", byConfig("k"), "") {
		t.Error("a prompt that nobody is asked by is in the key")
	}
	plain := "{type: contains, value: x}"
	if key(plain, byConfig("j"), "") != key(plain, byConfig("k"), "") {
		t.Error("an assertion that asks nobody has a judge in its key")
	}
}

func TestAGitHubEvaluatorNamesItsJudge(t *testing.T) {
	t.Parallel()
	opts := judgedOptions(&eval.JudgeOptions{})
	opts.Judged[eval.GitHubLLM] = eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Protocol: "1/dddd"}
	parse := func(evaluator string) (*eval.Suite, error) {
		return eval.ParseSuite("p.prompt.yml", []byte("testData:\n  - {input: 'a {{completion}}', expected: b}\nevaluators:\n  - name: e\n"+evaluator), opts)
	}
	s, err := parse("    llm:\n      modelId: openai/gpt-4o\n      systemPrompt: Judge {{input}}\n" +
		"      prompt: '{{input}} {{completion}} {{ input }}'\n      choices: [{choice: 1, score: 1}, {choice: 'No', score: 0}]\n")
	if err != nil {
		t.Fatal(err)
	}
	a := s.Cases[0].Asserts[0]
	want := `{"choices":[{"choice":"1","score":1},{"choice":"No","score":0}],"prompt":"{{input}} {{completion}} {{ input }}","systemPrompt":"Judge {{input}}"}`
	if got := string(value.Canonical(a.Config)); got != want || a.Judge.ID != "openai/gpt-4o" || a.Type != eval.GitHubLLM || a.Metric != "e" {
		t.Errorf("got %s by %+v", got, a.Judge)
	}
	s, err = parse("    uses: github/similarity\n")
	if err != nil || s.Cases[0].Asserts[0].Judge.ID != "openai/gpt-4o" {
		t.Errorf("got %v", err)
	}
	for evaluator, want := range map[string]string{
		"    uses: github/beauty\n":                                            `p.prompt.yml:5:11: there is no evaluator "github/beauty"`,
		"    llm: {prompt: a, choices: [{choice: a, score: 1}]}\n":             `has no modelId`,
		"    llm: {modelId: a, choices: [{choice: a, score: 1}]}\n":            `has no prompt`,
		"    llm: {modelId: a, prompt: b}\n":                                   `has no choices`,
		"    llm: {modelId: a, prompt: b, choices: [{choice: a, score: x}]}\n": "a choice must have a text and a score",
		"    llm: [a]\n": "llm must be a mapping",
	} {
		if _, err := parse(evaluator); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %s, got %v", evaluator, want, err)
		}
	}
}

func TestLabelsAreReadAndAreNoPartOfTheKey(t *testing.T) {
	t.Parallel()
	o := &eval.JudgeOptions{Default: eval.Judges{Any: spec("j")}}
	a := "assert: [{type: llm-rubric, value: x}], providerOutput: y"
	for label, want := range map[string]string{"pass": "pass", "fail": "fail", "true": "pass", "false": "fail", "'Pass'": "pass"} {
		s := judgedSuite(t, "tests: [{"+a+", label: "+label+"}]", o)
		labels, err := s.Labeled()
		if err != nil || len(labels) != 1 || labels[0].Pass != (want == "pass") || labels[0].Assert.Type != "llm-rubric" {
			t.Errorf("%s: got %+v, %v", label, labels, err)
		}
		if s.Key() != judgedSuite(t, "tests: [{"+a+"}]", o).Key() {
			t.Errorf("%s: the label is in the key", label)
		}
	}
	for src, want := range map[string]string{
		"tests: [{" + a + ", label: maybe}]":                                               "s.yaml:1:76: label must be pass or fail",
		"tests: [{" + a + ", label: 1}]":                                                   "label must be pass or fail",
		"tests: [{providerOutput: y, assert: [{type: llm-rubric, value: x, label: [a]}]}]": "label must be pass or fail",
	} {
		if _, err := eval.ParseSuite("s.yaml", []byte(src), judgedOptions(o)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %s, got %v", src, want, err)
		}
	}
	for src, want := range map[string]string{
		"tests: [{label: pass, assert: [{type: llm-rubric, value: x}]}]":                                 "without the output that it is about",
		"tests: [{" + a + ", label: pass}, {label: fail, providerOutput: z}]":                            "0 assertions that ask a model",
		"tests: [{label: pass, providerOutput: y, assert: [{type: llm-rubric, value: x, label: fail}]}]": "both the case and an assertion",
		"tests: [{providerOutput: y, assert: [{type: contains, value: x, label: fail}]}]":                "a label of contains",
	} {
		if _, err := judgedSuite(t, src, o).Labeled(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %s, got %v", src, want, err)
		}
	}
	s, err := eval.ParseSuite("t.csv", []byte("__providerOutput,__label,__expected\na,pass,llm-rubric:x\nb,,llm-rubric:x\n"), judgedOptions(o))
	if err != nil {
		t.Fatal(err)
	}
	if labels, err := s.Labeled(); err != nil || len(labels) != 1 || labels[0].Pos.Line != 2 || len(s.Warnings) > 0 {
		t.Errorf("got %+v, %v; %v", labels, err, s.Warnings)
	}
}
