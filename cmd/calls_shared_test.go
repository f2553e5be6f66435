//go:build unix

package cmd_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// crowd is a repository with a linked worktree, whose suite asks a model and a
// judge on loopback.
func crowd(t *testing.T, cases int, rules ...llmtest.Rule) (main, linked *lab, server *llmtest.Server) {
	t.Helper()
	l, server := served(t, append(rules,
		llmtest.Rule{Model: "judge", Answer: `{"pass": true, "score": 1, "reason": "good"}`, Delay: 10 * time.Millisecond},
		llmtest.Rule{Match: "Say (.*)", Answer: "I say $1", Delay: 10 * time.Millisecond},
	)...)
	var suite strings.Builder
	suite.WriteString("defaultTest: {assert: [{type: llm-rubric, value: it answers}]}\ntests:\n")
	for i := range cases {
		fmt.Fprintf(&suite, "- {vars: {x: word %d}, assert: [{type: equals, value: I say word %d}]}\n", i, i)
	}
	l.set("suites/a.yaml", suite.String(), "many cases")
	l.git("worktree", "add", "-q", "--detach", l.beside("linked"))
	return l, l.at(l.beside("linked")), server
}

// passesAll checks that a process judged all its cases, and that they passed.
func passesAll(t *testing.T, p *process, cases int) (calls int) {
	t.Helper()
	if code, by := p.wait(); code != 0 {
		t.Fatalf("exit %d (%v)\n%s", code, by, p.stderr.String())
	}
	var doc evalDoc
	if err := json.Unmarshal(p.out.Bytes(), &doc); err != nil {
		t.Fatalf("%v\n%s", err, p.out.String())
	}
	r := doc.Runs[0]
	if r.Passed != cases || r.Errors != 0 || r.Calls+r.Cached != cases {
		t.Errorf("%d passed, %d errors, %d calls and %d cached of %d", r.Passed, r.Errors, r.Calls, r.Cached, cases)
	}
	for i, one := range r.Results {
		if !one.Pass || one.Output != fmt.Sprintf("I say word %d", i) {
			t.Errorf("case %d: %q", i, one.Output)
		}
	}
	if p.stderr.Len() > 0 && strings.Contains(p.stderr.String(), "warning") {
		t.Errorf("stderr: %s", p.stderr.String())
	}
	return r.Calls
}

// TestFourProcessesPayForEachQuestionOnce starts four processes on one suite and
// a cold cache, two of them in a linked worktree.
func TestFourProcessesPayForEachQuestionOnce(t *testing.T) {
	t.Parallel()
	const cases = 60
	l, linked, server := crowd(t, cases)
	var running []*process
	for i := range 4 {
		at := l
		if i%2 == 1 {
			at = linked
		}
		running = append(running, at.start("eval", "-j", "8", "--judge", "openai:judge", "--json"))
	}
	calls := 0
	for _, p := range running {
		calls += passesAll(t, p, cases)
	}
	if calls != cases || server.Count() != 2*cases {
		t.Errorf("%d questions and as many verdicts took %d calls and %d requests", cases, calls, server.Count())
	}
}

// TestWhatAKilledProcessWasAskingIsAskedByTheNext kills a process whose calls
// hang, while another one waits for their answers.
func TestWhatAKilledProcessWasAskingIsAskedByTheNext(t *testing.T) {
	t.Parallel()
	const cases, hang = 30, 4
	l, linked, server := crowd(t, cases, llmtest.Rule{Match: "^Say", Fault: llmtest.Hang, Times: hang})
	first := l.start("eval", "-j", strconv.Itoa(hang), "--judge", "openai:judge", "--json")
	server.Wait(t.Context(), hang)
	second := linked.start("eval", "-j", "8", "--judge", "openai:judge", "--json")
	server.Wait(t.Context(), hang+2*(cases-hang)) // all that the first one leaves
	first.signal(syscall.SIGKILL)
	if _, by := first.wait(); by != syscall.SIGKILL {
		t.Errorf("want it killed, got %v", by)
	}
	if calls := passesAll(t, second, cases); calls != cases {
		t.Errorf("%d calls for %d cases", calls, cases)
	}
	if want := hang + 2*cases; server.Count() != want {
		t.Errorf("want %d requests, got %d", want, server.Count())
	}
}

// TestAnInterruptEndsTheWaitForAnotherProcess: nobody is kept by what somebody
// else asks.
func TestAnInterruptEndsTheWaitForAnotherProcess(t *testing.T) {
	t.Parallel()
	const cases, held = 5, 4
	l, linked, server := crowd(t, cases, llmtest.Rule{Match: "^Say", Fault: llmtest.Hang})
	first := l.start("eval", "-j", strconv.Itoa(held), "--judge", "openai:judge")
	server.Wait(t.Context(), held)
	second := linked.start("eval", "-j", strconv.Itoa(held), "--judge", "openai:judge")
	server.Wait(t.Context(), cases) // it waits for four and asks the fifth
	apart := linked.start("eval", "-j", strconv.Itoa(cases), "--judge", "openai:judge", "--no-cache")
	server.Wait(t.Context(), 2*cases) // without a cache it waits for nobody
	for _, p := range []*process{second, apart, first} {
		p.signal(syscall.SIGINT)
		if code, by := p.wait(); code != 130 {
			t.Errorf("exit %d (%v)\n%s", code, by, p.stderr.String())
		}
	}
	if server.Count() != 2*cases {
		t.Errorf("%d requests", server.Count())
	}
}
