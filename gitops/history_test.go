package gitops

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestHistoryFollowsAFile(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a line that stays\n", 20)
	rows := []struct {
		name  string
		build func(l *lab)
		globs string
		opts  HistoryOptions
		want  []string
	}{
		{"from the first version to the last", func(*lab) {}, "prompts/*.md", HistoryOptions{}, []string{
			"M prompts/a.md second", "A prompts/a.md first",
		}},
		{"through a rename with a change, from a path outside of the globs", func(l *lab) {
			l.write("elsewhere/old.txt", long)
			l.commit("born")
			l.write("elsewhere/old.txt", long+"more\n")
			l.commit("grew")
			l.git("mv", "elsewhere/old.txt", "prompts/b.md")
			l.write("prompts/b.md", long+"more\nmoved\n")
			l.commit("moved")
		}, "prompts/b.*", HistoryOptions{}, []string{
			"R prompts/b.md moved", "M elsewhere/old.txt grew", "A elsewhere/old.txt born",
		}},
		{"through several renames, pure ones left out", func(l *lab) {
			l.write("one.txt", long)
			l.commit("one")
			l.git("mv", "one.txt", "two.txt")
			l.commit("two")
			l.git("mv", "two.txt", "three.txt")
			l.commit("three")
			l.git("mv", "three.txt", "prompts/four.md")
			l.commit("four")
		}, "prompts/f*", HistoryOptions{}, []string{"A one.txt one"}},
		{"through several renames, pure ones asked for", func(l *lab) {
			l.write("one.txt", long)
			l.commit("one")
			l.git("mv", "one.txt", "two.txt")
			l.commit("two")
			l.git("mv", "two.txt", "prompts/three.md")
			l.commit("three")
		}, "prompts/t*", HistoryOptions{Moves: true}, []string{"R prompts/three.md three", "R two.txt two", "A one.txt one"}},
		{"across a deletion and a return", func(l *lab) {
			l.git("rm", "-q", "prompts/a.md")
			l.commit("deleted")
			l.write("prompts/a.md", "back\n")
			l.commit("returned")
		}, "prompts/a.md", HistoryOptions{}, []string{
			"A prompts/a.md returned", "D prompts/a.md deleted", "M prompts/a.md second", "A prompts/a.md first",
		}},
		{"out of the globs, which is its deletion", func(l *lab) {
			l.git("mv", "prompts/a.md", "attic.md")
			l.commit("retired")
			l.write("attic.md", "later\n")
			l.commit("later")
		}, "prompts/**", HistoryOptions{}, []string{"D prompts/a.md retired", "M prompts/a.md second", "A prompts/a.md first"}},
		{"into a symbolic link, which is its deletion", func(l *lab) {
			id := l.gitIn("../notes.txt", "hash-object", "-w", "--stdin")
			l.git("update-index", "--cacheinfo", "120000,"+id+",prompts/a.md")
			l.git("commit", "-q", "-m", "link")
		}, "prompts/**", HistoryOptions{}, []string{"D prompts/a.md link", "M prompts/a.md second", "A prompts/a.md first"}},
		{"past a merge that takes one side", func(l *lab) {
			l.git("checkout", "-q", "-b", "side")
			l.write("prompts/a.md", "side\n")
			l.commit("side")
			l.git("checkout", "-q", "main")
			l.write("notes.txt", "main\n")
			l.commit("main")
			l.git("merge", "-q", "--no-edit", "side")
		}, "prompts/a.md", HistoryOptions{}, []string{"M prompts/a.md side", "M prompts/a.md second", "A prompts/a.md first"}},
		{"past a merge that takes one side, by first parents", func(l *lab) {
			l.git("checkout", "-q", "-b", "side")
			l.write("prompts/a.md", "side\n")
			l.commit("side")
			l.git("checkout", "-q", "main")
			l.git("merge", "-q", "--no-ff", "-m", "merged", "side")
		}, "prompts/a.md", HistoryOptions{FirstParent: true}, []string{"M prompts/a.md merged", "M prompts/a.md second", "A prompts/a.md first"}},
		{"into a merge that made a version of its own", func(l *lab) {
			conflict(l)
			l.write("prompts/a.md", "both\n")
			l.commit("both")
		}, "prompts/a.md", HistoryOptions{}, []string{
			"M prompts/a.md both", "M prompts/a.md ours", "M prompts/a.md theirs", "M prompts/a.md second", "A prompts/a.md first",
		}},
		{"through a merge of a side that renamed it", func(l *lab) {
			l.write("prompts/b.md", long)
			l.commit("born")
			l.git("checkout", "-q", "-b", "side")
			l.git("mv", "prompts/b.md", "prompts/c.md")
			l.write("prompts/c.md", long+"side\n")
			l.commit("side")
			l.git("checkout", "-q", "main")
			l.write("prompts/b.md", "main\n"+long)
			l.commit("main")
			l.git("merge", "-q", "-m", "both", "side")
		}, "prompts/c.md", HistoryOptions{}, []string{"M prompts/c.md both", "M prompts/b.md main", "R prompts/c.md side", "A prompts/b.md born"}},
		{"that changed only its mode, which is none", func(l *lab) {
			l.git("update-index", "--chmod=+x", "prompts/a.md")
			l.git("commit", "-q", "-m", "mode")
		}, "prompts/a.md", HistoryOptions{}, []string{"M prompts/a.md second", "A prompts/a.md first"}},
	}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			row.build(l)
			versions := l.history(l.open(), row.opts, row.globs)
			got := l.lines(versions)
			// Where two branches are parallel their order is free.
			if row.opts == (HistoryOptions{}) {
				slices.Sort(got)
				slices.Sort(row.want)
			}
			l.equal(got, row.want)
			for _, v := range versions {
				if v.Lineage != versions[0].Lineage || v.Status != 'A' && slices.Contains(v.Olds, "") && len(v.Olds) == 1 {
					t.Errorf("%s is of lineage %s with predecessors %q", v.Path, v.Lineage, v.Olds)
				}
			}
		})
	}
}

