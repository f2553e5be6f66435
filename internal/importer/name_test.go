package importer_test

import (
	"strings"
	"testing"
)

func TestNoPromptBecomesAFolderOfAnother(t *testing.T) {
	t.Parallel()
	in := read(t, "langfuse", "p.json", `[
{"name": "tone", "type": "text", "version": 1, "prompt": "A"},
{"name": "Tone.md/short", "type": "text", "version": 1, "prompt": "B"},
{"name": "tone.md/short/x", "type": "text", "version": 1, "prompt": "C"},
{"name": "a.md/b", "type": "text", "version": 1, "prompt": "D"},
{"name": "a", "type": "text", "version": 1, "prompt": "E"}]`)
	if err := in.Errors.Err(); err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, p := range in.Prompts {
		seen[strings.ToLower(p.Path)] = true
	}
	if len(seen) != 5 {
		t.Errorf("want 5 paths, got %v", seen)
	}
	for a := range seen {
		for b := range seen {
			if strings.HasPrefix(b, a+"/") {
				t.Errorf("%s would be a folder of %s", a, b)
			}
		}
	}
}
