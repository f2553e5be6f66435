package cmd_test

import (
	"strings"
	"testing"
)

func TestANoteOnSomeOfSeveralPromptsNamesThem(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	for _, name := range []string{"a", "b", "c"} {
		l.write("prompts/"+name+".md", "---\nmodel: echo\n---\n{{ x }}\n")
		l.write("suites/"+name+".yaml", "tests: [{vars: {x: one}, assert: [{type: equals, value: one}]}]\n")
	}
	l.commit("three prompts")
	const note = "so few cases (1) cannot show any drop reliably: add cases\n"
	if a := l.want(0, "eval", "HEAD"); !strings.Contains(a.stderr, note) || strings.Contains(a.stderr, ": so few") {
		t.Errorf("what holds for all is said once: %s", a.stderr)
	}
	l.set("suites/b.yaml", "tests: [{vars: {x: one}, assert: [{type: equals, value: one}]}, {vars: {x: two}, assert: [{type: equals, value: two}]}]\n", "another case")
	a := l.want(0, "eval", "HEAD")
	for _, want := range []string{"prompts/a.md, prompts/c.md: " + note, "prompts/b.md: so few cases (2)"} {
		if strings.Count(a.stderr, want) != 1 {
			t.Errorf("want %q in\n%s", want, a.stderr)
		}
	}
}
