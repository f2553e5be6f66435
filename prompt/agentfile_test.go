package prompt_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func parsedFile(t *testing.T, file, text string) *prompt.Prompt {
	t.Helper()
	p, err := prompt.Parse(file, []byte(text), prompt.Options{})
	if err != nil {
		t.Fatalf("%s: %v", file, err)
	}
	return p
}

func variableIDs(p *prompt.Prompt) []string {
	var ids []string
	for _, v := range p.Variables {
		ids = append(ids, v.ID)
	}
	return ids
}

func TestInstructionsOfAgentsAreReadWhateverStandsInTheirFrontMatter(t *testing.T) {
	t.Parallel()
	for file, c := range map[string]struct {
		text, model, role string
		want              []string
	}{
		"AGENTS.md":     {"# Setup\nRun make.\n# Style\nShort lines.\n", "", "system", []string{"section:system/Setup", "section:system/Style"}},
		"sub/CLAUDE.md": {"Intro.\nuser:\nnot a role line here\n", "", "system", []string{"block:system/1"}},
		"s/SKILL.md": {
			"---\nname: s\ndescription: Use it for {{x}}\nallowed-tools: Bash(git diff:*), Read\nmetadata: {a: [1]}\ncolor: blue\n---\n# Do\nIt.\n", "", "system",
			[]string{"tools", "section:system/Do"},
		},
		".claude/agents/a.md": {"---\nname: a\ntools: Read, Grep\nmodel: sonnet\ncolor: red\n---\nYou review.\n", "sonnet", "system", []string{"tools", "model", "block:system/1"}},
		".github/agents/b.agent.md": {
			"---\ndescription: d\nmodel: ['GPT-5', 'Claude Sonnet 4.5 (copilot)']\ntools: ['changes', 'codebase']\nhandoffs:\n  - label: Go\n    send: true\nmcp-servers: {x: {command: y}}\n---\n# A\nb\n",
			"GPT-5", "system",
			[]string{"model", "tools", "section:system/A"},
		},
		"go.instructions.md":              {"---\napplyTo: '**/*.go'\n---\n# Go\nUse `{{ .Name }}` and {% raw %}.\n", "", "system", []string{"section:system/Go"}},
		".cursor/rules/ts.mdc":            {"---\ndescription: a: b: c\nglobs: *.ts\nalwaysApply: true\nmodel: gpt-5\n---\n# TS\nx\n", "gpt-5", "system", []string{"model", "section:system/TS"}},
		".claude/commands/fix.md":         {"---\nargument-hint: [issue]\nmodel: {odd: true}\n---\nFix $ARGUMENTS.\n", "", "user", []string{"block:user/1"}},
		"c.chatmode.md":                   {"---\nmode: agent\ntools: []\n---\nPlan.\n", "", "system", []string{"param:mode", "block:system/1"}},
		".github/copilot-instructions.md": {"---\n---\nBe brief.\n", "", "system", []string{"block:system/1"}},
	} {
		p := parsedFile(t, file, c.text)
		if p.Format != "agent" || p.Model != c.model || p.Messages[0].Role != c.role || p.Tools != nil || p.Params.Len() > 0 {
			t.Errorf("%s: %s, model %q, role %s, tools %v, params %v", file, p.Format, p.Model, p.Messages[0].Role, p.Tools, p.Params)
		}
		if diff := cmp.Diff(c.want, variableIDs(p)); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
		if warned := len(p.Warnings) > 0; warned != strings.HasSuffix(file, ".mdc") {
			t.Errorf("%s: %v", file, p.Warnings)
		}
		out, err := p.Render(t.Context(), nil, prompt.RenderOptions{})
		if err != nil || out[0].Text != p.Messages[0].Text {
			t.Errorf("%s is not sent as it stands: %v %v", file, out, err)
		}
	}
	p, err := prompt.Parse("AGENTS.md", []byte("x\n"), prompt.Options{Role: "user"})
	if err != nil || p.Messages[0].Role != "user" {
		t.Errorf("the configuration says otherwise: %v %v", p, err)
	}
}

func TestWhatAnEditorAsksForIsFilledInByCases(t *testing.T) {
	t.Parallel()
	text := "Explain ${input:topic:what is it about?} for ${input:who} in ${file} with {{ braces }}, $HOME, ${input:}, ${input:open and #file:a.md\n"
	p := parsedFile(t, "x.prompt.md", "---\nmode: ask\n---\n"+text)
	if diff := cmp.Diff([]string{"topic", "who"}, p.Uses()); diff != "" {
		t.Error(diff)
	}
	out, err := p.Render(t.Context(), value.NewObject("topic", "Go ${input:who}", "file", "no"), prompt.RenderOptions{})
	want := "Explain Go ${input:who} for ${input:who} in ${file} with {{ braces }}, $HOME, ${input:}, ${input:open and #file:a.md"
	if err != nil || out[0].Text != want {
		t.Errorf("got %v %v", out, err)
	}
	if y := parsedFile(t, "y.prompt.md", "Say {{ x }}\n"); y.Engine != "nunjucks" {
		t.Errorf("a prompt without them is a template: %s", y.Engine)
	}
	p = parsedFile(t, ".claude/commands/fix.md", "Fix $ARGUMENTS and not $ARGUMENTS2, $1 or $$ARGUMENTS\n")
	out, err = p.Render(t.Context(), value.NewObject("ARGUMENTS", "#12"), prompt.RenderOptions{})
	if err != nil || out[0].Text != "Fix #12 and not $ARGUMENTS2, $1 or $#12" {
		t.Errorf("got %v %v", out, err)
	}
}

func TestToolsThatAnEditorHasAreNotSent(t *testing.T) {
	t.Parallel()
	p := parsedFile(t, "x.prompt.md", "---\ntools: ['changes', {name: look, description: d, parameters: {type: object}}]\n---\nx\n")
	if list, ok := p.Tools.([]any); !ok || len(list) != 1 {
		t.Errorf("got %v", p.Tools)
	}
	if ids := variableIDs(p); ids[0] != "tools" {
		t.Errorf("they count: %v", ids)
	}
}
