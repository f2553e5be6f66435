package cmd_test

import (
	"strings"
	"testing"
)

func TestABisectOfWhatIsHandedOnIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ prompt, suite, says string }{
		"an output":      {"Say {{ x }}", "tests: [{vars: {x: 1}, options: {storeOutputAs: y}}]\n", "storeOutputAs"},
		"a conversation": {"Say {{ x }} {{ _conversation | length }}", "tests: [{vars: {x: 1}}, {vars: {x: 2}}]\n", "_conversation"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.write("promptgit.yaml", "provider: echo\n")
			l.write("suites/a.yaml", c.suite)
			good := l.set("prompts/a.md", c.prompt+"\n", "one")
			l.set("prompts/a.md", c.prompt+" now\n", "two")
			if a := l.want(2, "bisect", "--good", good); !strings.Contains(a.stderr, c.says) || !strings.Contains(a.stderr, "eval --all") {
				t.Error(a.stderr)
			}
		})
	}
}
