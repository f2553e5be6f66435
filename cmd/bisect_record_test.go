package cmd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
)

// A record that a bisect wrote is used by eval as one of its own.
func TestABisectRecordsWhoJudgedAndDerivedMetrics(t *testing.T) {
	t.Parallel()
	l, server := withJudge(t, "judge: {provider: openai:gpt-4.1}\n", verdicts()...)
	l.write("suites/b.yaml", `derivedMetrics: [{name: double, value: tone * 2}, {name: lost, value: other + 1}]
tests: [{vars: {x: kind}, assert: [{type: llm-rubric, value: is it kind, metric: tone}]}]
`)
	good := l.set("prompts/b.md", "Say {{ x }}\n", "good")
	l.set("prompts/b.md", "Say rude {{ x }}\n", "bad")
	if a := l.want(0, "bisect", "--good", good, "--prompt", "prompts/b.md"); strings.Contains(a.stderr, "derived metric") { // of single cases nothing can be derived
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	asked := server.Count()
	judges, reused := l.judgesOf(1, "HEAD", "--prompt", "prompts/b.md")
	key := eval.JudgesKey([]eval.Target{{Provider: "openai", Endpoint: server.URL, Model: "gpt-4.1"}})
	if !reused || judges.Key != key || server.Count() != asked {
		t.Errorf("reused %v, judged by %q", reused, judges.Key)
	}
	run := l.eval(1, "HEAD", "--prompt", "prompts/b.md").Runs[0]
	if diff := cmp.Diff(map[string]float64{"tone": 0.1, "double": 0.2, "lost": 0}, run.Metrics); diff != "" {
		t.Error(diff)
	}
}
