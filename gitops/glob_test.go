package gitops

import (
	"path"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// What Git selects by the pathspecs of a glob must hold all that the glob
// matches, or a file would be overlooked.
func TestPathspecsSelectAtLeastTheGlob(t *testing.T) {
	t.Parallel()
	l := emptyLab(t)
	var all []string
	for _, dir := range []string{"", "a/", "b/", "a/b/", "a/b/c/", "b/a/"} {
		for _, name := range []string{"a.md", "b.md", "ab.txt", "c", "ü"} {
			if dir+name != "a/b/c" {
				all = append(all, dir+name)
				l.write(dir+name, dir+name)
			}
		}
	}
	l.commit("files")
	repo := l.open()
	part := rapid.SampledFrom([]string{"a", "b", "c", "*", "**", "a*", "*.md", "?.md", "?", "[ü]", "{[{],ü}", "{a\\},ü}", "[ab]*", "[^a].md", "{a,b}", "{a.md,b.md}", "{a,b}*", "*.{md,txt}", "{a/b,b}", `\a`})
	rapid.Check(t, func(t *rapid.T) {
		glob := path.Join(rapid.SliceOfN(part, 1, 4).Draw(t, "parts")...)
		set, err := parseGlobs([]string{glob})
		if err != nil {
			return // the parts made no pattern
		}
		listed, err := repo.run(l.t.Context(), nil, append([]string{"ls-files", "-z", "--"}, set.pathspecs()...)...)
		if err != nil {
			t.Fatal(err)
		}
		selected := strings.Split(string(listed), "\x00")
		for _, name := range all {
			if !set.match(name) {
				continue
			}
			if !slices.Contains(selected, name) {
				t.Errorf("%s matches %s, which %q does not select", glob, name, set.pathspecs())
			}
			for dir := path.Dir(name); dir != "."; dir = path.Dir(dir) {
				if !set.mayHold(dir) {
					t.Errorf("%s matches %s, and would not be looked for in %s", glob, name, dir)
				}
			}
		}
	})
}

func TestTwoDoubleStarsSelectTheRoot(t *testing.T) {
	t.Parallel()
	l := emptyLab(t)
	l.write("c", "c")
	l.commit("file")
	files, err := l.open().Index().Files(t.Context(), []string{"**/**/c"})
	if err != nil || len(files) != 1 {
		t.Errorf("got %v, %v", files, err)
	}
}

func TestAQuotedGlobMatchesItsPathAlone(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringMatching(`[ab*?\[\]{}\\,!^-]{1,6}`).Draw(t, "name")
		other := rapid.StringMatching(`[ab*?\[\]{}\\,!^-]{1,6}`).Draw(t, "other")
		set := globs{QuoteGlob(name)}
		if !set.match(name) {
			t.Errorf("%q does not match %q", set[0], name)
		}
		if other != name && other != set[0] && set.match(other) {
			t.Errorf("%q matches %q", set[0], other)
		}
	})
}

func TestMovedFoldersAreFollowedAsOne(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ from, to, want string }{
		{"old/x/a.md", "new/x/a.md", "old"},
		{"old/a.md", "deep/old/a.md", "old"},
		{"a.md", "prompts/a.md", "a.md"},
		{"a.md", "b.md", "a.md"},
		{"x/a.md", "x/b.md", "x/a.md"},
	} {
		if got := movedFolder(renamed{row.from, row.to}); got != row.want {
			t.Errorf("%s to %s: %q", row.from, row.to, got)
		}
	}
}
