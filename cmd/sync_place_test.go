package cmd_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestExchangesWorkInEveryKindOfClone(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		make func(hub, dir *lab) *lab
	}{
		{"bare", func(hub, dir *lab) *lab {
			hub.git("clone", "-q", "--bare", hub.dir, dir.dir)
			return dir
		}},
		{"mirror", func(hub, dir *lab) *lab {
			hub.git("clone", "-q", "--mirror", hub.dir, dir.dir)
			dir.git("config", "remote.origin.mirror", "true")
			return dir
		}},
		{"shallow", func(hub, dir *lab) *lab {
			hub.git("clone", "-q", "--depth", "1", "file://"+filepath.ToSlash(hub.dir), dir.dir)
			return dir
		}},
		{"partial", func(hub, dir *lab) *lab {
			hub.git("config", "uploadpack.allowFilter", "true")
			hub.git("config", "uploadpack.allowAnySHA1InWant", "true")
			hub.git("clone", "-q", "--filter=blob:none", "file://"+filepath.ToSlash(hub.dir), dir.dir)
			return dir
		}},
		{"shared objects", func(hub, dir *lab) *lab {
			hub.git("clone", "-q", "--shared", hub.dir, dir.dir)
			return dir
		}},
		{"linked worktree", func(hub, dir *lab) *lab {
			hub.git("clone", "-q", hub.dir, dir.dir)
			dir.git("worktree", "add", "-q", "../linked", "-b", "linked")
			return dir.at(dir.beside("linked"))
		}},
		{"subdirectory", func(hub, dir *lab) *lab {
			hub.git("clone", "-q", hub.dir, dir.dir)
			return dir.at("prompts")
		}},
		{"another name", func(hub, dir *lab) *lab {
			hub.git("clone", "-q", "-o", "team/a.b", hub.dir, dir.dir)
			return dir
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			first := judgedThrice(t)
			first.t = t
			s := share(t, first, 1)
			a := s.clones[0]
			a.git("update-ref", production, "HEAD~2")
			a.ok("push")
			b := c.make(s.hub, a.at(a.beside("other")))
			if got := b.ok("pull"); c.name != "mirror" && !strings.Contains(got, "records\tprompts/p.md\t3\n") {
				t.Errorf("got %s", got)
			}
			sameLines(t, a, b)
			if got := b.at1(production); got != a.at1(production) {
				t.Errorf("the label is at %q", got)
			}
			if a := b.run("eval", "HEAD", "--refresh"); a.code != 1 {
				t.Fatalf("%+v", a)
			}
			b.ok("push")
			a.want(1, "eval", "HEAD", "--refresh")
			a.ok("push")
			b.ok("pull")
			sameLines(t, a, b, s.hub)
			if n := len(a.lines()); n != 5 {
				t.Errorf("%d lines, want 5", n)
			}
			for _, l := range []*lab{a, b, s.hub} {
				l.git("fsck", "--strict")
			}
		})
	}
}

func TestExchangesOfSHA256Repositories(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	if err := os.RemoveAll(filepath.Join(l.dir, ".git")); err != nil {
		t.Fatal(err)
	}
	l.git("init", "-q", "-b", "main", "--object-format=sha256")
	l.write("suites/p.yaml", suiteABC)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\n")
	l.set("prompts/p.md", "a b c\n", "v1")
	l.ok("eval", "HEAD")
	hub, other := l.at(l.beside("hub.git")), l.at(l.beside("other"))
	l.git("init", "-q", "--bare", "--object-format=sha256", hub.dir)
	l.git("remote", "add", "origin", hub.dir)
	l.git("push", "-q", "origin", "main")
	l.git("update-ref", production, "HEAD")
	l.ok("push")
	l.git("clone", "-q", "-b", "main", hub.dir, other.dir)
	other.ok("pull")
	sameLines(t, l, other, hub)
	if len(l.lines()) != 1 || len(other.at1(production)) != 64 {
		t.Errorf("%v, label %s", l.lines(), other.at1(production))
	}

	short := abc(t, "a")
	short.git("remote", "add", "origin", hub.dir)
	for _, verb := range []string{"pull", "push"} {
		short.run("eval", "HEAD")
		if got := short.want(4, verb); !strings.Contains(got.stderr, "different kinds of object ids") {
			t.Errorf("%s: %s", verb, got.stderr)
		}
	}
}

