package cmd_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// codeLab is a repository with the files of testdata/code.
func codeLab(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	files, err := filepath.Glob("testdata/code/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		l.write(filepath.Base(file), string(src))
	}
	return l.at(l.dir, "PROMPTGIT_TRUST=1")
}

// row is one result as promptfoo 0.121.20 recorded it.
type row struct {
	Test     int
	Provider string
	Error    bool
	Success  bool
	Score    float64
	Output   any
	Named    map[string]float64
	Parts    [][2]any
}

func TestTransformsAndScoringFunctionsDoWhatTheyDoInPromptfoo(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/code/recorded.json")
	if err != nil {
		t.Fatal(err)
	}
	var want []row
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	doc := codeLab(t).eval(5, "--suite", "promptfooconfig.yaml")
	labels := []string{"plain", "changed", "file", "object"}
	if len(doc.Runs) != len(labels) {
		t.Fatalf("want %d runs, got %d", len(labels), len(doc.Runs))
	}
	for _, w := range want {
		at := fmt.Sprintf("test %d of %s", w.Test, w.Provider)
		var r evalResult
		for i, label := range labels {
			if label == w.Provider {
				r = doc.Runs[i].Results[w.Test]
			}
		}
		if (r.Error != "") != w.Error || r.Pass != w.Success || math.Abs(r.Score-w.Score) > 1e-12 {
			t.Errorf("%s: want %+v, got %+v", at, w, r)
			continue
		}
		if w.Error {
			continue
		}
		output, isText := w.Output.(string)
		if !isText {
			text, err := json.Marshal(w.Output)
			if err != nil {
				t.Fatal(err)
			}
			output = string(text)
		}
		if r.Output != output {
			t.Errorf("%s: want the output %q, got %q", at, output, r.Output)
		}
		if diff := cmp.Diff(w.Named, r.Metrics, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", at, diff)
		}
		var parts [][2]any
		for _, a := range r.Asserts {
			if a.Type != "assertScoringFunction" {
				parts = append(parts, [2]any{a.Pass, a.Score})
			}
		}
		if diff := cmp.Diff(w.Parts, parts, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("%s: %s", at, diff)
		}
	}
}

func TestDerivedMetricsAreComputedFromTheSumsOfARun(t *testing.T) {
	t.Parallel()
	a := codeLab(t).run("eval", "--suite", "derived.yaml", "--json")
	var doc evalDoc
	if err := json.Unmarshal([]byte(a.out), &doc); err != nil {
		t.Fatal(err)
	}
	// promptfoo's numbers, but for the last, which is null there: 2.75 / 0.
	want := map[string]float64{
		"sum": 5.75, "mean_a": 0.6875, "f1": 2.869565217391304, "on_derived": 11.5, "early": 3.75, "late": 2.75, "grows": 3,
		"twice_a": 5.5, "missing": 0, "bad": 0, "hyphen": -0.25, "yes": 0, "inf": 0,
	}
	got := maps.Clone(doc.Runs[0].Metrics)
	maps.DeleteFunc(got, func(name string, _ float64) bool { _, wanted := want[name]; return !wanted })
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-9)); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{`"bad" stays 0: not an expression`, `"missing" stays 0: there is no metric "nothing"`, `"inf" stays 0: the result is +Inf`} {
		if !strings.Contains(a.stderr, text) {
			t.Errorf("want %q in\n%s", text, a.stderr)
		}
	}
}

func TestDerivedMetricsStandInTheRecord(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("prompts/a.md", "a\n")
	l.write("suites/a.yaml", "derivedMetrics: [{name: twice, value: exact * 2}]\ntests: [{assert: [{type: contains, value: a, metric: exact}]}]\n")
	l.commit("a")
	for _, reused := range []bool{false, true} {
		r := l.eval(0, "HEAD").Runs[0]
		if diff := cmp.Diff(map[string]float64{"exact": 1, "twice": 2}, r.Metrics); diff != "" || r.Reused != reused || *r.Quality != 10 {
			t.Errorf("reused %v, quality %v: %s", r.Reused, *r.Quality, diff)
		}
	}
	l.write("suites/a.yaml", "derivedMetrics: [{name: twice, value: exact * 3}]\ntests: [{assert: [{type: contains, value: a, metric: exact}]}]\n")
	l.commit("another formula")
	if r := l.eval(0, "HEAD").Runs[0]; r.Metrics["twice"] != 3 {
		t.Errorf("got %v", r.Metrics)
	}
}

