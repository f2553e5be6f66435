package cmd_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// renamed is a server of OpenAI's protocol that repeats what it is asked, counts
// its calls, and whose model can be another one from one moment to the next.
type renamed struct {
	calls atomic.Int64
	model atomic.Value // name that it answers with
	fail  atomic.Value // text in a prompt for which it has no answer
}

// modelServer is a repository as [gated], with a server that answers.
func modelServer(t *testing.T, base, head int) (*lab, *renamed) {
	t.Helper()
	r := &renamed{}
	r.model.Store("m-1")
	r.fail.Store("nothing")
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		r.calls.Add(1)
		raw, err := io.ReadAll(req.Body)
		var asked struct{ Messages []struct{ Content string } }
		if err != nil || json.Unmarshal(raw, &asked) != nil || strings.Contains(asked.Messages[0].Content, r.fail.Load().(string)) {
			http.Error(w, `{"error":{"message":"no"}}`, http.StatusBadRequest)
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{ // a client that is gone needs no answer
			"model":   r.name(asked.Messages[0].Content),
			"choices": []any{map[string]any{"finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": asked.Messages[0].Content}}},
			"usage":   map[string]any{"prompt_tokens": 10, "completion_tokens": 10, "total_tokens": 20},
		})
	}))
	t.Cleanup(server.Close)
	l := gated(t, base, head)
	l.write("promptgit.yaml", "provider: here\nproviders: {here: {type: openai, base_url: '"+server.URL+"/v1', model: m}}\neval: {max_retries: 0}\n")
	return l.at(".", "OPENAI_API_KEY="+plantedKey), r
}

// name is that of the model; "by version" stands for one for each version.
func (r *renamed) name(text string) string {
	name := r.model.Load().(string)
	if name == "by version" {
		name = "m-" + text[len(text)-4:]
	}
	return name
}

func (r *renamed) taken() int { return int(r.calls.Swap(0)) }

func TestAGateAsksForWhatHasNoRecord(t *testing.T) {
	t.Parallel()
	l, server := modelServer(t, 0, 6)
	l.ok("eval", "base")
	if n := server.taken(); n != 20 {
		t.Fatalf("got %d calls", n)
	}
	doc := l.gate(1, "--base", "base")
	if n := server.taken(); n != 20 || doc.Calls != 20 || !doc.Verdicts[0].ReusedA || doc.Verdicts[0].ReusedB {
		t.Errorf("want the head asked alone, got %d calls, %+v", n, doc)
	}
	doc = l.gate(1, "--base", "base")
	if n := server.taken(); n != 0 || doc.Calls != 0 || !doc.Verdicts[0].ReusedA || !doc.Verdicts[0].ReusedB || l.records() != 2 {
		t.Errorf("got %d calls, %+v", n, doc)
	}
	doc = l.gate(1, "--base", "base", "--refresh")
	if n := server.taken(); n != 40 || doc.Calls != 40 {
		t.Errorf("--refresh asks for all, got %d calls", n)
	}
}

func TestAGateThatJudgesNothingComparesRecords(t *testing.T) {
	t.Parallel()
	l, server := modelServer(t, 0, 6)
	doc := l.gate(5, "--base", "base", "--no-eval")
	if diff := cmp.Diff([]string{
		"there is no record of " + doc.Base[:7] + ", and --no-eval judges nothing",
		"there is no record of " + doc.Head[:7] + ", and --no-eval judges nothing",
	}, doc.Verdicts[0].Reasons); diff != "" || doc.Answer != "unjudged" {
		t.Error(diff)
	}
	l.run("eval", "base..HEAD")
	l.ok("eval", "base")
	server.taken()
	if doc = l.gate(1, "--base", "base", "--no-eval"); server.taken() != 0 || *doc.Verdicts[0].Verdict != "worse" {
		t.Errorf("got %+v", doc)
	}
	later := l.at(".")
	later.now = func() time.Time { return l.now().AddDate(0, 0, 31) }
	doc = later.gate(5, "--base", "base", "--no-eval")
	if !strings.Contains(doc.Verdicts[0].Reasons[0], "is older than eval.max_age, and --no-eval judges nothing") || server.taken() != 0 {
		t.Errorf("got %+v", doc)
	}
}

func TestAnOldRecordIsNotComparedWithAFreshOne(t *testing.T) {
	t.Parallel()
	l, server := modelServer(t, 0, 6)
	l.ok("eval", "base")
	server.taken()
	later := l.at(".")
	later.now = func() time.Time { return l.now().AddDate(0, 0, 31) }
	doc := later.gate(1, "--base", "base")
	v := doc.Verdicts[0]
	if n := server.taken(); n != 40 || v.ReusedA || v.ReusedB {
		t.Errorf("want both asked afresh, got %d calls, %+v", n, v)
	}
	if diff := cmp.Diff([]string{"the record of " + doc.Base[:7] + " is older than eval.max_age"}, v.JudgedAgain); diff != "" {
		t.Error(diff)
	}
	fresh := l.git("rev-parse", "refs/notes/promptgit/results")
	l.git("update-ref", "refs/notes/promptgit/results", fresh+"~1") // as where the notes are fetched anew
	if doc = later.gate(1, "--base", "base"); server.taken() != 0 || doc.Cached != 40 || len(doc.Verdicts[0].JudgedAgain) != 1 {
		t.Errorf("answers that are fresh are kept: %+v", doc)
	}
	if doc = later.gate(1, "--base", "base"); server.taken() != 0 || len(doc.Verdicts[0].JudgedAgain) != 0 {
		t.Errorf("the fresh records stand, also where the old one has as many samples: %+v", doc)
	}
	// The echo of a prompt never changes.
	free := gated(t, 0, 6)
	free.ok("eval", "base")
	later = free.at(".")
	later.now = func() time.Time { return free.now().AddDate(0, 0, 31) }
	if v = later.gate(1, "--base", "base").Verdicts[0]; !v.ReusedA || len(v.JudgedAgain) != 0 {
		t.Errorf("got %+v", v)
	}
}

