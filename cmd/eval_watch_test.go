//go:build unix

package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// watcher is a promptgit eval --watch that runs.
type watcher struct {
	*process
	out, err string // files that it writes to
	read     int    // of err, what until has passed
}

func (l *lab) watch(args ...string) *watcher {
	l.t.Helper()
	program, err := exec.LookPath("promptgit")
	if err != nil {
		l.t.Fatal(err)
	}
	dir := l.t.TempDir()
	w := &watcher{out: filepath.Join(dir, "out"), err: filepath.Join(dir, "err")}
	w.process = &process{t: l.t, cmd: exec.Command(program, append([]string{"eval", "--watch"}, args...)...)} //nolint:gosec,noctx // it ends by its signal
	w.cmd.Dir, w.cmd.Env = l.dir, l.env
	for _, to := range []struct {
		file string
		set  func(*os.File)
	}{
		{w.out, func(f *os.File) { w.cmd.Stdout = f }},
		{w.err, func(f *os.File) { w.cmd.Stderr = f }},
	} {
		f, err := os.Create(to.file)
		if err != nil {
			l.t.Fatal(err)
		}
		defer f.Close() //nolint:errcheck // the process has its own
		to.set(f)
	}
	if err := w.cmd.Start(); err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() {
		if w.cmd.ProcessState == nil {
			_ = w.cmd.Process.Kill() // the test failed before it ended it
			_, _ = w.cmd.Process.Wait()
		}
	})
	return w
}

const rests = "watching for changes; Ctrl-C ends\n"

// until waits for a text on stderr that was not waited for before, and gives what
// came up to the end of it.
func (w *watcher) until(text string) string {
	w.t.Helper()
	var said string
	eventually(w.t, text, func() bool {
		raw, err := os.ReadFile(w.err)
		if err != nil {
			w.t.Fatal(err)
		}
		fresh := string(raw)[w.read:]
		at := strings.Index(fresh, text)
		if at < 0 {
			return false
		}
		said = fresh[:at+len(text)]
		w.read += len(said)
		return true
	})
	return said
}

// rows are what stands on stdout.
func (w *watcher) rows() []string {
	w.t.Helper()
	raw, err := os.ReadFile(w.out)
	if err != nil {
		w.t.Fatal(err)
	}
	return linesOf(string(raw))
}

// end interrupts it.
func (w *watcher) end() {
	w.t.Helper()
	w.signal(syscall.SIGINT)
	if code, by := w.wait(); code != 130 {
		w.t.Errorf("want exit 130, got %d (%v)", code, by)
	}
}

func (w *watcher) mustSay(said string, want ...string) {
	w.t.Helper()
	for _, text := range want {
		if !strings.Contains(said, text) {
			w.t.Errorf("want %q, got\n%s", text, said)
		}
	}
}

func TestWatchJudgesAgainWhatChanged(t *testing.T) {
	t.Parallel()
	l, _ := twoPrompts(t)
	m := l.newModel(`printf '%s' "$in"`)
	w := l.watch("--provider", m.spec)
	w.mustSay(w.until(rests), "judging prompts/greet.md, prompts/tell.md\n")
	if n := m.calls(); n != 3 || len(w.rows()) != 2 {
		t.Fatalf("want two prompts judged, got %d calls, %q", n, w.rows())
	}

	l.write("prompts/greet.md", "Say hi to {{name}}.\n")
	w.mustSay(w.until(rests), "changed: prompts/greet.md\n", "1.00 -> 0.50, unknown: -0.50 [-1.00, +1.00]  p = 1.000 (mid-p = 0.500); now fail: bob\n", "FAIL  bob")
	if rows := w.rows(); m.calls() != 2 || len(rows) != 3 || !strings.Contains(rows[2], "\tprompts/greet.md\t") {
		t.Errorf("want only the prompt that changed, got %q", rows)
	}

	// An editor that writes another file and renames it.
	l.write("prompts/greet.md~", "Say hello to {{name}}.\n")
	if err := os.Rename(filepath.Join(l.dir, "prompts/greet.md~"), filepath.Join(l.dir, "prompts/greet.md")); err != nil {
		t.Fatal(err)
	}
	w.mustSay(w.until(rests), "changed: prompts/greet.md\n", "now pass: bob\n")

	l.write("suites/tell.yaml", "tests: [{assert: [{type: contains, value: tale}]}]\n")
	w.mustSay(w.until(rests), "changed: suites/tell.yaml\n", "prompts/tell.md since ", "no case in common\n")
	if n := m.calls(); n != 0 {
		t.Errorf("a changed assertion and a text that was asked before made %d calls", n)
	}

	// A suite and its prompt, made in folders that are new.
	l.write("suites/deep/new.yaml", "tests: [{assert: [{type: contains, value: new}]}]\n")
	l.write("prompts/deep/new.md", "new\n")
	w.mustSay(w.until(rests), "changed: prompts/deep/new.md\n")
	l.write("prompts/deep/new.md", "newer\n")
	w.mustSay(w.until(rests), "changed: prompts/deep/new.md\n")
	if err := os.RemoveAll(filepath.Join(l.dir, "prompts/deep")); err != nil {
		t.Fatal(err)
	}
	w.mustSay(w.until(rests), "gone: prompts/deep/new.md\n")
	w.end()
	if got := l.git("for-each-ref", "refs/notes"); got != "" {
		t.Errorf("something was recorded: %s", got)
	}
}

