package cmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/promptgit/promptgit/gitops"
	"github.com/promptgit/promptgit/templates"
)

const (
	agentsFile = "AGENTS.md"
	// Where agents look for skills: Claude Code in the first, others in the second.
	claudeSkill = ".claude/skills/promptgit/SKILL.md"
	agentsSkill = ".agents/skills/promptgit/SKILL.md"
)

// agentsPointer is what AGENTS.md says, which every agent reads.
const agentsPointer = "Prompts here are measured with promptgit: read " + agentsSkill + " before you change one.\n"

// mcpSnippet is the configuration of a client, as .mcp.json has it.
const mcpSnippet = `{
  "mcpServers": {
    "promptgit": {"command": "promptgit", "args": ["mcp", "--max-calls", "200"]}
  }
}
`

// initAgents writes how agents are to work here. What people wrote stays: where there
// is an AGENTS.md or a configuration of servers, the lines to add are printed.
func initAgents(_ context.Context, app *App, repo *gitops.Repo) error {
	skill := templates.AgentSkill()
	for _, f := range []starterFile{
		{agentsSkill, skill},
		{claudeSkill, skill},
		{agentsFile, []byte("# Agents\n\n" + agentsPointer)},
		{".mcp.json", []byte(mcpSnippet)},
	} {
		if err := app.addFile(repo, f.path, f.content); err != nil {
			return err
		}
	}
	for _, f := range [][3]string{
		{agentsFile, agentsSkill, agentsPointer},
		{".mcp.json", `"promptgit"`, mcpSnippet},
	} {
		said, err := saysAlready(filepath.Join(repo.Top, f[0]), f[1])
		if err != nil {
			return err
		}
		if !said {
			fmt.Fprintf(app.Out, "\nadd to %s:\n  %s\n", f[0], strings.ReplaceAll(strings.TrimSpace(f[2]), "\n", "\n  "))
		}
	}
	return nil
}

// saysAlready looks for a text in a file.
func saysAlready(path, text string) (bool, error) {
	src, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return strings.Contains(string(src), text), err
}
