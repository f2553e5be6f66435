//go:build unix

package cmd_test

import (
	"os"
	"strings"
	"testing"
)

// TestACommandThatChangesInTheMiddleOfARunIsNotRun has the first call of a run
// change what the calls after it would run, as a checkout does.
func TestACommandThatChangesInTheMiddleOfARunIsNotRun(t *testing.T) {
	t.Parallel()
	for name, changed := range map[string]string{"of a provider": "x.sh", "of a suite": "judge.sh"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := foreign(t, map[string]string{
				"promptgit.yaml": "provider: exec:./x.sh\n",
				"suites/a.yaml":  "tests: [{id: one, vars: {x: 1}, assert: [{type: exec, value: ./judge.sh}]}, {id: two, vars: {x: 2}, assert: [{type: exec, value: ./judge.sh}]}]\n",
				"prompts/a.md":   "a {{x}}\n",
			})
			l.script("judge.sh", "cat >/dev/null")
			l.script("x.sh", "in=$(cat); case $in in *2*) printf '#!/bin/sh\\ntouch "+marker+"\\n' > ./"+changed+".new; chmod +x ./"+changed+".new; mv ./"+changed+".new ./"+changed+";; esac; echo \"$in\"")
			l.ok("trust", "--yes")
			l.ok("eval", "-j", "1", "--case", "one")
			l.write("prompts/a.md", "a 2 {{x}}\n")
			a := l.want(5, "eval", "-j", "1", "--json")
			if l.ran() || !strings.Contains(a.out, changed) {
				t.Errorf("it ran, or nothing is said: %s%s", a.out, a.stderr)
			}
			if a := l.want(5, "eval"); l.ran() || !strings.Contains(a.stderr, "promptgit trust") {
				t.Errorf("it is not asked about again: %s", a.stderr)
			}
		})
	}
}

func TestAJudgeOfTheRepositoryReadsNoFileOutsideOfIt(t *testing.T) {
	t.Parallel()
	l := foreign(t, map[string]string{
		"promptgit.yaml": "providers: {r: {type: replay, file: ../secret.jsonl}}\nprovider: echo\n",
		"suites/a.yaml":  "tests: [{assert: [{type: llm-rubric, value: good}]}]\n",
	})
	if err := os.WriteFile(l.beside("secret.jsonl"), []byte(`{"index":0,"output":"secret"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if a := l.want(3, "eval", "--judge", "r"); !strings.Contains(a.stderr, "outside of the repository") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
}

// TestNoNewWayToACommandPassesByTrust asks for a command in the ways that suites,
// judges, steps, variants and tests of providers have.
func TestNoNewWayToACommandPassesByTrust(t *testing.T) {
	t.Parallel()
	const named, steps = "provider: echo\nproviders: {mine: {type: exec, command: ./x.sh}}\n", "steps: [{prompt: prompts/b.md}, {prompt: prompts/a.md}]\ntests: [{id: any}]\n"
	for name, c := range map[string]struct {
		files map[string]string
		args  []string
	}{
		"the prompt of a step":    {map[string]string{"promptgit.yaml": named + "prompts: [{path: prompts/a.md, suite: suites/a.yaml}]\n", "prompts/b.md": "---\nmodel: mine\n---\nb\n", "suites/a.yaml": steps}, []string{"eval"}},
		"a variant":               {map[string]string{"promptgit.yaml": named}, []string{"eval", "--matrix", "model=mine:a,mine:b"}},
		"a shard":                 {map[string]string{"promptgit.yaml": named}, []string{"eval", "HEAD", "--provider", "mine", "--shard", "1/1"}},
		"a recording":             {map[string]string{"promptgit.yaml": named}, []string{"eval", "HEAD", "--provider", "mine", "--record", "r.jsonl"}},
		"an update of a cassette": {map[string]string{"promptgit.yaml": named}, []string{"eval", "--provider", "mine", "--cassette", "tape", "--update-cassette"}},
		"a test of a provider":    {map[string]string{"promptgit.yaml": named}, []string{"providers", "test", "mine"}},
		"a test of all":           {map[string]string{"promptgit.yaml": named}, []string{"providers", "test", "--all"}},
		"a judge that is typed":   {map[string]string{"promptgit.yaml": named, "suites/a.yaml": "tests: [{assert: [{type: llm-rubric, value: good}]}]\n"}, []string{"eval", "--judge", "mine"}},
		"a judge of the suite":    {map[string]string{"promptgit.yaml": named, "suites/a.yaml": "tests: [{assert: [{type: llm-rubric, value: good, provider: 'exec:./x.sh'}]}]\n"}, []string{"eval"}},
		"a command with JSON":     {map[string]string{"promptgit.yaml": "provider: exec-json:./x.sh\n"}, []string{"eval"}},
		"a server":                {map[string]string{"promptgit.yaml": "provider: web\nproviders: {web: {type: http, url: 'http://127.0.0.1:9/x', output: raw}}\n"}, []string{"eval"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := foreign(t, c.files)
			a := l.want(5, c.args...)
			if l.ran() || !strings.Contains(a.stderr+a.out, "promptgit trust") {
				t.Errorf("it ran, or nothing is asked: %s%s", a.out, a.stderr)
			}
			if a := l.want(1, "trust"); !strings.Contains(a.out, "x.sh") && !strings.Contains(a.out, "POST http://127.0.0.1:9/x") {
				t.Errorf("it is not shown: %s", a.out)
			}
		})
	}
}
