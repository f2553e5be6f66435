//go:build unix

package cmd_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/promptgit/promptgit/cmd"
)

// agent is a client of promptgit mcp, which runs as a process of its own.
type agent struct {
	t       *testing.T
	session *mcp.ClientSession
	process *process
}

// agent connects the official client to a server in the folder of the lab.
func (l *lab) agent(args ...string) *agent {
	l.t.Helper()
	return l.agentWith(nil, args...)
}

func (l *lab) agentWith(o *mcp.ClientOptions, args ...string) *agent {
	l.t.Helper()
	p := l.command(append([]string{"mcp"}, args...)...)
	p.cmd.Stdout = nil // the protocol's
	client := mcp.NewClient(&mcp.Implementation{Name: "test", Version: "1"}, o)
	session, err := client.Connect(l.t.Context(), &mcp.CommandTransport{Command: p.cmd, TerminateDuration: time.Minute}, nil)
	if err != nil {
		l.t.Fatalf("%v\n%s", err, p.stderr.String())
	}
	l.t.Cleanup(func() { _ = session.Close() })
	return &agent{l.t, session, p}
}

// said is what a tool gave.
type said struct {
	failed bool
	text   string // for people
	doc    string // JSON
}

func (a *agent) call(tool string, args map[string]any) said {
	a.t.Helper()
	s, err := a.try(a.t.Context(), tool, args)
	if err != nil {
		a.t.Fatalf("%s %v: %v\n%s", tool, args, err, a.process.stderr.String())
	}
	return s
}

func (a *agent) try(ctx context.Context, tool string, args map[string]any) (said, error) {
	if args == nil {
		args = map[string]any{}
	}
	res, err := a.session.CallTool(ctx, &mcp.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		return said{}, err
	}
	s := said{failed: res.IsError}
	for i, c := range res.Content {
		if text, ok := c.(*mcp.TextContent); ok && i == 0 {
			s.text = text.Text
		}
	}
	raw, err := json.Marshal(res.StructuredContent)
	s.doc = string(raw)
	return s, err
}

// into calls a tool that must succeed and decodes its document.
func (a *agent) into(doc any, tool string, args map[string]any) said {
	a.t.Helper()
	s := a.call(tool, args)
	if s.failed {
		a.t.Fatalf("%s %v: %s", tool, args, s.text)
	}
	if err := json.Unmarshal([]byte(s.doc), doc); err != nil {
		a.t.Fatalf("%s: %v\n%s", tool, err, s.doc)
	}
	return s
}

// triageLab is a repository of three iterations of a prompt, judged by eight cases,
// that all fail from the last one on. Nothing in it takes long.
func triageLab(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for i := range 8 {
		fmt.Fprintf(&suite, "- {id: c%d, vars: {ticket: number %d}, assert: [{type: contains, value: kind}]}\n", i, i)
	}
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/triage.yaml", suite.String())
	for i, text := range []string{"# Role\nSort {{ ticket }}.\n\n# Tone\nBe kind.\n", "# Role\nSort {{ ticket }} well.\n\n# Tone\nBe kind.\n", "# Role\nSort {{ ticket }} well.\n\n# Tone\nBe brisk.\n"} {
		l.set("prompts/triage.md", text, fmt.Sprintf("iteration %d", i+1))
	}
	l.want(1, "eval", "--all")
	return l
}

func TestAnAgentDrivesEveryTool(t *testing.T) {
	t.Parallel()
	l := triageLab(t)
	l.write("prompts/triage.md", "# Role\nSort {{ ticket }} at once.\n\n# Tone\nBe kind again.\n")
	l.git("add", "--all")
	l.git("update-ref", "refs/promptgit/labels/prompts/triage.md/production", "HEAD~1")
	a := l.agent()
	var names []string
	for tool, err := range a.session.Tools(t.Context(), nil) {
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, tool.Name)
		spends := slices.Contains([]string{"eval", "bisect"}, tool.Name)
		if h := tool.Annotations; h == nil || h.ReadOnlyHint == spends || *h.DestructiveHint || *h.OpenWorldHint != spends {
			t.Errorf("%s: %+v", tool.Name, h)
		}
	}
	var want []string
	for _, tool := range cmd.AgentTools() {
		want = append(want, tool.Name)
	}
	if diff := cmp.Diff(sorted(want), sorted(names)); diff != "" {
		t.Error(diff)
	}
	for _, c := range []struct {
		tool         string
		args         map[string]any
		schema, says string
	}{
		{"list", nil, "list", "prompts/triage.md: score 0.00"},
		{"log", map[string]any{"limit": 2}, "log", "call again with offset 2 for more"},
		{"log", map[string]any{"where": `verdict == "worse"`}, "log", "worse by -1.00"},
		{"show", nil, "show", "8 fail"},
		{"show", map[string]any{"rev": "HEAD~1", "show": "all", "limit": 2}, "show", "rows 1 to 2 of 8"},
		{"diff", map[string]any{"a": "HEAD~1"}, "diff", "8 cases compared, 8 broken"},
		{"check", nil, "check", "refused: at most 1 variable a commit"},
		{"check", map[string]any{"target": "HEAD~2..HEAD"}, "check", "the policy allows it"},
		{"split_plan", nil, "split", "section:user/Tone"},
		{"render", map[string]any{"prompt": "prompts/triage.md", "vars": map[string]any{"ticket": "late"}}, "render", "1 message for -"},
		{"eval", map[string]any{"max_calls": 0, "rev": "HEAD"}, "eval", "from its record"},
		{"eval", map[string]any{"max_calls": 20, "show": "none"}, "eval", "8 calls made; 192 of 200 calls left"},
		{"bisect", map[string]any{"max_calls": 100}, "bisect", "found"},
		{"eval_plan", map[string]any{"rev": "HEAD"}, "eval-plan", "it has a record"},
		{"labels", nil, "labels", "prompts/triage.md@production is "},
		{"get", map[string]any{"prompt": "prompts/triage.md", "rev": "production"}, "get", "prompts/triage.md@production is "},
		{"advise", nil, "advise", "next: "},
		{"lint", nil, "lint", ""},
		{"suite_stats", nil, "suite-stats", "8 cases, finds a drop of"},
	} {
		var doc struct{ Schema string }
		s := a.into(&doc, c.tool, c.args)
		if doc.Schema != "promptgit."+c.schema+"/v1" || !strings.Contains(s.text, c.says) {
			t.Errorf("%s %v: %s\n%s", c.tool, c.args, s.text, s.doc)
		}
		want = slices.DeleteFunc(want, func(name string) bool { return name == c.tool })
	}
	if len(want) > 0 {
		t.Errorf("not called: %v", want)
	}
	if got := l.git("status", "--porcelain"); got != "M  prompts/triage.md" {
		t.Errorf("the working tree was touched: %s", got)
	}
}

