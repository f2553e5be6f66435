package cmd_test

import (
	"strings"
	"testing"
)

func TestInitSaysWhatIsLeftToDo(t *testing.T) {
	t.Parallel()
	const (
		suite   = "write suites/mine.yaml with a few cases for prompts/mine.md"
		model   = "name a model in promptgit.yaml: its provider demo is a stand-in"
		eval    = "git add . && git commit, then promptgit eval HEAD for the first score\n  change one section of a prompt, commit, promptgit eval HEAD,"
		foo     = "let promptfooconfig.yaml judge: write suite: promptfooconfig.yaml beside the path of prompts"
		further = "; 1 prompt more without a suite"
	)
	for _, c := range []struct {
		name   string
		files  map[string]string
		says   []string
		silent []string
	}{
		{"nothing yet", nil, []string{eval}, []string{"write suites", model}},
		{"a prompt of one's own", map[string]string{"prompts/mine.md": "Mine {{ x }}\n"}, []string{suite, model, eval}, []string{further}},
		{"two of them", map[string]string{"prompts/mine.md": "Mine\n", "prompts/other.md": "Other\n"}, []string{suite + further, model, eval}, nil},
		{"with a suite", map[string]string{"prompts/mine.md": "Mine\n", "suites/mine.yaml": "tests: [{assert: [{type: contains, value: M}]}]\n"}, []string{model, eval}, []string{"write suites"}},
		{"with a model", map[string]string{"prompts/mine.md": "---\nmodel: echo\n---\nMine\n"}, []string{suite, eval}, []string{model}},
		{"with a configuration of promptfoo", map[string]string{"prompts/mine.md": "Mine\n", "promptfooconfig.yaml": "tests: []\n"}, []string{foo, eval}, []string{suite}},
		{"somewhere else", map[string]string{"mine.prompt.md": "Mine\n"}, []string{"write suites/NAME.yaml with a few cases for mine.prompt.md and name it in promptgit.yaml"}, nil},
		{"with a prompt that cannot be read", map[string]string{"prompts/mine.md": "---\nmodel: [\n---\n"}, []string{eval}, []string{model}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			for path, text := range c.files {
				l.write(path, text)
			}
			a := l.want(0, "init", "--no-hooks")
			_, next, ok := strings.Cut(a.stderr, "\nnext:\n")
			if !ok {
				t.Fatalf("got %q", a.stderr)
			}
			for _, want := range c.says {
				if !strings.Contains(next, want) {
					t.Errorf("want %q in\n%s", want, next)
				}
			}
			for _, bad := range c.silent {
				if strings.Contains(next, bad) {
					t.Errorf("want no %q in\n%s", bad, next)
				}
			}
		})
	}
}
