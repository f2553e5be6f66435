package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/llmtest"
)

// talking is a repository whose only prompt is a system message, judged by the
// tests that follow, and a model that answers by the last message.
func talking(t *testing.T, tests string, rules ...llmtest.Rule) (*lab, *llmtest.Server) {
	t.Helper()
	l, server := served(t, rules...)
	l.write("suites/a.yaml", tests)
	l.set("prompts/a.md", "---\nmodel: openai:gpt-4.1-mini\n---\nsystem:\nYou keep a {{kind}} list.\n", "two")
	return l, server
}

func TestACaseGoesOnWithWhatTheModelAnswered(t *testing.T) {
	t.Parallel()
	l, server := talking(t, `
- vars: {kind: short, what: milk}
  messages:
  - {role: user, content: "Add {{what}}"}
  - {role: user, content: "And bread"}
  - {role: assistant, content: "Sure."}
  - {role: user, content: "Read it"}
  assert: [{type: equals, value: "list: milk, bread"}]
`, llmtest.Rule{Match: "Add (.*)", Answer: "added $1", Tokens: [2]int{10, 1}}, llmtest.Rule{Match: "Read it", Answer: "list: milk, bread", Tokens: [2]int{20, 2}})
	doc := l.eval(0, "HEAD")
	r := doc.Runs[0]
	if r.Passed != 1 || r.Calls != 2 {
		t.Errorf("got %+v", r)
	}
	want := `[{"role":"system","content":"You keep a short list."},{"role":"user","content":"Add milk"},{"role":"assistant","content":"added milk"},` +
		`{"role":"user","content":"And bread"},{"role":"assistant","content":"Sure."},{"role":"user","content":"Read it"}]`
	if diff := cmp.Diff(want, r.Results[0].Rendered); diff != "" {
		t.Error(diff)
	}
	if n := len(server.Requests()[1].Chat.Messages); n != 6 {
		t.Errorf("the second call has %d messages", n)
	}
	l.write("suites/a.yaml", strings.Replace(l.read("suites/a.yaml"), "equals", "contains", 1))
	if again := l.eval(0, "HEAD").Runs[0]; again.Calls != 0 || again.Cached != 1 || server.Count() != 2 {
		t.Errorf("another assertion asked again: %+v", again)
	}
	l.write("suites/a.yaml", strings.Replace(l.read("suites/a.yaml"), "Read it", "Read it out", 1))
	if other := l.eval(0, "HEAD").Runs[0]; other.Calls != 1 || server.Count() != 3 {
		t.Errorf("only the changed turn is to be asked: %+v", other)
	}
}

const toolCall = `{"model":"m","choices":[{"finish_reason":"tool_calls","message":{"role":"assistant","content":null,"tool_calls":[{"id":"c7","type":"function","function":{"name":"price","arguments":"{\"of\":\"milk\"}"}}]}}],"usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":2}}`

const toolTurns = `
- vars: {kind: short}
  messages:
  - {role: user, content: What is milk?}
  - {role: tool, name: price, content: "1.20"}
  assert: [{type: contains, value: "1.20"}]
`

func TestAResultAnswersTheCallThatTheModelMade(t *testing.T) {
	t.Parallel()
	l, server := talking(t, toolTurns, llmtest.Rule{Match: "milk", Body: toolCall}, llmtest.Rule{Match: "1.20", Answer: "It costs 1.20"})
	r := l.eval(0, "HEAD").Runs[0]
	if r.Passed != 1 || r.Calls != 2 {
		t.Errorf("got %+v", r)
	}
	if !strings.Contains(r.Results[0].Rendered, `{"role":"tool","content":"1.20","name":"price","tool_call_id":"c7"}`) {
		t.Errorf("got %s", r.Results[0].Rendered)
	}
	if server.Count() != 2 {
		t.Errorf("%d calls", server.Count())
	}
}

