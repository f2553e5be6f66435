package cmd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/ui"
)

func TestALogOfManyPromptsHasASectionForEach(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for i := range 200 {
		l.write(fmt.Sprintf("prompts/p%03d.md", i), fmt.Sprintf("Prompt %d\n", i))
	}
	l.commit("all at once")
	l.set("prompts/p007.md", "Another\n", "one of them")
	a := l.terminal("log")
	if a.code != 0 || !strings.HasPrefix(a.out, "prompts/p007.md  2 iterations, not judged\nREV ") {
		t.Fatalf("the prompt that changed last comes first: %.200s", a.out)
	}
	if !strings.Contains(a.stderr, "promptgit eval --all judges what has none") {
		t.Errorf("nobody is told how a score comes: %q", a.stderr)
	}
	if n := strings.Count(a.out, "\nREV"); n != 1 {
		t.Errorf("the columns are named once, got %d", n)
	}
	if n := strings.Count(a.out, ", not judged\n"); n != 200 {
		t.Errorf("want 200 sections, got %d", n)
	}
	for line := range strings.Lines(l.terminal("log", "--graph").out) {
		if w := ui.Width(strings.TrimSuffix(line, "\n")); w > 160 {
			t.Errorf("each prompt has a graph of its own: %d columns: %s", w, line)
		}
	}
}

func TestADetachedHeadAndLongNamesStandInTheLog(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.git("checkout", "-q", "--detach", "HEAD~1")
	l.git("branch", "-q", strings.Repeat("long-", 30)+"name")
	l.git("tag", "v1")
	a := l.terminal("log")
	if !strings.Contains(a.out, " (HEAD, long-long-") || strings.Contains(a.out, "->") {
		t.Errorf("got %s", a.out)
	}
	l.set("prompts/p.md", "---\nmodel: echo:"+strings.Repeat("m", 100)+"\n---\na\n", "another model \x1b[2J\u202e")
	l.run("eval", "--all")
	a = l.terminal("log", "--graph")
	if !strings.Contains(a.out, "another model ("+strings.Repeat("m", 39)+"…): not comparable before this") {
		t.Errorf("a long model is cut: %s", a.out)
	}
	if strings.ContainsAny(a.out, "\x1b\u202e\x00") {
		t.Errorf("what is hostile stays out: %q", a.out)
	}
	for line := range strings.Lines(a.out) {
		if w := ui.Width(strings.TrimSuffix(line, "\n")); w > 160 {
			t.Errorf("%d columns: %s", w, line)
		}
	}
}

func TestEveryRecordOfAVersionIsARowOfTheGraph(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	l.run("eval", "--all")
	l.run("eval", "HEAD", "--refresh", "--repeat", "2")
	a := l.terminal("log", "--all", "--graph")
	if marks := strings.Count(a.out, "\n● "); marks != 2 || strings.Count(a.out, "\n│ ") < 1 || !strings.HasPrefix(a.out, "prompts/p.md  ") || !strings.Contains(a.out, "  3 rows\n") {
		t.Errorf("an iteration has one mark, got %d:\n%s", marks, a.out)
	}
}

func TestACaseThatCouldNotBeJudgedIsMarkedAndNoFailure(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b")
	m := l.newModel(`case "$in" in *c*) printf '%s' "$in";; *) exit 1;; esac`)
	l.run("eval", "--all", "--provider", m.spec)
	a := l.terminal("log")
	if !strings.Contains(a.out, "3 of 3 cases not judged") || !strings.Contains(a.out, "!  ") || strings.Contains(a.out, "now fails") {
		t.Errorf("got %s", a.out)
	}
	if got := l.subjects("--where", "errors > 0"); got != "v2" {
		t.Errorf("got %q", got)
	}
	if got := l.subjects("--failed"); got != "" {
		t.Errorf("an error is no failure, got %q", got)
	}
}