func TestFiltersOfASuiteChangeItsPrompts(t *testing.T) {
	t.Parallel()
	results := codeLab(t).eval(5, "--suite", "filters.yaml").Runs[0].Results
	want := "ANN! ANN?? 1+two k ANN! ANN!" // as in promptfoo
	if got := results[0].Output; got != want {
		t.Errorf("want %q, got %q", want, got)
	}
	if got := results[1].Error; !strings.Contains(got, `unknown filter "shout"`) { // values of assertions have none there either
		t.Errorf("got %q", got)
	}
}

func TestTestsVarsAndPromptsAreMadeByCode(t *testing.T) {
	t.Parallel()
	needsPython(t)
	raw, err := os.ReadFile("testdata/code/made.json")
	if err != nil {
		t.Fatal(err)
	}
	var want []struct {
		Prompt, Test   int
		Error, Success bool
		Output         string
	}
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	doc := codeLab(t).eval(1, "--suite", "made.yaml")
	if len(doc.Runs) != 5 || len(doc.Runs[0].Results) != 11 {
		t.Fatalf("got %d runs, %d results", len(doc.Runs), len(doc.Runs[0].Results))
	}
	for _, w := range want {
		r := doc.Runs[w.Prompt].Results[w.Test]
		if (r.Error != "") != w.Error || r.Pass != w.Success || r.Output != w.Output {
			t.Errorf("prompt %d, test %d: want %+v, got %v %q %q", w.Prompt, w.Test, w, r.Pass, r.Output, r.Error)
		}
	}
}

func TestCodeThatMakesTestsRunsOnlyWhenItIsTrusted(t *testing.T) {
	t.Parallel()
	for name, suite := range map[string]string{
		"tests":        "tests: file://made.js\n",
		"one of many":  "tests: [{vars: {a: 1}}, {path: made.js, config: {n: 1}}]\n",
		"a var":        "tests: [{vars: {a: file://made.js}}]\n",
		"a filter":     "nunjucksFilters: {f: made.js}\ntests: [{vars: {a: 1}}]\n",
		"default vars": "defaultTest: {vars: {a: file://made.js}}\ntests: [{vars: {b: 1}}]\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.write("promptgit.yaml", "provider: echo\n")
			l.write("prompts/a.md", "a {{ a }}\n")
			l.write("suites/a.yaml", suite)
			l.write("suites/made.js", "module.exports = x => typeof x === 'string' ? {output: 'made'} : [{vars: {a: 'made'}, assert: [{type: 'contains', value: 'made'}]}]\n")
			l.commit("a")
			if a := l.want(5, "eval"); !strings.Contains(a.stderr, "javascript suites/made.js") {
				t.Errorf("got %s", a.stderr)
			}
			l.ok("check", "HEAD")
			if a := l.want(0, "trust", "--yes"); a.out != "javascript suites/made.js\n" {
				t.Errorf("got %s", a.out)
			}
			l.ok("eval")
			l.ok("eval", "HEAD")
			l.write("suites/made.js", "module.exports = () => [{vars: {a: 'other'}}]\n")
			l.want(5, "eval")
		})
	}
}