func TestAModelThatDoesNotCallTheToolFails(t *testing.T) {
	t.Parallel()
	l, _ := talking(t, toolTurns, llmtest.Rule{Match: "milk", Answer: "It costs 1.20"})
	r := l.eval(1, "HEAD").Runs[0]
	if r.Failed != 1 || r.Errors != 0 || r.Results[0].Output != "It costs 1.20" {
		t.Fatalf("got %+v", r)
	}
	if got := r.Results[0].Asserts; len(got) != 1 || got[0].Type != "messages" || !strings.Contains(got[0].Reason, "did not call price") {
		t.Errorf("got %+v", got)
	}
}

func TestAnImageCountsByItsBytes(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	png := "\x89PNG\r\n\x1a\n and more"
	l.write("suites/pics/cat.png", png)
	l.write("suites/a.yaml", `
- vars: {}
  messages: [{role: user, content: [{type: text, text: "Look:"}, {type: image, image: file://pics/cat.png, detail: low}]}]
  assert: [{type: contains, value: "Look:"}]
`)
	l.set("prompts/a.md", "---\nmodel: echo\n---\nsystem:\nSee.\n", "one")
	var before struct {
		Runs []struct {
			Results []struct{ Case, Rendered string }
		}
	}
	l.json(0, &before, "eval")
	first := before.Runs[0].Results[0]
	if !strings.Contains(first.Rendered, `"type":"image","media_type":"image/png","sha256":"`) || strings.Contains(first.Rendered, "PNG") {
		t.Errorf("got %s", first.Rendered)
	}
	l.write("suites/pics/cat.png", png+"!")
	after := before
	after.Runs = nil
	l.json(0, &after, "eval")
	if second := after.Runs[0].Results[0]; second.Case == first.Case || second.Rendered == first.Rendered {
		t.Errorf("another picture is the same case: %+v", second)
	}
}

func TestMessagesThatCannotBeSaidAreRefusedWhereTheyStand(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a.md", "---\nmodel: echo\n---\nsystem:\nSee.\n", "one")
	for name, c := range map[string]struct{ message, want string }{
		"a role that is none":     {"{role: boss, content: x}", "suites/a.yaml:3:5: a message needs one of the roles"},
		"no role":                 {"{content: x}", "suites/a.yaml:3:5: a message needs one of the roles"},
		"an unknown key":          {"{role: user, contents: x}", `suites/a.yaml:3:5: unknown key "contents" of a message`},
		"a file that is no image": {"{role: user, content: [{type: image, image: file://a.txt}]}", "suites/a.txt is no image"},
		"a file that is not there": {
			"{role: user, content: [{type: image, image: file://none.png}]}", "suites/a.yaml:3:5: there is no file suites/none.png",
		},
		"a file outside":             {"{role: user, content: [{type: file, file: file://../../x.pdf}]}", "outside the repository"},
		"an answer at the end":       {"{role: assistant, content: done}", "nothing is left to be asked"},
		"a result of no call":        {"{role: tool, content: x}", "answers no call"},
		"a data URI without a type":  {`{role: user, content: [{type: image, image: "data:x"}]}`, "data URI"},
		"calls of a user":            {"{role: user, content: x, tool_calls: [{name: f}]}", "only an assistant message calls tools"},
		"a part of an unknown type":  {"{role: user, content: [{type: sound, text: x}]}", "a part of a content must be"},
		"a content that is a number": {"{role: user, content: 7}", "content of a message must be a text or a list of parts"},
	} {
		l.write("suites/a.txt", "text")
		l.write("suites/a.yaml", "- vars: {}\n  messages:\n  - "+c.message+"\n")
		if a := l.want(3, "eval"); !strings.Contains(a.stderr, c.want) {
			t.Errorf("%s: want %q, got\n%s", name, c.want, a.stderr)
		}
	}
}

func (l *lab) read(path string) string {
	l.t.Helper()
	raw, err := os.ReadFile(filepath.Join(l.dir, path))
	if err != nil {
		l.t.Fatal(err)
	}
	return string(raw)
}