// A folder with more files than are followed one by one moves, twice.
func TestHistoryFollowsAMovedFolder(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	const count = manyMoves * 2
	for i := range count {
		l.write(fmt.Sprintf("old/%d/system.md", i), fmt.Sprintf("prompt number %d\n", i))
	}
	l.write("old/stranger.txt", "never a prompt\n")
	l.commit("born")
	l.git("mv", "old", "mid")
	l.commit("mid")
	l.git("mv", "mid", "data")
	l.write("data/7/system.md", "prompt number 7\nnow with more\n")
	l.commit("new")
	repo := l.open()
	versions := l.history(repo, HistoryOptions{}, "data/*/system.md")
	l.equal(len(versions), count+1)
	lineages := map[string]bool{}
	for _, v := range versions {
		lineages[v.Lineage] = true
		if v.Status == 'A' && !strings.HasPrefix(v.Path, "old/") || !strings.HasPrefix(v.Lineage, "data/") {
			t.Errorf("%c %s is of lineage %s", v.Status, v.Path, v.Lineage)
		}
	}
	l.equal(len(lineages), count)
	l.equal(len(l.history(repo, HistoryOptions{Moves: true}, "data/**/*.md")), 3*count)
}

// A path that was renamed away and used again is another file.
func TestAPathUsedAgainIsAnotherFile(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.git("mv", "prompts/a.md", "prompts/b.md")
	l.commit("moved")
	l.write("prompts/a.md", "quite different text\n")
	l.commit("again")
	got := map[string][]string{}
	for _, v := range l.history(l.open(), HistoryOptions{}, "prompts/*.md") {
		got[v.Lineage] = append(got[v.Lineage], v.Commit.Subject)
	}
	l.equal(got, map[string][]string{"prompts/b.md": {"second", "first"}, "prompts/a.md": {"again"}})
}
