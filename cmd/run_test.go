package cmd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestAPromptIsRenderedAsAModelWouldGetIt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a.md", "---\nmodel: echo:m\ntemperature: 0.5\n---\nsystem:\nBe {{mood}}.\nuser:\n{% for x in list %}[{{x}}]{% endfor %}{{o.k}}\n", "one")
	l.write("prompts/a.md", "Now {{mood}}.\n")
	vars := []string{"-v", "mood=kind", "-v", `list=["a","b"]`, "--var", `o={"k":1}`}
	old := append([]string{"render", "prompts/a.md", "--rev", "HEAD"}, vars...)
	if got, want := l.ok(old...), "system:\nBe kind.\n\nuser:\n[a][b]1\n"; got != want {
		t.Errorf("want %q, got %q", want, got)
	}
	if got, want := l.at("prompts").ok(append([]string{"render", "a.md"}, vars...)...), "user:\nNow kind.\n"; got != want {
		t.Errorf("want %q, got %q", want, got)
	}
	var doc struct {
		Schema, Rev, Prompt, Model, Rendered string
		Params                               map[string]any
		Messages                             []struct{ Role, Content string }
	}
	l.json(0, &doc, old...)
	if doc.Schema != "promptgit.render/v1" || len(doc.Rev) != 40 || doc.Prompt != "prompts/a.md" || doc.Model != "echo:m" || doc.Params["temperature"] != 0.5 {
		t.Errorf("got %+v", doc)
	}
	if diff := cmp.Diff([]struct{ Role, Content string }{{"system", "Be kind."}, {"user", "[a][b]1"}}, doc.Messages); diff != "" {
		t.Error(diff)
	}
	for _, c := range []struct {
		code int
		args []string
		want string
	}{
		{2, []string{"render"}, "usage: promptgit render PROMPT"},
		{2, []string{"render", "prompts/none.md"}, "there is no prompt prompts/none.md in worktree"},
		{2, []string{"render", "prompts/a.md", "-v", "novalue"}, "-v takes KEY=VALUE"},
		{2, []string{"render", "../a.md"}, "outside of the repository"},
		{4, []string{"render", "prompts/a.md", "--rev", "nowhere"}, "unknown revision"},
	} {
		if a := l.want(c.code, c.args...); !strings.Contains(a.stderr, c.want) {
			t.Errorf("%v: got %s", c.args, a.stderr)
		}
	}
	l.write("prompts/a.md", "{% if %}\n")
	if a := l.want(3, "render", "prompts/a.md"); !strings.Contains(a.stderr, "prompts/a.md:1:") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestAPromptIsRunOnceAndNothingIsRecorded(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a.md", "Say {{x}}.\n", "one")
	m := l.newModel(`echo "$in"; echo; echo "more"`)
	for range 2 {
		if got := l.ok("run", "prompts/a.md", "-v", "x=hi", "--provider", m.spec); got != "Say hi.\n\nmore\n" {
			t.Errorf("got %q", got)
		}
	}
	if n := m.calls(); n != 2 {
		t.Errorf("want a call each time, got %d", n)
	}
	if l.cached() != 0 || l.git("for-each-ref", "refs/notes") != "" {
		t.Error("something was recorded")
	}
	var doc struct {
		Schema, Rev, Prompt, Provider, Model, Rendered, Output string
		CostUSD                                                *float64 `json:"cost_usd"`
		Tokens                                                 struct{ Prompt, Completion, Total int }
		Simulated                                              bool
	}
	l.json(0, &doc, "run", "prompts/a.md", "-v", "x=hi", "--provider", "demo", "--model", "small")
	if doc.Schema != "promptgit.run/v1" || doc.Rev != "worktree" || doc.Provider != "demo" || doc.Model != "small" || !doc.Simulated || doc.Rendered != "Say hi." {
		t.Errorf("got %+v", doc)
	}
	if a := l.want(5, "run", "prompts/a.md", "-v", "x=hi", "--provider", "exec:false"); a.out != "" || !strings.Contains(a.stderr, "exit status 1") {
		t.Errorf("got %+v", a)
	}
	l.want(3, "run", "prompts/a.md", "-v", "x=hi")
}
