package cmd_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// scores are the subject and the score of each row of the log.
func (l *lab) scores() map[string]any {
	l.t.Helper()
	got := map[string]any{}
	for _, e := range l.log().Entries {
		got[e.Subject] = nil
		if e.Score != nil {
			got[e.Subject] = *e.Score
		}
	}
	return got
}

func wantScores(t *testing.T, l *lab, want map[string]any) {
	t.Helper()
	if diff := cmp.Diff(want, l.scores()); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
}

// shown is the score line that git log shows at HEAD, "" for none.
func (l *lab) shown(rev string) string {
	l.t.Helper()
	out := l.git("log", "-1", "--notes=promptgit/scores", "--format=%N", rev)
	line, _, _ := strings.Cut(strings.TrimSpace(out), "  [")
	return strings.Join(strings.Fields(line)[:min(2, len(strings.Fields(line)))], " ")
}

// wantShown rebuilds the score lines and holds git log to them, newest first.
func wantShown(t *testing.T, l *lab, want ...string) {
	t.Helper()
	l.ok("notes", "rebuild")
	for i, line := range want {
		rev := "HEAD~" + string(rune('0'+i))
		if got := l.shown(rev); got != line {
			t.Errorf("%s: want %q, got %q", rev, line, got)
		}
	}
}

const (
	full = "prompts/p.md 1.00"
	two3 = "prompts/p.md 0.67"
	one3 = "prompts/p.md 0.33"
)

// judgedThrice is a repository with three judged iterations.
func judgedThrice(t *testing.T) *lab {
	t.Helper()
	l := abc(t, "a b c", "a b", "a")
	l.run("eval", "--all")
	for i, want := range []string{one3, two3, full} {
		if got := l.shown("HEAD~" + string(rune('0'+i))); got != want {
			t.Fatalf("HEAD~%d: want %q, got %q", i, want, got)
		}
	}
	return l
}

func TestScoresSurviveAnAmendOfTheMessage(t *testing.T) {
	t.Parallel()
	l := judgedThrice(t)
	l.git("commit", "-q", "--amend", "-m", "reworded")
	wantScores(t, l, map[string]any{"reworded": 1.0 / 3, "v2": 2.0 / 3, "v1": 1.0})
	if got := l.shown("HEAD"); got != "" {
		t.Errorf("a line cannot be there before it is rebuilt, got %q", got)
	}
	wantShown(t, l, one3, two3, full)
}

func TestAnAmendOfThePromptHasNoStaleScore(t *testing.T) {
	t.Parallel()
	l := judgedThrice(t)
	l.git("config", "notes.rewriteRef", "refs/notes/*") // git then copies the line
	l.write("prompts/p.md", "something else\n")
	l.git("commit", "-q", "-a", "--amend", "-m", "amended")
	wantScores(t, l, map[string]any{"amended": nil, "v2": 2.0 / 3, "v1": 1.0})
	if got := l.shown("HEAD"); got != one3 {
		t.Fatalf("git copies the line of the old commit, got %q", got)
	}
	wantShown(t, l, "", two3, full)
	l.run("eval", "HEAD")
	wantShown(t, l, "prompts/p.md 0.00", two3, full)
}

func TestScoresSurviveARebase(t *testing.T) {
	t.Parallel()
	l := judgedThrice(t)
	l.git("checkout", "-q", "-b", "base", "HEAD~2")
	l.set("other.txt", "x", "base")
	l.git("checkout", "-q", "main")
	l.git("rebase", "-q", "base")
	wantScores(t, l, map[string]any{"v3": 1.0 / 3, "v2": 2.0 / 3, "v1": 1.0})
	wantShown(t, l, one3, two3, "", full)
}

