package cmd_test

import (
	"strings"
	"testing"
)

// mergeLab is a repository of a prompt of four sections, which branches edit
// without conflicts.
type mergeLab struct {
	*lab
	sections map[string]map[string]string // by branch
	branch   string
	model    model
}

func newMergeLab(t *testing.T) (l *mergeLab, first string) {
	t.Helper()
	l = &mergeLab{lab: newLab(t), sections: map[string]map[string]string{"main": {"A": "one", "B": "one", "C": "one"}}, branch: "main"}
	l.model = l.newModel(honest)
	l.write("suites/p.yaml", suiteOf(2))
	return l, l.edit("A", "one")
}

func (l *mergeLab) on(branch string) {
	l.t.Helper()
	if l.sections[branch] == nil {
		l.git("branch", branch)
		l.sections[branch] = map[string]string{}
		for name, text := range l.sections[l.branch] {
			l.sections[branch][name] = text
		}
	}
	l.git("checkout", "-q", branch)
	l.branch = branch
}

func (l *mergeLab) edit(section, text string) string {
	l.t.Helper()
	l.sections[l.branch][section] = text
	return l.set("prompts/p.md", l.text(), l.branch+" "+section+" "+text)
}

func (l *mergeLab) text() string {
	var b strings.Builder
	for _, name := range []string{"A", "B", "C"} {
		b.WriteString("# " + name + "\n" + l.sections[l.branch][name] + "\n\nThis stands\nbetween the\nsections, so\nthat nothing\nconflicts.\n\n")
	}
	return b.String() + "# Q\n{{ q }}\n"
}

// merge takes other branches in, each for a section.
func (l *mergeLab) merge(from map[string]string) string {
	l.t.Helper()
	args := []string{"merge", "-q", "--no-ff", "-m", "merge"}
	for branch, section := range from {
		args = append(args, branch)
		l.sections[l.branch][section] = l.sections[branch][section]
	}
	l.git(args...)
	return l.git("rev-parse", "HEAD")
}

func (l *mergeLab) wants(good, culprit, merge string, candidates int) {
	l.t.Helper()
	doc := l.bisect(0, "--good", good, "--provider", l.model.spec)
	if text(doc.Culprit) != culprit || text(doc.Merge) != merge || doc.Candidates != candidates {
		l.t.Errorf("want %s through %q of %d candidates, got %s through %q of %d, %s\n%s", culprit, merge, candidates,
			text(doc.Culprit), text(doc.Merge), doc.Candidates, doc.Verdict, l.git("log", "--graph", "--oneline", "--no-abbrev"))
	}
	l.model.calls()
	if again := l.bisect(0, "--good", good, "--provider", l.model.spec); l.model.calls() != 0 || text(again.Culprit) != culprit || text(again.Merge) != merge {
		l.t.Errorf("a second search is free, got %+v", again)
	}
}

func TestBisectGoesOnInsideTheMerge(t *testing.T) {
	t.Parallel()
	l, first := newMergeLab(t)
	l.on("side")
	l.edit("B", "two")
	culprit := l.edit("B", "BAD")
	l.edit("B", "BAD still")
	l.on("main")
	l.edit("A", "two")
	l.edit("A", "three")
	merge := l.merge(map[string]string{"side": "B"})
	l.edit("A", "four")
	l.edit("A", "five")
	l.wants(first, culprit, merge, 5) // two before the merge, the merge, two after it
	if out := l.ok("bisect", "--good", first, "--provider", l.model.spec); !strings.Contains(out, merge[:7]+" brought it") {
		t.Errorf("it says through which merge it came, got %s", out)
	}
}

// A search that ends at its budget goes on where it stopped.
func TestTheMergeIsTheAnswerWhereTheBudgetEndsInside(t *testing.T) {
	t.Parallel()
	l, first := newMergeLab(t)
	l.on("side")
	for _, text := range strings.Fields("two three four BAD BAD5 BAD6 BAD7 BAD8") {
		l.edit("B", text)
	}
	culprit := l.git("rev-parse", "HEAD~4")
	l.on("main")
	l.edit("A", "two")
	merge := l.merge(map[string]string{"side": "B"})
	l.edit("A", "three")
	whole := l.newModel(honest) // another model, of which nothing is known
	all := l.bisect(0, "--good", first, "--provider", whole.spec)
	inside := false
	for runs := 0; ; runs += 2 {
		a := l.run("bisect", "--good", first, "--provider", l.model.spec, "--max-runs", "2")
		if a.code == 0 && strings.Contains(a.out, culprit+" is the first bad") {
			break
		}
		if a.code == 0 {
			inside = true
			if !strings.Contains(a.out, merge+" is the first bad") || !strings.Contains(a.stderr, "brought broke it is not decided") {
				t.Errorf("got %+v", a)
			}
		}
		if runs > 2*all.CaseRuns {
			t.Fatalf("it takes %d samples and is not found after %d: %+v", all.CaseRuns, runs, a)
		}
	}
	if calls := l.model.calls(); !inside || calls != all.ModelCalls || text(all.Culprit) != culprit {
		t.Errorf("want %d calls in all, made %d; stopped inside: %v", all.ModelCalls, calls, inside)
	}
}

func TestAMergeIsTheCulpritWhereWhatItBringsIsGood(t *testing.T) {
	t.Parallel()
	l, first := newMergeLab(t)
	l.on("side")
	l.edit("B", "two")
	l.edit("B", "three")
	l.on("main")
	l.edit("A", "two")
	l.git("merge", "-q", "--no-ff", "--no-commit", "side")
	l.sections["main"]["B"], l.sections["main"]["C"] = "three", "BAD"
	merge := l.edit("C", "BAD")
	l.edit("A", "three")
	l.wants(first, merge, "", 3)
}

func TestASideThatAMergeTakesWholeIsOnTheLine(t *testing.T) {
	t.Parallel()
	l, first := newMergeLab(t)
	l.on("side")
	l.edit("B", "two")
	culprit := l.edit("B", "BAD")
	l.on("main")
	l.merge(map[string]string{"side": "B"})
	merge := l.git("rev-parse", "HEAD")
	l.edit("A", "two")
	l.wants(first, culprit, merge, 3)
}

func TestBisectLooksIntoEachParentOfAnOctopus(t *testing.T) {
	t.Parallel()
	l, first := newMergeLab(t)
	l.on("left")
	l.edit("B", "two")
	l.edit("B", "three")
	l.on("main")
	l.on("right")
	l.edit("C", "two")
	culprit := l.edit("C", "BAD")
	l.edit("C", "BAD still")
	l.on("main")
	l.edit("A", "two")
	merge := l.merge(map[string]string{"left": "B", "right": "C"})
	l.wants(first, culprit, merge, 2)
}

func TestBisectEndsInACrissCross(t *testing.T) {
	t.Parallel()
	l, first := newMergeLab(t)
	l.on("side")
	l.edit("B", "two")
	l.on("main")
	l.edit("A", "two")
	l.git("branch", "old-main")
	l.merge(map[string]string{"side": "B"})
	l.on("side")
	l.git("merge", "-q", "--no-ff", "-m", "back", "old-main")
	l.sections["side"]["A"] = "two"
	culprit := l.edit("C", "BAD")
	l.edit("B", "three")
	l.on("main")
	l.edit("A", "three")
	l.edit("A", "four")
	merge := l.merge(map[string]string{"side": "C"})
	l.sections["main"]["B"] = "three"
	l.edit("A", "five")
	l.wants(first, culprit, merge, 6)
}
