//go:build unix

package cmd_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
)

// heldModel is a model on loopback that answers what it is asked only when it is let.
type heldModel struct {
	*httptest.Server
	asked atomic.Int64
	gate  chan struct{} // closed to let all answers go
}

func newHeldModel(t *testing.T) *heldModel {
	t.Helper()
	g := &heldModel{gate: make(chan struct{})}
	g.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		g.asked.Add(1)
		select {
		case <-g.gate:
		case <-r.Context().Done():
			return
		}
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"model":"m","choices":[{"message":{"role":"assistant","content":"kind"},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":2,"total_tokens":12}}`)
	}))
	t.Cleanup(func() {
		g.CloseClientConnections()
		g.Close()
	})
	return g
}

// behind is a repository that judges in the background, with the hooks of git.
func behind(t *testing.T, config string) (*lab, *heldModel) {
	t.Helper()
	g := newHeldModel(t)
	l := newLab(t).at(".", "OPENAI_BASE_URL="+g.URL, "OPENAI_API_KEY="+plantedKey)
	l.write("promptgit.yaml", "version: 1\neval: {on: post-commit"+config+"}\n")
	l.write("suites/a.yaml", "tests:\n- {vars: {x: one}, assert: [{type: contains, value: kind}]}\n- {vars: {x: two}, assert: [{type: contains, value: kind}]}\n")
	l.ok("hook", "install")
	return l, g
}

// program runs the program itself, as a user does.
func (l *lab) program(args ...string) string {
	l.t.Helper()
	p := l.command(args...)
	if err := p.cmd.Run(); err != nil {
		l.t.Fatalf("promptgit %s: %v\n%s", strings.Join(args, " "), err, p.stderr.String())
	}
	return p.out.String()
}

func (l *lab) version(n int) {
	l.write("prompts/a.md", fmt.Sprintf("---\nmodel: openai:m\n---\n# Tone\nBe kind %d times to {{x}}.\n", n))
}

// idle waits until nothing works in the background.
func (l *lab) idle() {
	l.t.Helper()
	eventually(l.t, "the end of the work in the background", func() bool {
		locks, err := filepath.Glob(filepath.Join(l.dir, ".git", "promptgit", "background", "lock-*"))
		if err != nil || len(locks) == 0 {
			return false
		}
		for _, name := range locks {
			f, err := os.OpenFile(name, os.O_RDWR, 0)
			if err != nil {
				return false
			}
			lock := syscall.Flock_t{Type: syscall.F_WRLCK, Len: 1}
			err = syscall.FcntlFlock(f.Fd(), syscall.F_GETLK, &lock)
			_ = f.Close()
			if err != nil || lock.Type != syscall.F_UNLCK {
				return false
			}
		}
		waiting, _ := filepath.Glob(filepath.Join(l.dir, ".git", "promptgit", "background", "waiting-*.json"))
		for _, name := range waiting {
			if info, err := os.Stat(name); err == nil && info.Size() > 0 {
				return false
			}
		}
		return true
	})
}

func TestACommitIsJudgedBehindItAndTheNextCommandTells(t *testing.T) {
	t.Parallel()
	l, g := behind(t, "")
	l.version(1)
	rev := l.commit("one") // comes back though no answer does
	eventually(t, "a question", func() bool { return g.asked.Load() > 0 })
	if a := l.want(0, "log"); strings.Contains(a.stderr, "judged") {
		t.Errorf("told before the end: %s", a.stderr)
	}
	// Two more commits while it works: the newest is what waits.
	l.version(2)
	l.commit("two")
	l.version(3)
	third := l.commit("three")
	close(g.gate)
	l.idle()
	if a := l.want(0, "log", "--json"); strings.Contains(a.stderr, "judged") {
		t.Errorf("a document is all that a program gets: %s", a.stderr)
	}
	a := l.want(0, "log")
	for _, want := range []string{
		"promptgit: judged " + rev[:7] + " prompts/a.md: 1.00 [0.34, 1.00], 2 of 2 passed\n",
		"promptgit: judged " + third[:7] + " prompts/a.md: 1.00",
	} {
		if !strings.Contains(a.stderr, want) {
			t.Errorf("want %q, got %s", want, a.stderr)
		}
	}
	if again := l.want(0, "log"); strings.Contains(again.stderr, "judged") {
		t.Errorf("told twice: %s", again.stderr)
	}
	if n := g.asked.Load(); n != 4 {
		t.Errorf("want the first and the newest version, each with two cases, got %d calls", n)
	}
	// What has a score is not asked again, and code alone starts nothing.
	l.git("revert", "--no-edit", "HEAD")
	l.git("reset", "-q", "--hard", "HEAD^")
	l.set("main.go", "package main\n", "code")
	l.set("prompts/b.txt", "no suite\n", "four")
	l.idle()
	if a = l.want(0, "log"); !strings.Contains(a.stderr, "was not judged: no suite judges prompts/b.txt") || strings.Count(a.stderr, "promptgit:") != 2 {
		t.Errorf("got %s", a.stderr)
	}
}

