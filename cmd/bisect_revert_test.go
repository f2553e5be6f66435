package cmd_test

import (
	"strings"
	"testing"
)

func TestWhatWasTakenBackIsNoCandidate(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		texts      string // of the commits, the first good
		culprit    int    // -1 for none
		candidates int
	}{
		"nothing is":                       {"a b BAD1 BAD2", 2, 3},
		"a bad one in between":             {"a BAD1 a b c BAD2", 5, 3},
		"a bad one, and put in again":      {"a b BAD1 b BAD1 BAD2", 4, 3},
		"a good one between bad ones":      {"a BAD1 c BAD1 BAD2", 1, 2},
		"one around another":               {"a b c b a d BAD1", 6, 2},
		"everything: good and bad are one": {"a b BAD1 a", -1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t)
			l.write("suites/p.yaml", suiteOf(2))
			var revs []string
			for _, text := range strings.Fields(c.texts) {
				revs = append(revs, l.set("prompts/p.md", text+"\n\n{{ q }}\n", text))
			}
			m := l.newModel(honest)
			doc := l.bisect(0, "--good", revs[0], "--provider", m.spec)
			want := ""
			if c.culprit >= 0 {
				want = revs[c.culprit]
			} else if m.calls() != 0 || doc.Verdict != "no-regression" {
				t.Errorf("got %+v", doc)
			}
			if text(doc.Culprit) != want || doc.Candidates != c.candidates {
				t.Errorf("want %s of %d, got %+v", want, c.candidates, doc)
			}
			m.calls()
			if again := l.bisect(0, "--good", revs[0], "--provider", m.spec); m.calls() != 0 || text(again.Culprit) != want {
				t.Errorf("a second search is free, got %+v", again)
			}
		})
	}
}

func TestARenamedPromptIsTakenBackUnderTheNameItHasNow(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(4, 2)...)
	l.git("mv", "prompts/p.md", "prompts/its new name.md")
	l.git("mv", "suites/p.yaml", "suites/its new name.yaml")
	l.commit("rename")
	m := l.newModel(honest)
	text := l.want(0, "bisect", "--good", revs[0], "--provider", m.spec, "--no-ablate").out
	want := "git show " + revs[1][:7] + ":prompts/p.md > 'prompts/its new name.md'"
	if !strings.Contains(text, revs[2]+" is the first bad") || !strings.Contains(text, want) {
		t.Errorf("want %q in\n%s", want, text)
	}
}
