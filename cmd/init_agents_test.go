package cmd_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/prompt"
)

func TestAgentsAreToldHowToWorkHere(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	first := l.ok("init", "--agents", "--no-hooks")
	for _, file := range []string{".agents/skills/promptgit/SKILL.md", ".claude/skills/promptgit/SKILL.md", "AGENTS.md", ".mcp.json"} {
		if !strings.Contains(first, "wrote  "+file+"\n") {
			t.Errorf("no %s: %s", file, first)
		}
	}
	if strings.Contains(first, "\nadd to ") {
		t.Errorf("nothing is left to add: %s", first)
	}
	src, err := os.ReadFile(filepath.Join(l.dir, ".claude/skills/promptgit/SKILL.md"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := prompt.Parse(".claude/skills/promptgit/SKILL.md", src, prompt.Options{})
	if err != nil || len(p.Warnings) > 0 || !strings.HasPrefix(string(src), "---\nname: promptgit\ndescription: ") {
		t.Errorf("no skill: %v %v", err, p)
	}
	for _, line := range fencedCommands(string(src)) {
		if a := l.run(append(strings.Fields(line)[:1], "--help")...); a.code != 0 {
			t.Errorf("no command %s", line)
		}
	}
	before := l.git("status", "--porcelain", "--untracked-files=all")
	if again := l.ok("init", "--agents", "--no-hooks"); strings.Contains(again, "wrote") || strings.Contains(again, "\nadd to ") || l.git("status", "--porcelain", "--untracked-files=all") != before {
		t.Errorf("a second time: %s", again)
	}
}

// fencedCommands are the commands of promptgit that stand as code in a text, without
// the name of the program.
func fencedCommands(text string) []string {
	var list []string
	for i, part := range strings.Split(text, "`") {
		if rest, ok := strings.CutPrefix(part, "promptgit "); ok && i%2 == 1 {
			list = append(list, rest)
		}
	}
	return list
}

func TestWhatPeopleWroteForAgentsStays(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("AGENTS.md", "# Ours\n")
	l.write(".mcp.json", "{\"mcpServers\": {\"other\": {}}}\n")
	l.write(".claude/skills/promptgit/SKILL.md", "ours\n")
	out := l.ok("init", "--agents", "--no-hooks")
	for _, want := range []string{
		"kept   AGENTS.md\n", "kept   .mcp.json\n", "kept   .claude/skills/promptgit/SKILL.md\n", "wrote  .agents/skills/promptgit/SKILL.md\n",
		"add to AGENTS.md:\n  Prompts here are measured", "add to .mcp.json:\n  {\n    \"mcpServers\"",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
	for file, want := range map[string]string{"AGENTS.md": "# Ours\n", ".claude/skills/promptgit/SKILL.md": "ours\n"} {
		if got, err := os.ReadFile(filepath.Join(l.dir, file)); err != nil || string(got) != want {
			t.Errorf("%s: %q %v", file, got, err)
		}
	}
}

func TestSkillsAreNotWrittenThroughALinkThatLeavesTheRepository(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	outside := l.beside("outside")
	if err := os.Mkdir(outside, 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(l.dir, ".claude")); err != nil {
		t.Skip(err)
	}
	a := l.run("init", "--agents", "--no-hooks")
	if a.code != 3 || !strings.Contains(a.stderr, ".claude/skills/promptgit/SKILL.md") || !strings.Contains(a.stderr, "leads out of the repository") {
		t.Errorf("%d\n%s", a.code, a.stderr)
	}
	if list, err := os.ReadDir(outside); err != nil || len(list) > 0 {
		t.Errorf("written outside: %v %v", list, err)
	}
}

func TestSkillsAreWrittenThroughALinkInsideTheRepository(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("CLAUDE.md", "# Ours\n")
	if err := errors.Join(os.Symlink("CLAUDE.md", filepath.Join(l.dir, "AGENTS.md")), os.Symlink(".agents", filepath.Join(l.dir, ".claude"))); err != nil {
		t.Skip(err)
	}
	out := l.ok("init", "--agents", "--no-hooks")
	for _, want := range []string{"wrote  .agents/skills/promptgit/SKILL.md\n", "kept   .claude/skills/promptgit/SKILL.md\n", "kept   AGENTS.md\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in %s", want, out)
		}
	}
}

func TestTheSkillOfPromptgitIsNotProposedAsAPrompt(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.ok("init", "--agents", "--no-hooks")
	if err := os.Remove(filepath.Join(l.dir, "promptgit.yaml")); err != nil {
		t.Fatal(err)
	}
	if out := l.ok("init", "--no-hooks"); strings.Contains(out, "SKILL.md") {
		t.Errorf("it is ours: %s", out)
	}
	l.write("skills/tidy/SKILL.md", "---\nname: tidy\ndescription: Tidy up.\n---\n# Steps\nLook first.\n")
	if out := l.ok("init", "--no-hooks"); !strings.Contains(out, "found  1 file SKILL.md\n") {
		t.Errorf("it is of people: %s", out)
	}
}

func TestPromptFilesBelowGitHubsFolderArePrompts(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write(".github/prompts/review.prompt.md", "---\nmode: agent\n---\n# Task\nReview ${input:file}.\n")
	l.ok("init", "--no-hooks")
	if out := l.ok("list"); !strings.HasPrefix(out, ".github/prompts/review.prompt.md\t") {
		t.Errorf("listed: %s", out)
	}
}
