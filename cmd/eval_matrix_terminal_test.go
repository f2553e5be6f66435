package cmd_test

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/ui"
)

// onTerminal runs the program as a terminal of 72 columns shows it.
func (l *lab) onTerminal(code int, args ...string) (text, stderr string) {
	l.t.Helper()
	var out, err bytes.Buffer
	app := &cmd.App{
		Streams: ui.Streams{In: strings.NewReader(""), Out: &out, Err: &err, OutTTY: true, Width: 72},
		Dir:     l.dir, Env: l.env, Now: l.now, HTTP: &http.Client{}, Version: "1.2.3",
	}
	if got := cmd.Run(l.t.Context(), app, args); got != code {
		l.t.Fatalf("exit %d: %s", got, err.String())
	}
	return ansi.Strip(out.String()), err.String()
}

func TestATerminalShowsVersionsByVariantsInBlocksThatFit(t *testing.T) {
	t.Parallel()
	l, m := heated(t)
	text, stderr := l.onTerminal(0, "eval", "--all", "--provider", m.spec, "--matrix", "temperature=0,0.5,0.6,0.7")
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
	if !strings.Contains(stderr, "* better than every other variant") {
		t.Errorf("the mark is not explained: %s", stderr)
	}
}

func TestATerminalShowsTheVariantsOfShards(t *testing.T) {
	t.Parallel()
	l, m := heated(t)
	args := []string{"--provider", m.spec, "--matrix", "temperature=0,0.7"}
	l.matrix(0, append([]string{"HEAD"}, args...)...)
	l.matrix(1, append([]string{"HEAD~1"}, append(args[:3:3], "temperature=0.7")...)...)
	// A shard without cases has what is recorded, which is not every variant of each version.
	text, _ := l.onTerminal(0, append([]string{"eval", "--all", "--shard", "1/1000"}, args...)...)
	rows := linesOf(text)
	if len(rows) != 4 || !strings.Contains(rows[0], "VARIANT") {
		t.Errorf("want the three runs that are recorded, got\n%s", text)
	}
	for i := range 2 {
		l.onTerminal(0, append([]string{"eval", "--all", "--shard", fmt.Sprint(i+1, "/2"), "--refresh"}, args...)...)
	}
	text, _ = l.onTerminal(0, append([]string{"notes", "merge-records"}, shardNames(2)...)...)
	if strings.Count(text, "1.00 [0.76, 1.00] *") != 2 || !strings.Contains(text, "  temperature=0.7\n") {
		t.Errorf("want the grid of the whole run, got\n%s", text)
	}
}
