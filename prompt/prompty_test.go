package prompt_test

import (
	"errors"
	"io/fs"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/prompt"
)

func filesOf(files map[string]string) prompt.Options {
	return prompt.Options{Read: func(path string) ([]byte, error) {
		if s, ok := files[path]; ok {
			return []byte(s), nil
		}
		return nil, fs.ErrNotExist
	}}
}

func TestPromptyReadsFilesWhereverTheyAreNamed(t *testing.T) {
	t.Parallel()
	p, err := prompt.Parse("prompts/p.prompty", []byte(`---
model: {id: m, connection: "${file:secret.json}"}
inputs: ${file:io/inputs.yaml}
outputs: ${file:io/outputs.json}
tools: ["${file:io/tool.json}"]
---
system:
Hi {{ who }} from {{ place }}.
`), filesOf(map[string]string{
		"prompts/io/inputs.yaml":  "who: {kind: string, default: Ada}\nplace: Oslo\n",
		"prompts/io/outputs.json": `[{"name": "line", "kind": "string"}]`,
		"prompts/io/tool.json":    `{"name": "look", "kind": "function"}`,
	}))
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Render(t.Context(), nil, prompt.RenderOptions{})
	if err != nil || got[0].Text != "Hi Ada from Oslo." {
		t.Errorf("got %v, %v", got, err)
	}
	var paths []string
	for _, part := range p.Partials {
		paths = append(paths, part.Path)
	}
	if d := cmp.Diff([]string{"prompts/io/inputs.yaml", "prompts/io/outputs.json", "prompts/io/tool.json"}, paths); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if d := cmp.Diff([]string{"prompts/secret.json"}, p.Absent); d != "" {
		t.Errorf("(-want +got)\n%s", d)
	}
	if p.Schema.Output == nil || p.Tools == nil {
		t.Errorf("got %v, %v", p.Schema.Output, p.Tools)
	}
}

func TestFilesOfAPromptyHaveTheirProblems(t *testing.T) {
	t.Parallel()
	files := filesOf(map[string]string{"prompts/bad.json": "{", "prompts/bad.yaml": "a: 1\nb: [\n", "prompts/text.txt": "x", "out.json": "[]", "prompts/bytes.json": "\xff"})
	for name, want := range map[string]string{
		"none.json":   "prompts/p.prompty:2:9: no file prompts/none.json",
		"../out.json": "prompts/p.prompty:2:9: ../out.json leaves the folder of the prompt",
		"bad.json":    "prompts/p.prompty:2:9: prompts/bad.json is no valid JSON: EOF",
		"bad.yaml":    "prompts/bad.yaml:2:1: not valid YAML: did not find expected node content",
		"text.txt":    "prompts/p.prompty:2:9: the file of inputs must hold a list or a mapping",
		"bytes.json":  "prompts/p.prompty:2:9: cannot read prompts/bytes.json: prompts/bytes.json:1:1: not UTF-8 text",
	} {
		_, err := prompt.Parse("prompts/p.prompty", []byte("---\ninputs: ${file:"+name+"}\n---\nHi\n"), files)
		var found diag.Errors
		if !errors.As(err, &found) || found.Error() != want || found[0].Hint == "" {
			t.Errorf("%s: want %s, got %v", name, want, err)
		}
	}
}
