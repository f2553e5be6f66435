package cmd_test

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// needsPython leaves a test out where there is no Python, but not where all tests
// must run, as in CI.
func needsPython(tb testing.TB) {
	tb.Helper()
	if _, err := exec.LookPath("python3"); err != nil {
		if os.Getenv("PROMPTGIT_TESTS") == "all" {
			tb.Fatal(err)
		}
		tb.Skip("there is no python3")
	}
}

// codeWants are the ways in which a suite can ask for code, each with how it is
// named to the user. All of it leaves the marker when it runs.
func codeWants() map[string]struct{ suite, file, named string } {
	const py = "def get_assert(output, context):\n    open('" + marker + "', 'w').close()\n    return True\n\ndef get_transform(output, context):\n    open('" + marker + "', 'w').close()\n    return output\n\ndef func(scores, context):\n    open('" + marker + "', 'w').close()\n    return {'pass': True, 'score': 1, 'reason': ''}\n"
	one := func(assert string) string { return "tests: [{vars: {v: x}, assert: [" + assert + "]}]\n" }
	return map[string]struct{ suite, file, named string }{
		"a command":               {one("{type: exec, value: ./x.sh}"), "", "exec ./x.sh"},
		"python in place":         {one("{type: python, value: \"open('" + marker + "', 'w').close() is None\"}"), "", "python code: open("},
		"python in a set":         {one("{type: assert-set, assert: [{type: python, value: \"open('" + marker + "', 'w').close() is None\"}]}"), "", "python code: open("},
		"python in a template":    {one("{type: python, value: \"open('" + marker + "', '{{v}}'.replace('x', 'w')).close() is None\"}"), "", "python code with vars in it: open("},
		"python in a default":     {"defaultTest: {assert: [{type: not-python, value: \"open('" + marker + "', 'w').close()\"}]}\ntests: [{vars: {a: b}}]\n", "", "python code: open("},
		"a file of python":        {one("{type: python, value: 'file://x.py'}"), py, "python suites/x.py"},
		"a file for a value":      {one("{type: equals, value: 'file://x.py'}"), strings.ReplaceAll(py, "return True", "return 'a'"), "python suites/x.py"},
		"a transform":             {one("{type: contains, value: a, transform: 'file://x.py'}"), py, "python suites/x.py"},
		"a transform of the test": {"tests: [{options: {transform: 'file://x.py'}, assert: [{type: contains, value: a}]}]\n", py, "python suites/x.py"},
		"a scoring function":      {"tests: [{assertScoringFunction: 'file://x.py', assert: [{type: contains, value: a}]}]\n", py, "python suites/x.py"},
	}
}

func TestCodeOfAClonedSuiteRunsOnlyWhenItIsTrusted(t *testing.T) {
	t.Parallel()
	needsPython(t)
	for name, w := range codeWants() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string]string{"promptgit.yaml": "provider: echo\n", "suites/a.yaml": w.suite}
			if w.file != "" {
				files["suites/x.py"] = w.file
			}
			l := foreign(t, files)
			for _, args := range [][]string{{"eval"}, {"eval", "HEAD"}, {"eval", "--all"}, {"eval", "--suite", "suites/a.yaml"}} {
				a := l.want(5, args...)
				if !strings.Contains(a.stderr, w.named) || !strings.Contains(a.stderr, "promptgit trust") {
					t.Errorf("%v: got %s", args, a.stderr)
				}
			}
			if l.ran() {
				t.Error("it ran")
			}
			if a := l.want(0, "trust", "--yes"); !strings.HasPrefix(a.out, w.named) {
				t.Errorf("got %s", a.out)
			}
			if l.ran() {
				t.Error("trusting ran it")
			}
			l.run("eval") // whatever the verdict
			if !l.ran() {
				t.Error("it did not run when it was trusted")
			}
			l.want(0, "trust", "--yes")
			changed := map[bool][2]string{true: {"suites/x.py", w.file + "# changed\n"}, false: {"suites/a.yaml", strings.Replace(w.suite, "v: x", "v: xx", 1)}}[w.file != ""]
			if name == "a command" {
				l.script("x.sh", "touch "+marker+"; true")
			} else {
				l.write(changed[0], changed[1])
			}
			asks := w.file != "" || name == "a command" || strings.Contains(name, "template")
			if a := l.run("eval"); (a.code == 5) != asks {
				t.Errorf("after a change: exit %d, want to be asked %v: %s", a.code, asks, a.stderr)
			}
		})
	}
}

