//go:build unix

package cmd_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/ui"
)

// screenLab has two versions of a prompt of which one case breaks, in words of
// several scripts, and the second of which two more models have judged.
func screenLab(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: exec:./model.sh\n")
	l.write("suites/p.yaml", `tests:
  - {id: greeting, vars: {w: hello}, assert: [{type: contains, value: Hello, metric: tone}, {type: not-contains, value: sorry}]}
  - {id: 日本語の挨拶, vars: {w: こんにちは}, assert: [{type: contains, value: 世界}]}
  - {id: steady, vars: {w: bye}, assert: [{type: contains, value: bye}]}
`)
	l.script("model.sh", `case "$(cat)" in
*kind*hello*) printf 'Hello, and welcome to our shop!\n\nWe are open from nine to five,\nand closed on Sundays.\n\tYours, the team\n' ;;
*brief*hello*) printf 'Hi!\n\nWe are open from nine to six,\nand closed on Sundays.\n\tYours, the team \033[31m\342\200\256\n' ;;
*kind*こ*) printf 'こんにちは、世界。今日はとても良い天気です。散歩に行きましょう。' ;;
*こ*) printf 'こんにちは、皆さん。今日はとても良い天気です。散歩に行きましょう。' ;;
*) echo bye ;;
esac`)
	l.script("other.sh", `cat >/dev/null; echo Hello bye 世界`)
	l.set("prompts/p.md", "---\ntemperature: 0\n---\n# Tone\nBe kind to everybody who writes.\n\n# Task\nSay {{ w }}.\n", "first")
	l.set("prompts/p.md", "---\ntemperature: 0\n---\n# Tone\nBe brief to everybody who writes.\n\n# Task\nSay {{ w }}.\n", "second")
	at := l.at(".", "PROMPTGIT_TRUST=1")
	at.run("eval", "HEAD~1", "-j", "1")
	at.run("eval", "HEAD", "-j", "1")
	at.run("eval", "HEAD", "-j", "1", "--matrix", "model=exec:./other.sh")
	return l
}

func TestCasesAndVariablesStandOnATerminal(t *testing.T) {
	t.Parallel()
	l := screenLab(t)
	for _, c := range []struct {
		name  string
		width int
		env   []string
		args  []string
	}{
		{"diff-40", 40, nil, []string{"diff", "HEAD~1"}},
		{"diff-80", 80, nil, []string{"diff", "HEAD~1"}},
		{"diff-200", 200, []string{"NO_COLOR=1"}, []string{"diff", "HEAD~1"}},
		{"diff-dumb", 120, []string{"TERM=dumb"}, []string{"diff", "HEAD~1", "--case", "greeting"}},
		{"diff-models-120", 120, []string{"NO_COLOR=1"}, []string{"diff", "--models"}},
		{"diff-variables-80", 80, nil, []string{"diff", "--variables", "HEAD~1"}},
		{"show-80", 80, nil, []string{"show"}},
		{"show-200", 200, []string{"NO_COLOR=1"}, []string{"show", "--all"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := *l
			at.t = t
			got := at.screen(c.width, 90, append([]string{"GIT_PAGER=cat"}, c.env...), c.args...).done(0)
			for line := range strings.Lines(got) {
				if w := ui.Width(strings.TrimSuffix(line, "\n")); w > c.width {
					t.Errorf("a line of %d columns: %s", w, line)
				}
			}
			snapshot(t, c.name, got)
		})
	}
}

func TestColumnsAreColoredWithoutMarks(t *testing.T) {
	t.Parallel()
	l := screenLab(t)
	text := l.screen(140, 60, []string{"GIT_PAGER=cat"}, "diff", "HEAD~1", "--case", "greeting").done(0, "-e")
	if strings.Contains(text, "[-five-]") || !strings.Contains(text, "\x1b[31mfive") || !strings.Contains(text, "\x1b[32msix") {
		t.Errorf("got %q", text)
	}
}

func TestDiffAndShowGoThroughThePager(t *testing.T) {
	t.Parallel()
	l := screenLab(t)
	for _, args := range [][]string{{"show", "--all"}, {"diff", "HEAD~1"}, {"diff", "--models"}, {"diff", "--variables", "HEAD~1"}} {
		s := l.screen(100, 40, []string{"GIT_PAGER=sed s/^/paged:/"}, args...)
		if text := s.done(0); !strings.Contains(text, "paged:") {
			t.Errorf("%v: got\n%s", args, text)
		}
		s = l.screen(100, 40, []string{"GIT_PAGER=sed s/^/paged:/"}, append(args, "--no-pager")...)
		if text := s.done(0); strings.Contains(text, "paged:") {
			t.Errorf("%v --no-pager: got\n%s", args, text)
		}
	}
}
