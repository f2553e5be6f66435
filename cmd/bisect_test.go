package cmd_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

type bisectDoc struct {
	Schema, Prompt, Good, Bad, Verdict string
	Culprit, Merge                     *string
	Posterior                          float64
	CredibleSet                        []struct {
		Rev string
		P   float64
	} `json:"credible_set"`
	Candidates int
	CaseRuns   int `json:"case_runs"`
	ModelCalls int `json:"model_calls"`
	Cached     int
	Changes    []string
	Flipped    []string
	Others     []struct {
		Rev   string
		Cases []string
	}
	NotSingleStep bool `json:"not_single_step"`
}

func (l *lab) bisect(code int, args ...string) bisectDoc {
	l.t.Helper()
	var doc bisectDoc
	l.json(code, &doc, append([]string{"bisect", "--no-ablate"}, args...)...)
	if doc.Schema != "promptgit.bisect/v1" || (doc.Culprit != nil) != (doc.Verdict == "found") {
		l.t.Errorf("got %+v", doc)
	}
	return doc
}

// suiteOf has so many cases, c0 to the last, each of which wants "right".
func suiteOf(cases int) string {
	var b strings.Builder
	b.WriteString("defaultTest: {assert: [{type: contains, value: right, metric: tone}]}\ntests:\n")
	for i := range cases {
		fmt.Fprintf(&b, "  - {id: c%d, vars: {q: \"q%d\"}}\n", i, i)
	}
	return b.String()
}

// honest answers right unless the prompt says BAD, and writes down the version
// that it was asked, with the case.
const honest = `printf '%s\n' "$in" | sed -n -e 's/.*\(version [0-9]*\).*/\1/p' -e 's/^\(q[0-9]*\)$/\1/p' | paste -sd' ' - >> "$0.asked"
case "$in" in *BAD*) printf wrong ;; *) printf right ;; esac`

// asked are the lines that honest wrote.
func (m model) asked() []string {
	m.t.Helper()
	raw, err := os.ReadFile(strings.TrimPrefix(m.spec, "exec:") + ".asked")
	if err != nil {
		m.t.Fatal(err)
	}
	return strings.Split(strings.TrimSpace(string(raw)), "\n")
}

// near says that two posteriors differ by rounding alone.
func near(a, b float64) bool { return math.Abs(a-b) < 1e-9 }

// versions is a repository of a prompt with one commit a text, which stands in
// a section of its own.
func versions(t *testing.T, cases int, texts ...string) (*lab, []string) {
	t.Helper()
	l := newLab(t)
	l.write("suites/p.yaml", suiteOf(cases))
	var revs []string
	for i, text := range texts {
		revs = append(revs, l.set("prompts/p.md", fmt.Sprintf("# Version\nversion %d\n\n# Rule\n%s\n\n# Question\n{{ q }}\n", i, text), fmt.Sprintf("step %d", i)))
	}
	return l, revs
}

// step is so many texts, of which those from bad on say BAD.
func step(n, bad int) []string {
	texts := make([]string, n)
	for i := range texts {
		texts[i] = "good"
		if i >= bad {
			texts[i] = "BAD"
		}
	}
	return texts
}

