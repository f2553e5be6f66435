package owners_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/owners"
)

func TestPatternsMatchAsTheSiteSaysThatReadsThem(t *testing.T) {
	t.Parallel()
	const github, gitlab = ".github/CODEOWNERS", ".gitlab/CODEOWNERS"
	for _, c := range []struct {
		file, pattern string
		match, not    string // paths, by blanks
	}{
		{github, "*", "a.md prompts/a.md", ""},
		{github, "*.md", "a.md deep/er/a.md", "a.txt"},
		{github, "prompts/", "prompts/a.md x/prompts/y/a.md", "prompts xprompts/a.md"},
		{github, "/prompts/", "prompts/a.md prompts/x/a.md", "x/prompts/a.md prompts"},
		{github, "prompts", "prompts prompts/a.md x/prompts", "prompts2/a.md"},
		{github, "docs/*", "docs/a.md", "docs/x/a.md x/docs/a.md"},
		{github, "docs/x", "docs/x docs/x/a.md", "y/docs/x"},
		{github, "**/logs", "logs/a build/logs/a", "logs2/a"},
		{github, "/a/**/b.md", "a/b.md a/x/y/b.md", "a/x/c.md"},
		{github, `with\ blank.md`, "", "withblank.md"},
		{github, "{a,b}.md", "{a,b}.md", "a.md b.md"},
		{gitlab, "*", "a.md prompts/a.md", ""},
		{gitlab, "docs/a.md", "docs/a.md x/docs/a.md", "docs/b.md"},
		{gitlab, "/docs", "docs", "docs/a.md"},
		{gitlab, "/docs/", "docs/a.md docs/x/a.md", "docs x/docs/a.md"},
		{gitlab, "/docs/*", "docs/a.md", "docs/x/a.md"},
		{gitlab, "/docs/**", "docs/a.md", "docs/x/a.md"},
		{gitlab, "/docs/**/*.md", "docs/a.md docs/x/y/a.md", "docs/a.txt"},
		{gitlab, "/[ab].md", "a.md b.md", "c.md"},
		{gitlab, `\#a.md`, "#a.md x/#a.md", "a.md"},
		{gitlab, "{a,b}.md", "{a,b}.md", "a.md"},
	} {
		f, err := owners.Parse(c.file, []byte(c.pattern+" @ada\n"))
		if err != nil {
			t.Errorf("%s: %q: %v", c.file, c.pattern, err)
			continue
		}
		for _, path := range strings.Fields(c.match) {
			if len(f.Of(path)) != 1 {
				t.Errorf("%s: %q does not match %q", c.file, c.pattern, path)
			}
		}
		for _, path := range strings.Fields(c.not) {
			if got := f.Of(path); len(got) != 0 {
				t.Errorf("%s: %q matches %q", c.file, c.pattern, path)
			}
		}
	}
	f, err := owners.Parse(github, []byte(`/with\ blank.md @ada`))
	if err != nil || len(f.Of("with blank.md")) != 1 {
		t.Errorf("a blank that is escaped is none that ends a pattern: %v", err)
	}
}

