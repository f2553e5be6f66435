package cmd_test

import (
	"fmt"
	"os/exec"
	"strings"
	"testing"
)

// A model that errs in a tenth of its answers, anew for each sample: git bisect
// finds the commit where gate.min_score lies between the scores, and is led astray
// where one failed case makes a revision bad.
func TestGitBisectOfANoisyModelNeedsAScoreToGoBy(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("promptgit") // this test binary
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		config string
		finds  bool
	}{{"gate: {min_score: 0.7}\n", true}, {"", false}} {
		l := newLab(t)
		l.write("promptgit.yaml", c.config)
		l.write("suites/p.yaml", suiteOf(20))
		var revs []string
		for i, text := range step(16, 10) {
			revs = append(revs, l.set("prompts/p.md", fmt.Sprintf("version %d\n%s\n{{ q }}\n", i, text), fmt.Sprint("step ", i)))
		}
		// One answer in ten is wrong; where the prompt says BAD one in two.
		m := l.newModel(`v=$(printf '%s' "$in" | sed -n 's/^version //p'); q=$(printf '%s' "$in" | sed -n 's/^q//p')
n=$(printf '%s %s %s' "$v" "$q" "$PROMPTGIT_SAMPLE" | cksum | cut -d' ' -f1); n=$(( n % 10 )); case "$in" in *BAD*) n=$(( n / 5 )) ;; esac
[ $n = 0 ] && printf wrong || printf right`)
		l.git("bisect", "start", "HEAD", revs[0])
		out, _ := l.shell("git bisect run '" + program + "' eval --git-bisect --suite-rev main --provider " + m.spec)
		if found := strings.Contains(out, revs[10]+" is the first bad commit"); found != c.finds {
			t.Errorf("%q: want found %v, got\n%s", c.config, c.finds, out)
		}
		calls := m.calls()
		l.git("bisect", "reset")
		doc := l.bisect(0, "--good", revs[0], "--provider", m.spec, "--assume-regression")
		if doc.Culprit == nil || c.finds && *doc.Culprit != revs[10] {
			t.Errorf("want %s, got %+v", revs[10], doc)
		}
		t.Logf("git bisect: %d calls; promptgit bisect: %d samples", calls, doc.CaseRuns)
	}
}
