package prompt_test

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/prompt"
)

func TestForeignFilesHaveTheirProblemsInPlace(t *testing.T) {
	t.Parallel()
	const user = "messages: [{role: user, content: x}]\n"
	for name, tc := range map[string]struct{ path, src, want string }{
		"a schema that is no JSON":       {"p.prompt.yml", "responseFormat: json_schema\njsonSchema: |\n  {\"name\": \"x\",\n   \"schema\": {,}}\n" + user, "p.prompt.yml:4:1: jsonSchema is no valid JSON: invalid character ',' looking for beginning of object key string"},
		"a schema that is YAML":          {"p.prompt.yml", "responseFormat: json_schema\njsonSchema: {name: x}\n" + user, "p.prompt.yml:2:13: jsonSchema must be JSON in a text"},
		"a schema without its parts":     {"p.prompt.yml", "responseFormat: json_schema\njsonSchema: '{}'\n" + user, "p.prompt.yml:2:13: jsonSchema has no name\np.prompt.yml:2:13: jsonSchema has no schema"},
		"a format without its schema":    {"p.prompt.yml", "responseFormat: json_schema\n" + user, "p.prompt.yml:1:17: json_schema without a jsonSchema"},
		"a format that is none":          {"p.prompt.yml", "responseFormat: xml\n" + user, "p.prompt.yml:1:17: unknown responseFormat xml"},
		"a temperature that is a word":   {"p.prompt.yml", "modelParameters:\n  temperature: hot\n" + user, "p.prompt.yml:2:16: temperature must be a number"},
		"half a token":                   {"p.prompt.yml", "modelParameters: {maxTokens: 1.5}\n" + user, "p.prompt.yml:1:30: maxTokens must be a whole number"},
		"JSON without an end":            {"p.json", "[{\"role\": \"user\",\n \"content\": \"x\"}\n", "p.json:2:16: not valid JSON: unexpected end of JSON input"},
		"text after the JSON":            {"p.json", "[{\"role\": \"user\", \"content\": \"x\"}]\n\n more\n", "p.json:3:2: not valid JSON: invalid character 'm' after top-level value"},
		"a missing comma":                {"p.json", "[{\"role\": \"user\"\n  \"content\": \"x\"}]\n", "p.json:2:3: not valid JSON: invalid character '\"' after object key:value pair"},
		"no text, between old line ends": {"p.md", "a\rb\r\nc\xff", "p.md:3:2: not UTF-8 text"},
		"no text, behind a mark":         {"p.md", "\ufeffc\xff", "p.md:1:2: not UTF-8 text"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantProblems(t, tc.path, tc.src, tc.want)
		})
	}
}

func TestOneYAMLDocumentBetweenMarkersIsNoFrontMatter(t *testing.T) {
	t.Parallel()
	p := parse(t, "p.prompt.yml", "---\nmodel: m\nmessages:\n  - {role: user, content: Hi}\n---\n")
	if p.Format != "github-models" || len(p.Messages) != 1 {
		t.Errorf("got %s, %v", p.Format, p.Messages)
	}
}

// A schema counts where it stands, and is sent where the format asks for it.
func TestASchemaIsSentOnlyWhereItIsAskedFor(t *testing.T) {
	t.Parallel()
	const schema = "jsonSchema: '{\"name\": \"x\", \"schema\": {\"type\": \"object\"}}'\nmessages: [{role: user, content: x}]\n"
	for format, want := range map[string]bool{"": false, "responseFormat: text\n": false, "responseFormat: json_schema\n": true} {
		if p := parse(t, "p.prompt.yml", format+schema); (p.Schema.Output != nil) != want {
			t.Errorf("%q: got %v", format, p.Schema.Output)
		}
	}
}

func TestAChatWithMoreThanTextHasAWarning(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]int{
		`[{"role": "user", "content": [{"type": "text", "text": "a"}], "name": "n"}]`:                                                  0,
		`[{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url"}]}]`:                                        1,
		"[{\"role\": \"user\", \"content\": \"a\"},\n{\"role\": \"assistant\", \"content\": null, \"tool_calls\": [{\"id\": \"1\"}]}]": 2,
	} {
		p := parse(t, "p.json", src)
		line := 0
		for _, d := range p.Warnings {
			line = d.Pos.Line
		}
		if line != want {
			t.Errorf("%s: want line %d, got %v", src, want, p.Warnings)
		}
	}
	if p := parse(t, "p.yaml", "- role: user\n  content: [{type: image_url}]\n"); len(p.Warnings) != 1 {
		t.Errorf("got %v", p.Warnings)
	}
}

// wantProblems parses what is no prompt: every problem has a hint.
func wantProblems(t *testing.T, path, src, want string) {
	t.Helper()
	_, err := prompt.Parse(path, []byte(src), prompt.Options{})
	var found diag.Errors
	if !errors.As(err, &found) {
		t.Fatalf("no diagnostics: %v", err)
	}
	if d := cmp.Diff(want, found.Error()); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	for _, one := range found {
		if one.Hint == "" {
			t.Errorf("no hint: %v", one)
		}
	}
}
