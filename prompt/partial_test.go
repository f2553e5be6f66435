package prompt_test

import (
	"io/fs"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/prompt"
)

func TestAnIncludedFileIsFollowedWhereItMovesWithThePrompt(t *testing.T) {
	t.Parallel()
	version := func(path, include, text string) *prompt.Prompt {
		p, err := prompt.Parse(path, []byte("Help.\n{% include '"+include+"' %}\n"), prompt.Options{
			Read: func(string) ([]byte, error) { return []byte(text), nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	for name, c := range map[string]struct {
		before, after *prompt.Prompt
		want          []string
	}{
		"in place":              {version("a/p.md", "x.md", "warm"), version("a/p.md", "x.md", "cold"), []string{"partial:a/x.md"}},
		"with its folder":       {version("a/p.md", "x.md", "warm"), version("b/c/p.md", "x.md", "cold"), []string{"partial:b/c/x.md"}},
		"from the root":         {version("p.md", "x.md", "warm"), version("b/p.md", "x.md", "cold"), []string{"partial:b/x.md"}},
		"beside its folder":     {version("o/a/p.md", "../s/x.md", "warm"), version("n/a/p.md", "../s/x.md", "cold"), []string{"partial:n/s/x.md"}},
		"from the root's other": {version("a/p.md", "/s/x.md", "warm"), version("b/p.md", "/s/x.md", "cold"), []string{"partial:s/x.md"}},
		"with its text":         {version("a/p.md", "x.md", "warm"), version("b/p.md", "x.md", "warm"), nil},
		"another one included":  {version("a/p.md", "x.md", "warm"), version("a/p.md", "y.md", "cold"), []string{"block:user/1"}},
	} {
		var got []string
		for _, ch := range prompt.Compare(c.before, c.after) {
			got = append(got, ch.ID)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: want -, got +:\n%s", name, diff)
		}
	}
}

func TestAFileIncludedOnlyWhereItIsThereComesAndGoes(t *testing.T) {
	t.Parallel()
	version := func(there ...string) *prompt.Prompt {
		p, err := prompt.Parse("p.md", []byte("Help. {% include 'x.md' ignore missing %}{% include 'y.md' ignore missing %}\n"), prompt.Options{
			Read: func(path string) ([]byte, error) {
				if slices.Contains(there, path) {
					return []byte("text of " + path), nil
				}
				return nil, fs.ErrNotExist
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		return p
	}
	if diff := cmp.Diff([]string{"y.md"}, version("x.md").Absent); diff != "" {
		t.Errorf("absent: want -, got +:\n%s", diff)
	}
	want := []prompt.Change{
		{ID: "partial:x.md", Change: "removed", Before: "text of x.md"},
		{ID: "partial:y.md", Change: "added", After: "text of y.md"},
	}
	if diff := cmp.Diff(want, prompt.Compare(version("x.md"), version("y.md"))); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if changes := prompt.Compare(version("y.md"), version("y.md")); changes != nil {
		t.Errorf("the same versions differ in %v", changes)
	}
}
