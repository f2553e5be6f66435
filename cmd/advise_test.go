package cmd_test

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

// tuner is a prompt that is tuned by one number, its level, and a model on loopback
// that answers a case by the level and by how often it was asked.
type tuner struct {
	*lab
	mu    sync.Mutex
	asked map[[2]int]int // by level and case
	calls int
	// passes decides, by level, case and how often that was asked before.
	passes func(level, n, before int) bool
}

// newTuner is a repository with a suite of as many cases, of which the last ones
// are held out.
func newTuner(t *testing.T, cases, held int, passes func(level, n, before int) bool) *tuner {
	t.Helper()
	u := &tuner{passes: passes, asked: map[[2]int]int{}}
	server := httptest.NewServer(http.HandlerFunc(u.answer))
	t.Cleanup(server.Close)
	l := newLab(t)
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for i := range cases {
		split := ""
		if i >= cases-held {
			split = ", split: holdout"
		}
		fmt.Fprintf(&suite, "- {id: c%d, vars: {n: %d}, assert: [{type: equals, value: yes}]%s}\n", i, i, split)
	}
	l.write("suites/a.yaml", strings.ReplaceAll(suite.String(), "value: yes", "value: 'yes'"))
	u.lab = l.at(".", "OPENAI_BASE_URL="+server.URL, "OPENAI_API_KEY=k")
	return u
}

