package prompt_test

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"github.com/promptgit/promptgit/prompt"
)

// Every archive is a pair of versions: a sentence that says the rule, one line
// per expected change, then the files of both versions, the prompt first.
func TestLabelledPairs(t *testing.T) {
	t.Parallel()
	archives, err := filepath.Glob("testdata/variables/*.txtar")
	if err != nil || len(archives) == 0 {
		t.Fatalf("no pairs: %v", err)
	}
	for _, file := range archives {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			archive, err := txtar.ParseFile(file)
			if err != nil {
				t.Fatal(err)
			}
			rule, expected, _ := strings.Cut(strings.TrimSpace(string(archive.Comment)), "\n")
			before, after := version(t, archive, "before/"), version(t, archive, "after/")
			got := []string{}
			for _, c := range prompt.Compare(before, after) {
				got = append(got, c.Change+" "+c.ID)
			}
			want := strings.FieldsFunc(expected, func(r rune) bool { return r == '\n' })
			slices.Sort(want)
			slices.Sort(got)
			if d := cmp.Diff(want, got); d != "" {
				t.Errorf("%s\n(-want +got)\n%s", rule, d)
			}
			back := prompt.Compare(after, before)
			if len(back) != len(want) && !hasWording(back) {
				t.Errorf("the way back has other changes: %v", back)
			}
		})
	}
}

// version parses the first file below folder; the others can be included.
func version(t *testing.T, archive *txtar.Archive, folder string) *prompt.Prompt {
	t.Helper()
	files := map[string][]byte{}
	first := ""
	for _, f := range archive.Files {
		name, ok := strings.CutPrefix(f.Name, folder)
		if !ok {
			continue
		}
		if first == "" {
			first = name
		}
		files[name] = f.Data
	}
	p, err := prompt.Parse(first, files[first], prompt.Options{Read: func(path string) ([]byte, error) {
		src, ok := files[path]
		if !ok {
			return nil, fs.ErrNotExist
		}
		return src, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}
