package gitops

import "testing"

func TestCommitsAreFoundByWhatTheirMessagesHold(t *testing.T) {
	t.Parallel()
	l := emptyLab(t)
	l.write("a", "1")
	one := l.commit("One\n\nFrom: here [1]")
	l.write("a", "2")
	l.commit("Two")
	l.git("commit", "-q", "--allow-empty", "-m", "Three", "-m", "From: here [1] too")
	l.git("config", "log.showSignature", "true")
	l.git("config", "log.diffMerges", "combined")
	repo := l.open()
	list, err := repo.Mentioning(t.Context(), l.head(repo), "From: here [1]")
	if err != nil || len(list) != 2 || list[0].Subject != "Three" || list[1].ID != one || list[1].Message != "One\n\nFrom: here [1]\n" {
		t.Errorf("got %+v, %v", list, err)
	}
	if list, err = repo.Mentioning(t.Context(), l.head(repo), "--not there"); err != nil || len(list) != 0 {
		t.Errorf("want none, got %+v, %v", list, err)
	}
}
