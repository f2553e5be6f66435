package cmd_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// streamedDoc is what --json tells of answers.
type streamedDoc struct {
	Runs []struct {
		Cached  int
		Results []struct {
			Output       string
			FinishReason *string        `json:"finish_reason"`
			Tokens       map[string]int `json:"tokens"`
			CostUSD      *float64       `json:"cost_usd"`
			FirstTokenMS *int64         `json:"first_token_ms"`
			LatencyMS    int64          `json:"latency_ms"`
		}
	}
}

func TestTheTimeToTheFirstTokenIsToldAndKept(t *testing.T) {
	t.Parallel()
	for _, api := range []string{"chat", "responses"} {
		l, server := served(t, llmtest.Rule{Match: "Say (.*)", Answer: "I say $1 now", Tokens: [2]int{100, 10}})
		l.set("promptgit.yaml", "providers:\n  live: {type: openai, base_url: \""+server.URL+"\", stream: true, api: "+api+"}\n", "stream")
		for i, word := range []string{"say", "now"} {
			l.set("suites/a.yaml", "tests:\n- {vars: {x: one}, assert: [{type: contains, value: "+word+"}]}\n", word)
			var doc streamedDoc
			l.json(0, &doc, "eval", "HEAD", "--provider", "live", "--model", "gpt-4.1-mini")
			if doc.Runs[0].Cached != i {
				t.Fatalf("%s: %d are cached: %+v", api, doc.Runs[0].Cached, doc)
			}
			for _, r := range doc.Runs[0].Results {
				if !strings.HasPrefix(r.Output, "I say") || r.FinishReason == nil || *r.FinishReason != "stop" || r.Tokens["total"] != 110 ||
					r.CostUSD == nil || *r.CostUSD <= 0 || r.FirstTokenMS == nil || *r.FirstTokenMS < 1000 || *r.FirstTokenMS > r.LatencyMS {
					t.Errorf("%s, run %d: got %+v", api, i, r)
				}
			}
		}
		var one struct {
			FirstTokenMS *int64 `json:"first_token_ms"`
		}
		l.json(0, &one, "run", "prompts/a.md", "-v", "x=one", "--provider", "live", "--model", "m")
		if one.FirstTokenMS == nil || *one.FirstTokenMS < 1000 { // the clock of the lab ticks in seconds
			t.Errorf("%s: got %+v", api, one)
		}
	}
}

func TestWhatAProviderDoesNotTellIsNull(t *testing.T) {
	t.Parallel()
	l, _ := served(t, llmtest.Rule{Body: `{"choices":[{"message":{"content":"one two"}}]}`})
	var doc streamedDoc
	l.json(0, &doc, "eval", "HEAD", "--model", "openai:llama")
	r := doc.Runs[0].Results[0]
	if r.Output != "one two" || r.FinishReason != nil || r.Tokens != nil || r.CostUSD != nil || r.FirstTokenMS != nil {
		t.Errorf("got %+v", r)
	}
}
