//go:build unix

package cmd_test

import (
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAnInterruptedBisectKeepsWhatItKnows(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(16, 12)...)
	dir := t.TempDir()
	gate, waits := filepath.Join(dir, "gate"), filepath.Join(dir, "waits")
	if err := syscall.Mkfifo(gate, 0o600); err != nil {
		t.Fatal(err)
	}
	// Three samples are answered at once; the others wait for the gate.
	m := l.newModel(`[ $(wc -l < "${0%/*}/calls") -gt 3 ] && [ -p '` + gate + `' ] && { echo >> '` + waits + `'; read x < '` + gate + `'; }` + "\n" + honest)
	p := l.start("bisect", "--good", revs[0], "--provider", m.spec)
	eventually(t, "another version is asked", func() bool { return lines(t, waits) == 1 })
	before := lines(t, m.log) - 1
	p.signal(syscall.SIGINT)
	if code, by := p.wait(); code != 130 {
		t.Errorf("want exit 130, got %d (%v)\n%s%s", code, by, p.out.String(), p.stderr.String())
	}
	if !strings.Contains(p.out.String(), "undecided: ") || before < 2 {
		t.Errorf("what is known after %d samples is told, got %s", before, p.out.String())
	}
	if err := syscall.Unlink(gate); err != nil {
		t.Fatal(err)
	}
	m.calls()
	doc := l.bisect(0, "--good", revs[0], "--provider", m.spec)
	rest := m.calls()
	whole, _ := versions(t, 2, step(16, 12)...)
	other := whole.newModel(honest)
	if all := whole.bisect(0, "--good", "HEAD~15", "--provider", other.spec); *doc.Culprit != revs[12] || before+rest != all.ModelCalls || !near(doc.Posterior, all.Posterior) {
		t.Errorf("after %d calls %d more were made, where %d do: %+v", before, rest, all.ModelCalls, doc)
	}
	if again := l.bisect(0, "--good", revs[0], "--provider", m.spec); m.calls() != 0 || !near(again.Posterior, doc.Posterior) {
		t.Errorf("a third search is free, got %+v", again)
	}
}

func TestWhatIsJudgedAgainHasARecordAfterAnInterrupt(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 4, step(8, 5)...)
	dir := t.TempDir()
	gate, waits := filepath.Join(dir, "gate"), filepath.Join(dir, "waits")
	m := l.newModel(`[ -p '` + gate + `' ] && case "$in" in *q2*) echo >> '` + waits + `'; read x < '` + gate + `' ;; esac` + "\n" + honest)
	started := l.now
	l.now = func() time.Time { return started().AddDate(-5, 0, 0) }
	for _, rev := range []string{revs[0], revs[7]} {
		l.run("eval", rev, "--provider", m.spec)
	}
	m.calls()
	if err := syscall.Mkfifo(gate, 0o600); err != nil {
		t.Fatal(err)
	}
	p := l.start("bisect", "--good", revs[0], "--provider", m.spec) // by the clock of the machine
	eventually(t, "the third case of the good end is asked", func() bool { return lines(t, waits) == 1 })
	p.signal(syscall.SIGINT)
	if code, by := p.wait(); code != 130 {
		t.Errorf("want exit 130, got %d (%v)\n%s%s", code, by, p.out.String(), p.stderr.String())
	}
	if err := syscall.Unlink(gate); err != nil {
		t.Fatal(err)
	}
	if calls := m.calls(); calls != 3 {
		t.Fatalf("two cases were judged, and one was waited for: %d calls", calls)
	}
	l.now = time.Now
	a := l.want(0, "bisect", "--good", revs[0], "--provider", m.spec)
	if calls := m.calls(); !strings.Contains(a.out, revs[5]) || calls < 2+4 {
		t.Errorf("got %+v after %d calls", a, calls)
	}
	if a = l.want(0, "bisect", "--good", revs[0], "--provider", m.spec); m.calls() != 0 || strings.Contains(a.stderr, "older than") {
		t.Errorf("both ends have young records: got %+v", a)
	}
}

// A provider that dies is not asked for what is left of the history.
func TestASearchEndsWhereTheProviderDies(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 5, step(40, 20)...)
	m := l.newModel(`[ $(wc -l < "$(dirname "$0")/calls") -gt 8 ] && { echo "out of money" >&2; exit 3; }` + "\n" + honest)
	args := []string{"bisect", "--good", revs[0], "--provider", m.spec}
	dead := l.want(5, args...)
	if calls := m.calls(); calls != 8+5 {
		t.Errorf("%d calls", calls)
	}
	if !strings.Contains(dead.out, "undecided") || strings.Count(dead.stderr, "out of money") != 5 || !strings.Contains(dead.stderr, "does not answer any more") {
		t.Errorf("got %s%s", dead.out, dead.stderr)
	}
	// It answers again, as calls were counted anew, and the search goes on.
	if doc := l.bisect(0, args[1:]...); *doc.Culprit != revs[20] || m.calls() > 8 {
		t.Errorf("got %+v", doc)
	}
}

// One version that cannot be judged is no dead provider.
func TestASearchGoesAroundVersionsThatFail(t *testing.T) {
	t.Parallel()
	texts := step(24, 20)
	for v := 9; v < 16; v++ {
		texts[v] = "FAIL"
	}
	l, revs := versions(t, 3, texts...)
	m := l.newModel(`case "$in" in *FAIL*) exit 3 ;; esac` + "\n" + honest)
	if doc := l.bisect(0, "--good", revs[0], "--provider", m.spec); *doc.Culprit != revs[20] {
		t.Errorf("got %+v", doc)
	}
}

func TestABadEndThatCannotBeParsedIsTold(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, "good", "good", "BAD")
	l.set("prompts/p.md", "---\nfoo: [\n---\n{{ q }}\n", "broken")
	m := l.newModel(honest)
	a := l.want(0, "bisect", "--good", revs[0], "--provider", m.spec)
	if !strings.Contains(a.out, revs[2]+" is the first bad") || !strings.Contains(a.stderr, "the search ends at "+revs[2][:7]) {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	a = l.want(3, "bisect", "--good", revs[2], "--provider", m.spec)
	if !strings.Contains(a.stderr, "prompts/p.md:2:1") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
}
