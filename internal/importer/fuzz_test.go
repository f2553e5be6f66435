package importer_test

import (
	"io/fs"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/importer"
)

// FuzzSources holds every source of texts to this: whatever it reads, it gives
// something or says what is wrong, and no path leaves its folder.
func FuzzSources(f *testing.F) {
	list := importer.Sources()
	for i, s := range list {
		f.Add(i, s.Example)
	}
	f.Add(0, "prompts: &a [*a]\ntests: [file://../../x, {vars: file://.git/config}]\n")
	f.Add(0, "a: &a [x, x]\nb: &b [*a, *a]\nprompts: *b\nproviders: {openai:gpt-4o: {config: *b}}\ntests: *b\n")
	f.Add(3, `{"lc": 1, "id": ["RunnableSequence"], "kwargs": {"first": {"lc": 1}, "middle": [[]], "last": null}}`)
	f.Fuzz(func(t *testing.T, i int, text string) {
		s := list[max(i, 0)%len(list)]
		got := s.Read([]importer.File{{Path: "dir/" + s.Path, Name: s.Path, Src: []byte(text)}}, options())
		if len(got.Prompts)+len(got.Files)+len(got.Errors)+len(got.Warnings) == 0 && len(text) > 200 {
			t.Errorf("%s took %q and said nothing", s.Name, text)
		}
		for _, p := range got.Prompts {
			if !p.Refused && (!fs.ValidPath(p.Path) || !strings.HasPrefix(p.Path, "prompts/")) {
				t.Errorf("%s: a prompt would be %q", s.Name, p.Path)
			}
		}
		for _, file := range got.Files {
			if !fs.ValidPath(file.Path) || !strings.HasPrefix(file.Path, "prompts/") && !strings.HasPrefix(file.Path, "suites/") {
				t.Errorf("%s: a file would be %q", s.Name, file.Path)
			}
		}
	})
}
