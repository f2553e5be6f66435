package cmd_test

import (
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// planDoc is what eval --plan --json says.
type planDoc struct {
	Schema  string
	Columns []planColumn
	Total   struct {
		planTakes
		Recorded int
		Tokens   *int
		Seconds  *float64
	}
	Concurrency int
	Fits        bool
}

type planTakes struct {
	Calls, Cached int
	Questions     int      `json:"judge_questions"`
	Again         int      `json:"judged_again"`
	CostUSD       *float64 `json:"cost_usd"`
	JudgeUSD      *float64 `json:"judge_cost_usd"`
}

type planColumn struct {
	Rev, Prompt, Suite string
	Record             *string
	Cases, Samples     int
	planTakes
	AtLeast bool `json:"at_least"`
	Tokens  struct {
		Input, Output, Total *int
		Basis                string
	}
	Seconds  *float64
	Asserted int
	MinDrop  *float64 `json:"min_drop"`
}

func (l *lab) plan(code int, args ...string) planDoc {
	l.t.Helper()
	var doc planDoc
	l.json(code, &doc, append([]string{"eval", "--plan"}, args...)...)
	if doc.Schema != "promptgit.eval-plan/v1" {
		l.t.Errorf("got %+v", doc)
	}
	return doc
}

// gitFiles lists all there is in the git directory, with its size.
func (l *lab) gitFiles() map[string]int64 {
	l.t.Helper()
	list := map[string]int64{}
	err := filepath.WalkDir(filepath.Join(l.dir, ".git"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			info, gone := d.Info()
			if gone == nil {
				list[path] = info.Size() + info.ModTime().UnixNano()<<8
			}
			return gone
		}
		return err
	})
	if err != nil {
		l.t.Fatal(err)
	}
	return list
}

