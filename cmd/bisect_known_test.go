package cmd_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// bisectJournals are the files that bisect keeps what it judged in.
func (l *lab) bisectJournals() []string {
	l.t.Helper()
	files, err := filepath.Glob(filepath.Join(l.dir, ".git", "promptgit", "bisect", "*.jsonl"))
	if err != nil {
		l.t.Fatal(err)
	}
	return files
}

func TestBisectRemembersWhatItJudgedUntilTheCacheIsCleared(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(8, 5)...)
	m := l.newModel(honest)
	search := []string{"--good", revs[0], "--provider", m.spec}
	doc := l.bisect(0, search...)
	if m.calls() == 0 || len(l.bisectJournals()) != 1 {
		t.Fatalf("got %+v, %v", doc, l.bisectJournals())
	}
	l.git("worktree", "add", "-q", l.beside("linked"))
	for name, other := range map[string]*lab{"a folder": l.at("prompts"), "a linked worktree": l.at(l.beside("linked"))} {
		if again := other.bisect(0, search...); m.calls() != 0 || text(again.Culprit) != revs[5] || again.CaseRuns != 0 || !near(again.Posterior, doc.Posterior) {
			t.Errorf("in %s: got %+v", name, again)
		}
	}
	l.ok("cache", "clear", "--yes")
	if len(l.bisectJournals()) != 0 {
		t.Error("what was judged is still there")
	}
	if again := l.bisect(0, search...); m.calls() != doc.ModelCalls || text(again.Culprit) != revs[5] {
		t.Errorf("after the cache was cleared: got %+v", again)
	}
}

func TestADamagedJournalOfBisectCostsNoCall(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(8, 5)...)
	m := l.newModel(honest)
	search := []string{"--good", revs[0], "--provider", m.spec}
	doc := l.bisect(0, search...)
	m.calls()
	file := l.bisectJournals()[0]
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, content := range map[string]string{
		"cut":     string(whole[:len(whole)*2/3]),
		"foreign": "{}\n[]\nnull\n\x00\xff\n{\"p\":\"x\",\"c\":\"y\",\"n\":-1}\n" + string(whole),
		"empty":   "",
	} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		for range 2 { // what is looked up in the cache is added behind what is left
			if again := l.bisect(0, search...); m.calls() != 0 || text(again.Culprit) != revs[5] {
				t.Errorf("%s: got %+v", name, again)
			}
		}
		if last := l.bisect(0, search...); last.CaseRuns != 0 || name == "cut" && !near(last.Posterior, doc.Posterior) {
			t.Errorf("%s: got %+v", name, last)
		}
	}
}

func TestBisectGoesOnWhereNothingCanBeKept(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(8, 5)...)
	m := l.newModel(honest)
	l.write(".git/promptgit/bisect", "not a folder\n")
	a := l.want(0, "bisect", "--good", revs[0], "--provider", m.spec)
	if !strings.Contains(a.out, revs[5]) || !strings.Contains(a.stderr, "warning") {
		t.Errorf("got %+v", a)
	}
	if n := strings.Count(a.stderr, "not kept for the next search"); n != 1 {
		t.Errorf("told %d times: %s", n, a.stderr)
	}
}

func TestTwoBisectsAtOnceKnowWhatTheOtherJudged(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(12, 5)...)
	m := l.newModel(honest)
	search := []string{"bisect", "--good", revs[0], "--provider", m.spec}
	one, other := l.start(search...), l.start(search...)
	for _, p := range []*process{one, other} {
		if code, _ := p.wait(); code != 0 || !strings.Contains(p.out.String(), revs[5]) {
			t.Errorf("exit %d: %s%s", code, p.out.String(), p.stderr.String())
		}
	}
	m.calls()
	if again := l.bisect(0, search[1:]...); m.calls() != 0 || text(again.Culprit) != revs[5] {
		t.Errorf("got %+v", again)
	}
}

// What is asked may be the same at many versions, or for many cases, and then so is
// the answer to the first sample: it must not count as one of each.
func TestBisectAsksForNewSamplesWhereTheSameIsAsked(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/p.yaml", suiteOf(2))
	var revs []string
	for _, other := range strings.Split("one two three four five six", " ") {
		revs = append(revs, l.set("prompts/p.md", "{% if q == 'q1' %}"+other+"{% endif %}\n\n{{ q }}\n", other))
	}
	m := l.newModel(`echo "$PROMPTGIT_SAMPLE" >> "$0.asked"; printf right`)
	doc := l.bisect(0, "--good", revs[0], "--provider", m.spec, "--case", "c0")
	samples := m.asked()
	slices.Sort(samples)
	if doc.Verdict != "no-regression" || doc.CaseRuns < 2 || doc.CaseRuns != doc.ModelCalls || len(slices.Compact(samples)) != doc.CaseRuns {
		t.Errorf("want a sample each, got %v for %+v", samples, doc)
	}

	l.write("suites/q.yaml", suiteOf(2))
	first := l.set("prompts/q.md", "one\n", "one")
	l.set("prompts/q.md", "two\n", "two")
	m = l.newModel(`echo "$in $PROMPTGIT_SAMPLE" >> "$0.asked"; printf right`)
	doc = l.bisect(0, "--good", first, "--provider", m.spec, "--prompt", "prompts/q.md")
	samples = m.asked()
	slices.Sort(samples)
	if doc.CaseRuns < 3 || doc.CaseRuns != doc.ModelCalls || len(slices.Compact(samples)) != doc.CaseRuns {
		t.Errorf("two cases ask the same: want a sample each, got %v for %+v", samples, doc)
	}
}

