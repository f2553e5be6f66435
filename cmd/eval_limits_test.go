package cmd_test

import (
	"strings"
	"testing"
	"time"

	"github.com/promptgit/promptgit/internal/llmtest"
)

func TestARunEndsBeforeALimitIsPassedAndTheNextGoesOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		config string
		args   []string
		rules  []llmtest.Rule
		said   string
	}{
		"calls by flag":          {"", []string{"--max-calls", "1"}, nil, "the maximum number of calls is reached: 1"},
		"calls by configuration": {"eval: {max_calls: 1}\n", nil, nil, "the maximum number of calls is reached: 1"},
		"the flag wins":          {"eval: {max_calls: 100}\n", []string{"--max-calls", "1"}, nil, "the maximum number of calls is reached: 1"},
		"time": {"", []string{"--max-time", "2s", "-j", "2"}, []llmtest.Rule{
			{Match: "two", Fault: llmtest.Hang, Times: 1},
		}, "the maximum time is reached: 2s"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, server := served(t, append(c.rules, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1"})...)
			l.now = time.Now
			if c.config != "" {
				l.set("promptgit.yaml", "version: 1\n"+c.config, "limits")
			}
			a := l.want(5, append([]string{"eval", "HEAD", "-j", "1"}, c.args...)...)
			if strings.Count(a.stderr, c.said) != 1 || strings.Count(a.stderr, "answers are kept") != 1 || !strings.Contains(a.out, "1/2") {
				t.Errorf("got %s%s", a.out, a.stderr)
			}
			asked := server.Count()
			if r := l.eval(0, "HEAD", "--max-calls", "100").Runs[0]; r.Passed != 2 || r.Calls != 1 || r.Cached != 1 {
				t.Errorf("the next run: %+v", r)
			}
			if server.Count() != asked+1 {
				t.Errorf("%d requests, then %d", asked, server.Count())
			}
		})
	}
}

func TestALimitPromisesNoAnswersThatAreNotKept(t *testing.T) {
	t.Parallel()
	l, _ := served(t, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1"})
	a := l.want(5, "eval", "HEAD", "-j", "1", "--max-calls", "1", "--no-cache")
	if strings.Contains(a.stderr, "are kept") || !strings.Contains(a.stderr, "hint: raise --max-calls or eval.max_calls") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestLimitsOfARunAreChecked(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests: [{id: any}]\n")
	l.set("prompts/a.md", "a\n", "one")
	for _, args := range [][]string{
		{"eval", "--max-calls", "0"},
		{"eval", "--max-calls", "many"},
		{"eval", "--max-time", "0s"},
		{"eval", "--max-time", "soon"},
		{"bisect", "--max-calls", "-1"},
		{"ablate", "HEAD", "--max-time", ""},
		{"suite", "check", "--max-calls", "1.5"},
	} {
		if a := l.run(args...); a.code != 2 || !strings.Contains(a.stderr, args[len(args)-2]) {
			t.Errorf("%v: exit %d\n%s", args, a.code, a.stderr)
		}
	}
	l.write("promptgit.yaml", "version: 1\nproviders:\n  local: {type: echo, requests_per_minute: 0}\n")
	if a := l.run("eval", "--provider", "local"); a.code != 3 || !strings.Contains(a.stderr, "promptgit.yaml:3:") {
		t.Errorf("exit %d\n%s", a.code, a.stderr)
	}
}