func TestToolsGiveTheDocumentsOfTheCommands(t *testing.T) {
	t.Parallel()
	l := triageLab(t)
	a := l.agent()
	for _, c := range []struct {
		tool string
		args map[string]any
		line []string
	}{
		{"list", nil, []string{"list"}},
		{"log", map[string]any{"limit": 200}, []string{"log"}},
		{"check", map[string]any{"target": "HEAD"}, []string{"check", "HEAD"}},
		{"advise", nil, []string{"advise"}},
		{"suite_stats", nil, []string{"suite", "stats"}},
		{"render", map[string]any{"prompt": "prompts/triage.md", "vars": map[string]any{"ticket": "a"}, "max_text": 20_000}, []string{"render", "prompts/triage.md", "-v", "ticket=a"}},
	} {
		var got, want any
		a.into(&got, c.tool, c.args)
		code := l.run(append(c.line, "--json")...).code
		l.json(code, &want, c.line...)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %.2000s", c.tool, diff)
		}
	}
}

func TestAToolSaysWhatToDoNext(t *testing.T) {
	t.Parallel()
	l, _ := served(t)
	l.set("prompts/other.md", "Other.\n", "two")
	noKey := l.at(".", "OPENAI_API_KEY=", "OPENAI_BASE_URL=")
	for _, c := range []struct {
		at         *lab
		tool       string
		args       map[string]any
		says, next string
	}{
		{l, "show", nil, "there is no record of", "promptgit eval"},
		{l, "eval", map[string]any{"prompt": "prompts/other.md", "max_calls": 1}, "no suite judges prompts/other.md", "write suites/other.yaml"},
		{l, "eval", map[string]any{"prompt": "prompts/none.md", "max_calls": 1}, "no prompt matches", "a glob counts from the root"},
		{l, "eval", map[string]any{"max_calls": 201}, "200 of 200 calls left in this session", "higher --max-calls"},
		{l, "eval", nil, "max_calls", ""},
		{l, "log", map[string]any{"rev": "nowhere"}, "nowhere", ""},
		{l, "log", map[string]any{"where": "scor > 1"}, "scor", ""},
		{l, "show", map[string]any{"show": "some"}, "enum", ""},
		{l, "check", map[string]any{"target": "a...b"}, "is not a range", "write A..B"},
		{noKey, "eval", map[string]any{"prompt": "prompts/a.md", "max_calls": 5}, "set the environment variable OPENAI_API_KEY", ""},
	} {
		s := c.at.agent().call(c.tool, c.args)
		if !s.failed || !strings.Contains(s.text, c.says) || c.next != "" && !strings.Contains(s.text, "next: ") || !strings.Contains(s.text, c.next) {
			t.Errorf("%s %v: %+v", c.tool, c.args, s)
		}
		if c.next != "" && c.tool != "show" && !strings.Contains(s.doc, `"schema":"promptgit.error/v1"`) {
			t.Errorf("%s %v: %s", c.tool, c.args, s.doc)
		}
	}
}

func TestTheServerNeedsARepository(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	p := l.at(l.beside("home")).start("mcp")
	if code, _ := p.wait(); code != 4 || !strings.Contains(p.stderr.String(), "promptgit") || p.out.Len() > 0 {
		t.Errorf("exit %d: %s", code, p.stderr.String())
	}
	for _, args := range [][]string{{"--max-calls", "-1"}, {"--max-cost", "-1"}, {"--max-cost", "NaN"}, {"more"}} {
		if got := l.want(2, append([]string{"mcp"}, args...)...); got.out != "" {
			t.Errorf("%v: %s", args, got.out)
		}
	}
}
