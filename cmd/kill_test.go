//go:build unix

package cmd_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// killRounds is how often an eval is killed: 12, or the number in
// PROMPTGIT_TEST_KILLS.
func killRounds(t *testing.T) int {
	t.Helper()
	text := os.Getenv("PROMPTGIT_TEST_KILLS")
	if text == "" {
		return 12
	}
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// counted makes a model that logs each call into the file that $CALLS names, so
// that the calls of two runs are never mixed up.
func counted(t *testing.T) (spec string) {
	t.Helper()
	script := filepath.Join(t.TempDir(), "model.sh")
	if err := os.WriteFile(script, []byte("#!/bin/sh\necho call >> \"$CALLS\"\nexec cat\n"), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	return "exec:" + script
}

// TestAnEvalKilledAtAnyMomentCostsOnlyWhatIsMissing kills one eval after the
// other with SIGKILL at random moments, from before its first call to after its
// last, and then runs it again.
func TestAnEvalKilledAtAnyMomentCostsOnlyWhatIsMissing(t *testing.T) {
	t.Parallel()
	const cases, jobs = 12, 4
	l := newLab(t)
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for i := range cases {
		fmt.Fprintf(&suite, "- {id: c%d, vars: {x: %d}, assert: [{type: contains, value: '%d'}]}\n", i, i, i)
	}
	l.write("suites/a.yaml", suite.String())
	l.set("prompts/a.md", "first {{x}}\n", "first")
	spec, dir := counted(t), t.TempDir()
	args := []string{"eval", "HEAD~1..HEAD", "--provider", spec, "-j", strconv.Itoa(jobs)}
	seed := uint64(time.Now().UnixNano()) //nolint:gosec // any number does
	random := rand.New(rand.NewPCG(seed, 0))
	rounds, killed, kept, under := killRounds(t), 0, 0, 0
	for round := range rounds {
		l.set("prompts/a.md", fmt.Sprintf("round %d {{x}}\n", round), "next")
		before, first, second := l.cached(), filepath.Join(dir, fmt.Sprint("a", round)), filepath.Join(dir, fmt.Sprint("b", round))
		p := l.at(".", "CALLS="+first).start(args...)
		if killAt(t, p, first, random.IntN(cases+1), time.Duration(random.Int64N(int64(70*time.Millisecond)))) {
			killed++
		}
		l.git("fsck", "--strict")
		l.want(0, "log", "--json")

		answered := l.cached() - before
		again := l.at(".", "CALLS="+second).start(args...)
		if code, _ := again.wait(); code != 0 {
			t.Fatalf("seed %d, round %d: exit %d\n%s", seed, round, code, again.stderr.String())
		}
		if n := lines(t, second); n != cases-answered {
			t.Errorf("seed %d, round %d: %d answers were kept, and %d calls made for the rest of %d", seed, round, answered, n, cases)
		}
		// An answer is stored before its caller asks for the next one.
		flying := lines(t, first) - answered
		if flying > jobs {
			t.Errorf("seed %d, round %d: %d calls were paid for in vain, and only %d can be under way at once", seed, round, flying, jobs)
		}
		kept, under = kept+answered, under+flying
	}
	for _, r := range l.eval(0, "--all", "--provider", spec, "--filter", "c").Runs[:rounds] {
		if r.Passed != cases || r.Calls != 0 {
			t.Errorf("%s: got %d passed, %d calls", r.Rev, r.Passed, r.Calls)
		}
	}
	if n := l.records(); n != rounds {
		t.Errorf("want a record of each of %d versions, got %d", rounds, n)
	}
	l.git("fsck", "--strict")
	l.want(0, "notes", "fsck")
	t.Logf("%d of %d killed; %d answers kept, %d calls were under way when killed", killed, rounds, kept, under)
}

// killAt kills a process after it made some calls and a moment more, and tells
// whether it still ran then.
func killAt(t *testing.T, p *process, log string, calls int, more time.Duration) bool {
	t.Helper()
	ended := make(chan syscall.Signal, 1)
	go func() {
		_ = p.cmd.Wait() // the state tells more
		by := syscall.Signal(0)
		if status := p.cmd.ProcessState.Sys().(syscall.WaitStatus); status.Signaled() {
			by = status.Signal()
		}
		ended <- by
	}()
	eventually(t, "the calls before the kill", func() bool { return lines(t, log) >= calls || len(ended) > 0 })
	moment := time.NewTimer(more)
	defer moment.Stop()
	select {
	case by := <-ended:
		return by != 0
	case <-moment.C:
	}
	_ = p.cmd.Process.Kill() // it may end by itself just now
	return <-ended == syscall.SIGKILL
}
