package cmd_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/ui"
)

func TestATerminalShowsVersionsByVariantsInBlocksThatFit(t *testing.T) {
	t.Parallel()
	l, m := heated(t)
	var out, stderr bytes.Buffer
	app := &cmd.App{
		Streams: ui.Streams{In: strings.NewReader(""), Out: &out, Err: &stderr, OutTTY: true, Width: 72},
		Dir:     l.dir, Env: l.env, Now: l.now, HTTP: &http.Client{}, Version: "1.2.3",
	}
	if code := cmd.Run(t.Context(), app, []string{"eval", "--all", "--provider", m.spec, "--matrix", "temperature=0,0.5,0.6,0.7"}); code != 0 {
		t.Fatalf("exit %d: %s", code, stderr.String())
	}
	text := ansi.Strip(out.String())
	blocks := strings.Split(strings.TrimSuffix(text, "\n"), "\n\n")
	if len(blocks) != 3 || !strings.HasPrefix(blocks[1], "REV") || !strings.HasPrefix(strings.TrimSpace(blocks[2]), "COST") {
		t.Fatalf("want two blocks and a legend, got\n%s", text)
	}
	for _, block := range blocks[:2] {
		if n := len(linesOf(block)); n != 3 {
			t.Errorf("want a row for each version, got\n%s", block)
		}
	}
	if strings.Count(text, "1.00 [0.76, 1.00] *") != 2 || strings.Contains(text, "prompts/a.md") {
		t.Errorf("want the best of each version marked and no column that says the same in all rows, got\n%s", text)
	}
	for _, line := range strings.Split(text, "\n") {
		if len([]rune(line)) > 72 {
			t.Errorf("too wide: %q", line)
		}
	}
	for i, want := range []string{"temperature=0", "temperature=0.5", "temperature=0.6", "temperature=0.7"} {
		if row := linesOf(blocks[2])[i+1]; !strings.HasPrefix(row, string(rune('A'+i))) || !strings.HasSuffix(row, "  "+want) {
			t.Errorf("want %s, got %q", want, row)
		}
	}
	if !strings.Contains(stderr.String(), "* better than every other variant") {
		t.Errorf("the mark is not explained: %s", stderr.String())
	}
}