func TestACheckSeesWhatChangesTheTestsThatCodeMakes(t *testing.T) {
	t.Parallel()
	const (
		made   = "module.exports = [{vars: {a: 1}}]\n"
		before = "tests: [{vars: {b: 1}}, {path: made.js, config: {n: 1}}]\n"
	)
	for name, after := range map[string]struct {
		code, suite string
		counts      bool
	}{
		"its code":        {"module.exports = [{vars: {a: 2}}]\n", before, true},
		"its config":      {made, "tests: [{vars: {b: 1}}, {path: made.js, config: {n: 2}}]\n", true},
		"its function":    {made, "tests: [{vars: {b: 1}}, {path: 'made.js:f', config: {n: 1}}]\n", true},
		"what they share": {made, "defaultTest: {vars: {c: 1}}\ntests: [{vars: {b: 1}}, {path: made.js, config: {n: 1}}]\n", true},
		"derived metrics": {made, before + "derivedMetrics: [{name: d, value: 1 + 1}]\n", true},
		"a description":   {made, "description: d\n" + before, false},
		"another case":    {made, "tests: [{vars: {b: 1}}, {vars: {c: 1}}, {path: made.js, config: {n: 1}}]\n", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.write("promptgit.yaml", "provider: echo\n")
			l.write("prompts/a.md", "a\n")
			l.write("suites/a.yaml", before)
			l.write("suites/made.js", made)
			l.commit("a")
			l.write("suites/a.yaml", after.suite)
			l.write("suites/made.js", after.code)
			l.write("prompts/a.md", "b\n")
			l.commit("b")
			a := l.run("check", "HEAD")
			if got := strings.Contains(a.out+a.stderr, "suite:suites/a.yaml"); got != after.counts || a.code > 1 {
				t.Errorf("exit %d: %s%s", a.code, a.out, a.stderr)
			}
		})
	}
}

func TestWhatCodeMakesMustBeTests(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]string{
		"module.exports = () => 5":                                              "made no list of tests",
		"module.exports = () => { throw new Error('none today') }":              "Error: none today",
		"module.exports = [{vars: {a: 1}, assert: [{type: 'nosuch'}]}]":         `unknown assertion type "nosuch"`,
		"module.exports = [{assert: [{type: 'javascript', value: o => true}]}]": "a function among its data",
		"module.exports = [":                       "SyntaxError",
		"module.exports = require('./cases.json')": "require('./cases.json')",
	} {
		l := codeLab(t)
		l.write("promptgit.yaml", "provider: echo\n")
		l.write("prompts/a.md", "a\n")
		l.write("suites/a.yaml", "tests: file://made.js\n")
		l.write("suites/made.js", code)
		if a := l.want(3, "eval"); !strings.Contains(a.stderr, want) {
			t.Errorf("%s: want %q, got %s", code, want, a.stderr)
		}
	}
}

func TestACheckSeesThatTheFileOfACommandChanged(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("prompts/a.md", "a\n")
	l.write("suites/a.yaml", "tests: [{vars: {a: 1}, assert: [{type: exec, value: sh suites/judge}]}]\n")
	l.write("suites/judge", "exit 0\n")
	l.commit("a")
	l.write("suites/judge", "exit 1\n")
	l.set("prompts/a.md", "b\n", "b")
	if a := l.want(1, "check", "HEAD"); !strings.Contains(a.out+a.stderr, "suite:suites/a.yaml") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
}

func TestWhatOnlyLooksAtASuiteRunsNoCodeOfIt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("prompts/a.md", "a {{ a }}\n")
	l.write("suites/a.yaml", "tests: file://made.js\n")
	l.write("suites/made.js", "while (true) {}\n") // would end in an error
	l.commit("a")
	l.want(0, "trust", "--yes")
	if a := l.run("lint"); a.code > 1 || strings.Contains(a.out, "suite") {
		t.Errorf("lint: exit %d: %s%s", a.code, a.out, a.stderr)
	}
	for _, args := range [][]string{{"suite", "stats"}, {"suite", "coverage", "--suite", "suites/a.yaml", os.DevNull}} {
		if a := l.want(2, args...); !strings.Contains(a.stderr, "suites/a.yaml: tests are made by code") {
			t.Errorf("%v: got %s", args, a.stderr)
		}
	}
	l.ok("log")
	l.ok("check", "HEAD")
}
