package cmd_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// shared is a bare remote with some clones of it, each with a user of its own.
type shared struct {
	hub    *lab
	clones []*lab
}

// share makes the lab's repository the first of n clones of a remote that has its
// branch.
func share(t *testing.T, first *lab, n int) shared {
	t.Helper()
	first.git("init", "-q", "--bare", "-b", "main", first.beside("hub.git"))
	first.git("remote", "add", "origin", first.beside("hub.git"))
	first.git("push", "-q", "-u", "origin", "main")
	s := shared{hub: first.at(first.beside("hub.git")), clones: []*lab{first}}
	for i := 1; i < n; i++ {
		dir := first.beside("clone" + string(rune('0'+i)))
		first.git("clone", "-q", "--no-local", first.beside("hub.git"), dir)
		s.clones = append(s.clones, first.at(dir))
	}
	return s
}

type countJSON struct {
	Prompt                               string
	Records, Gradings, Reviews, Releases int
	Unknown, Simulated                   int
}

type moveJSON struct {
	Prompt, Label, State, Reason string
	Weight                       *int
	From, To                     *string
}

type exchangeJSON struct {
	Schema, Remote string
	Prompts, Came  []countJSON
	Labels         []moveJSON
	Refused        []struct{ Ref, Reason string }
	Scores         int
}

// lines are all lines of the shared notes, by ref and object.
func (l *lab) lines() []string {
	l.t.Helper()
	var all []string
	for _, ref := range []string{"results", "reviews", "releases"} {
		if _, err := l.tryGit("rev-parse", "--verify", "-q", "refs/notes/promptgit/"+ref); err != nil {
			continue
		}
		for entry := range strings.Lines(l.git("notes", "--ref", "promptgit/"+ref, "list")) {
			blob, object, _ := strings.Cut(strings.TrimSpace(entry), " ")
			for line := range strings.Lines(l.git("cat-file", "blob", blob)) {
				all = append(all, ref+" "+object+" "+strings.TrimSpace(line))
			}
		}
	}
	slices.Sort(all)
	return all
}

func sameLines(t *testing.T, clones ...*lab) {
	t.Helper()
	want := clones[0].lines()
	for i, l := range clones[1:] {
		if diff := cmp.Diff(want, l.lines()); diff != "" {
			t.Errorf("clone %d has not the lines of clone 0 (-):\n%s", i+1, diff)
		}
	}
}

func TestAPullBringsWhatAnotherClonePushed(t *testing.T) {
	t.Parallel()
	s := share(t, judgedThrice(t), 2)
	a, b := s.clones[0], s.clones[1]
	var doc exchangeJSON
	a.json(0, &doc, "push")
	want := exchangeJSON{
		Schema: "promptgit.push/v1", Remote: "origin", Prompts: []countJSON{{Prompt: "prompts/p.md", Records: 3}},
		Came: []countJSON{}, Labels: []moveJSON{}, Refused: []struct{ Ref, Reason string }{},
	}
	if diff := cmp.Diff(want, doc); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	doc = exchangeJSON{}
	b.json(0, &doc, "pull")
	want = exchangeJSON{Schema: "promptgit.pull/v1", Remote: "origin", Prompts: want.Prompts, Labels: []moveJSON{}, Scores: 3}
	if diff := cmp.Diff(want, doc); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	sameLines(t, a, b)
	if got, want := b.git("log", "--notes=promptgit/scores", "--format=%N"), a.git("log", "--notes=promptgit/scores", "--format=%N"); got != want || want == "" {
		t.Errorf("the scores of git log are\n%s\nwant\n%s", got, want)
	}
	for _, args := range [][]string{{"push"}, {"pull"}, {"push", "origin"}, {"pull", "origin"}} {
		for _, l := range s.clones {
			if got := l.want(0, args...); got.out != "" || !strings.HasPrefix(got.stderr, "nothing ") {
				t.Errorf("%v again: %+v", args, got)
			}
		}
	}
}

func TestPushesOfTwoClonesAreUnited(t *testing.T) {
	t.Parallel()
	s := share(t, judgedThrice(t), 2)
	a, b := s.clones[0], s.clones[1]
	b.want(1, "eval", "HEAD", "--refresh")
	b.ok("push")
	got := a.want(0, "push")
	if got.out != "records\tprompts/p.md\t3\n" || !strings.Contains(got.stderr, "united with what was new at origin of 1 prompt") {
		t.Errorf("got %+v", got)
	}
	if got := b.ok("pull"); got != "records\tprompts/p.md\t3\n" {
		t.Errorf("got %s", got)
	}
	sameLines(t, a, b, s.hub)
	if n := len(a.lines()); n != 4 {
		t.Errorf("%d lines, want 4", n)
	}
	for _, l := range append(s.clones, s.hub) {
		l.git("fsck", "--strict")
	}
}

func TestExchangesNameWhatIsWrongWithARemote(t *testing.T) {
	t.Parallel()
	l := judgedThrice(t)
	for _, c := range []struct {
		name, config string
		code         int
		says         []string
	}{
		{"no remote", "", 2, []string{"this repository has no remote", "git remote add origin URL"}},
		{"gone", l.beside("nowhere"), 4, []string{"does not appear to be a git repository", "git remote -v"}},
		{"no network", "http://127.0.0.1:1/x.git", 4, []string{"is there a network?"}},
		{"a secret in the address", "http://ada:hunter2@127.0.0.1:1/x.git", 4, []string{"127.0.0.1"}},
	} {
		if c.config != "" {
			l.git("config", "remote.origin.url", c.config)
		}
		for _, verb := range []string{"pull", "push"} {
			a := l.want(c.code, verb)
			for _, text := range c.says {
				if !strings.Contains(a.stderr, text) {
					t.Errorf("%s, %s: no %q in\n%s", c.name, verb, text, a.stderr)
				}
			}
			if strings.Contains(a.stderr, "hunter2") || a.out != "" {
				t.Errorf("%s, %s: %+v", c.name, verb, a)
			}
		}
	}
	if a := l.want(2, "pull", "orign"); !strings.Contains(a.stderr, `"orign"`) || !strings.Contains(a.stderr, "origin") {
		t.Errorf("got %s", a.stderr)
	}
	l.git("remote", "rename", "origin", "up")
	l.git("remote", "add", "down", l.beside("down.git"))
	if a := l.want(2, "push"); !strings.Contains(a.stderr, "name one: down, up") {
		t.Errorf("got %s", a.stderr)
	}
}

func TestAPushTellsWhatWentWhereGitTracksTheNotesItself(t *testing.T) {
	t.Parallel()
	a := share(t, judgedThrice(t), 1).clones[0]
	a.ok("init", "--notes", "--no-hooks")
	var doc exchangeJSON
	a.json(0, &doc, "push")
	if diff := cmp.Diff([]countJSON{{Prompt: "prompts/p.md", Records: 3}}, doc.Prompts); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if got := a.want(0, "push"); got.out != "" || !strings.HasPrefix(got.stderr, "nothing ") {
		t.Errorf("again: %+v", got)
	}
}
