package gitops

import "testing"

func TestAMergeThatTakesOnePathFromEachSideTouchesThem(t *testing.T) {
	t.Parallel()
	l := emptyLab(t)
	l.write("a.md", "a1")
	l.write("b [x].md", "b1")
	l.write("other.md", "o1")
	first := l.commit("first")
	l.git("checkout", "-q", "-b", "side")
	l.write("a.md", "a2")
	side := l.commit("side")
	l.git("checkout", "-q", "main")
	l.write("b [x].md", "b2")
	main := l.commit("main")
	l.write("other.md", "o2")
	l.commit("elsewhere")
	l.git("merge", "-q", "--no-edit", "side")
	merge := OID(l.git("rev-parse", "HEAD"))

	list, err := l.open().Touching(t.Context(), merge, []string{"a.md", "b [x].md"})
	if err != nil {
		t.Fatal(err)
	}
	got := map[OID]int{}
	for _, c := range list {
		got[c.ID] = len(c.Changes)
	}
	for id, changes := range map[OID]int{first: 2, side: 1, main: 1, merge: 0} {
		if n, ok := got[id]; !ok || n != changes {
			t.Errorf("%s: want %d changes, got %d, %v", id, changes, n, ok)
		}
	}
	if len(got) != 4 || list[0].ID != merge || list[3].ID != first {
		t.Errorf("want four commits from the merge to the first, got %v", list)
	}
}
