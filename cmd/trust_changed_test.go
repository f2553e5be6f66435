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
