package cmd_test

import (
	"strings"
	"testing"
)

func TestAPValueIsReadAsPeopleWriteIt(t *testing.T) {
	t.Parallel()
	l := twoVersions(t, clusteredSuite(12, "none of it")) // nothing moves
	if out := l.ok("show"); !strings.Contains(out, "p = 1.000") {
		t.Errorf("got\n%s", out)
	}
	var all strings.Builder
	all.WriteString("tests:\n")
	for range 40 {
		all.WriteString("  - {vars: {n: '1'}, assert: [{type: not-contains, value: ', and'}]}\n")
	}
	l = twoVersions(t, all.String())
	for name, out := range map[string]string{"show": l.ok("show"), "diff": l.ok("diff", "HEAD~1")} {
		if !strings.Contains(out, "p < 0.001  worse over 40 cases") {
			t.Errorf("%s: got\n%s", name, out)
		}
	}
}

func TestNoCaseInCommonIsSaid(t *testing.T) {
	t.Parallel()
	l := twoVersions(t, "tests:\n  - {vars: {n: '1'}, assert: [{type: contains, value: Case}]}\n")
	l.write("suites/s.yaml", "tests:\n  - {vars: {n: '2'}, assert: [{type: contains, value: Case}]}\n")
	l.run("eval", "HEAD")
	for name, out := range map[string]string{"diff": l.ok("diff", "HEAD~1"), "log": l.ok("log"), "eval": l.run("eval", "HEAD").stderr} {
		if !strings.Contains(out, "no case in common") {
			t.Errorf("%s: got\n%s", name, out)
		}
	}
}