func TestBisectFindsTheCulpritInTheRecordsAlone(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 3, step(9, 6)...)
	m := l.newModel(honest)
	l.run("eval", "--all", "--provider", m.spec)
	m.calls()
	doc := l.bisect(0, "--provider", m.spec)
	if doc.Verdict != "found" || *doc.Culprit != revs[6] || doc.Good != revs[5] || doc.Bad != revs[8] || m.calls() != 0 || doc.ModelCalls != 0 || doc.CaseRuns != 0 {
		t.Errorf("got %+v", doc)
	}
	if diff := cmp.Diff([]string{"c0", "c1", "c2"}, doc.Flipped); diff != "" {
		t.Errorf("flipped: want -, got +:\n%s", diff)
	}
	if doc.Prompt != "prompts/p.md" || doc.Candidates != 3 || doc.Posterior < 0.95 || len(doc.CredibleSet) != 1 || doc.CredibleSet[0].Rev != revs[6] {
		t.Errorf("got %+v", doc)
	}
	if diff := cmp.Diff([]string{"section:user/Rule", "section:user/Version"}, sorted(doc.Changes)); diff != "" {
		t.Errorf("changes: want -, got +:\n%s", diff)
	}
	text := l.terminal("bisect", "--no-ablate", "--provider", m.spec).out
	for _, want := range []string{revs[6] + " is the first bad iteration of prompts/p.md", "subject    step 6", "broken  c0\n     before: right\n     after:  wrong\n", "git revert " + revs[6][:7]} {
		if !strings.Contains(text, want) {
			t.Errorf("want %q in\n%s", want, text)
		}
	}
}

func TestBisectAsksAgainWhereRecordsAreTooOld(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(5, 3)...)
	m := l.newModel(honest)
	l.run("eval", "--all", "--provider", m.spec)
	m.calls()
	started := l.now
	l.now = func() time.Time { return started().AddDate(0, 0, 31) }
	a := l.want(0, "bisect", "--good", revs[0], "--provider", m.spec)
	if !strings.Contains(a.out, revs[3]+" is the first bad iteration") || !strings.Contains(a.stderr, "older than eval.max_age") {
		t.Errorf("got %s%s", a.out, a.stderr)
	}
	if n := m.calls(); n < 4 {
		t.Errorf("two cases at both ends take 4 calls, got %d", n)
	}
	l.write("promptgit.yaml", "version: 1\neval: {max_age: 60d}\n")
	if doc := l.bisect(0, "--good", revs[0], "--provider", m.spec); doc.ModelCalls != 0 || *doc.Culprit != revs[3] {
		t.Errorf("the records are young enough now: got %+v", doc)
	}
}

func TestBisectWithoutRecordsJudgesFewCasesAndNoSuiteBetweenTheEnds(t *testing.T) {
	t.Parallel()
	const n, cases = 18, 4
	l, revs := versions(t, cases, step(n, 11)...)
	m := l.newModel(honest)
	doc := l.bisect(0, "--good", revs[0], "--provider", m.spec)
	// Halving takes 5 samples, which a noisy model needs several times as it may err.
	const bound = 30
	if calls := m.calls(); doc.Verdict != "found" || *doc.Culprit != revs[11] || calls > bound || calls != doc.ModelCalls || doc.CaseRuns != doc.ModelCalls {
		t.Errorf("want %s in at most %d calls, got %+v", revs[11], bound, doc)
	}
	asked := map[string]map[string]bool{}
	for _, line := range m.asked() {
		at := strings.LastIndexByte(line, ' ')
		if asked[line[:at]] == nil {
			asked[line[:at]] = map[string]bool{}
		}
		asked[line[:at]][line[at+1:]] = true
	}
	for v, of := range asked {
		if v != "version 0" && v != "version 17" && len(of) >= cases {
			t.Errorf("an inner version got its whole suite: %s", v)
		}
	}
	if again := l.bisect(0, "--good", revs[0], "--provider", m.spec); m.calls() != 0 || *again.Culprit != revs[11] {
		t.Errorf("a second search is free, got %+v", again)
	}
	l.run("eval", "--all", "--provider", m.spec)
	if calls := m.calls(); calls > n*cases || calls < n*cases-doc.ModelCalls {
		t.Errorf("eval calls for what has no first sample yet, got %d", calls)
	}
}