func TestScoresSurviveACherryPickAndASquash(t *testing.T) {
	t.Parallel()
	l := judgedThrice(t)
	l.git("checkout", "-q", "-b", "picked", "HEAD~2")
	l.git("commit", "-q", "--allow-empty", "-m", "between")
	l.git("cherry-pick", "main~1")
	wantScores(t, l, map[string]any{"v2": 2.0 / 3, "v1": 1.0})
	wantShown(t, l, two3, "", full)

	l.git("checkout", "-q", "-b", "squashed", "main~2")
	l.git("merge", "-q", "--squash", "main")
	l.git("commit", "-q", "-m", "squash")
	wantScores(t, l, map[string]any{"squash": 1.0 / 3, "v1": 1.0})
	wantShown(t, l, one3, full)
}

func TestScoresSurviveARevertToOldText(t *testing.T) {
	t.Parallel()
	l := judgedThrice(t)
	l.git("revert", "--no-edit", "HEAD")
	doc := l.log()
	if e := doc.Entries[0]; e.Score == nil || *e.Score != 2.0/3 || *e.Delta <= 0 {
		t.Errorf("the old text has its old score, got %+v", e)
	}
	wantShown(t, l, two3, one3, two3, full)
}

func TestPlainGitReadsTheNotes(t *testing.T) {
	t.Parallel()
	l := judgedThrice(t)
	note := l.git("notes", "--ref", "promptgit/results", "show", "HEAD:prompts/p.md")
	if !strings.HasPrefix(note, `{"cases":[`) || strings.Contains(note, "\n\n") {
		t.Errorf("got %s", note)
	}
	log := l.git("log", "--notes=promptgit/scores", "-1")
	if !strings.Contains(log, "Notes (promptgit/scores):") || !strings.Contains(log, "prompts/p.md  0.33 [0.06, 0.79]  (was 0.67: unknown)  p@") {
		t.Errorf("got %s", log)
	}
	l.git("fsck", "--strict")
	before := l.git("rev-parse", "refs/notes/promptgit/scores")
	l.ok("notes", "rebuild")
	if after := l.git("rev-parse", "refs/notes/promptgit/scores"); after != before {
		t.Errorf("a rebuild of what is right changes nothing: %s", l.git("diff", before, after))
	}
}

func TestRecordsAndPromptsSurviveGarbageCollectionAndAClone(t *testing.T) {
	t.Parallel()
	l := judgedThrice(t)
	blobs := []string{}
	for _, rev := range []string{"HEAD", "HEAD~1", "HEAD~2"} {
		blobs = append(blobs, l.git("rev-parse", rev+":prompts/p.md"))
	}
	l.git("checkout", "-q", "--orphan", "fresh")
	l.git("commit", "-q", "-m", "one commit")
	l.git("branch", "-q", "-D", "main")
	l.git("reflog", "expire", "--expire=now", "--all")
	l.git("gc", "-q", "--prune=now")
	for _, rev := range blobs {
		l.git("cat-file", "-e", rev)
	}
	wantScores(t, l, map[string]any{"one commit": 1.0 / 3})

	l.git("clone", "-q", "--no-local", ".", l.beside("clone"))
	clone := l.at(l.beside("clone"))
	wantScores(t, clone, map[string]any{"one commit": nil})
	clone.git("fetch", "-q", "origin", "+refs/notes/promptgit/*:refs/notes/promptgit/*")
	wantScores(t, clone, map[string]any{"one commit": 1.0 / 3})
	for _, rev := range blobs {
		if text := clone.git("cat-file", "-p", rev); !strings.HasPrefix(text, "a") {
			t.Errorf("a kept prompt reads %q", text)
		}
	}
}

func TestFsckRestoresWhatAPlainGitWriteDropped(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	blob := l.git("rev-parse", "HEAD:prompts/p.md")
	note := func() string { return l.git("notes", "--ref", "promptgit/results", "show", blob) }
	l.ok("eval", "HEAD")
	older := note()
	l.ok("eval", "HEAD", "--refresh")
	both := note()
	l.git("notes", "--ref", "promptgit/results", "add", "-f", "-m", older, blob)
	if note() == both {
		t.Fatal("nothing was dropped")
	}
	var doc struct {
		Schema string
		OK     bool
		Refs   []struct {
			Ref, State string
			Restored   int
			Missing    []string
			Pending    []string
		}
	}
	l.json(0, &doc, "notes", "fsck")
	if !doc.OK || doc.Refs[0].State != "repaired" || doc.Refs[0].Restored != 1 || doc.Schema != "promptgit.fsck/v1" {
		t.Errorf("got %+v", doc)
	}
	if diff := cmp.Diff(sorted(strings.Split(both, "\n")), sorted(strings.Split(note(), "\n"))); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if text := l.ok("notes", "fsck"); !strings.Contains(text, "refs/notes/promptgit/results: whole, 0 lines restored") {
		t.Errorf("got %s", text)
	}
}

