package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
)

// userHook writes a hook of the user's.
func (l *lab) userHook(event, script string) {
	l.t.Helper()
	l.write(".git/hooks/"+event, "#!/bin/sh\n"+script+"\n")
	if err := os.Chmod(filepath.Join(l.dir, ".git", "hooks", event), 0o755); err != nil {
		l.t.Fatal(err)
	}
}

func TestAReasonCountsInASaveAsItDoesInACheck(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\npolicy: {override: human}\n")
	l.set("prompts/a.md", kindPrompt, "one")
	l.write("prompts/a.md", briefPrompt)
	for _, args := range [][]string{{"-m", "two", "--allow", "it must"}, {"-m", "two\n\nPromptgit-Allow: it must"}} {
		if a := l.want(1, append([]string{"save"}, args...)...); !strings.Contains(a.stderr, "policy.override: human") {
			t.Errorf("got %s", a.stderr)
		}
	}
	if a := l.asked(t.Context(), iotest.OneByteReader(strings.NewReader("a\nit must\n")), "save", "-m", "two"); a.code != 1 || !strings.Contains(a.stderr, "policy.override: human") {
		t.Errorf("got %+v", a)
	}
	l.env = append(l.env, "GIT_AUTHOR_NAME=Eve", "GIT_AUTHOR_EMAIL=eve@example.com", "GIT_COMMITTER_NAME=Eve", "GIT_COMMITTER_EMAIL=eve@example.com")
	l.ok("review", "prompts/a.md", "--worktree", "--approve")
	l.env = l.env[:len(l.env)-4]
	l.ok("save", "-m", "two", "--allow", "it must")
	l.ok("check", "HEAD^..HEAD")
}

func TestASplitSaveHearsEveryHook(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a.md", kindPrompt, "one")
	l.write("prompts/a.md", briefPrompt)
	for event, code := range map[string]string{"pre-commit": "3", "commit-msg": "3"} {
		l.userHook(event, "echo no such thing >&2; exit "+code)
		a := l.want(1, "save", "-m", "two", "--split")
		if !strings.Contains(a.stderr, "a hook refused it") || l.git("rev-list", "--count", "HEAD") != "1" || l.git("status", "--porcelain") != " M prompts/a.md" {
			t.Errorf("%s: %+v %q", event, a, l.git("status", "--porcelain"))
		}
		if err := os.Remove(filepath.Join(l.dir, ".git", "hooks", event)); err != nil {
			t.Fatal(err)
		}
	}
	l.userHook("commit-msg", `printf '\nTicket: 7\n' >> "$1"`)
	l.ok("save", "-m", "two", "--split")
	if got := l.git("log", "-2", "--format=%(trailers:only)"); strings.Count(got, "Ticket: 7") != 2 {
		t.Errorf("got %q", got)
	}
}

func TestASaveThatGitDoesNotMakeIsToldInPlainWords(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a.md", kindPrompt, "one")
	l.git("config", "commit.gpgSign", "true")
	l.git("config", "gpg.program", "false")
	l.write("prompts/a.md", briefPrompt)
	for _, how := range []string{"--split", "--allow=it must"} {
		a := l.want(4, "save", "-m", "two", how)
		if strings.Contains(a.stderr, "a hook refused") || strings.Contains(a.stderr, "pathspec") || !strings.Contains(a.stderr, "nothing was saved") {
			t.Errorf("%s: %s", how, a.stderr)
		}
		if l.read("prompts/a.md") != briefPrompt || l.git("rev-list", "--count", "HEAD") != "1" {
			t.Error("something was changed")
		}
	}
}