func TestAPlanCountsWhatTheRunTakesAndTouchesNothing(t *testing.T) {
	t.Parallel()
	l, server := served(t, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1", Tokens: [2]int{100, 10}})
	noKey := l.at(".", "OPENAI_API_KEY=")
	before := l.gitFiles()
	doc := noKey.plan(0, "HEAD", "--repeat", "3")
	c := doc.Columns[0]
	if c.Calls != 6 || c.Cases != 2 || c.Samples != 6 || c.Cached != 0 || c.Tokens.Basis != "unknown" || c.CostUSD != nil || doc.Total.Tokens != nil || c.Seconds != nil || c.Tokens.Input == nil {
		t.Errorf("got %+v", c)
	}
	if diff := cmp.Diff(before, l.gitFiles()); diff != "" || server.Count() != 0 {
		t.Errorf("a plan wrote something, or asked: %d\n%s", server.Count(), diff)
	}
	l.want(0, "eval", "HEAD", "--repeat", "3")
	if server.Count() != c.Calls {
		t.Errorf("planned %d calls, made %d", c.Calls, server.Count())
	}
	before = l.gitFiles()
	doc = noKey.plan(0, "HEAD", "--repeat", "3")
	if c = doc.Columns[0]; c.Record == nil || c.Calls != 0 || doc.Total.Recorded != 1 || *c.CostUSD != 0 || c.Tokens.Basis != "none" {
		t.Errorf("got %+v", c)
	}
	doc = noKey.plan(0, "HEAD", "--repeat", "5") // three of five samples are kept
	if c = doc.Columns[0]; c.Calls != 4 || c.Cached != 6 || c.Record != nil {
		t.Errorf("got %+v", c)
	}
	// What the cases took before is what they are expected to take: 110 tokens a call.
	l.write("prompts/a.md", "---\nmodel: openai:gpt-4.1-mini\n---\nSay {{x}}\n")
	c = noKey.plan(0).Columns[0]
	if c.Rev != "worktree" || c.Tokens.Basis != "records" || *c.Tokens.Total != 220 || c.CostUSD == nil || *c.CostUSD <= 0 || c.Seconds == nil {
		t.Errorf("got %+v", c)
	}
	if diff := cmp.Diff(before, l.gitFiles()); diff != "" {
		t.Errorf("a plan wrote something\n%s", diff)
	}
	// Without records the bound of the prompt is the most that it can be.
	l.write("prompts/a.md", "---\nmodel: openai:gpt-4.1\nmax_tokens: 50\n---\nSay {{x}}\n")
	c = noKey.plan(0).Columns[0]
	if c.Tokens.Basis != "max_tokens" || *c.Tokens.Output != 100 || *c.CostUSD <= 100*8.0/1e6 {
		t.Errorf("got %+v", c)
	}
	rows := noKey.ok("eval", "--plan")
	if fields := strings.Split(strings.TrimSuffix(rows, "\n"), "\t"); len(fields) != 15 || fields[4] != "to judge" || fields[10] != "100" || fields[11] != "max_tokens" {
		t.Errorf("got %q", rows)
	}
}

func TestAPlanSaysNoWhereTheRunWouldPassItsLimits(t *testing.T) {
	t.Parallel()
	l, _ := served(t)
	if a := l.want(1, "eval", "--plan", "--max-calls", "1"); !strings.Contains(a.stderr, "it takes at least 2 calls, and may make 1 (max_calls)") || a.out == "" {
		t.Errorf("got %+v", a)
	}
	if doc := l.plan(1, "--max-calls", "1"); doc.Fits {
		t.Errorf("got %+v", doc)
	}
	l.plan(0, "--max-calls", "2", "--max-cost", "0.01") // what it costs is not known
	l.write("prompts/a.md", "---\nmodel: openai:gpt-4.1\nmax_tokens: 5000\n---\nSay {{x}}\n")
	if a := l.want(1, "eval", "--plan", "--max-cost", "0.01"); !strings.Contains(a.stderr, "it costs about $0.08") {
		t.Errorf("got %+v", a)
	}
	l.write("prompts/a.md", "---\nmodel: openai:nobody-knows\n---\nSay {{x}}\n")
	if a := l.want(1, "eval", "--plan", "--max-cost", "1"); !strings.Contains(a.stderr, "the price of openai:nobody-knows is not known") {
		t.Errorf("got %+v", a)
	}
	for _, flag := range []string{"--watch", "--git-bisect", "--record=x", "--output=x", "--cassette=x", "--shard=1/2"} {
		args := []string{"eval", "--plan", flag}
		if flag == "--git-bisect" {
			args = append(args, "HEAD")
		}
		if a := l.run(args...); a.code != 2 && a.code != 125 {
			t.Errorf("%s: got %+v", flag, a)
		}
	}
}

func TestAPlanCountsJudgesConversationsAndColumns(t *testing.T) {
	t.Parallel()
	l, server := withJudge(t, "judge: {provider: openai:gpt-4.1, votes: 3}\n", verdicts()...)
	c := l.plan(0).Columns[0]
	if c.Calls != 2 || c.Questions != 6 || c.JudgeUSD != nil || *c.CostUSD != 0 || c.Tokens.Basis != "free" {
		t.Errorf("got %+v", c)
	}
	l.want(1, "eval", "HEAD")
	if server.Count() != c.Questions {
		t.Errorf("planned %d questions, asked %d", c.Questions, server.Count())
	}
	l.write("prompts/a.md", "Say it: {{x}}\n")
	if c = l.plan(0).Columns[0]; c.JudgeUSD == nil || *c.JudgeUSD <= 0 {
		t.Errorf("want the cost of the judges as it was, got %+v", c)
	}
	// The smallest drop is that of suite stats.
	var stats struct {
		Suites []struct {
			MinDrop *float64 `json:"min_drop"`
		}
	}
	var cases strings.Builder
	for i := range 20 {
		fmt.Fprintf(&cases, "- {vars: {x: %d}, assert: [{type: contains, value: a}]}\n", i)
	}
	l.write("suites/a.yaml", "tests:\n"+cases.String()+"- {vars: {x: none}}\n")
	l.json(0, &stats, "suite", "stats")
	doc := l.plan(0, "--matrix", "temperature=0,1", "model=echo,openai:gpt-4.1")
	if c = doc.Columns[0]; len(doc.Columns) != 4 || c.Asserted != 20 || c.MinDrop == nil || *c.MinDrop != *stats.Suites[0].MinDrop || doc.Total.Calls != 4*21 {
		t.Errorf("got %+v", doc)
	}
	// Two answers before the last one.
	l.write("suites/a.yaml", "tests:\n- vars: {x: a}\n  messages:\n  - {role: user, content: hi}\n  - {role: user, content: more}\n  assert: [{type: contains, value: a}]\n")
	if c = l.plan(0).Columns[0]; !c.AtLeast || c.Calls != 3 {
		t.Errorf("got %+v", c)
	}
	if rows := l.ok("eval", "--plan"); !strings.Contains(rows, "\t3+\t") {
		t.Errorf("got %s", rows)
	}
}

func TestAPlanNeedsNoTrustAndSaysThatARunWould(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.script("model.sh", "echo called >> calls; cat")
	l.write("promptgit.yaml", "provider: mine\nproviders:\n  mine: {type: exec, command: ./model.sh}\n")
	l.write("suites/a.yaml", "tests:\n- {vars: {x: one}, assert: [{type: contains, value: one}]}\n")
	l.write("prompts/a.md", "Say {{x}}\n")
	if a := l.want(0, "eval", "--plan"); !strings.Contains(a.stderr, "eval would stop here") || !strings.Contains(a.stderr, "promptgit trust") {
		t.Errorf("got %+v", a)
	}
	l.want(5, "eval")
	if rows := l.at(".", "PROMPTGIT_TRUST=1").ok("eval", "--plan"); !strings.Contains(rows, "\tto judge\t1\t1\t0\t") {
		t.Errorf("got %s", rows)
	}
	l.git("init", "-q", "--bare", "-b", "main", l.beside("bare.git"))
	l.commit("one")
	l.git("push", "-q", l.beside("bare.git"), "main")
	if doc := l.at(l.beside("bare.git")).plan(0); len(doc.Columns) != 1 || len(doc.Columns[0].Rev) != 40 {
		t.Errorf("got %+v", doc)
	}
}