func TestFsckOfARepositoryWithoutNotesIsWhole(t *testing.T) {
	t.Parallel()
	for _, l := range []*lab{newLab(t), abc(t, "a")} {
		if text := l.ok("notes", "fsck"); !strings.Contains(text, "whole") {
			t.Errorf("got %s", text)
		}
		l.ok("notes", "rebuild")
	}
	l := newLab(t)
	l.ok("notes")
	l.want(2, "notes", "fsk")
	l.at(l.beside("home"), "GIT_CEILING_DIRECTORIES="+os.TempDir()).want(4, "notes", "fsck")
}

func TestFsckSaysWhatIsBeyondRepair(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.ok("eval", "HEAD")
	note := l.git("notes", "--ref", "promptgit/results", "list", "HEAD:prompts/p.md")
	path := l.dir + "/.git/objects/" + note[:2] + "/" + note[2:]
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	a := l.want(1, "notes", "fsck", "--json")
	if !strings.Contains(a.out, `"state":"broken"`) && !strings.Contains(a.out, `"state": "broken"`) {
		t.Errorf("got %s", a.out)
	}
}

func TestARebuildKeepsWhatPeopleWroteAndALinePerSuite(t *testing.T) {
	t.Parallel()
	l := judgedThrice(t)
	l.write("suites/other.yaml", "tests: [{assert: [{type: contains, value: a}]}]\n")
	l.run("eval", "--all", "--suite", "suites/other.yaml")
	l.git("notes", "--ref", "promptgit/scores", "append", "-m", "Ada: keep an eye on this  n=1", "HEAD")
	note := l.git("notes", "--ref", "promptgit/scores", "show", "HEAD")
	l.ok("notes", "rebuild")
	want := sorted(strings.Split(strings.ReplaceAll(note, "\n\n", "\n"), "\n"))
	got := l.git("notes", "--ref", "promptgit/scores", "show", "HEAD")
	if diff := cmp.Diff(want, sorted(strings.Split(got, "\n"))); diff != "" || !strings.HasPrefix(got, "Ada") || strings.Count(got, "@") != 2 {
		t.Errorf("want -, got +:\n%s", diff)
	}
	l.git("update-ref", "-d", "refs/notes/promptgit/scores")
	l.ok("notes", "rebuild")
	if lines := l.git("notes", "--ref", "promptgit/scores", "show", "HEAD"); strings.Count(lines, "\n") != 1 {
		t.Errorf("want a line per suite, got %s", lines)
	}
}

func TestARebuildFindsPromptsThatNoConfigurationNames(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c")
	l.write("odd/[x]{y}.txt", "a\n")
	l.commit("odd")
	l.run("eval", "HEAD", "--prompt", "odd/*", "--suite", "suites/p.yaml")
	l.git("checkout", "-q", "-b", "elsewhere")
	l.set("gone.txt", "b\n", "gone")
	l.run("eval", "HEAD", "--prompt", "gone.txt", "--suite", "suites/p.yaml")
	l.git("checkout", "-q", "main")
	gone := l.shown("elsewhere")
	l.git("notes", "--ref", "promptgit/scores", "remove", "HEAD")
	l.ok("notes", "rebuild")
	if got := l.shown("HEAD"); got != "odd/[x]{y}.txt 0.33" {
		t.Errorf("got %q", got)
	}
	if got := l.shown("elsewhere"); got != gone || gone == "" {
		t.Errorf("what HEAD does not reach stays: want %q, got %q", gone, got)
	}
}
