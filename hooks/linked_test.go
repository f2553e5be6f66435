package hooks_test

import (
	"testing"

	"github.com/promptgit/promptgit/hooks"
	"github.com/promptgit/promptgit/prompt"
)

func parse(t *testing.T, text string) *prompt.Prompt {
	t.Helper()
	p, err := prompt.Parse("p.md", []byte(text), prompt.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestANameJoinsOnlyWhatSharesAnIdentifier(t *testing.T) {
	t.Parallel()
	const before = "---\nschema:\n  output: {type: object, properties: {city: {type: string}}}\n---\n# Form\nGive `city`.\n\n# Tone\nBe kind.\n\n# Examples\n{\"city\": \"Oslo\"}\n"
	for _, c := range []struct {
		name, after string
		plain, want int
	}{
		{
			"a field in schema, instruction and example",
			"---\nschema:\n  output: {type: object, properties: {city: {type: string}, reason: {type: string}}}\n---\n# Form\nGive `city` and `reason`.\n\n# Tone\nBe kind.\n\n# Examples\n{\"city\": \"Oslo\", \"reason\": \"north\"}\n",
			3, 1,
		},
		{
			"and another section beside it",
			"---\nschema:\n  output: {type: object, properties: {city: {type: string}, reason: {type: string}}}\n---\n# Form\nGive `city` and `reason`.\n\n# Tone\nBe brief.\n\n# Examples\n{\"city\": \"Oslo\"}\n",
			3, 2,
		},
		{
			"a field that is dropped",
			"---\nschema:\n  output: {type: object}\n---\n# Form\nGive it.\n\n# Tone\nBe kind.\n\n# Examples\n{\"city\": \"Oslo\"}\n",
			2, 2, // the example still has it
		},
		{
			"plain words are no identifiers",
			"---\nschema:\n  output: {type: object, properties: {city: {type: string}}}\n---\n# Form\nGive `city` please.\n\n# Tone\nBe kind please.\n\n# Examples\n{\"city\": \"Oslo\"}\n",
			2, 2,
		},
		{
			"two fields in two places each",
			"---\nschema:\n  output: {type: object, properties: {city: {type: string}, reason: {type: string}}}\n---\n# Form\nGive `city` and `reason`.\n\n# Tone\nBe kind to user_name.\n\n# Examples\n{\"city\": \"Oslo\", \"user_name\": \"Ada\"}\n",
			4, 2,
		},
	} {
		a, b := parse(t, before), parse(t, c.after)
		p := hooks.Prompt{Path: "p.md", Status: hooks.Modified, Changes: prompt.Compare(a, b), Names: func() hooks.Names { return hooks.NamesOf(a, b) }}
		if got := hooks.Judge(hooks.Input{Max: 1, Prompts: []hooks.Prompt{p}}).Count; got != c.plain {
			t.Errorf("%s, unnamed: want %d, got %d: %v", c.name, c.plain, got, p.Changes)
		}
		if got := hooks.Judge(hooks.Input{Max: 1, Variable: "answer schema", Prompts: []hooks.Prompt{p}}).Count; got != c.want {
			t.Errorf("%s, named: want %d, got %d: %v", c.name, c.want, got, p.Changes)
		}
	}
}
