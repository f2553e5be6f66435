package cmd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestDerivedMetricsComeBackWithTheRecord(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", `derivedMetrics:
  - {name: share, value: hit / __count}
  - {name: none, value: hit / 0}
  - {name: lost, value: nothing + 1}
tests:
  - {vars: {x: a}, assert: [{type: contains, value: a, metric: hit}]}
  - {vars: {x: b}, assert: [{type: contains, value: b, metric: hit}]}
`)
	l.set("prompts/a.md", "Say {{ x }}\n", "says")
	var told []string
	for _, line := range strings.Split(l.want(0, "eval", "HEAD").stderr, "\n") {
		if strings.Contains(line, "derived metric") {
			told = append(told, strings.Split(line, ":")[2]+strings.Split(line, `"`)[1])
		}
	}
	if diff := cmp.Diff([]string{" suites/a.yamlnone", " suites/a.yamllost"}, told); diff != "" {
		t.Error(diff)
	}
	run := l.eval(0, "HEAD").Runs[0]
	if diff := cmp.Diff(map[string]float64{"hit": 1, "share": 1, "none": 0, "lost": 0}, run.Metrics); diff != "" || !run.Reused {
		t.Errorf("reused %v: %s", run.Reused, diff)
	}
}
