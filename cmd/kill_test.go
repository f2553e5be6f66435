//go:build unix

package cmd_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// killRounds is how often an eval is disturbed: 12, or the number in
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

// What a run of killLab asks: two prompts, each with some cases of two samples, and
// a judge that is asked of every output.
const (
	killCases = 4
	killCalls = 2 * killCases * 2 * 2
	killJobs  = 4
)

// killLab fills a repository whose runs ask killCalls different questions. Each call
// is logged in the file that $CALLS names, so that those of two runs are never mixed
// up.
func killLab(t *testing.T, l *lab) *lab {
	t.Helper()
	l.script("model.sh", `echo call >> "$CALLS"; in=$(cat); echo "$in and $PROMPTGIT_SAMPLE"`)
	l.script("judge.sh", `echo call >> "$CALLS"; in=$(cat); case $in in *"2 and 1"*) echo '{"pass": false, "score": 0.25, "reason": "no"}';; *) echo '{"pass": true, "score": 0.75, "reason": "yes"}';; esac`)
	l.write("promptgit.yaml", "provider: 'exec:./model.sh'\njudge: {provider: 'exec:./judge.sh'}\neval: {repeat: 2}\n")
	for _, name := range []string{"a", "b"} {
		var suite strings.Builder
		suite.WriteString("tests:\n")
		for i := range killCases {
			fmt.Fprintf(&suite, "- {id: c%d, vars: {x: %d}, assert: [{type: contains, value: '%d', metric: number}, {type: llm-rubric, value: be fine}]}\n", i, i, i)
		}
		l.write("suites/"+name+".yaml", suite.String())
	}
	l.killVersion(-1)
	return l.at(".", "PROMPTGIT_TRUST=1")
}

// killVersion commits both prompts anew.
func (l *lab) killVersion(round int) {
	l.t.Helper()
	for _, name := range []string{"a", "b"} {
		l.write("prompts/"+name+".md", fmt.Sprintf("%s round %d {{x}}\n", name, round))
	}
	l.commit("next")
}

// disturbance ends a run that is under way, or makes its writes fail, and tells
// whether it did.
type disturbance struct {
	name string
	run  func(t *testing.T, l *lab, random *rand.Rand, log string, args []string) (hit bool)
}

func disturbances() []disturbance {
	return []disturbance{
		{"killed", signaled(syscall.SIGKILL)},
		{"killed with its git", groupKilled},
		{"interrupted", signaled(syscall.SIGINT)},
		{"file size limit", limited},
	}
}

// signaled ends a run after some calls and a moment more.
func signaled(by syscall.Signal) func(*testing.T, *lab, *rand.Rand, string, []string) bool {
	return func(t *testing.T, l *lab, random *rand.Rand, log string, args []string) bool {
		t.Helper()
		p := l.start(args...)
		p.stopAfter(log, random.IntN(killCalls+1), time.Duration(random.Int64N(int64(70*time.Millisecond))), by)
		return p.ended()
	}
}

// groupKilled kills a run together with the git that it may be waiting for.
func groupKilled(t *testing.T, l *lab, random *rand.Rand, log string, args []string) bool {
	t.Helper()
	p := l.command(args...)
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p.stopAfterWith(log, random.IntN(killCalls+1), time.Duration(random.Int64N(int64(70*time.Millisecond))), func() {
		_ = syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL) // it may end by itself just now
	})
	return p.ended()
}

// ended says whether a signal ended a process, or let it wind down.
func (p *process) ended() bool {
	status := p.cmd.ProcessState.Sys().(syscall.WaitStatus)
	return status.Signaled() || status.ExitStatus() == 130
}

// stopAfter signals a process after it made some calls and a moment more, if it
// still runs then, and waits for its end.
func (p *process) stopAfter(log string, calls int, more time.Duration, by syscall.Signal) {
	p.t.Helper()
	p.stopAfterWith(log, calls, more, func() { _ = p.cmd.Process.Signal(by) }) // it may end by itself just now
}

func (p *process) stopAfterWith(log string, calls int, more time.Duration, stop func()) {
	p.t.Helper()
	ended := make(chan struct{})
	go func() {
		_ = p.cmd.Wait() // the state tells more
		close(ended)
	}()
	eventually(p.t, "the calls before the signal", func() bool {
		select {
		case <-ended:
			return true
		default:
			return lines(p.t, log) >= calls
		}
	})
	moment := time.NewTimer(more)
	defer moment.Stop()
	select {
	case <-ended:
	case <-moment.C:
		stop()
		<-ended
	}
}

// limited lets no file of the run grow past some blocks, so that the writes of
// promptgit and of git fail at any point.
func limited(t *testing.T, l *lab, random *rand.Rand, _ string, args []string) bool {
	t.Helper()
	program, err := exec.LookPath("promptgit")
	if err != nil {
		t.Fatal(err)
	}
	blocks := strconv.Itoa(random.IntN(5) * (1 + random.IntN(4)))
	c := exec.CommandContext(t.Context(), "sh", append([]string{"-c", `ulimit -f "$0"; exec "$@"`, blocks, program}, args...)...)
	c.Dir, c.Env = l.dir, l.env
	out, err := c.CombinedOutput()
	return err != nil || strings.Contains(string(out), "warning")
}

// TestAnEvalDisturbedAtAnyMomentCostsOnlyWhatIsMissing disturbs one eval after the
// other at random moments, from before its first call to after its last, runs it
// again, and compares what is recorded with a run that nothing disturbed.
func TestAnEvalDisturbedAtAnyMomentCostsOnlyWhatIsMissing(t *testing.T) {
	t.Parallel()
	for _, d := range disturbances() {
		t.Run(d.name, func(t *testing.T) {
			t.Parallel()
			disturbed(t, killLab(t, newLab(t)), d, max(1, killRounds(t)/(1+len(disturbances()))))
		})
	}
}