func (u *tuner) answer(w http.ResponseWriter, r *http.Request) {
	var chat struct{ Messages []struct{ Content string } }
	_ = json.NewDecoder(r.Body).Decode(&chat) // what is no chat has no messages
	u.mu.Lock()
	defer u.mu.Unlock()
	var at [2]int
	if len(chat.Messages) == 2 {
		_, _ = fmt.Sscanf(chat.Messages[0].Content, "level %d", &at[0])
		_, _ = fmt.Sscanf(chat.Messages[1].Content, "case %d", &at[1])
	}
	text := "no"
	if u.passes(at[0], at[1], u.asked[at]) {
		text = "yes"
	}
	u.asked[at]++
	u.calls++
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"model":"m-1","choices":[{"message":{"role":"assistant","content":%q},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":1}}`, text)
}

// called counts the calls since the last time.
func (u *tuner) called() int {
	u.mu.Lock()
	defer u.mu.Unlock()
	n := u.calls
	u.calls = 0
	return n
}

// level sets the level and commits it.
func (u *tuner) level(n int) string {
	return u.set("prompts/a.md", fmt.Sprintf("---\nmodel: openai:gpt-4.1-mini\n---\nsystem:\nlevel %d\nuser:\ncase {{n}}\n", n), fmt.Sprint("Level ", n))
}

// judged is level, judged.
func (u *tuner) judged(n int) string {
	rev := u.level(n)
	if a := u.run("eval", "HEAD"); a.code > 1 {
		u.t.Fatalf("eval: %d\n%s%s", a.code, a.out, a.stderr)
	}
	return rev
}

// tenth passes as many tenths of the cases as the level says, always alike.
func tenth(level, n, _ int) bool { return n%10 < level }

type advice struct {
	Schema  string
	Prompts []struct {
		Prompt, Verdict, Text, Next, Rev string
		Suite, Provider, Incumbent       *string
		Count                            *int `json:"without_gain"`
		Findings                         []struct {
			Name, State, Text string
			Cases, Revs       []string
		}
		Steps []struct {
			Rev, Status string
			Look        *struct{ Delta, Lower, Upper float64 }
			Confirms    []struct{ Lower, Level float64 }
		}
		Overfitting *struct {
			PValue  float64 `json:"p_value"`
			Gap     float64
			Flagged bool
		}
		Flaky []struct {
			Case            string
			Passes, Samples int
		}
		Flip  *float64 `json:"flip_probability"`
		Looks *int     `json:"holdout_looks"`
		Never []string `json:"never_varied"`
		Reach struct {
			Cases, Needed int
			MDE           float64
		}
	}
}

func (u *tuner) advise(code int, args ...string) (doc advice) {
	u.t.Helper()
	u.json(code, &doc, append([]string{"advise"}, args...)...)
	if doc.Schema != "promptgit.advise/v1" || len(doc.Prompts) == 0 {
		u.t.Fatalf("got %+v", doc)
	}
	return doc
}

func (a advice) finding(tb testing.TB, name string) (state, text string) {
	tb.Helper()
	for _, f := range a.Prompts[0].Findings {
		if f.Name == name {
			return f.State, f.Text
		}
	}
	tb.Fatalf("no finding %q in %+v", name, a.Prompts[0].Findings)
	return "", ""
}

func (a advice) statuses() string {
	var list []string
	for _, s := range a.Prompts[0].Steps {
		list = append(list, s.Status)
	}
	return strings.Join(list, " ")
}

func TestAdviseBeginsWithWhatIsNotMeasured(t *testing.T) {
	t.Parallel()
	u := newTuner(t, 20, 6, tenth)
	if a := u.want(2, "advise"); !strings.Contains(a.stderr, "there is no commit here") {
		t.Errorf("got %s", a.stderr)
	}
	first := u.level(5)
	doc := u.advise(0)
	if p := doc.Prompts[0]; p.Verdict != "no-record" || p.Next != "judge all versions: promptgit eval --all --prompt prompts/a.md" || p.Incumbent != nil || p.Provider != nil {
		t.Errorf("got %+v", p)
	}
	u.want(1, "eval", "HEAD")
	if u.called() != 20 {
		t.Error("the suite was not asked once")
	}
	doc = u.advise(0)
	p := doc.Prompts[0]
	if p.Verdict != "cannot-answer" || *p.Incumbent != first || p.Count != nil || p.Reach.Cases != 14 || p.Reach.Needed < 100 {
		t.Errorf("got %+v", p)
	}
	if want := fmt.Sprintf("; or look for gains that 14 cases can show: promptgit advise --delta %.0f --prompt prompts/a.md", math.Ceil(100*p.Reach.MDE)); !strings.HasSuffix(p.Next, want) {
		t.Errorf("want %s, got %s", want, p.Next)
	}
	if state, text := doc.finding(t, "baseline"); state != "ok" || !strings.Contains(text, "0.50 over 20 cases") {
		t.Errorf("%s: %s", state, text)
	}
	if state, text := doc.finding(t, "hostile cases"); state != "missing" || !strings.Contains(text, "only emoji") {
		t.Errorf("%s: %s", state, text)
	}
	if state, text := doc.finding(t, "holdout"); state != "ok" || text != "6 of 20 cases, on which "+first[:7]+" scores 0.17; 1 version judged on them" {
		t.Errorf("%s: %s", state, text)
	}
	second := u.level(6)
	doc = u.advise(0, "--delta", "60")
	if p := doc.Prompts[0]; p.Verdict != "not-judged" || p.Next != "judge it: promptgit eval "+second[:7]+" --prompt prompts/a.md" {
		t.Errorf("got %+v", p)
	}
	if doc := u.advise(0, first, "--delta", "60"); doc.Prompts[0].Verdict != "go-on" || !strings.Contains(doc.Prompts[0].Text, "nothing was tried yet") {
		t.Errorf("got %+v", doc.Prompts[0])
	}
	if u.called() != 0 {
		t.Error("advise asked a model")
	}
	u.want(2, "advise", "--prompt", "nothing/*")
	u.want(2, "advise", "--delta", "0")
	u.want(2, "advise", "--max-cost", "1")
	u.want(4, "advise", "nowhere")
}

// What passes whatever is answered shows no gain, however many there are of it.
func TestCasesThatAssertNothingShowNoGain(t *testing.T) {
	t.Parallel()
	u := newTuner(t, 20, 6, tenth)
	raw, err := os.ReadFile(filepath.Join(u.dir, "suites/a.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	u.write("suites/a.yaml", string(raw)+strings.Repeat("- {vars: {n: 3}}\n", 30))
	u.level(5)
	doc := u.advise(0)
	if p := doc.Prompts[0]; p.Reach.Cases != 14 {
		t.Errorf("want the 14 cases that are tuned on and can fail, got %+v", p.Reach)
	}
	if _, text := doc.finding(t, "cases"); !strings.Contains(text, "; 30 cases that assert nothing count for nothing") {
		t.Errorf("got %s", text)
	}
}

func TestThreeIterationsWithoutAGainEndTheWay(t *testing.T) {
	t.Parallel()
	u := newTuner(t, 60, 0, func(_, n, _ int) bool { return n%10 < 5 })
	base := u.judged(5)
	for _, level := range []int{6, 7, 8} {
		if doc := u.advise(0, "--delta", "15"); doc.Prompts[0].Verdict != "go-on" {
			t.Errorf("got %+v", doc.Prompts[0])
		}
		u.judged(level)
	}
	doc := u.advise(1, "--delta", "15")
	p := doc.Prompts[0]
	if p.Verdict != "stop" || *p.Count != 3 || doc.statuses() != "baseline no-gain no-gain no-gain" || *p.Incumbent != base {
		t.Errorf("%s: %+v", doc.statuses(), p)
	}
	if p.Text != "stop: 3 iterations without a meaningful gain over "+base[:7] || p.Next != "go back to the best version: git checkout "+base[:7]+" -- prompts/a.md" {
		t.Errorf("got %s; %s", p.Text, p.Next)
	}
	// What was there before is no iteration.
	u.level(6)
	if doc := u.advise(1, "--delta", "15"); doc.Prompts[0].Verdict != "stop" || len(doc.Prompts[0].Steps) != 4 {
		t.Errorf("%s: %+v", doc.statuses(), doc.Prompts[0])
	}
	rows := strings.Split(strings.TrimSuffix(u.want(1, "advise", "--delta", "15").out, "\n"), "\n")
	if len(rows) != 10 || rows[0] != "prompts/a.md\tsuites/a.yaml\tverdict\tstop\t"+p.Text || !strings.HasPrefix(rows[9], "prompts/a.md\tsuites/a.yaml\tnext\t-\t") {
		t.Errorf("got %q", rows)
	}
	first, again := u.want(1, "advise", "--delta", "15", "--json").out, u.want(1, "advise", "--delta", "15", "--json").out
	if first != again || strings.Contains(first, ":[null") {
		t.Errorf("two documents:\n%s\n%s", first, again)
	}
	bare := u.beside("bare.git")
	u.git("clone", "-q", "--bare", u.dir, bare)
	u.git("push", "-q", bare, "refs/notes/promptgit/results")
	for _, other := range []*lab{u.at("prompts"), u.at(bare)} {
		if got := other.want(1, "advise", "--delta", "15", "--json").out; got != first {
			t.Errorf("in %s:\n%s\nand not\n%s", other.dir, got, first)
		}
	}
}

func TestAGainCountsOnceAFreshRunSaysSo(t *testing.T) {
	t.Parallel()
	u := newTuner(t, 60, 0, tenth)
	base := u.judged(3)
	u.judged(2) // worse
	better := u.judged(8)
	u.called()
	doc := u.advise(0, "--delta", "20")
	p := doc.Prompts[0]
	if p.Verdict != "confirm-first" || doc.statuses() != "baseline no-gain unconfirmed" || *p.Count != 1 || *p.Incumbent != base {
		t.Fatalf("%s: %+v", doc.statuses(), p)
	}
	if p.Next != "run both again: promptgit advise --confirm --prompt prompts/a.md --delta 20" {
		t.Errorf("got %s", p.Next)
	}
	// Answers that were seen confirm nothing: they are graded again, as after an
	// edit of the suite, and asked for by nobody.
	u.want(1, "eval", "HEAD", "--repeat", "1", "--record", filepath.Join(t.TempDir(), "answers"))
	if again := u.advise(0, "--delta", "20"); again.Prompts[0].Verdict != "confirm-first" || u.called() != 0 {
		t.Errorf("got %+v", again.Prompts[0])
	}
	u.want(5, "advise", "--confirm", "--max-calls", "30")
	if again := u.advise(0, "--delta", "20"); again.Prompts[0].Verdict != "confirm-first" {
		t.Errorf("an incomplete run confirmed %+v", again.Prompts[0])
	}
	u.called()
	doc = u.advise(0, "--confirm", "--delta", "20", "--quiet")
	p = doc.Prompts[0]
	if p.Verdict != "go-on" || doc.statuses() != "baseline no-gain improved" || *p.Count != 0 || *p.Incumbent != better || u.called() != 120 {
		t.Fatalf("%s: %+v", doc.statuses(), p)
	}
	if c := p.Steps[2].Confirms; len(c) != 1 || c[0].Lower <= 0 || c[0].Level != 0.998 {
		t.Errorf("got %+v", c)
	}
	if p.Text != "keep going: "+better[:7]+" is a confirmed gain of 50 points" {
		t.Errorf("got %s", p.Text)
	}
	if notes := u.git("notes", "--ref", "promptgit/results", "show", better+":prompts/a.md"); strings.Count(notes, `"fresh":true`) < 1 {
		t.Errorf("no record is fresh: %s", notes)
	}
	if a := u.want(0, "advise", "--confirm", "--delta", "20"); !strings.Contains(a.stderr, "nothing is to be confirmed") || u.called() != 0 {
		t.Errorf("got %s", a.stderr)
	}
}

func TestAGainThatAFreshRunDoesNotShowIsNone(t *testing.T) {
	t.Parallel()
	// The second version is better the first time that it is asked, and never again.
	u := newTuner(t, 60, 0, func(level, n, before int) bool { return n%10 < 5 || level == 8 && before == 0 && n%10 < 9 })
	u.judged(5)
	u.judged(8)
	if doc := u.advise(0, "--delta", "20"); doc.Prompts[0].Verdict != "confirm-first" {
		t.Fatalf("got %+v", doc.Prompts[0])
	}
	doc := u.advise(0, "--delta", "20", "--confirm", "--quiet")
	p := doc.Prompts[0]
	if p.Verdict != "go-on" || doc.statuses() != "baseline no-gain" || *p.Count != 1 || len(p.Steps[1].Confirms) != 1 || p.Steps[1].Look.Delta != 0 {
		t.Errorf("%s: %+v", doc.statuses(), p)
	}
	if state, text := doc.finding(t, "flaky cases"); state != "warning" || !strings.Contains(text, "24 of 60: c15 (1 of 2 at ") {
		t.Errorf("%s: %s", state, text)
	}
	if p.Flip == nil || len(p.Flaky) != 24 {
		t.Errorf("got %v, %+v", p.Flip, p.Flaky)
	}
}

func TestAPromptThatIsFittedToItsTunedCasesIsSeen(t *testing.T) {
	t.Parallel()
	const cases, held = 60, 20
	u := newTuner(t, cases, held, func(level, n, _ int) bool { return n%2 == 0 && n%10 < 6 || n < cases-held && n%10 < level })
	u.judged(0)
	u.judged(9)
	doc := u.advise(1, "--delta", "20", "--confirm", "--quiet")
	p := doc.Prompts[0]
	if p.Verdict != "overfitted" || !p.Overfitting.Flagged || p.Overfitting.PValue > 0.01 || p.Overfitting.Gap < 0.5 || *p.Looks != 2 {
		t.Errorf("%+v", p)
	}
	if state, text := doc.finding(t, "overfitting"); state != "warning" || !strings.Contains(text, "on 40 tuned cases and +0.0 on 20 held out") {
		t.Errorf("%s: %s", state, text)
	}
}

func TestEveryPromptGetsItsAdvice(t *testing.T) {
	t.Parallel()
	u := newTuner(t, 20, 0, tenth)
	u.write("prompts/b.md", "user:\nAnother prompt about {{n}}\n")
	u.judged(5)
	doc := u.advise(0)
	if len(doc.Prompts) != 2 || doc.Prompts[1].Verdict != "no-suite" || doc.Prompts[1].Suite != nil ||
		doc.Prompts[1].Next != "write a suite: promptgit suite edge --write --prompt prompts/b.md --suite suites/b.yaml" {
		t.Errorf("got %+v", doc.Prompts)
	}
	if doc := u.advise(0, "--prompt", "prompts/b.md"); len(doc.Prompts) != 1 {
		t.Errorf("got %+v", doc.Prompts)
	}
	// Records of another model are another history.
	m := u.newModel("echo yes")
	u.want(0, "eval", "HEAD", "--provider", m.spec)
	if doc := u.advise(0, "--provider", m.spec, "--prompt", "prompts/a.md", "--delta", "50"); *doc.Prompts[0].Provider != m.spec ||
		!strings.Contains(doc.Prompts[0].Next, " --provider "+m.spec) {
		t.Errorf("got %+v", doc.Prompts[0])
	}
}

func TestAModelThatNeverChangesIsNotAskedAgain(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	var suite strings.Builder
	for i := range 60 {
		fmt.Fprintf(&suite, "- {id: c%d, vars: {n: %d}, assert: [{type: contains, value: word%d}]}\n", i, i, i%10)
	}
	l.write("suites/a.yaml", "tests:\n"+suite.String())
	l.set("prompts/a.md", "---\nmodel: echo\n---\nuser:\nword0 word1 {{n}}\n", "Few words")
	l.want(1, "eval", "HEAD")
	l.set("prompts/a.md", "---\nmodel: echo\n---\nuser:\nword0 word1 word2 word3 word4 word5 word6 {{n}}\n", "Many words")
	l.want(1, "eval", "HEAD", "--refresh")
	u := &tuner{lab: l}
	doc := u.advise(0, "--delta", "20")
	if p := doc.Prompts[0]; p.Verdict != "go-on" || doc.statuses() != "baseline improved" || len(p.Steps[1].Confirms) != 1 {
		t.Errorf("%s: %+v", doc.statuses(), p)
	}
	if notes := l.git("notes", "--ref", "promptgit/results", "show", "HEAD:prompts/a.md"); strings.Contains(notes, "fresh") {
		t.Errorf("an answer that never changes is fresh: %s", notes)
	}
}

// A model that is seeded by the sample number, or by a hash with it, would answer
// a fresh run as it did before.
func TestAFreshRunAsksForSamplesThatNobodySaw(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	m := l.newModel(`echo "$PROMPTGIT_SAMPLE $in" >> '` + l.beside("samples") + `'
case "$in" in *better*) echo yes;; *) echo no;; esac`)
	l.write("suites/a.yaml", "tests:\n"+strings.Repeat("- {vars: {x: 1}, assert: [{type: icontains, value: yes}]}\n", 12))
	l.write("promptgit.yaml", "version: 1\nprovider: "+m.spec+"\n")
	l.set("prompts/a.md", "user:\nsay {{x}}\n", "One")
	env := l.at(".", "PROMPTGIT_TRUST=1")
	env.want(1, "eval", "HEAD", "--repeat", "2")
	l.set("prompts/a.md", "user:\nsay better {{x}}\n", "Two")
	env.want(0, "eval", "HEAD", "--repeat", "2")
	if err := os.Remove(l.beside("samples")); err != nil {
		t.Fatal(err)
	}
	u := &tuner{lab: env}
	doc := u.advise(0, "--confirm", "--delta", "50")
	if doc.statuses() != "baseline improved" {
		t.Errorf("%s: %+v", doc.statuses(), doc.Prompts[0])
	}
	raw, err := os.ReadFile(l.beside("samples"))
	if err != nil {
		t.Fatal(err)
	}
	lines := sorted(strings.Split(strings.TrimSpace(string(raw)), "\n"))
	if want := []string{"2 say 1", "2 say better 1", "3 say 1", "3 say better 1"}; strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("got %q", lines)
	}
}
