package cmd_test

import (
	"strings"
	"testing"
)

func TestARangeSeesThroughWhatHidesAPrompt(t *testing.T) {
	t.Parallel()
	const narrow = "version: 1\nprompts: [{path: \"other/**\"}]\n"
	for name, hide := range map[string]func(l *lab){
		"deleted and added again": func(l *lab) {
			l.git("rm", "-q", "prompts/a.md")
			l.git("commit", "-q", "-m", "away")
			l.set("prompts/a.md", briefPrompt, "back")
		},
		"moved to where no prompt lies and back": func(l *lab) {
			l.git("mv", "prompts/a.md", "a.txt")
			l.git("commit", "-q", "-m", "away")
			l.set("a.txt", briefPrompt, "edit")
			l.git("mv", "a.txt", "prompts/a.md")
			l.git("commit", "-q", "-m", "back")
		},
		"emptied and filled": func(l *lab) {
			l.set("prompts/a.md", "", "away")
			l.set("prompts/a.md", briefPrompt, "back")
		},
		"merged from a history that shares nothing": func(l *lab) {
			l.git("switch", "-q", "--orphan", "other")
			l.set("prompts/a.md", briefPrompt, "root")
			l.git("switch", "-q", "side")
			l.git("merge", "-q", "--allow-unrelated-histories", "-X", "theirs", "-m", "merge", "other")
		},
		"taken out of the configuration": func(l *lab) {
			l.set("promptgit.yaml", narrow, "fewer prompts")
			l.set("prompts/a.md", briefPrompt, "edit")
		},
		"called a suite": func(l *lab) {
			l.set("promptgit.yaml", "version: 1\nprompts: [{path: \"other/**\", suite: prompts/a.md}]\n", "a suite")
			l.set("prompts/a.md", briefPrompt, "edit")
		},
		"a part of a file whose name is taken away and given back": func(l *lab) {
			l.set("app.py", strings.Replace(kindPart, "begin greeting", "begin hello", 1), "away")
			l.set("app.py", briefPart, "back")
		},
	} {
		l := newLab(t)
		l.write("promptgit.yaml", "version: 1\nprompts: [{path: \"prompts/**\"}, {path: \"app.py\"}]\n")
		l.write("app.py", kindPart)
		l.write("x.txt", "x\n")
		l.git("add", ".")
		l.set("prompts/a.md", kindPrompt, "one")
		l.git("switch", "-q", "-c", "side")
		hide(l)
		if a := l.run("check", "main..side"); a.code != 1 || !strings.Contains(a.out, "2 variables changed") {
			t.Errorf("%s: got %+v", name, a)
		}
	}
}

const (
	kindPart  = "# promptgit:begin greeting\nP = \"\"\"# Tone\nBe kind.\n# Task\nSort {{x}}.\n\"\"\"\n# promptgit:end\n"
	briefPart = "# promptgit:begin greeting\nP = \"\"\"# Tone\nBe brief.\n# Task\nFile {{x}}.\n\"\"\"\n# promptgit:end\n"
)

func TestAPromptThatComesBackAsItWasChangesNothing(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/a.md", kindPrompt, "one")
	l.git("switch", "-q", "-c", "side")
	l.git("rm", "-q", "prompts/a.md")
	l.git("commit", "-q", "-m", "away")
	l.set("prompts/a.md", strings.Replace(kindPrompt, "kind", "brief", 1), "back, with one change")
	l.set("prompts/b.md", briefPrompt, "new")
	l.ok("check", "main..side")
	// Two branches that begin a prompt each are no change of it.
	l.git("switch", "-q", "main")
	l.set("prompts/b.md", kindPrompt, "another b")
	l.ok("check", "main..side")
}