func disturbed(t *testing.T, l *lab, d disturbance, rounds int) {
	t.Helper()
	calm, dir := l.clone("calm"), t.TempDir()
	seed := uint64(time.Now().UnixNano()) //nolint:gosec // any number does
	random := rand.New(rand.NewPCG(seed, 0))
	args := []string{"eval", "HEAD", "-j", strconv.Itoa(killJobs)}
	hit, kept, flown := 0, 0, 0
	for round := range rounds {
		l.killVersion(round)
		before, first, second := l.cached(), filepath.Join(dir, fmt.Sprint("a", round)), filepath.Join(dir, fmt.Sprint("b", round))
		if d.run(t, l.at(".", "CALLS="+first), random, first, args) {
			hit++
		}
		l.git("fsck", "--strict")
		l.want(0, "log", "--json")
		for _, r := range l.newestRecords() {
			if len(onlyComplete([]string{r})) == 0 && strings.Contains(r, `"error":0,`) {
				t.Errorf("seed %d, round %d: a record of less than all cases does not say so: %s", seed, round, r)
			}
		}

		answered := l.cached() - before
		again := l.at(".", "CALLS="+second).start(args...)
		if code, _ := again.wait(); code != 1 {
			t.Fatalf("seed %d, round %d: exit %d\n%s", seed, round, code, again.stderr.String())
		}
		if n := lines(t, second); n != killCalls-answered {
			t.Errorf("seed %d, round %d: %d answers were kept, and %d calls made for the rest of %d", seed, round, answered, n, killCalls)
		}
		// An answer is stored before its caller asks for the next one; a judge
		// is asked by another worker.
		flying := lines(t, first) - answered
		if flying > 2*killJobs && d.name != "file size limit" && d.name != "full disk" {
			t.Errorf("seed %d, round %d: %d calls were paid for in vain, and only %d can be under way at once", seed, round, flying, 2*killJobs)
		}
		kept, flown = kept+answered, flown+flying

		calm.git("pull", "-q", "--ff-only")
		whole := calm.at(".", "CALLS="+os.DevNull).start(args...)
		if code, _ := whole.wait(); code != 1 {
			t.Fatalf("undisturbed: exit %d\n%s", code, whole.stderr.String())
		}
		if diff := cmp.Diff(calm.newestRecords(), onlyComplete(l.newestRecords())); diff != "" {
			t.Errorf("seed %d, round %d: another record than that of a run that nothing disturbed: want -, got +:\n%s", seed, round, diff)
		}
		for _, r := range l.eval(1, "HEAD").Runs {
			if !r.Reused || r.Errors > 0 || r.Total != killCases {
				t.Errorf("seed %d, round %d: an incomplete record stands before the complete one: %+v", seed, round, r)
			}
		}
		if left := locks(t, l); len(left) > 0 {
			t.Errorf("seed %d, round %d: %v", seed, round, left)
		}
	}
	l.git("fsck", "--strict")
	l.want(0, "notes", "fsck")
	if left := agedParts(t, l); len(left) > 0 {
		l.at(".", "CALLS="+os.DevNull).start(append(args, "--refresh")...).wait()
		if left = agedParts(t, l); len(left) > 0 {
			t.Errorf("files of ended processes stay: %v", left)
		}
	}
	t.Logf("%s: %d of %d runs disturbed; %d answers kept, %d calls in vain", d.name, hit, rounds, kept, flown)
}

// newestRecords are the records of the prompts at HEAD, without what may differ.
func (l *lab) newestRecords() (list []string) {
	l.t.Helper()
	for _, name := range []string{"a", "b"} {
		c := exec.CommandContext(l.t.Context(), "git", "notes", "--ref=promptgit/results", "show", l.git("rev-parse", "HEAD:prompts/"+name+".md"))
		c.Dir, c.Env = l.dir, l.env
		out, _ := c.Output() // nothing, where there is no note
		for _, line := range linesOf(string(out)) {
			list = append(list, volatile.ReplaceAllString(line, `"~"`))
		}
	}
	return sorted(list)
}

func onlyComplete(records []string) (list []string) {
	for _, r := range records {
		if strings.Contains(r, `"error":0,`) && strings.Contains(r, fmt.Sprintf(`"n":%d,"na":0`, killCases)) {
			list = append(list, r)
		}
	}
	return list
}

// locks are files that would keep the next git from writing.
func locks(t *testing.T, l *lab) (list []string) {
	t.Helper()
	walk(t, filepath.Join(l.dir, ".git"), func(path string) {
		if strings.HasSuffix(path, ".lock") {
			list = append(list, path)
		}
	})
	return list
}

// agedParts are unfinished files, which it makes a day old.
func agedParts(t *testing.T, l *lab) (list []string) {
	t.Helper()
	old := time.Now().Add(-24 * time.Hour)
	walk(t, filepath.Join(l.dir, ".git", "promptgit"), func(path string) {
		if name := filepath.Base(path); strings.HasPrefix(name, ".tmp-") || strings.HasPrefix(name, "put-") {
			list = append(list, path)
			if err := os.Chtimes(path, old, old); err != nil {
				t.Fatal(err)
			}
		}
	})
	return list
}

func walk(t *testing.T, dir string, visit func(path string)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		if err == nil {
			visit(path)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
