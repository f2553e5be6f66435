//go:build unix

package cmd_test

import (
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/ui"
)

// scene is a repository that has all that a log shows: two people, a branch with
// its merge, another suite, another model, tags, wide and hostile subjects, a
// second prompt, and versions that were not judged.
func scene(t *testing.T) *lab {
	t.Helper()
	l := newLab(t)
	l.write("suites/reply.yaml", "metrics: {tone: {weight: 1}}\ntests:\n"+
		"  - {id: greets, assert: [{type: contains, value: Hello, metric: tone}]}\n"+
		"  - {id: refund-late, assert: [{type: contains, value: refund}]}\n"+
		"  - {id: signs, assert: [{type: contains, value: Ada}]}\n"+
		"  - {id: short, assert: [{type: javascript, value: output.length < 60}]}\n")
	l.write("promptgit.yaml", "version: 1\nprovider: echo\n")
	day := 0
	commit := func(author, path, text, subject string) {
		day++
		date := "2025-11-" + string(rune('0'+day/10)) + string(rune('0'+day%10)) + "T09:00:00Z"
		l.write(path, text)
		at := l.at("", "GIT_AUTHOR_NAME="+author, "GIT_AUTHOR_DATE="+date, "GIT_COMMITTER_DATE="+date)
		at.git("add", "--all")
		if l.merging() {
			at.git("commit", "-q", "--no-edit", "-m", subject)
			return
		}
		at.git("commit", "-q", "-m", subject)
	}
	const reply = "prompts/reply.md"
	commit("Ada", reply, "# Tone\nHello\n\n# Rules\nrefund\n\n# End\nAda\n", "Add the first reply")
	l.git("tag", "-a", "-m", "first", "v1.0")
	commit("Ada", reply, "# Tone\nHi\n\n# Rules\nrefund\n\n# End\nAda\n", "Greet in a friendlier way")
	l.git("checkout", "-q", "-b", "signature")
	commit("Grace 日本", reply, "# Tone\nHi\n\n# Rules\nrefund\n\n# End\nGrace\n", "署名を短くする 🙂 and say who wrote it")
	l.git("checkout", "-q", "main")
	commit("Ada", reply, "# Tone\nHello again\n\n# Rules\nrefund\n\n# End\nAda\n", "Take the greeting back")
	l.gitAllow("merge", "-q", "--no-commit", "--no-ff", "signature")
	commit("Ada", reply, "# Tone\nHello again\n\n# Rules\nrefund\n\n# End\nGrace, Ada\n", "Merge branch 'signature'")
	l.run("eval", "--all")
	l.write("suites/reply.yaml", "tests:\n  - {id: greets, assert: [{type: contains, value: Hello, metric: tone}]}\n"+
		"  - {id: polite, assert: [{type: contains, value: please}]}\n")
	commit("Ada", reply, "# Tone\nHello again\n\n# Rules\nno refund\n\n# End\nGrace, Ada\n", "Refuse refunds")
	l.run("eval", "HEAD")
	commit("Ada", reply, "---\nmodel: echo:a-larger-one\n---\n# Tone\nHello again\n\n# Rules\nno refund\n\n# End\nGrace, Ada\n", "Ask a larger model")
	l.run("eval", "HEAD")
	commit("Grace 日本", "prompts/sort.md", "Sort these.\n", "Sort what comes in")
	commit("Mallory", reply, "---\nmodel: echo:a-larger-one\n---\n# Tone\nHello again\n\n# Rules\nno refund\n\n# End\nGrace\n", "Be \x1b[31mred\x1b[0m and \u202egnorw\u202c")
	return l
}

// merging says whether a merge waits for its commit.
func (l *lab) merging() bool {
	l.t.Helper()
	return strings.Contains(l.git("status"), "All conflicts fixed") || strings.Contains(l.git("status"), "You have unmerged paths")
}

// gitAllow is git for a command that may answer no.
func (l *lab) gitAllow(args ...string) {
	l.t.Helper()
	l.git(append([]string{"-c", "alias.may=!f() { git \"$@\" || true; }; f", "may"}, args...)...)
}

func TestTheLogOnATerminal(t *testing.T) {
	t.Parallel()
	l := scene(t)
	for _, c := range []struct {
		name  string
		width int
		env   []string
		args  []string
	}{
		{"log-80", 80, nil, nil},
		{"log-200", 200, nil, nil},
		{"log-graph-80", 80, nil, []string{"--graph"}},
		{"log-graph-200", 200, nil, []string{"--graph"}},
		{"log-graph-dumb", 80, []string{"TERM=dumb"}, []string{"--graph"}},
		{"log-metric-120", 120, nil, []string{"--metric", "tone", "--prompt", "prompts/reply.md"}},
		{"log-40", 40, nil, []string{"--graph", "--prompt", "prompts/reply.md"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := *l
			at.t = t
			for _, env := range [][]string{nil, {"NO_COLOR=1"}} {
				s := at.screen(c.width, 60, append(append(env, "GIT_PAGER=cat"), c.env...), append([]string{"log"}, c.args...)...)
				got := s.done(0)
				for line := range strings.Lines(got) {
					if w := ui.Width(strings.TrimSuffix(line, "\n")); w > c.width {
						t.Errorf("a line of %d columns: %s", w, line)
					}
				}
				snapshot(t, c.name, got)
				plain := env != nil || c.env != nil
				if colored := strings.Contains(s.text("-e"), "\x1b["); colored == plain {
					t.Errorf("%v: want color %v, got %q", append(env, c.env...), !plain, s.text("-e"))
				}
			}
		})
	}
}
