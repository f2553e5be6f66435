//go:build unix

package cmd_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// costly is a repository whose suite has so many cases, and a model on a server.
func costly(t *testing.T, cases int, rules ...llmtest.Rule) (*lab, *llmtest.Server) {
	t.Helper()
	l, server := served(t, rules...)
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for i := range cases {
		fmt.Fprintf(&suite, "- {id: c%d, vars: {x: number %d}, assert: [{type: contains, value: number}]}\n", i, i)
	}
	l.set("suites/a.yaml", suite.String(), "more cases")
	return l, server
}

func TestASessionNeverPassesItsCalls(t *testing.T) {
	t.Parallel()
	l, server := costly(t, 30, llmtest.Rule{Match: "number 7", Status: 500}, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1"})
	l.set("promptgit.yaml", "eval: {max_retries: 3}\n", "retries")
	a := l.agent("--max-calls", "40")
	var under sync.WaitGroup
	for i := range 6 {
		under.Go(func() {
			_, _ = a.try(t.Context(), "eval", map[string]any{"max_calls": 10, "repeat": i + 1, "prompt": "prompts/a.md"})
		})
	}
	under.Wait()
	for range 8 { // what was put back may be spent, and no more
		_, _ = a.try(t.Context(), "eval", map[string]any{"max_calls": 10, "repeat": 9})
		_, _ = a.try(t.Context(), "bisect", map[string]any{"max_calls": 10})
	}
	for n := 9; n > 0; n-- {
		_, _ = a.try(t.Context(), "eval", map[string]any{"max_calls": n, "repeat": 9})
	}
	if n := server.Count(); n != 40 {
		t.Errorf("%d requests, want all 40 and no more", n)
	}
	if s := a.call("eval", map[string]any{"max_calls": 1}); !s.failed || !strings.Contains(s.text, "0 of 40 calls left") || !strings.Contains(s.text, "ask a person") {
		t.Errorf("got %+v", s)
	}
	if s := a.call("eval", map[string]any{"max_calls": 0, "show": "all", "limit": 200, "cases": []string{"c1"}}); strings.Contains(s.text, "1 call") || server.Count() != 40 {
		t.Errorf("no call at all: %+v", s)
	}
}

func TestASessionNeverPassesItsCost(t *testing.T) {
	t.Parallel()
	// 1000 completion tokens of gpt-4.1-mini cost $0.0016, and max_tokens bounds them.
	l, server := costly(t, 20, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1", Tokens: [2]int{0, 1000}})
	l.set("prompts/a.md", "---\nmodel: openai:gpt-4.1-mini\nmax_tokens: 1000\n---\nSay {{x}}\n", "bounded")
	a := l.agent("--max-cost", "0.01")
	var under sync.WaitGroup
	for range 4 {
		under.Go(func() {
			_, _ = a.try(t.Context(), "eval", map[string]any{"max_calls": 20, "max_cost": 0.0025})
		})
	}
	under.Wait()
	for range 4 {
		_, _ = a.try(t.Context(), "eval", map[string]any{"max_calls": 20})
	}
	if n := server.Count(); n < 4 || n > 6 {
		t.Errorf("%d requests of $0.0016 for $0.01", n)
	}
	if s := a.call("eval", map[string]any{"max_calls": 1, "max_cost": 0.01}); !s.failed || !strings.Contains(s.text, "of $0.01 left") {
		t.Errorf("got %+v", s)
	}
	l.write("prompts/a.md", "---\nmodel: openai:no-such-model\n---\nSay {{x}}\n")
	if s := a.call("eval", map[string]any{"max_calls": 1}); !s.failed || !strings.Contains(s.text, "unknown price") {
		t.Errorf("a price that is not known: %+v", s)
	}
}

func TestTheConfigurationBoundsAnAgentToo(t *testing.T) {
	t.Parallel()
	l, server := costly(t, 10, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1"})
	l.write("promptgit.yaml", "eval: {max_calls: 3}\n")
	if s := l.agent().call("eval", map[string]any{"max_calls": 100}); !s.failed || server.Count() != 3 || !strings.Contains(s.text, "3 calls made; 197 of 200") {
		t.Errorf("%d requests, %+v", server.Count(), s)
	}
}

func TestACanceledCallEndsAndKeepsWhatItBought(t *testing.T) {
	t.Parallel()
	l, server := costly(t, 20, llmtest.Rule{Match: "number [01]$", Answer: "number"}, llmtest.Rule{Fault: llmtest.Hang})
	a := l.agent("--max-calls", "30")
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		server.Wait(t.Context(), 10)
		eventually(t, "two answers are kept", func() bool { return l.cached() == 2 })
		cancel()
	}()
	if _, err := a.try(ctx, "eval", map[string]any{"max_calls": 20}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	eventually(t, "the requests end and their calls are counted", func() bool {
		s := a.call("eval", map[string]any{"max_calls": 31})
		return strings.Contains(s.text, "left in this session") && !strings.Contains(s.text, "set aside")
	})
	made := server.Count()
	s := a.call("eval", map[string]any{"max_calls": 31})
	var left int
	_, after, _ := strings.Cut(s.text, "there are ")
	if _, err := fmt.Sscanf(after, "%d of 30 calls left", &left); err != nil || left > 30-made || left < 10 { // one that did not get to the server counts, too
		t.Errorf("%d requests: %s", made, s.text)
	}
	if s := a.call("eval", map[string]any{"max_calls": 0, "cases": []string{"c0", "c1"}}); s.failed || server.Count() != made {
		t.Errorf("what was answered is kept: %+v", s)
	}
}

func TestProgressIsToldWhereItIsAskedFor(t *testing.T) {
	t.Parallel()
	l, _ := costly(t, 20, llmtest.Rule{Answer: "number", Delay: 150 * time.Millisecond})
	l.write("promptgit.yaml", "eval: {concurrency: 2}\n")
	var last atomic.Pointer[mcp.ProgressNotificationParams]
	a := l.agentWith(&mcp.ClientOptions{ProgressNotificationHandler: func(_ context.Context, req *mcp.ProgressNotificationClientRequest) {
		if was := last.Swap(req.Params); was != nil && was.Progress >= req.Params.Progress {
			t.Errorf("%v after %v", req.Params.Progress, was.Progress)
		}
	}})
	params := &mcp.CallToolParams{Name: "eval", Arguments: map[string]any{"max_calls": 20}}
	params.SetProgressToken("p")
	if res, err := a.session.CallTool(t.Context(), params); err != nil || res.IsError {
		t.Fatalf("%v %+v", err, res)
	}
	p := last.Load()
	if p == nil || p.ProgressToken != "p" || p.Total != 20 || !strings.Contains(p.Message, "of 20 samples") {
		t.Errorf("got %+v", p)
	}
}

func TestCallsAtOnceAreAnswered(t *testing.T) {
	t.Parallel()
	l := triageLab(t)
	a := l.agent()
	var under sync.WaitGroup
	for i := range 12 {
		under.Go(func() {
			tool, args := []string{"log", "list", "advise", "eval"}[i%4], map[string]any{}
			if tool == "eval" {
				args = map[string]any{"max_calls": 20, "show": "none"}
			}
			if s, err := a.try(t.Context(), tool, args); err != nil || s.failed {
				t.Errorf("%s: %v %s", tool, err, s.text)
			}
		})
	}
	under.Wait()
}