func TestJavaScriptInPlaceNeedsNoTrustAndAFileDoes(t *testing.T) {
	t.Parallel()
	l := foreign(t, map[string]string{"promptgit.yaml": "provider: echo\n", "suites/a.yaml": "tests: [{options: {transform: output.trim()}, assert: [{type: javascript, value: output === 'a'}]}]\n"})
	l.ok("eval")
	l.write("suites/x.js", "module.exports = output => output === 'a'\n")
	l.write("suites/a.yaml", "tests: [{options: {transform: output.trim()}, assert: [{type: javascript, value: 'file://x.js'}]}]\n")
	if a := l.want(5, "eval"); !strings.Contains(a.stderr, `"javascript suites/x.js"`) {
		t.Errorf("got %s", a.stderr)
	}
	l.at(l.dir, "PROMPTGIT_TRUST=1").ok("eval")
	l.want(0, "trust", "--yes")
	l.ok("eval")
}

func TestCheckReadsSuitesWithCodeAndRunsNone(t *testing.T) {
	t.Parallel()
	l := foreign(t, map[string]string{"promptgit.yaml": "provider: echo\n"})
	l.write("suites/a.yaml", "tests: [{assert: [{type: exec, value: ./x.sh}, {type: javascript, value: 'while (true) {}'}]}]\n")
	l.commit("code")
	l.ok("check", "HEAD")
	l.run("lint")
	if l.ran() {
		t.Error("it ran")
	}
}

func TestAnotherFunctionOfATrustedFileAsksAgain(t *testing.T) {
	t.Parallel()
	needsPython(t)
	l := foreign(t, map[string]string{"promptgit.yaml": "provider: echo\n"})
	l.write("suites/x.py", "import os\ndef generate_tests(config=None):\n    return [{'vars': {'v': 'x'}}]\ndef get_assert(output, context):\n    return True\n")
	l.write("suites/a.yaml", "tests: [{path: 'file://x.py', config: 1}, {vars: {v: x}, assert: [{type: python, value: 'file://x.py'}]}]\n")
	if a := l.want(0, "trust", "--yes"); a.out != "python suites/x.py:generate_tests\npython suites/x.py:get_assert\n" {
		t.Errorf("got %s", a.out)
	}
	l.ok("eval")
	for suite, named := range map[string]string{
		"tests: [{path: 'file://x.py:os.system', config: touch " + marker + "}]\n":                                                  "os.system",
		"tests: [{vars: {v: \"open('" + marker + "', 'w')\"}, assert: [{type: python, value: 'file://x.py:__builtins__.eval'}]}]\n": "__builtins__.eval",
	} {
		l.write("suites/a.yaml", suite)
		l.write("prompts/a.md", "{{ v }}\n")
		if a := l.want(5, "eval"); !strings.Contains(a.stderr, "python suites/x.py:"+named) {
			t.Errorf("got %s", a.stderr)
		}
		l.run("lint")
		if l.ran() {
			t.Errorf("%s ran", named)
		}
	}
}

func TestCodeThatMakesTheVarsOfATrustedTemplateAsksAgain(t *testing.T) {
	t.Parallel()
	needsPython(t)
	l := foreign(t, map[string]string{"promptgit.yaml": "provider: echo\n"})
	const suite = "tests: [{vars: {v: x}, options: {transformVars: '({v: \"0 == 1\"})'}, assert: [{type: python, value: '{{ v }}'}]}]\n"
	l.write("suites/a.yaml", suite)
	l.want(0, "trust", "--yes")
	l.want(1, "eval")
	l.write("suites/a.yaml", strings.Replace(suite, "0 == 1", "0 == 0", 1))
	if a := l.want(5, "eval"); !strings.Contains(a.stderr, "python code with vars in it: {{ v }}") {
		t.Errorf("got %s", a.stderr)
	}
}