func TestBisectJudgesTheEndsAgainWhereAnotherModelAnswersNow(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 3, step(8, 5)...)
	name := l.beside("name")
	l.write("../name", "m-1")
	m := l.newModel(`case "$in" in *BAD*) out=wrong ;; *) out=right ;; esac; printf '{"output": "%s", "model": "%s"}' $out "$(cat '` + name + `')"`)
	spec := "exec-json:" + strings.TrimPrefix(m.spec, "exec:")
	for _, rev := range []string{revs[0], revs[7]} {
		l.run("eval", rev, "--provider", spec)
	}
	m.calls()
	l.write("../name", "m-2")
	a := l.want(0, "bisect", "--good", revs[0], "--provider", spec)
	if !strings.Contains(a.out, revs[5]) || strings.Count(a.stderr, "was answered by m-1, and m-2 answers now: its cases are judged again") != 2 {
		t.Errorf("got %+v", a)
	}
	if n := m.calls(); n < 6+3 {
		t.Errorf("three cases at both ends and some between take more than %d calls", n)
	}
	for _, rev := range []string{revs[0], revs[7]} {
		if out := l.ok("show", rev, "--json"); !strings.Contains(out, `"m-2"`) {
			t.Errorf("what was judged again has a record: %s", out)
		}
	}
	if again := l.bisect(0, "--good", revs[0], "--provider", spec); m.calls() != 0 || text(again.Culprit) != revs[5] {
		t.Errorf("a second search is free, got %+v", again)
	}
}

func TestAnswersOfTheCacheThatAreTooOldAreNotMixedWithFreshOnes(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(8, 5)...)
	m := l.newModel(honest)
	search := []string{"--good", revs[0], "--provider", m.spec}
	first := l.bisect(0, search...)
	m.calls()
	started := l.now
	l.now = func() time.Time { return started().AddDate(0, 0, 31) }
	if doc := l.bisect(0, search...); m.calls() != doc.CaseRuns || doc.CaseRuns < 2 || text(doc.Culprit) != revs[5] {
		t.Errorf("after a month all is asked again: first %+v, then %+v", first, doc)
	}
	if doc := l.bisect(0, search...); m.calls() != 0 || doc.CaseRuns != 0 {
		t.Errorf("and then known: got %+v", doc)
	}
}

func TestBisectWeighsCasesByWhatTheyCost(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(16, 9)...)
	// Both cases break; one costs a hundred times as much.
	m := l.newModel(`case "$in" in *BAD*) out=wrong ;; *) out=right ;; esac
case "$in" in *q0*) cost=1 ;; *) cost=0.01 ;; esac
printf '%s\n' "$cost" >> "$0.asked"
printf '{"output": "%s", "cost_usd": %s}' $out $cost`)
	spec := "exec-json:" + strings.TrimPrefix(m.spec, "exec:")
	for _, rev := range []string{revs[0], revs[15]} {
		l.run("eval", rev, "--provider", spec)
	}
	before := len(m.asked())
	doc := l.bisect(0, "--good", revs[0], "--provider", spec)
	for _, cost := range m.asked()[before:] {
		if cost != "0.01" {
			t.Errorf("the dear case was asked")
		}
	}
	if text(doc.Culprit) != revs[9] {
		t.Errorf("got %+v", doc)
	}
}

// On another machine nothing is known but the records and the cassette.
func TestACassetteHoldsAllThatABisectAsks(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(8, 5)...)
	m := l.newModel(honest)
	search := []string{"--good", revs[0], "--provider", m.spec}
	l.bisect(0, search...)
	tape := append(slices.Clone(search), "--cassette", "tape")
	doc := l.bisect(0, append(slices.Clone(tape), "--update-cassette")...)
	m.calls()
	if err := os.RemoveAll(filepath.Join(l.dir, ".git", "promptgit")); err != nil {
		t.Fatal(err)
	}
	again := l.bisect(0, tape...)
	if m.calls() != 0 || text(again.Culprit) != revs[5] || again.CaseRuns != doc.CaseRuns || doc.CaseRuns == 0 {
		t.Errorf("first %+v, then %+v", doc, again)
	}
}

func TestEachCaseIsAskedWhereItBroke(t *testing.T) {
	t.Parallel()
	texts := make([]string, 16)
	for i := range texts {
		texts[i] = "good"
		if i >= 5 {
			texts[i] = "BAD0 BAD1 BAD3"
		}
		if i >= 11 {
			texts[i] += " BAD2"
		}
	}
	l, revs := versions(t, 4, texts...)
	m := l.newModel(`n=$(printf '%s' "$in" | sed -n 's/^q//p'); case "$in" in *"BAD$n"*) printf wrong ;; *) printf right ;; esac`)
	for _, rev := range []string{revs[0], revs[15]} {
		l.run("eval", rev, "--provider", m.spec)
	}
	m.calls()
	search := []string{"--good", revs[0], "--provider", m.spec, "--each-case"}
	doc := l.bisect(0, search...)
	if text(doc.Culprit) != revs[5] || !slices.Equal(doc.Flipped, []string{"c0", "c1", "c3"}) || len(doc.Others) != 1 ||
		doc.Others[0].Rev != revs[11] || !slices.Equal(doc.Others[0].Cases, []string{"c2"}) {
		t.Errorf("got %+v", doc)
	}
	m.calls()
	if again := l.bisect(0, search...); m.calls() != 0 || len(again.Others) != 1 {
		t.Errorf("a second search is free, got %+v", again)
	}
}