func TestBisectRecordsAVersionWhoseWholeSuiteWasJudged(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(6, 3)...)
	m := l.newModel(honest)
	doc := l.bisect(0, "--good", revs[0], "--provider", m.spec)
	recorded := map[string]bool{}
	for _, e := range l.log().Entries {
		if e.Score != nil {
			recorded[e.Subject] = true
		}
	}
	asked := map[string]bool{}
	for _, line := range m.asked() {
		asked["step "+strings.Fields(line)[1]] = true
	}
	if diff := cmp.Diff(asked, recorded); diff != "" || len(asked) == 0 {
		t.Errorf("records of the versions that were judged whole: want -, got +:\n%s", diff)
	}
	if note := l.git("notes", "--ref", "promptgit/scores", "show", revs[3]); !strings.Contains(note, "prompts/p.md  0.00") || !strings.Contains(note, "n=1x1") {
		t.Errorf("got %s", note)
	}
	m.calls()
	again := l.bisect(0, "--good", revs[0], "--provider", m.spec)
	if m.calls() != 0 || !near(again.Posterior, doc.Posterior) || *again.Culprit != *doc.Culprit {
		t.Errorf("no sample counts twice: first %+v, then %+v", doc, again)
	}
}

func TestBisectWithSeveralCallsAtOnceFindsTheSame(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 3, step(12, 4)...)
	m := l.newModel(honest)
	if doc := l.bisect(0, "--good", revs[0], "--provider", m.spec, "-j", "4"); *doc.Culprit != revs[4] {
		t.Errorf("got %+v", doc)
	}
}

func TestBisectOfOneCaseOrMetric(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 3, "good", "BAD1", "BAD1", "BAD1 BAD0", "BAD1 BAD0")
	// A case fails where the prompt says BAD and its number.
	m := l.newModel(`n=$(printf '%s' "$in" | sed -n 's/^q//p'); case "$in" in *"BAD$n"*) printf wrong ;; *) printf right ;; esac`)
	for id, want := range map[string]string{"c0": revs[3], "c1": revs[1]} {
		if doc := l.bisect(0, "--good", revs[0], "--provider", m.spec, "--case", id); *doc.Culprit != want || !cmp.Equal(doc.Flipped, []string{id}) {
			t.Errorf("%s: got %+v", id, doc)
		}
	}
	if doc := l.bisect(0, "--good", revs[0], "--provider", m.spec, "--case", "c2"); doc.Verdict != "no-regression" {
		t.Errorf("c2: got %+v", doc)
	}
	if len(l.log().Entries) != 5 || l.log().Entries[0].Record != nil {
		t.Error("one case makes no record")
	}
	if doc := l.bisect(0, "--good", revs[1], "--provider", m.spec, "--metric", "tone"); *doc.Culprit != revs[3] {
		t.Errorf("metric: got %+v", doc)
	}
	for _, args := range [][]string{{"--case", "c9"}, {"--metric", "nope"}, {"--metric", "tone", "--case", "c0"}} {
		l.want(2, append([]string{"bisect", "--good", revs[0], "--provider", m.spec}, args...)...)
	}
}

func TestBisectAsksWhatItCannotKnow(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(3, 2)...)
	m := l.newModel(honest)
	a := l.want(2, "bisect", "--provider", m.spec)
	if !strings.Contains(a.stderr, "hint: give --good REV") {
		t.Errorf("without records: %s", a.stderr)
	}
	l.write("suites/q.yaml", suiteOf(2))
	l.write("prompts/q.md", "version 0 {{ q }}\n")
	good := l.commit("q")
	l.write("prompts/q.md", "version 1 BAD {{ q }}\n")
	l.set("prompts/p.md", "version 3\n\nBAD {{ q }}\n", "both")
	a = l.want(2, "bisect", "--good", good, "--provider", m.spec)
	if !strings.Contains(a.stderr, "--prompt") || !strings.Contains(a.stderr, "prompts/p.md, prompts/q.md") {
		t.Errorf("several prompts: %s", a.stderr)
	}
	l.set("prompts/new.md", "{{ q }}\n", "a new prompt")
	if doc := l.bisect(0, "--good", "HEAD~1", "--provider", m.spec, "--prompt", "prompts/q.md"); doc.Verdict != "no-regression" || doc.Candidates != 0 {
		t.Errorf("what did not change did not break, got %+v", doc)
	}
	l.git("reset", "-q", "--hard", "HEAD~1")
	if doc := l.bisect(0, "--good", good, "--provider", m.spec, "--prompt", "prompts/q.md"); *doc.Culprit != l.git("rev-parse", "HEAD") {
		t.Errorf("got %+v", doc)
	}
	a = l.want(2, "bisect", "--good", "HEAD", "--bad", revs[0], "--provider", m.spec)
	if !strings.Contains(a.stderr, "not an ancestor") || !strings.Contains(a.stderr, "swapped") {
		t.Errorf("swapped: %s", a.stderr)
	}
	l.want(2, "bisect", "--good", revs[0], "--prompt", "prompts/q.md", "--provider", m.spec) // it did not exist
	l.want(2, "bisect", "--good", "HEAD", "--provider", m.spec)                              // nothing changed since
	l.want(4, "bisect", "--good", "nowhere", "--provider", m.spec)
	l.want(2, "bisect", "--good", good, "--confidence", "2")
	newLab(t).want(2, "bisect")
}

