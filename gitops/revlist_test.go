package gitops

import (
	"slices"
	"testing"
)

func TestCommitsOfARangeAreListedNewestFirst(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var ids []OID
	for _, text := range []string{"one", "two", "three"} {
		l.write("a.txt", text)
		ids = append(ids, l.commit(text))
	}
	repo := l.open()
	got, err := repo.Commits(t.Context(), Range{From: ids[0], To: ids[2]})
	if want := []OID{ids[2], ids[1]}; err != nil || !slices.Equal(want, got) {
		t.Errorf("want %v, got %v, %v", want, got, err)
	}
	got, err = repo.Commits(t.Context(), Range{To: ids[2]})
	if err != nil || len(got) != 5 || got[0] != ids[2] {
		t.Errorf("want all five, got %v, %v", got, err)
	}
	if got, err := repo.Commits(t.Context(), Range{From: ids[2], To: ids[0]}); err != nil || len(got) != 0 {
		t.Errorf("want an empty range, got %v, %v", got, err)
	}
}

func TestFirstParentsLeaveOutWhatWasMerged(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("a.txt", "base")
	base := l.commit("base")
	l.git("checkout", "-q", "-b", "side")
	l.write("b.txt", "side")
	side := l.commit("side")
	l.git("checkout", "-q", "main")
	l.write("c.txt", "main")
	main := l.commit("main")
	l.git("merge", "-q", "-m", "merge", "side")
	merge := OID(l.git("rev-parse", "HEAD"))
	repo := l.open()
	got, err := repo.FirstParents(t.Context(), Range{From: base, To: merge})
	if want := []OID{merge, main}; err != nil || !slices.Equal(want, got) {
		t.Errorf("want %v, got %v, %v", want, got, err)
	}
	got, err = repo.FirstParents(t.Context(), Range{From: side, To: merge})
	if want := []OID{merge, main}; err != nil || !slices.Equal(want, got) {
		t.Errorf("since the side: want %v, got %v, %v", want, got, err)
	}
	got, err = repo.Descendants(t.Context(), Range{From: side, To: merge})
	if want := []OID{merge}; err != nil || !slices.Equal(want, got) {
		t.Errorf("descendants of the side: want %v, got %v, %v", want, got, err)
	}
}
