package cmd_test

import (
	"slices"
	"strings"
	"testing"
)

// stepDoc is promptgit.bisect-step/v1.
type stepDoc struct {
	Schema, State   string
	Prompt, Missing *string
	Next            *struct{ Rev, Path, Subject string }
	StepsLeft       *int `json:"steps_left"`
	Candidates      []string
	Culprit         *string
	Contradicts     []string
	Revert, Restore *string
}

func (l *lab) byHandJSON(code int, args ...string) (doc stepDoc) {
	l.t.Helper()
	l.json(code, &doc, append(append([]string{"bisect"}, args...), "--json")...)
	if doc.Schema != "promptgit.bisect-step/v1" {
		l.t.Errorf("%v: got %+v", args, doc)
	}
	return doc
}

// A program that judges needs no terminal and reads no text.
func TestASearchByHandCanBeDrivenByDocuments(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(16, 11)...)
	if doc := l.byHandJSON(0, "bad"); doc.State != "ends" || text(doc.Missing) != "good" || doc.Next != nil || doc.StepsLeft != nil {
		t.Errorf("got %+v", doc)
	}
	doc := l.byHandJSON(0, "good", revs[0])
	if doc.State != "next" || *doc.StepsLeft != 4 || !slices.Equal(doc.Candidates, revs[1:]) || text(doc.Prompt) != "prompts/p.md" {
		t.Errorf("got %+v", doc)
	}
	for n := 0; doc.State == "next"; n++ {
		if left := *doc.StepsLeft; left > 4-n || !slices.Contains(revs, doc.Next.Rev) || doc.Next.Path != "prompts/p.md" || !strings.HasPrefix(doc.Next.Subject, "step ") {
			t.Fatalf("after %d answers: %+v", n, doc)
		}
		said := "good"
		if l.saysBad(doc.Next.Rev) {
			said = "bad"
		}
		doc = l.byHandJSON(0, said)
	}
	if doc.State != "found" || text(doc.Culprit) != revs[11] || !slices.Equal(doc.Candidates, revs[11:12]) || text(doc.Revert) != "git revert "+revs[11][:7] || doc.Next != nil {
		t.Errorf("got %+v", doc)
	}
	if again := l.byHandJSON(1, "good", revs[13]); again.State != "undecided" || len(again.Contradicts) != 2 || again.Contradicts[1] != revs[13] {
		t.Errorf("got %+v", again)
	}
	l.write("log", "\ufeff"+strings.ReplaceAll(l.ok("bisect", "log"), "\n", "\r\n")) // as some editors write
	if again := l.byHandJSON(1, "replay", "log"); again.State != "undecided" {
		t.Errorf("got %+v", again)
	}
	l.ok("bisect", "reset")
	l.byHandJSON(0, "bad")
	l.byHandJSON(0, "good", revs[0])
	if skipped := l.byHandJSON(1, "skip", revs[0]+".."+revs[14]); skipped.State != "undecided" || len(skipped.Candidates) != 15 || len(skipped.Contradicts) != 0 {
		t.Errorf("got %+v", skipped)
	}
}

func TestASearchWhoseCommitsAreGoneSaysSo(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(5, 3)...)
	l.ok("bisect", "bad")
	l.ok("bisect", "good", revs[0])
	l.git("commit", "-q", "--amend", "-m", "rewritten")
	l.git("reflog", "expire", "--expire=now", "--all")
	l.git("gc", "-q", "--prune=now")
	a := l.want(4, "bisect", "good")
	if !strings.Contains(a.stderr, "the commit "+revs[4][:7]+" that was said to be bad is not in this clone any more") || !strings.Contains(a.stderr, "hint: promptgit bisect reset ends the search") {
		t.Errorf("got %s", a.stderr)
	}
	if log := l.ok("bisect", "log"); !strings.Contains(log, revs[4]) {
		t.Errorf("got %s", log)
	}
	l.ok("bisect", "reset")
}
