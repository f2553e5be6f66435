//go:build unix

package cmd_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestEveryKindOfRunContinuesWhereItWasKilled kills runs whose calls depend on each
// other, or on judges, and counts what the next run asks.
func TestEveryKindOfRunContinuesWhereItWasKilled(t *testing.T) {
	t.Parallel()
	const judged = "assert: [{type: llm-rubric, value: be fine}, {type: contains, value: '1'}]"
	for _, c := range []struct {
		name, prompt, suite string
		args                []string
	}{
		{
			"outputs handed on", "say {{x}} after {{before}}\n",
			"- {vars: {x: 1, before: none}, options: {storeOutputAs: before}}\n- {vars: {x: 2}, options: {storeOutputAs: before}, " + judged + "}\n- {vars: {x: 3}}\n", nil,
		},
		{
			"a conversation", "say {{x}}{% for m in _conversation %} after {{ m.output }}{% endfor %}\n",
			"- {vars: {x: 1}}\n- {vars: {x: 2}, " + judged + "}\n- {vars: {x: 3}, metadata: {conversationId: b}}\n", nil,
		},
		{
			"several samples and votes", "say {{x}}\n",
			"- {vars: {x: 1}, assert: [{type: llm-rubric, value: be fine, votes: 3}]}\n- {vars: {x: 2}, " + judged + "}\n",
			[]string{"--repeat", "3"},
		},
		{"every version", "say {{x}}\n", "- {vars: {x: [1, 2, 3]}, " + judged + "}\n", []string{"--all"}},
		{
			"outputs compared", "say {{x}}\n",
			"- {vars: {x: 1}, assert: [{type: pairwise, value: 'be fine', config: {reference: 'say 7'}}]}\n- {vars: {x: 2}, " + judged + "}\n", nil,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.script("model.sh", `echo call >> "$CALLS"; in=$(cat); echo "$in and $PROMPTGIT_SAMPLE"`)
			l.script("judge.sh", `echo call >> "$CALLS"; cat > /dev/null; echo '{"pass": true, "score": 0.75, "reason": "yes", "better": "A"}'`)
			l.write("promptgit.yaml", "provider: 'exec:./model.sh'\njudge: {provider: 'exec:./judge.sh'}\n")
			l.write("suites/a.yaml", "tests:\n"+c.suite)
			l.set("prompts/a.md", "first "+c.prompt, "first")
			l.set("prompts/a.md", "second "+c.prompt, "second")
			l = l.at(".", "PROMPTGIT_TRUST=1")
			args := append([]string{"eval", "-j", "2"}, c.args...)
			if len(c.args) == 0 || c.args[0] != "--all" {
				args = append(args, "HEAD")
			}
			calm, log := l.clone("calm"), filepath.Join(t.TempDir(), "log")
			whole := calm.at(".", "CALLS="+log).start(args...)
			code, _ := whole.wait()
			total := lines(t, log)
			if code > 1 || total == 0 || calm.cached() != total {
				t.Fatalf("exit %d, %d calls, %d kept\n%s", code, total, calm.cached(), whole.stderr.String())
			}
			for round := range 3 {
				one := l.clone(fmt.Sprint("round", round))
				first, second := one.beside(fmt.Sprint("first", round)), one.beside(fmt.Sprint("second", round))
				p := one.at(".", "CALLS="+first).start(args...)
				signal := []syscall.Signal{syscall.SIGKILL, syscall.SIGINT}[round%2]
				after := rand.IntN(total + 1)                                                             //nolint:gosec // for a test
				p.stopAfter(first, after, time.Duration(rand.Int64N(int64(10*time.Millisecond))), signal) //nolint:gosec // for a test
				answered := one.cached()
				again := one.at(".", "CALLS="+second).start(args...)
				if got, _ := again.wait(); got != code {
					t.Fatalf("exit %d and not %d\n%s", got, code, again.stderr.String())
				}
				if n := lines(t, second); n != total-answered {
					t.Errorf("%v after %d of %d calls: %d answers were kept, and %d calls made for the rest", signal, after, total, answered, n)
				}
				if diff := cmp.Diff(calm.recordLines(), completeOnes(one.recordLines())); diff != "" {
					t.Errorf("%v after %d of %d calls: want -, got +:\n%s", signal, after, total, diff)
				}
			}
		})
	}
}

func completeOnes(records []string) (list []string) {
	for _, r := range records {
		if strings.Contains(r, `"error":0,`) {
			list = append(list, r)
		}
	}
	return list
}

func TestARunWithoutTheCacheLeavesNothingToContinueAndItsRecordDoesNotStandForMore(t *testing.T) {
	t.Parallel()
	l, spec, calls, _, gate := slow(t)
	p := l.start("eval", "HEAD", "--provider", spec, "--no-cache")
	eventually(t, "all are asked", func() bool { return lines(t, calls) == 6 })
	p.signal(syscall.SIGINT)
	if code, _ := p.wait(); code != 130 {
		t.Fatalf("exit %d\n%s", code, p.stderr.String())
	}
	if n := l.cached(); n != 0 {
		t.Errorf("%d answers were kept", n)
	}
	if err := os.Remove(gate); err != nil {
		t.Fatal(err)
	}
	r := l.eval(0, "HEAD", "--provider", spec).Runs[0]
	if r.Reused || r.Calls != 6 || r.Errors != 0 {
		t.Errorf("got %+v", r)
	}
	if a := l.ok("log", "-n", "1"); !strings.Contains(a, "6/6") {
		t.Errorf("log shows the interrupted one: %s", a)
	}
}