func TestWatchShowsWhatIsBrokenAndGoesOn(t *testing.T) {
	t.Parallel()
	l, _ := twoPrompts(t)
	w := l.watch("--provider", "echo")
	w.until(rests)
	l.write("prompts/greet.md", "---\nmodel: [\n---\nHello {{name}}\n")
	w.mustSay(w.until(rests), "this state cannot be judged\n", "prompts/greet.md:2:")
	l.write("prompts/greet.md", "Say hello to {{name}}.\n")
	w.mustSay(w.until(rests), "as judged before\n")
	l.write("promptgit.yaml", "nosuch: key\n")
	w.mustSay(w.until(rests), "promptgit.yaml:1:1")
	l.write("promptgit.yaml", "eval: {repeat: 2}\n")
	w.mustSay(w.until(rests), "changed: ")
	w.end()
}

func TestWatchNamesTheStepThatChangedAndComparesWithWhatWasJudged(t *testing.T) {
	t.Parallel()
	l, m := chained(t)
	w := l.watch("--provider", m.spec, "--prompt", "prompts/answer.md")
	w.until(rests)
	l.write("prompts/facts.md", "Nothing of: {{facts}}\n")
	w.mustSay(w.until(rests), "changed: prompts/facts.md\n", "1.00 -> 0.50")
	l.write("prompts/answer.md", "Answer to {{ facts. }}\n") // cannot be rendered
	if said := w.until(rests); !strings.Contains(said, "ERROR") || strings.Contains(said, " since ") {
		t.Errorf("want errors, compared with nothing, got\n%s", said)
	}
	l.write("prompts/answer.md", "Answer to <{{facts}}> and {{ticket}}\n")
	l.write("prompts/facts.md", "Facts of: {{ticket}}\n")
	w.until("0.50 -> 1.00") // between the two files it may be judged once more
	w.end()
}

func TestWatchFollowsFilesThatSuitesAndPromptsInclude(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/a.yaml", "tests: file://../data/cases.csv\n")
	l.write("data/cases.csv", "x,__expected\none,contains: one\n")
	l.write("prompts/a.prompt", "{{> part}}\n{{x}}\n")
	l.write("prompts/_part.prompt", "Part\n")
	l.write("promptgit.yaml", "prompts: [{path: prompts/a.prompt, suite: suites/a.yaml}]\n")
	l.commit("one")
	w := l.watch("--provider", "echo")
	w.mustSay(w.until(rests), "judging prompts/a.prompt\n")
	l.write("data/cases.csv", "x,__expected\none,contains: one\ntwo,contains: three\n")
	w.mustSay(w.until(rests), "changed: suites/a.yaml\n")
	l.write("prompts/_part.prompt", "Another part\n")
	w.mustSay(w.until(rests), "changed: prompts/a.prompt\n")
	w.end()
}

func TestAChangeInTheMiddleOfARunStartsAgainWithTheNewestState(t *testing.T) {
	t.Parallel()
	l, spec, calls, _, gate := slow(t)
	w := l.watch("--provider", spec)
	eventually(t, "all are asked and three are kept", func() bool { return lines(t, calls) == 6 && l.cached() == 3 })
	l.write("README", "no part of what is judged\n")
	if err := os.Remove(gate); err != nil { // those that wait go on waiting, new ones do not
		t.Fatal(err)
	}
	l.write("suites/a.yaml", "tests:\n- {id: quick-1, vars: {x: quick-1}, assert: [{type: contains, value: quick}]}\n- {id: slow-1, vars: {x: slow-1}, assert: [{type: contains, value: slow}]}\n")
	w.until(rests)
	rows := w.rows()
	if len(rows) != 1 || !strings.Contains(rows[0], "\t2/2\t") {
		t.Errorf("want the newest state alone, got %q", rows)
	}
	if n := lines(t, calls); n != 7 {
		t.Errorf("want one call more, as the other answer was kept, got %d", n-6)
	}
	w.end()
}

func TestAnInterruptEndsAWatchInTheMiddleOfARun(t *testing.T) {
	t.Parallel()
	l, spec, calls, _, _ := slow(t)
	w := l.watch("--provider", spec)
	eventually(t, "all are asked", func() bool { return lines(t, calls) == 6 })
	w.end()
	w.mustSay(w.until("interrupted\n"), "judging prompts/a.md")
}

func TestWatchIsForTheWorkingTreeAlone(t *testing.T) {
	t.Parallel()
	l, _ := twoPrompts(t)
	l.git("clone", "-q", "--bare", ".", l.beside("bare.git"))
	for _, args := range [][]string{{"HEAD"}, {"--all"}, {"--since", "HEAD"}, {"--json"}, {"--output", "x"}, {"--suite-rev", "HEAD"}} {
		if a := l.want(2, append([]string{"eval", "--watch"}, args...)...); !strings.Contains(a.stderr, "--watch") {
			t.Errorf("%v: got %s", args, a.stderr)
		}
	}
	if a := l.at(l.beside("bare.git")).want(2, "eval", "--watch"); !strings.Contains(a.stderr, "needs a working tree") {
		t.Errorf("got %s", a.stderr)
	}
}