func TestANewPromptIsNotSearched(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(3, 2)...)
	l.set("prompts/new.md", "one {{ q }}\n", "new")
	l.set("prompts/new.md", "two {{ q }}\n", "new again")
	m := l.newModel(honest)
	if doc := l.bisect(0, "--good", revs[0], "--provider", m.spec); *doc.Culprit != revs[2] {
		t.Errorf("got %+v", doc)
	}
}

func TestBisectWithoutARegression(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(6, 6)...)
	m := l.newModel(honest)
	doc := l.bisect(0, "--good", revs[0], "--provider", m.spec)
	if doc.Verdict != "no-regression" || len(doc.CredibleSet) != 0 || len(doc.Flipped) != 0 || m.calls() != doc.ModelCalls || doc.CaseRuns > 2*2+40+4 {
		t.Errorf("the newest version passes all: got %+v", doc)
	}
	if text := l.ok("bisect", "--good", revs[0], "--provider", m.spec); !strings.Contains(text, "a regression is not confirmed") {
		t.Errorf("got %s", text)
	}
	if doc := l.bisect(1, "--good", revs[0], "--provider", m.spec, "--assume-regression", "--max-runs", "20"); doc.Verdict != "undecided" || len(doc.CredibleSet) != 5 {
		t.Errorf("who vouches for one is not told that there is none: %+v", doc)
	}
}

// Echo answers alike by construction, so that a contradiction is none of noise.
func TestBisectOfAHistoryThatContradictsItselfIsUndecided(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/p.yaml", "tests: [{id: c0, vars: {q: q0}, assert: [{type: not-contains, value: BAD}]}]\n")
	var revs []string
	for i, text := range []string{"good", "BAD", "good", "BAD", "good", "BAD", "good", "BAD"} {
		revs = append(revs, l.set("prompts/p.md", fmt.Sprintf("version %d %s {{ q }}\n", i, text), text))
	}
	l.run("eval", "--all", "--provider", "echo")
	doc := l.bisect(1, "--good", revs[0], "--provider", "echo")
	if doc.Verdict != "undecided" || !doc.NotSingleStep || len(doc.CredibleSet) == 0 {
		t.Errorf("got %+v", doc)
	}
	a := l.want(1, "bisect", "--good", revs[0], "--provider", "echo")
	if !strings.Contains(a.out, "undecided") || !strings.Contains(a.stderr, "not a single step") {
		t.Errorf("got %+v", a)
	}
}

func TestBisectSaysThatAHistoryIsNoSingleStep(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, "good", "good", "BAD", "BAD", "good", "good", "good", "BAD", "BAD")
	m := l.newModel(honest)
	l.run("eval", "--all", "--provider", m.spec, "--repeat", "5")
	doc := l.bisect(0, "--good", revs[0], "--provider", m.spec)
	if !doc.NotSingleStep {
		t.Errorf("what was bad, good and bad again is no single step: got %+v", doc)
	}
}

