package cmd_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/gitops"
)

// TestLinesThatNobodyKnowsAreKept has what a newer program and a person wrote.
func TestLinesThatNobodyKnowsAreKept(t *testing.T) {
	t.Parallel()
	s := share(t, judgedThrice(t), 2)
	a, b := s.clones[0], s.clones[1]
	a.ok("push")
	for ref, line := range map[string]string{
		gitops.ResultsRef: `{"id":"01","new":{"shape":[1]},"path":"\u001b[31mred","v":9}`, gitops.ReviewsRef: "not JSON \x1b]0;title\x07 at all",
		gitops.ReleasesRef: `{"id":"01KB4M7V8Q2M5W7X9YZ0ABCDEF","path":"prompts/p.md","v":1}`,
	} {
		appendLine(t, b, ref, line)
	}
	b.ok("push")
	got := a.want(0, "pull")
	for _, row := range []string{"unknown lines\t", "releases\tprompts/p.md\t1\n"} {
		if !strings.Contains(got.out, row) {
			t.Errorf("no %q in\n%s", row, got.out)
		}
	}
	if strings.ContainsAny(got.out+got.stderr, "\x1b\x07") {
		t.Errorf("got %q", got.out+got.stderr)
	}
	sameLines(t, a, b, s.hub)
	if got := a.ok("log"); !strings.Contains(got, "0.33") {
		t.Errorf("got %s", got)
	}
}

// TestWhatARemotePutsInPlaceOfNotesKeepsTheOthersNotBack has refs that are no notes.
func TestWhatARemotePutsInPlaceOfNotesKeepsTheOthersNotBack(t *testing.T) {
	t.Parallel()
	s := share(t, judgedThrice(t), 2)
	a, b := s.clones[0], s.clones[1]
	appendLine(t, a, gitops.ReleasesRef, `{"id":"L","v":1}`)
	a.ok("push")
	blob := s.hub.git("rev-parse", "main:prompts/p.md")
	s.hub.git("update-ref", gitops.ReviewsRef, blob)
	got := b.want(4, "pull")
	if !strings.Contains(got.out, "releases\t-\t1\n") || !strings.Contains(got.out, "records\tprompts/p.md\t3\n") ||
		!strings.Contains(got.stderr, "promptgit/reviews") {
		t.Errorf("got %+v", got)
	}
	if at := b.at1(gitops.ReviewsRef); at != "" {
		t.Errorf("the reviews are at %s", at)
	}
	s.hub.git("update-ref", gitops.ReviewsRef, "refs/heads/main") // a tree of files
	b.want(0, "pull")
	if lines := b.lines(); len(lines) != 4 {
		t.Errorf("%d lines: %v", len(lines), lines)
	}
}

func TestADamagedRemoteIsToldAndNothingChangesHere(t *testing.T) {
	t.Parallel()
	s := share(t, judgedThrice(t), 2)
	a, b := s.clones[0], s.clones[1]
	a.ok("push")
	note := s.hub.git("rev-parse", gitops.ResultsRef+"^{tree}")
	path := filepath.Join(s.hub.dir, "objects", note[:2], note[2:])
	if _, err := os.Stat(path); err != nil {
		t.Skip("the objects came in a pack")
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	before := b.git("for-each-ref")
	got := b.want(4, "pull")
	if !strings.Contains(got.stderr, `fetch from "origin"`) || b.git("for-each-ref") != before {
		t.Errorf("got %+v", got)
	}
}

// TestLabelsOfAnyNameTravel has names that a shell, a terminal or a file system would
// trip over, and two that cannot be in one clone.
func TestLabelsOfAnyNameTravel(t *testing.T) {
	t.Parallel()
	s := share(t, judgedThrice(t), 2)
	a, b := s.clones[0], s.clones[1]
	for i, name := range []string{"prompts/%E2%80%AEevil.md/prod", "a$(touch%20x)/prod", "-p/--rev", "x.md/deep/er", "%1B[31m/prod"} {
		if _, err := a.tryGit("check-ref-format", gitops.LabelsRef+name); err == nil {
			a.git("update-ref", gitops.LabelsRef+name, fmt.Sprintf("HEAD~%d", i%3))
		}
	}
	a.ok("push")
	b.git("update-ref", gitops.LabelsRef+"x.md/deep", "HEAD") // where the remote has a folder
	got := b.want(0, "pull")
	if strings.ContainsAny(got.out+got.stderr, "\x1b\u202e") || strings.Count(got.out, "label\t") < 4 || !strings.Contains(got.stderr, "cannot be here beside") {
		t.Errorf("got %+v", got)
	}
	if b.at1(gitops.LabelsRef+"x.md/deep") == "" || b.at1(gitops.LabelsRef+"-p/--rev") == "" {
		t.Error("a label is not there")
	}
	if got := b.run("push"); got.code == 0 || got.code > 4 {
		t.Errorf("got %+v", got)
	}
}

func TestPendingRecordsGoWithAPush(t *testing.T) {
	t.Parallel()
	s := share(t, judgedThrice(t), 2)
	a, b := s.clones[0], s.clones[1]
	blob := a.git("rev-parse", "HEAD:prompts/p.md")
	a.write(".git/promptgit/pending/x.json", `{"v":1,"ref":"refs/notes/promptgit/reviews","message":"","lines":{"`+blob+`":["{\"id\":\"W\",\"v\":1}"]},"keep":[]}`)
	a.ok("push")
	b.ok("pull")
	sameLines(t, a, b, s.hub)
	if lines := b.lines(); len(lines) != 4 || !strings.Contains(strings.Join(lines, "\n"), `"W"`) {
		t.Errorf("got %v", lines)
	}
	if left, _ := filepath.Glob(filepath.Join(a.dir, ".git/promptgit/pending/*.json")); len(left) > 0 {
		t.Errorf("%v is still there", left)
	}
}

func TestAConfigurationWithAMistakeKeepsNoRecordBack(t *testing.T) {
	t.Parallel()
	s := share(t, judgedThrice(t), 2)
	a, b := s.clones[0], s.clones[1]
	a.ok("push")
	b.write("promptgit.yaml", "promts: [\n")
	got := b.want(0, "pull")
	if !strings.Contains(got.out, "records\tprompts/p.md\t3\n") || !strings.Contains(got.stderr, "promptgit notes rebuild") {
		t.Errorf("got %+v", got)
	}
	sameLines(t, a, b)
}

// TestAPullPutsBackWhatTheRemoteDropped has a writer who replaces the lines of a prompt
// in a commit after the last one, which is no fork that would be united.
func TestAPullPutsBackWhatTheRemoteDropped(t *testing.T) {
	t.Parallel()
	s := share(t, judgedThrice(t), 2)
	a := s.clones[0]
	a.ok("push")
	before := a.lines()
	blob := a.git("rev-parse", "HEAD:prompts/p.md")
	s.hub.git("-c", "user.name=x", "-c", "user.email=x@example.com", "notes", "--ref", gitops.ResultsRef, "add", "-f", "-m", `{"id":"X","v":1}`, blob)
	a.ok("pull")
	after := map[string]bool{}
	for _, line := range a.lines() {
		after[line] = true
	}
	for _, line := range before {
		if !after[line] {
			t.Errorf("the pull lost %.90s", line)
		}
	}
	if len(after) != len(before)+1 {
		t.Errorf("%d lines, want %d", len(after), len(before)+1)
	}
	a.ok("push")
	sameLines(t, a, s.hub)
}
