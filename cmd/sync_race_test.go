//go:build unix

package cmd_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/promptgit/promptgit/gitops"
)

// pushers is how many clones push at once: 5, or the number in PROMPTGIT_TEST_PUSHERS.
func pushers(t *testing.T) int {
	t.Helper()
	text := os.Getenv("PROMPTGIT_TEST_PUSHERS")
	if text == "" {
		return 5
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestManyPushersAtOnceAllArrive lets clones that each have a record and a review of
// their own push at the same moment, as processes.
func TestManyPushersAtOnceAllArrive(t *testing.T) {
	t.Parallel()
	n := pushers(t)
	s := share(t, abc(t, "a b c"), n)
	want := map[string]bool{}
	for i, c := range s.clones {
		c.ok("eval", "HEAD", "--refresh")
		appendLine(t, c, gitops.ReviewsRef, fmt.Sprintf(`{"id":"R%d","v":1}`, i))
		for _, line := range c.lines() {
			want[line] = true
		}
	}
	var running []*process
	for _, c := range s.clones {
		running = append(running, c.start("push"))
	}
	for i, p := range running {
		if code, by := p.wait(); code != 0 {
			t.Errorf("pusher %d: exit %d (%v)\n%s", i, code, by, p.stderr.String())
		}
	}
	if len(want) != 2*n {
		t.Fatalf("%d lines of %d pushers", len(want), n)
	}
	got := s.hub.lines()
	if len(got) != len(want) {
		t.Errorf("%d lines arrived, want %d", len(got), len(want))
	}
	for _, line := range got {
		if !want[line] {
			t.Errorf("nobody wrote %s", line)
		}
	}
	s.hub.git("fsck", "--strict")
}

func appendLine(t *testing.T, l *lab, ref, line string) {
	t.Helper()
	object := gitops.OID(l.git("rev-parse", "HEAD:prompts/p.md"))
	if err := l.open().Notes(ref).Append(t.Context(), gitops.Batch{Lines: map[gitops.OID][]string{object: {line}}}); err != nil {
		t.Fatal(err)
	}
}

// TestAnExchangeThatIsKilledLosesNothing ends pushes and pulls of two clones at any
// moment, by an interrupt or for good, while labels move on both sides.
func TestAnExchangeThatIsKilledLosesNothing(t *testing.T) {
	t.Parallel()
	rounds := killRounds(t) / 2
	s := share(t, judgedThrice(t), 2)
	a, b := s.clones[0], s.clones[1]
	rng := rand.New(rand.NewPCG(4, 2)) //nolint:gosec // to be repeated
	label := gitops.LabelsRef + "prompts/p.md/production"
	want := map[string]bool{}
	note := func(l *lab) {
		for _, line := range l.lines() {
			want[line] = true
		}
	}
	for i := range rounds {
		l := s.clones[i%2]
		appendLine(t, l, gitops.ReleasesRef, fmt.Sprintf(`{"id":"L%d","v":1}`, i))
		l.git("update-ref", "--create-reflog", label, fmt.Sprintf("HEAD~%d", i%3))
		note(l)
		for _, verb := range []string{"push", "pull", "push"} {
			p := l.start(verb)
			time.Sleep(time.Duration(rng.IntN(60)) * time.Millisecond) // the moment is the point
			by := []os.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL}[rng.IntN(3)]
			_ = p.cmd.Process.Signal(by) // it may have ended
			if code, _ := p.wait(); code != 0 && code != 1 && code != 130 && code != -1 {
				t.Fatalf("%s ended by %v: exit %d\n%s", verb, by, code, p.stderr.String())
			}
			note(l)
		}
	}
	for range 2 {
		for _, l := range s.clones {
			if got := l.run("push"); got.code > 1 { // 1: a label that both moved
				t.Fatalf("push: %+v", got)
			}
		}
	}
	b.ok("pull")
	a.ok("pull")
	sameLines(t, a, b, s.hub)
	if got := a.lines(); len(got) != len(want) {
		t.Errorf("%d lines, want %d", len(got), len(want))
	}
	for _, l := range []*lab{a, b, s.hub} {
		l.git("fsck", "--strict")
		if at, want := l.git("rev-parse", label), s.hub.git("rev-parse", label); at != want {
			t.Errorf("the label is at %s, and at %s at the remote", at, want)
		}
	}
}