func TestAnEmptyRemoteAndAnEmptyCloneAreNoErrors(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.git("init", "-q", "--bare", l.beside("hub.git"))
	l.git("remote", "add", "origin", l.beside("hub.git"))
	for _, verb := range []string{"pull", "push", "pull"} {
		if got := l.want(0, verb); got.out != "" || !strings.HasPrefix(got.stderr, "nothing ") {
			t.Errorf("%s: %+v", verb, got)
		}
	}
	s := share(t, abc(t, "a"), 2)
	for _, l := range s.clones {
		for _, verb := range []string{"push", "pull"} {
			if got := l.want(0, verb); got.out != "" {
				t.Errorf("%s: %+v", verb, got)
			}
		}
	}
	if refs := s.hub.git("for-each-ref", "--format=%(refname)"); refs != "refs/heads/main" {
		t.Errorf("the remote got %s", refs)
	}
}

// TestAPushRunsNoHookAndLeavesPlainGitAlone has a hook that would refuse, settings that
// widen what plain git sends, and a remote with another notes ref and tags.
func TestAPushRunsNoHookAndLeavesPlainGitAlone(t *testing.T) {
	t.Parallel()
	s := share(t, judgedThrice(t), 2)
	a, b := s.clones[0], s.clones[1]
	a.script(".git/hooks/pre-push", "echo ran >> ../ran; exit 1")
	for _, kv := range [][2]string{
		{"push.followTags", "true"},
		{"push.default", "matching"},
		{"fetch.prune", "true"},
		{"fetch.pruneTags", "true"},
		{"fetch.recurseSubmodules", "true"},
		{"push.recurseSubmodules", "check"},
		{"remote.origin.tagOpt", "--tags"},
		{"push.autoSetupRemote", "true"},
		{"remote.origin.push", "refs/heads/*:refs/heads/*"},
	} {
		a.git("config", kv[0], kv[1])
	}
	b.git("tag", "theirs")
	b.git("push", "-q", "origin", "theirs")
	a.git("tag", "-m", "mine", "mine")
	a.git("branch", "topic")
	plain := func(l *lab) string {
		return l.git("for-each-ref", "refs/heads", "refs/remotes", "refs/tags") + l.git("config", "--list")
	}
	own, hub := plain(a), plain(s.hub)
	head, err := os.ReadFile(filepath.Join(a.dir, ".git", "FETCH_HEAD"))
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	a.ok("push")
	a.ok("pull")
	if diff := cmp.Diff(own+hub, plain(a)+plain(s.hub)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if now, _ := os.ReadFile(filepath.Join(a.dir, ".git", "FETCH_HEAD")); string(now) != string(head) {
		t.Errorf("FETCH_HEAD is\n%s", now)
	}
	if _, err := os.Stat(a.beside("ran")); err == nil {
		t.Error("the hook pre-push ran")
	}
}

// TestAPlainFetchThatPrunesTakesTrackingRefsOnly has the settings of init.
func TestAPlainFetchThatPrunesTakesTrackingRefsOnly(t *testing.T) {
	t.Parallel()
	s, a, b := labeled(t)
	a.want(1, "eval", "HEAD", "--refresh")
	b.ok("init", "--notes", "--no-hooks")
	b.git("config", "fetch.prune", "true")
	own := func() string {
		return b.git("for-each-ref", "refs/notes/promptgit", "refs/promptgit/labels", "refs/promptgit/seen")
	}
	before := own()
	s.hub.git("update-ref", "-d", "refs/notes/promptgit/results")
	s.hub.git("update-ref", "-d", production)
	b.git("fetch", "-q")
	if got := own(); got != before || b.at1("refs/notes/remotes/origin/promptgit/results") != "" {
		t.Errorf("a plain fetch left\n%s\nbefore\n%s", got, before)
	}
	// The remote lost its notes. Nobody's are lost: the next push brings them back.
	b.want(0, "pull")
	if b.at1(production) != "" {
		t.Error("a label that the remote deleted is still here")
	}
	b.ok("push")
	a.ok("push")
	b.ok("pull")
	sameLines(t, a, b, s.hub)
	if len(a.lines()) != 4 {
		t.Errorf("%d lines", len(a.lines()))
	}
}