func TestBisectStopsAtMaxRuns(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(20, 10)...)
	m := l.newModel(honest)
	doc := l.bisect(1, "--good", revs[0], "--provider", m.spec, "--max-runs", "3")
	if doc.CaseRuns > 3 || m.calls() > 3 || doc.Verdict != "undecided" {
		t.Errorf("got %+v", doc)
	}
	in := false
	for _, c := range doc.CredibleSet {
		in = in || c.Rev == revs[10]
	}
	if !in || len(doc.CredibleSet) >= 19 {
		t.Errorf("the credible set shrinks and holds the culprit, got %+v", doc.CredibleSet)
	}
}

func TestARevertInTheRangeIsTheSameVersion(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/p.yaml", suiteOf(2))
	put := func(text, subject string) string { return l.set("prompts/p.md", text+"\n\n{{ q }}\n", subject) }
	good := put("one", "good")
	put("two", "two")
	put("one", "back")
	put("three", "three")
	culprit := put("BAD", "bad")
	put("BAD again", "bad still")
	m := l.newModel(honest)
	if doc := l.bisect(0, "--good", good, "--provider", m.spec); *doc.Culprit != culprit || doc.Candidates != 3 {
		t.Errorf("got %+v", doc)
	}
	m.calls()
	l.run("eval", "--all", "--provider", m.spec)
	if doc := l.bisect(0, "--good", good, "--provider", m.spec); *doc.Culprit != culprit {
		t.Errorf("with records: got %+v", doc)
	}
}

func TestAProviderThatFailsEndsTheSearch(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(4, 2)...)
	m := l.newModel(`echo "no such model" >&2; exit 3`)
	a := l.want(5, "bisect", "--good", revs[0], "--provider", m.spec)
	if !strings.Contains(a.stderr, "no such model") || a.out != "" {
		t.Errorf("got %+v", a)
	}
	l.want(5, "bisect", "--good", revs[0], "--provider", "exec:"+l.beside("missing"))
}

func TestSamplesThatCannotBeJudgedAreGoneAround(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 2, step(12, 8)...)
	// Version 5, where the first cut falls, cannot be judged.
	m := l.newModel(`case "$in" in *"version 5"*) echo "out of order" >&2; exit 3 ;; esac` + "\n" + honest)
	if doc := l.bisect(0, "--good", revs[0], "--provider", m.spec); *doc.Culprit != revs[8] {
		t.Errorf("got %+v", doc)
	}
	m = l.newModel(`case "$in" in *"version 0"*|*"version 11"*) ;; *) echo "out of order" >&2; exit 3 ;; esac` + "\n" + honest)
	a := l.want(5, "bisect", "--good", revs[0], "--provider", m.spec)
	if !strings.Contains(a.out, "undecided: 11 of 11 versions") || !strings.Contains(a.stderr, "out of order") {
		t.Errorf("got %+v", a)
	}
}

func TestBisectStopsBeforeItCostsTooMuch(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, step(20, 10)...)
	m := l.newModel(honest)
	search := []string{"bisect", "--good", revs[0], "--max-cost", "3"}
	if a := l.want(2, append(search, "--provider", m.spec)...); !strings.Contains(a.stderr, "unknown price") || !strings.Contains(a.stderr, "hint:") {
		t.Errorf("without a price: %+v", a)
	}
	l.write("promptgit.yaml", "version: 1\nproviders: {m: {type: exec, command: \""+strings.TrimPrefix(m.spec, "exec:")+"\", price: {input: 10000, output: 10000}}}\n")
	l.env = append(l.env, "PROMPTGIT_TRUST=1")
	a := l.want(1, append(search, "--provider", "m")...)
	if calls := m.calls(); calls == 0 || calls > 5 || !strings.Contains(a.stderr, "the maximum cost is reached") || !strings.Contains(a.out, "undecided") {
		t.Errorf("after %d calls: %+v", calls, a)
	}
	if strings.Count(a.stderr, "maximum cost") != 1 {
		t.Errorf("told more than once: %s", a.stderr)
	}
}

