package templates_test

import (
	"io/fs"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/prompt"
	"github.com/promptgit/promptgit/templates"
)

func TestEachStepOfTheDemoChangesOneVariable(t *testing.T) {
	t.Parallel()
	read := func(name string) string {
		raw, err := fs.ReadFile(templates.Demo(), name)
		if err != nil {
			t.Fatal(err)
		}
		return string(raw)
	}
	var steps []struct{ Subject, Replace, With string }
	if err := yaml.Unmarshal([]byte(read("history.yaml")), &steps); err != nil {
		t.Fatal(err)
	}
	if len(steps) < 15 {
		t.Errorf("only %d steps", len(steps))
	}
	parse := func(text string) *prompt.Prompt {
		p, err := prompt.Parse("prompts/triage.md", []byte(text), prompt.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	text := read("triage.md")
	seen := map[string]bool{}
	for _, s := range steps {
		if n := strings.Count(text, s.Replace); n != 1 || seen[s.Subject] {
			t.Fatalf("%s: what it replaces occurs %d times, or its subject twice", s.Subject, n)
		}
		seen[s.Subject] = true
		next := strings.Replace(text, s.Replace, s.With, 1)
		if changes := prompt.Compare(parse(text), parse(next)); len(changes) != 1 {
			t.Errorf("%s: want one change, got %v", s.Subject, changes)
		}
		text = next
	}
}
