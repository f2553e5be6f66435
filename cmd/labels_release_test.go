package cmd_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The log shows a label at the version that has it, also where the label stands at a
// later commit, and at no other prompt.
func TestTheLogShowsLabelsAndCandidatesAtTheirVersions(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.set("prompts/b.md", "Other.\n", "another prompt")
	l.git("tag", "later")
	l.ok("promote", "prompts/a.md", "production", "--rev", "v2")
	l.ok("promote", "prompts/a.md", "production", "--rev", "later", "--weight", "10")
	l.ok("promote", "prompts/b.md", "staging", "--reason", "first")
	var doc struct {
		Entries []struct {
			Prompt, Subject string
			Labels          []string
		}
	}
	l.json(0, &doc, "log")
	got := map[string][]string{}
	for _, e := range doc.Entries {
		got[e.Prompt+" "+e.Subject] = e.Labels
	}
	want := map[string][]string{
		"prompts/a.md one": {"v1"}, "prompts/a.md two": {"v2", "production"}, "prompts/a.md three": {"v3", "production 10 %"},
		"prompts/b.md another prompt": {"later", "staging"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if out := l.ok("log"); strings.Count(out, "production 10 %") != 1 || strings.Count(out, "v2, production\t") != 1 {
		t.Errorf("in rows: %s", out)
	}
}
