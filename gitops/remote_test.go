package gitops

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestWhatGitSaysOfAnAddressHoldsNoPassword(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"fatal: unable to access 'https://ada:pw@host/x.git/': 403":        "fatal: unable to access 'https://host/x.git/': 403",
		"fatal: https://token@host and ssh://git@b:22/c, http://p@q:r@s/t": "fatal: https://host and ssh://b:22/c, http://s/t",
		"no address, ada@example.com":                                      "no address, ada@example.com",
		"ends in https://":                                                 "ends in https://",
	} {
		if got := withoutCredentials(text); got != want {
			t.Errorf("%q: want %q, got %q", text, want, got)
		}
	}
}

func TestTheAnswersOfAPushAreReadRefByRef(t *testing.T) {
	t.Parallel()
	got := pushAnswers("To /hub.git\n" +
		" \ta1:refs/notes/promptgit/results\t1111111..2222222\n" +
		"*\ta2:refs/notes/promptgit/reviews\t[new reference]\n" +
		"=\ta3:refs/promptgit/labels/a/b\t[up to date]\n" +
		"-\t:refs/promptgit/labels/a/c\t[deleted]\n" +
		"!\ta4:refs/promptgit/labels/a/d\t[rejected] (stale info)\n" +
		"!\ta5:refs/promptgit/labels/a/e\t[rejected] (fetch first)\n" +
		"!\ta6:refs/promptgit/labels/a/f\t[remote rejected] (hook declined)\n" +
		"!\ta7:refs/promptgit/labels/a/g\t[remote rejected] (cannot lock ref 'x': is at 1 but expected 2)\n" +
		"Done\n")
	want := map[string]PushedRef{
		"refs/notes/promptgit/results": {State: PushDone},
		"refs/notes/promptgit/reviews": {State: PushDone},
		"refs/promptgit/labels/a/b":    {State: PushSame},
		"refs/promptgit/labels/a/c":    {State: PushDone},
		"refs/promptgit/labels/a/d":    {State: PushStale, Reason: "stale info"},
		"refs/promptgit/labels/a/e":    {State: PushStale, Reason: "fetch first"},
		"refs/promptgit/labels/a/f":    {State: PushNo, Reason: "hook declined"},
		"refs/promptgit/labels/a/g":    {State: PushStale, Reason: "cannot lock ref 'x': is at 1 but expected 2"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

func TestTheDefaultRemoteIsThatOfTheBranch(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	repo := l.open()
	for _, c := range []struct {
		remotes []string
		branch  string // its setting
		want    string
	}{
		{[]string{"up"}, "", "up"},
		{[]string{"down", "up"}, "", ""},
		{[]string{"down", "origin"}, "", "origin"},
		{[]string{"down", "origin"}, "down", "down"},
		{[]string{"down", "origin"}, ".", "origin"},
		{[]string{"down", "origin"}, "gone", "origin"},
	} {
		l.git("config", "branch.main.remote", c.branch)
		if got, err := repo.DefaultRemote(t.Context(), c.remotes); err != nil || got != c.want {
			t.Errorf("%v, %q: want %q, got %q, %v", c.remotes, c.branch, c.want, got, err)
		}
	}
}