func TestTheLastLineThatMatchesNamesTheOwners(t *testing.T) {
	t.Parallel()
	f := parse(t, "CODEOWNERS", "# all\n* @ada # everybody\n/prompts/ bob@example.com @org/team\n/prompts/free/\n")
	for path, want := range map[string]string{
		"a.md":              "CODEOWNERS:2:1 1 [@ada]",
		"prompts/a.md":      "CODEOWNERS:3:1 1 [bob@example.com @org/team]",
		"prompts/free/a.md": "",
	} {
		if got := told(f.Of(path)); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestEverySectionOfGitLabAsksApart(t *testing.T) {
	t.Parallel()
	f := parse(t, "CODEOWNERS", `* @all
[Prompts][2] @ada @bob
/prompts/
/prompts/legal/ @lee
!/prompts/draft/
^[Docs] @doc
*.md
[prompts]
/prompts/late/ @late
`)
	if !f.GitLab {
		t.Fatal("a file with sections is GitLab's")
	}
	for path, want := range map[string]string{
		"a.txt":              "CODEOWNERS:1:1 1 [@all]",
		"prompts/a.md":       "CODEOWNERS:1:1 1 [@all]; CODEOWNERS:3:1 [Prompts] 2 [@ada @bob]",
		"prompts/legal/a.md": "CODEOWNERS:1:1 1 [@all]; CODEOWNERS:4:1 [Prompts] 2 [@lee]",
		"prompts/draft/a.md": "CODEOWNERS:1:1 1 [@all]",
		"prompts/late/a.md":  "CODEOWNERS:1:1 1 [@all]; CODEOWNERS:9:1 [Prompts] 2 [@late]",
	} {
		if got := told(f.Of(path)); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}

func TestALineThatASiteWouldSkipIsRefusedWithItsPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ file, src, want string }{
		{".github/CODEOWNERS", "* @ada\n!x @bob", `.github/CODEOWNERS:2:1: pattern "!x": GitHub has no negation`},
		{".github/CODEOWNERS", "[ab].md @bob", "GitHub has no character ranges"},
		{".github/CODEOWNERS", "*.md ada", `CODEOWNERS:1:6: owner "ada" is neither a user, a team nor an email`},
		{".github/CODEOWNERS", "*.md @@owner", "is a role of GitLab"},
		{".github/CODEOWNERS", "*.md @a/b/c", "is no team of GitHub"},
		{".github/CODEOWNERS", "*.md @a/", "is no name of a user or a team"},
		{".github/CODEOWNERS", "/ @a", "it names no file"},
		{".github/CODEOWNERS", "a*** @a", "three asterisks"},
		{".gitlab/CODEOWNERS", "[] @a", "a section without a name"},
		{".gitlab/CODEOWNERS", "[A", "a section without a name"},
		{".gitlab/CODEOWNERS", "[A][0] @a", `CODEOWNERS:1:4: section "A": the number of approvals is none from 1 to 100`},
		{".gitlab/CODEOWNERS", "[A][x", "the number of approvals"},
		{".gitlab/CODEOWNERS", "[A] bob", `CODEOWNERS:1:5: owner "bob"`},
		{".gitlab/CODEOWNERS", "/[a.md @a", "no valid glob"},
		{"CODEOWNERS", "\xff @a", "not UTF-8"},
		{"CODEOWNERS", strings.Repeat("a", 3<<20+1), "larger than 3 MB"},
	} {
		_, err := owners.Parse(c.file, []byte(c.src))
		var list diag.Errors
		if !errors.As(err, &list) || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%.40q: want %q, got %v", c.src, c.want, err)
		}
	}
}

func TestAFileOfOwnersMayHaveAnyLineEndings(t *testing.T) {
	t.Parallel()
	f := parse(t, "docs/CODEOWNERS", "\ufeff* @ada\r\n\r\n# x\r\n\t*.md\t@bob\t\r\n")
	if got := told(f.Of("a.md")); got != "docs/CODEOWNERS:4:2 1 [@bob]" {
		t.Error(got)
	}
}

func FuzzParseTakesAnyFile(f *testing.F) {
	f.Add("* @ada\n[A][2] @b\n!x\n", "a/b.md")
	f.Add("/a\\ b @c # d", "a b")
	f.Fuzz(func(t *testing.T, src, path string) {
		for _, place := range owners.Places() {
			if file, err := owners.Parse(place, []byte(src)); err == nil {
				for _, d := range file.Of(path) {
					if d.Pos.Line < 1 || d.Needs < 1 || len(d.Owners) == 0 {
						t.Errorf("%+v", d)
					}
				}
			}
		}
	})
}

func parse(tb testing.TB, name, src string) *owners.File {
	tb.Helper()
	f, err := owners.Parse(name, []byte(src))
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

func told(list []owners.Demand) string {
	var parts []string
	for _, d := range list {
		parts = append(parts, fmt.Sprint(d, " ", d.Needs, " ", d.Owners))
	}
	return strings.Join(parts, "; ")
}
