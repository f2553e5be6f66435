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