func TestVersionsThatCannotBeParsedAreSkipped(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/p.yaml", suiteOf(2))
	put := func(text, subject string) string { return l.set("prompts/p.md", text, subject) }
	good := put("one {{ q }}\n", "good")
	put("two {{ q }}\n", "two")
	put("---\nmodel: [\n---\nthree {{ q }}\n", "broken")
	put("---\nmodel: [\n---\nBAD {{ q }}\n", "broken too")
	culprit := put("BAD {{ q }}\n", "mended and bad")
	put("BAD still {{ q }}\n", "bad")
	m := l.newModel(honest)
	a := l.want(0, "bisect", "--good", good, "--provider", m.spec)
	if !strings.Contains(a.out, culprit+" is the first bad iteration") || !strings.Contains(a.stderr, "warning") {
		t.Errorf("got %+v", a)
	}
}

func TestBisectFindsAPlantedCommitOfRandomHistories(t *testing.T) {
	t.Parallel()
	l, revs := versions(t, 1, "good")
	m := l.newModel(honest)
	for seed := range uint64(12) {
		random := rand.New(rand.NewPCG(seed, 1))
		l.git("checkout", "-q", "--detach", revs[0])
		n := 1 + random.IntN(12)
		bad := 1 + random.IntN(n)
		var planted string
		for i := 1; i <= n; i++ {
			if random.IntN(2) == 0 {
				l.git("commit", "-q", "--allow-empty", "-m", "elsewhere")
			}
			text := fmt.Sprintf("version %d of %d\n\n%s\n\n{{ q }}\n", i, seed, step(n+1, bad)[i])
			if rev := l.set("prompts/p.md", text, "step"); i == bad {
				planted = rev
			}
		}
		jobs := strconv.Itoa(1 + random.IntN(3))
		if doc := l.bisect(0, "--good", revs[0], "--provider", m.spec, "-j", jobs); *doc.Culprit != planted {
			t.Errorf("seed %d: want %s of %d versions, got %+v", seed, planted, n, doc)
		}
	}
}

func TestAVersionThatAMergeThrewAwayIsNoCandidate(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/p.yaml", suiteOf(2))
	put := func(text, subject string) string { return l.set("prompts/p.md", text+"\n\n{{ q }}\n", subject) }
	first := put("one", "first")
	l.git("checkout", "-q", "-b", "side")
	put("BAD idea", "side")
	l.git("checkout", "-q", "main")
	put("two", "two")
	l.git("merge", "-q", "-s", "ours", "-m", "ours", "side")
	merge := l.git("rev-parse", "HEAD")
	put("three", "three")
	culprit := put("BAD", "bad")
	put("BAD still", "still")
	m := l.newModel(honest)
	for _, good := range []string{first, merge} {
		if doc := l.bisect(0, "--good", good, "--provider", m.spec); *doc.Culprit != culprit || doc.NotSingleStep {
			t.Errorf("good %s: want %s, got %+v", good, culprit, doc)
		}
	}
	if doc := l.bisect(0, "--good", first, "--bad", merge, "--provider", m.spec); doc.Verdict != "no-regression" || doc.Candidates != 1 {
		t.Errorf("the merge holds what is good, got %+v", doc)
	}
	l.git("rm", "-q", "prompts/p.md")
	l.commit("gone")
	if a := l.want(2, "bisect", "--good", first, "--provider", m.spec); !strings.Contains(a.stderr, "earlier bad revision") {
		t.Errorf("got %s", a.stderr)
	}
	l.run("eval", "--all", "--provider", m.spec)
	if doc := l.bisect(0, "--bad", "HEAD~1", "--provider", m.spec); *doc.Culprit != culprit {
		t.Errorf("from the records: got %+v", doc)
	}
}
