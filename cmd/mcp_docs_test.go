package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/cmd"
)

// toolTable is the table of tools as docs/agents.md has it.
func toolTable() string {
	var b strings.Builder
	b.WriteString("| tool | does | takes |\n| --- | --- | --- |\n")
	for _, t := range cmd.AgentTools() {
		name := "`" + t.Name + "`"
		if t.Spends {
			name += " (asks models)"
		}
		b.WriteString("| " + name + " | " + t.Doc + " | `" + strings.Join(t.Params, "`, `") + "` |\n")
	}
	return b.String()
}

func TestTheDocsListTheToolsOfAgents(t *testing.T) {
	t.Parallel()
	text := readDoc(t, "docs/agents.md")
	before, rest, _ := strings.Cut(text, "<!-- tools -->\n")
	table, after, ok := strings.Cut(rest, "<!-- /tools -->\n")
	if !ok {
		t.Fatal("docs/agents.md has no place for the tools")
	}
	want := toolTable()
	if table == want {
		return
	}
	if !*update {
		t.Fatal("docs/agents.md is stale: go test ./cmd -run TheDocsListTheTools -update")
	}
	if err := os.WriteFile(filepath.Join("..", "docs", "agents.md"), []byte(before+"<!-- tools -->\n"+want+"<!-- /tools -->\n"+after), 0o666); err != nil { //nolint:gosec // a page
		t.Fatal(err)
	}
}
