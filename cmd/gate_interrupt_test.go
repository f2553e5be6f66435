//go:build unix

package cmd_test

import (
	"os"
	"strings"
	"syscall"
	"testing"
)

func TestAGateThatIsInterruptedHasNoAnswerAndKeepsWhatItPaidFor(t *testing.T) {
	t.Parallel()
	l, spec, calls, _, gate := slow(t)
	l.git("tag", "base")
	l.set("prompts/a.md", "{{x}} again\n", "two")
	summary := l.beside("summary")
	p := l.at(".", "GITHUB_STEP_SUMMARY="+summary).start("gate", "--base", "base", "--provider", spec, "-j", "12")
	eventually(t, "all are asked and six are kept", func() bool { return lines(t, calls) == 12 && l.cached() == 6 })
	p.signal(syscall.SIGINT)
	if code, by := p.wait(); code != 130 {
		t.Errorf("want exit 130, got %d (%v)\n%s", code, by, p.stderr.String())
	}
	if _, err := os.Stat(summary); err == nil || p.out.Len() > 0 || !strings.Contains(p.stderr.String(), "interrupted") {
		t.Errorf("got %s%s", p.out.String(), p.stderr.String())
	}
	if err := os.Remove(gate); err != nil {
		t.Fatal(err)
	}
	doc := l.gate(0, "--base", "base", "--provider", spec)
	if doc.Calls != 6 || lines(t, calls) != 18 {
		t.Errorf("want 6 calls more, got %d, %+v", lines(t, calls)-12, doc)
	}
}
