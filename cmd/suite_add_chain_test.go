package cmd_test

import (
	"strings"
	"testing"
)

func TestACaseOfAChainIsAddedWithoutTheOutputsOfSteps(t *testing.T) {
	t.Parallel()
	l, m := chained(t)
	l.write("suites/pipe.yaml", strings.ReplaceAll(pipeline, "sorry}", "glad}"))
	l.set("prompts/answer.md", "Answer <{{facts}}> and {{ticket}}\n", "two")
	l.want(1, "eval", "HEAD", "--provider", m.spec)
	l.ok("suite", "add", "--from", "HEAD", "--failed", "--prompt", "prompts/answer.md", "--assert", "contains=never")
	text := l.read("suites/pipe.yaml")
	if n := strings.Count(text, "regression-"); n != 2 || strings.Contains(text, "facts:") {
		t.Errorf("want two cases with the vars that were given, got\n%s", text)
	}
	l.want(1, "eval", "--provider", m.spec, "--prompt", "prompts/answer.md")
}