func TestAnOldAnswerInTheCacheIsNoFreshOne(t *testing.T) {
	t.Parallel()
	l, server := modelServer(t, 0, 6)
	l.run("eval", "--prompt", "prompts/a.md") // of the working tree: the answers are kept, and no record
	server.taken()
	later := l.at(".")
	later.now = func() time.Time { return l.now().AddDate(0, 0, 31) }
	doc := later.gate(1, "--base", "base")
	if n := server.taken(); n != 40 || doc.Cached != 0 {
		t.Errorf("got %d calls, %+v", n, doc.Verdicts[0])
	}
}

func TestAnotherResolvedModelIsNotComparedWithThePromptThatChanged(t *testing.T) {
	t.Parallel()
	l, server := modelServer(t, 0, 6)
	l.ok("eval", "base")
	server.model.Store("m-2")
	server.taken()
	doc := l.gate(1, "--base", "base")
	v := doc.Verdicts[0]
	if n := server.taken(); n != 40 || v.ReusedA {
		t.Errorf("want the head asked and then the base again, got %d calls, %+v", n, v)
	}
	if diff := cmp.Diff([]string{doc.Base[:7] + " was answered by m-1 and " + doc.Head[:7] + " by m-2"}, v.JudgedAgain); diff != "" {
		t.Error(diff)
	}
	if doc = l.gate(1, "--base", "base"); server.taken() != 0 || len(doc.Verdicts[0].JudgedAgain) != 0 {
		t.Errorf("of the records that there are two of one model stand side by side: %+v", doc.Verdicts[0])
	}
}

func TestModelsThatDoNotStayTheSameSayNothingOfThePrompt(t *testing.T) {
	t.Parallel()
	l, server := modelServer(t, 0, 6)
	server.model.Store("by version")
	v := l.gate(5, "--base", "base").Verdicts[0]
	if n := server.taken(); n != 40 || !strings.Contains(strings.Join(v.Reasons, ""), "the sides were answered by m-One. and m-Two., also when asked again") {
		t.Errorf("both were asked just now: %d calls, %+v", n, v)
	}
	if v = l.gate(5, "--base", "base", "--no-eval").Verdicts[0]; server.taken() != 0 || !strings.Contains(v.Reasons[0], "the records are of m-One. and m-Two.") {
		t.Errorf("got %+v", v)
	}
}

func TestWhatCouldNotBeJudgedIsNoYes(t *testing.T) {
	t.Parallel()
	l, server := modelServer(t, 0, 0)
	l.set("prompts/a.md", "# Task\nright {{x}}, please\n", "three")
	server.fail.Store("right 7,")
	doc := l.gate(5, "--base", "base")
	v := doc.Verdicts[0]
	if doc.Answer != "unjudged" || v.Errors != 1 || *v.Verdict != "unknown" || v.Reasons[0] != "1 of 20 cases could not be judged at "+doc.Head[:7] {
		t.Errorf("got %+v", v)
	}
	server.fail.Store("nothing")
	server.taken()
	if doc = l.gate(0, "--base", "base"); server.taken() != 1 || doc.Answer != "yes" {
		t.Errorf("the next gate asks for what is missing alone: %+v", doc)
	}
}

func TestABudgetThatIsSpentIsNoAnswer(t *testing.T) {
	t.Parallel()
	l, server := modelServer(t, 0, 6)
	a := l.want(5, "gate", "--base", "base", "--max-calls", "25")
	if n := server.taken(); n != 25 || !strings.Contains(a.out, "gate: unjudged") || !strings.Contains(a.stderr, "maximum") {
		t.Errorf("got %d calls, %s%s", n, a.out, a.stderr)
	}
	if a = l.want(2, "gate", "--base", "base", "--max-cost", "1"); !strings.Contains(a.stderr, "price") {
		t.Errorf("got %s", a.stderr)
	}
	l.want(1, "gate", "--base", "base")
	if n := server.taken(); n != 15 {
		t.Errorf("what was paid for is kept: %d calls", n)
	}
}

func TestAnotherModelOfThePromptIsCompared(t *testing.T) {
	t.Parallel()
	l, server := modelServer(t, 0, 0)
	l.set("prompts/a.md", "---\nmodel: other\n---\n"+breaking(6), "another model")
	l.git("tag", "-f", "base", "HEAD~1")
	v := l.gate(1, "--base", "base").Verdicts[0]
	if server.taken() != 40 || len(v.JudgedAgain) != 0 || !strings.Contains(strings.Join(v.Changes, " "), "model") {
		t.Errorf("got %+v", v)
	}
}
