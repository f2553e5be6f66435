package cmd_test

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/cmd"
	"github.com/promptgit/promptgit/internal/ui"
)

// terminal runs promptgit on a terminal of 160 columns without color.
func (l *lab) terminal(args ...string) answer {
	l.t.Helper()
	return l.on(160, args...)
}

// on runs promptgit on a terminal of so many columns without color.
func (l *lab) on(width int, args ...string) answer {
	l.t.Helper()
	var out, stderr bytes.Buffer
	app := &cmd.App{
		Streams: ui.Streams{In: strings.NewReader(""), Out: &out, Err: &stderr, OutTTY: true, Width: width},
		Dir:     l.dir, Env: append(l.env, "NO_COLOR=1"), Now: l.now, HTTP: &http.Client{}, Version: "1.2.3",
	}
	code := cmd.Run(l.t.Context(), app, args)
	return answer{code, out.String(), stderr.String()}
}

func TestATerminalGetsAnAlignedLogThatMarksSimulatedScores(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	if a := l.terminal("log"); a.code != 0 || a.out != "" {
		t.Errorf("an empty log: %+v", a)
	}
	l.ok("init", "--no-hooks")
	l.commit("first \x1b[31mred")
	l.run("eval", "HEAD")
	a := l.terminal("log")
	lines := strings.Split(strings.TrimSuffix(a.out, "\n"), "\n")
	if a.code != 0 || len(lines) != 3 || lines[0] != "prompts/sort.md  █  1.00*  1 iteration" || !strings.HasPrefix(lines[1], "REV      DATE        CHANGED") {
		t.Fatalf("got %+v", a)
	}
	if strings.Contains(a.out, "\x1b") || !strings.HasSuffix(lines[2], "(HEAD -> main) first red") {
		t.Errorf("nothing colors: %q", a.out)
	}
	if !strings.HasPrefix(lines[2], l.git("rev-parse", "--short=7", "HEAD")) || !strings.Contains(lines[2], " 1.00*") || !strings.Contains(a.stderr, "* simulated") {
		t.Errorf("got %+v", a)
	}
	l.set("prompts/second.md", "Two.\n", "second")
	if a := l.terminal("log"); !strings.HasPrefix(a.out, "prompts/second.md  1 iteration, not judged\nREV") || !strings.Contains(a.out, "\n\nprompts/sort.md  █  1.00*") || strings.Contains(a.stderr, "eval --all") {
		t.Errorf("two prompts are told apart: %s", a.out)
	}
	rows := strings.Split(strings.TrimSpace(l.ok("log")), "\n")
	if cells := strings.Split(rows[1], "\t"); len(cells) != 19 || cells[0] != l.git("rev-parse", "HEAD~1") || cells[4] != "1.00*" || cells[6] != "6/6" {
		t.Errorf("a pipe gets TAB-separated rows, got %q", rows)
	}
}
