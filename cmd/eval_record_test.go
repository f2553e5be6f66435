package cmd_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/llmtest"
)

func TestARecordedRunReplaysToTheSameScores(t *testing.T) {
	t.Parallel()
	l, server := served(t,
		llmtest.Rule{Match: "one", Answer: "I say one", As: "m-2025", Tokens: [2]int{100, 10}, Finish: "length"},
		llmtest.Rule{Match: "two", Answer: "I say 2", Tokens: [2]int{50, 5}},
	)
	first := l.eval(1, "--repeat", "2", "--record", "answers.jsonl").Runs[0]
	text := l.read("answers.jsonl")
	if strings.Contains(text, plantedKey) {
		t.Error("the key is recorded")
	}
	lines := strings.Split(strings.TrimSpace(text), "\n")
	if len(lines) != 4 {
		t.Fatalf("want a line per sample, got %s", text)
	}
	var one map[string]any
	if err := json.Unmarshal([]byte(lines[0]), &one); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]any{
		"index": 0.0, "sample": 0.0, "provider": "openai", "model": "gpt-4.1-mini", "answered_model": "m-2025", "output": "I say one", "finish_reason": "length",
		"rendered": `[{"role":"system","content":"Be brief."},{"role":"user","content":"Say one"}]`,
	} {
		if one[key] != want {
			t.Errorf("%s: want %v, got %v", key, want, one[key])
		}
	}
	if info, err := os.Stat(filepath.Join(l.dir, "answers.jsonl")); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got %v, %v", info.Mode(), err)
	}
	calls := server.Count()
	again := l.eval(1, "--repeat", "2", "--provider", "replay:answers.jsonl").Runs[0]
	if server.Count() != calls {
		t.Error("the server was called")
	}
	if again.Passed != first.Passed || again.Failed != first.Failed || again.Errors != 0 || *again.Score != *first.Score {
		t.Errorf("want %+v, got %+v", first, again)
	}
	for i := range first.Results {
		if diff := cmp.Diff(first.Results[i].Output, again.Results[i].Output); diff != "" || again.Results[i].Pass != first.Results[i].Pass {
			t.Errorf("result %d: %s", i, diff)
		}
	}
	// The same again, from the cache: in the same order, call or no call.
	l.eval(1, "--repeat", "2", "-j", "1", "--record", "again.jsonl")
	if cached := l.read("again.jsonl"); cached != text || server.Count() != calls {
		t.Errorf("%d calls, want\n%s\ngot\n%s", server.Count()-calls, text, cached)
	}
	l.write("prompts/a.md", strings.Replace(l.read("prompts/a.md"), "Say {{x}}", "Please say {{x}}", 1))
	a := l.want(5, "eval", "--provider", "replay:answers.jsonl")
	if !strings.Contains(a.stderr+a.out, "only for another text of the prompt") {
		t.Errorf("got %s", a.stderr+a.out)
	}
}

func TestFailedCallsAreRecordedAsSuch(t *testing.T) {
	t.Parallel()
	l, _ := served(t, llmtest.Rule{Match: "one", Status: 400, Body: `{"error":{"message":"no"}}`}, llmtest.Rule{Match: "two", Answer: "two"})
	l.want(5, "eval", "--record", "answers.jsonl")
	if text := l.read("answers.jsonl"); !strings.Contains(text, `"error":"HTTP 400: no"`) || !strings.Contains(text, `"output":"two"`) {
		t.Errorf("got %s", text)
	}
	r := l.eval(5, "--provider", "replay:answers.jsonl").Runs[0]
	if r.Passed != 1 || r.Errors != 1 || !strings.Contains(r.Results[0].Error, "recorded: HTTP 400: no") {
		t.Errorf("got %+v", r)
	}
}

func TestARecordOfACommitIsRecordedAnewWhereAFileIsAskedFor(t *testing.T) {
	t.Parallel()
	l, server := served(t, llmtest.Rule{Match: "Say (.*)", Answer: "$1"})
	l.eval(0, "HEAD")
	l.eval(0, "HEAD", "--record", "answers.jsonl")
	if text := l.read("answers.jsonl"); strings.Count(text, "\n") != 2 || server.Count() != 2 {
		t.Errorf("%d calls, %s", server.Count(), text)
	}
}

func TestWhereARecordingCannotBeWrittenIsSaidBeforeACall(t *testing.T) {
	t.Parallel()
	l, server := served(t)
	for _, path := range []string{"suites", "nowhere/answers.jsonl"} {
		if a := l.want(2, "eval", "--record", path); !strings.Contains(a.stderr, "--record: ") {
			t.Errorf("%s: got %s", path, a.stderr)
		}
	}
	if server.Count() != 0 {
		t.Errorf("%d calls", server.Count())
	}
	left, err := filepath.Glob(filepath.Join(l.dir, ".promptgit-*"))
	if err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestTheTurnsOfAConversationReplay(t *testing.T) {
	t.Parallel()
	l, server := talking(t, `
- vars: {kind: short}
  messages:
  - {role: user, content: "Add milk"}
  - {role: user, content: "Read it"}
  assert: [{type: equals, value: "list: milk"}]
`, llmtest.Rule{Match: "Add (.*)", Answer: "added $1"}, llmtest.Rule{Match: "Read it", Answer: "list: milk"})
	l.eval(0, "--record", "answers.jsonl")
	if n := strings.Count(l.read("answers.jsonl"), "\n"); n != 2 || server.Count() != 2 {
		t.Errorf("%d lines, %d calls", n, server.Count())
	}
	if r := l.eval(0, "--provider", "replay:answers.jsonl").Runs[0]; r.Passed != 1 || server.Count() != 2 {
		t.Errorf("%d calls, %+v", server.Count(), r)
	}
}