func TestWhatStopsTheWorkBehindACommitIsTold(t *testing.T) {
	t.Parallel()
	l, g := behind(t, ", max_calls: 1")
	close(g.gate)
	l.version(1)
	l.commit("one")
	l.idle()
	if a := l.want(0, "check", "HEAD"); !strings.Contains(a.stderr, "was not judged: it takes at least 2 calls, and may make 1 (max_calls)") || g.asked.Load() != 0 {
		t.Errorf("got %s", a.stderr)
	}
	l.write("promptgit.yaml", "version: 1\neval: {on: post-commit}\n")
	l.version(2)
	l.at(".", "OPENAI_API_KEY=", "OPENAI_BASE_URL=").commit("two")
	l.idle()
	if a := l.want(0, "log"); !strings.Contains(a.stderr, "was not judged: ") || !strings.Contains(a.stderr, "OPENAI_API_KEY") {
		t.Errorf("got %s", a.stderr)
	}
	// No command of the repository runs without trust.
	l.script("model.sh", "echo called > ran; echo kind")
	text := "---\nmodel: exec:./model.sh\n---\n# Tone\nBe kind %d times to {{x}}.\n"
	l.write("prompts/a.md", fmt.Sprintf(text, 2))
	l.commit("three")
	l.idle()
	if a := l.want(0, "log"); !strings.Contains(a.stderr, "promptgit trust") {
		t.Errorf("got %s", a.stderr)
	}
	if _, err := os.Stat(filepath.Join(l.dir, "ran")); err == nil {
		t.Error("a command ran without trust")
	}
	l.ok("trust", "--yes")
	l.write("prompts/a.md", fmt.Sprintf(text, 3))
	l.commit("four")
	l.idle()
	if a := l.want(0, "log"); !strings.Contains(a.stderr, "1.00") {
		t.Errorf("got %s", a.stderr)
	}
	l.at(".", "PROMPTGIT_EVAL=0").git("commit", "-q", "--allow-empty", "-m", "nothing")
	l.write("prompts/a.md", fmt.Sprintf(text, 4))
	l.at(".", "PROMPTGIT_EVAL=0").commit("five")
	if got := l.read(".git/promptgit/eval.log"); strings.Contains(got, l.git("rev-parse", "--short=7", "HEAD")) {
		t.Errorf("it was judged: %s", got)
	}
}

func TestTheWorkBehindACommitOutlivesNothingItShouldNot(t *testing.T) {
	t.Parallel()
	l, g := behind(t, "")
	l.version(1)
	l.commit("one")
	eventually(t, "a question", func() bool { return g.asked.Load() > 0 })
	pid := 0
	eventually(t, "what tells who works", func() bool {
		files, _ := filepath.Glob(filepath.Join(l.dir, ".git", "promptgit", "running", "*.json"))
		if len(files) == 0 {
			return false
		}
		name, _, _ := strings.Cut(filepath.Base(files[0]), "-")
		pid, _ = strconv.Atoi(name)
		return pid > 0
	})
	if own, err := syscall.Getpgid(pid); err != nil || own == syscall.Getpgrp() {
		t.Errorf("it is in the group of who committed: %d, %v", own, err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	close(g.gate)
	l.version(2)
	second := l.commit("two") // its lock is free, and what it left is not lost
	l.idle()
	if a := l.want(0, "log"); !strings.Contains(a.stderr, "judged "+second[:7]) {
		t.Errorf("got %s", a.stderr)
	}
}

func TestARebaseIsJudgedOnceAtItsEnd(t *testing.T) {
	t.Parallel()
	l, g := behind(t, "")
	close(g.gate)
	quiet := l.at(".", "PROMPTGIT_EVAL=0")
	l.version(0)
	quiet.commit("base")
	quiet.git("checkout", "-q", "-b", "side")
	for n := range 3 {
		l.version(n + 1)
		quiet.commit(fmt.Sprint("side ", n+1))
	}
	quiet.git("checkout", "-q", "main")
	l.write("notes.txt", "x\n")
	quiet.commit("main")
	quiet.git("checkout", "-q", "side")
	l.git("rebase", "-q", "main")
	l.idle()
	head := l.git("rev-parse", "HEAD")
	if a := l.want(0, "log"); !strings.Contains(a.stderr, "judged "+head[:7]) || g.asked.Load() != 2 {
		t.Errorf("%d calls: %s", g.asked.Load(), a.stderr)
	}
	// A sequence of picks, and a worktree of its own.
	other := l.beside("other")
	quiet.git("worktree", "add", "-q", "-b", "picks", other, "main")
	w := l.at(other)
	w.git("cherry-pick", "side~2", "side~1", "side")
	l.idle()
	if n := g.asked.Load(); n > 6 {
		t.Errorf("want the newest alone, or few more, got %d calls", n)
	}
	if a := w.want(0, "log"); strings.Contains(a.stderr, "not judged") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestSaveHasItsCommitJudgedAsTheConfigurationSays(t *testing.T) {
	t.Parallel()
	l, g := behind(t, "")
	l.version(1)
	if out := l.program("save", "-m", "one", "--json"); !strings.Contains(out, `"judged": "background"`) {
		t.Errorf("got %s", out)
	}
	close(g.gate)
	l.idle()
	if a := l.want(0, "log"); strings.Count(a.stderr, "judged ") != 1 || g.asked.Load() != 2 {
		t.Errorf("%d calls: %s", g.asked.Load(), a.stderr)
	}
	l.version(2)
	if a := l.want(0, "save", "-m", "two", "--no-eval", "--json"); !strings.Contains(a.out, `"judged": "no"`) {
		t.Errorf("got %s", a.out)
	}
	l.write("promptgit.yaml", "version: 1\neval: {on: ci}\n")
	l.ok("save", "-m", "three") // CI is not set
	if n := g.asked.Load(); n != 2 {
		t.Errorf("want no more calls, got %d", n)
	}
	l.version(3)
	if a := l.at(".", "CI=true").want(0, "save", "-m", "four"); !strings.Contains(a.out, "\t1.00\t") || g.asked.Load() != 4 {
		t.Errorf("%d calls: %+v", g.asked.Load(), a)
	}
}
