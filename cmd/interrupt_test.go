//go:build unix

package cmd_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// slow is a repository with six cases, of which three are answered at once. The
// others wait for a pipe as long as it is there.
func slow(t *testing.T) (l *lab, spec, calls, pids, gate string) {
	t.Helper()
	l = newLab(t)
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for _, name := range []string{"quick-1", "quick-2", "quick-3", "slow-1", "slow-2", "slow-3"} {
		suite.WriteString("- {id: " + name + ", vars: {x: " + name + "}, assert: [{type: contains, value: " + name + "}]}\n")
	}
	l.write("suites/a.yaml", suite.String())
	l.set("prompts/a.md", "{{x}}\n", "one")
	dir := l.t.TempDir()
	calls, pids, gate = filepath.Join(dir, "calls"), filepath.Join(dir, "pids"), filepath.Join(dir, "gate")
	if err := syscall.Mkfifo(gate, 0o600); err != nil {
		t.Fatal(err)
	}
	script := filepath.Join(dir, "model.sh")
	body := "#!/bin/sh\nin=$(cat)\necho \"$in\" >> " + calls + "\necho $$ >> " + pids +
		"\ncase $in in slow*) [ -p " + gate + " ] && read x < " + gate + ";; esac\necho \"$in\"\n"
	if err := os.WriteFile(script, []byte(body), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	return l, "exec:" + script, calls, pids, gate
}

func TestAnInterruptKeepsWhatIsFinished(t *testing.T) {
	t.Parallel()
	for _, s := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(s.String(), func(t *testing.T) {
			t.Parallel()
			l, spec, calls, pids, gate := slow(t)
			p := l.start("eval", "HEAD", "--provider", spec)
			eventually(t, "all are asked and three are kept", func() bool { return lines(t, calls) == 6 && lines(t, pids) == 6 && l.cached() == 3 })
			p.signal(s)
			if code, by := p.wait(); code != 130 {
				t.Errorf("want exit 130, got %d (%v)\n%s", code, by, p.stderr.String())
			}
			if !strings.Contains(p.stderr.String(), "interrupted") || !strings.Contains(p.out.String(), "3/6") {
				t.Errorf("got %s%s", p.out.String(), p.stderr.String())
			}
			raw, err := os.ReadFile(pids)
			if err != nil {
				t.Fatal(err)
			}
			for _, line := range linesOf(string(raw)) {
				pid, err := strconv.Atoi(line)
				if err != nil || alive(t, pid) {
					t.Errorf("the model %s still runs (%v)", line, err)
				}
			}
			if n := l.records(); n != 1 {
				t.Errorf("want 1 record, incomplete, got %d", n)
			}
			if err := os.Remove(gate); err != nil {
				t.Fatal(err)
			}
			r := l.eval(0, "HEAD", "--provider", spec).Runs[0]
			if r.Calls != 3 || r.Cached != 3 || r.Reused || lines(t, calls) != 9 {
				t.Errorf("want 3 calls more, got %d, %+v", lines(t, calls)-6, r)
			}
			if r := l.eval(0, "HEAD", "--provider", spec).Runs[0]; !r.Reused || lines(t, calls) != 9 {
				t.Errorf("got %+v", r)
			}
			l.git("fsck", "--strict")
		})
	}
}

// TestASecondInterruptEndsItAtOnce holds promptgit up while it winds down, by a
// git that waits for a pipe.
func TestASecondInterruptEndsItAtOnce(t *testing.T) {
	t.Parallel()
	l, spec, calls, _, _ := slow(t)
	git, err := exec.LookPath("git")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	stuck, asked, wait := filepath.Join(dir, "stuck"), filepath.Join(dir, "asked"), filepath.Join(dir, "wait")
	if err = syscall.Mkfifo(wait, 0o600); err != nil {
		t.Fatal(err)
	}
	body := "#!/bin/sh\n[ -e " + stuck + " ] && echo $$ >> " + asked + " && read x < " + wait + "\nexec " + git + " \"$@\"\n"
	if err = os.WriteFile(filepath.Join(dir, "git"), []byte(body), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	held := l.at(".", "PATH="+dir+string(os.PathListSeparator)+os.Getenv("PATH"))
	p := held.start("eval", "HEAD", "--provider", spec)
	eventually(t, "all are asked and three are kept", func() bool { return lines(t, calls) == 6 && l.cached() == 3 })
	if err = os.WriteFile(stuck, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	p.signal(syscall.SIGINT)
	eventually(t, "it writes down what is finished", func() bool { return lines(t, asked) > 0 })
	p.signal(syscall.SIGINT)
	if code, by := p.wait(); by != syscall.SIGINT {
		t.Errorf("want it ended by the interrupt, got exit %d (%v)\n%s", code, by, p.stderr.String())
	}
	if err = os.Remove(stuck); err != nil {
		t.Fatal(err)
	}
	release, err := os.OpenFile(wait, os.O_RDWR, 0) // lets the git that waits go on
	if err != nil {
		t.Fatal(err)
	}
	defer release.Close() //nolint:errcheck // nothing is lost
	if _, err = release.WriteString("\n\n\n\n"); err != nil {
		t.Fatal(err)
	}
}
