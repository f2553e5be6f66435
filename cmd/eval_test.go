package cmd_test

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// evalDoc is what eval --json prints, as a script reads it.
type evalDoc struct {
	Schema string
	Runs   []evalRun
}

type evalRun struct {
	Rev, Prompt, Suite, Provider, Model string
	Score                               *float64
	Interval                            *[2]float64
	Passed, Failed, Errors, NA, Total   int
	Quality                             *float64
	Metrics                             map[string]float64
	CostUSD                             *float64 `json:"cost_usd"`
	Calls, Cached                       int
	Latency                             struct{ P50, P95 *int64 } `json:"latency_ms"`
	Simulated, Reused                   bool
	Record                              *string
	Results                             []evalResult
}

type evalResult struct {
	Index           int
	ID, Description string
	Vars            map[string]any
	Sample          int
	Rendered        string
	Output          string
	Pass            bool
	Score           float64
	Error           string
	Metrics         map[string]float64
	Asserts         []struct {
		Type, Metric, Reason string
		Pass                 bool
		Score                float64
	}
}

func (l *lab) eval(code int, args ...string) evalDoc {
	l.t.Helper()
	var doc evalDoc
	l.json(code, &doc, append([]string{"eval"}, args...)...)
	if doc.Schema != "promptgit.eval/v1" {
		l.t.Errorf("schema %q", doc.Schema)
	}
	return doc
}

// records counts the lines of the notes that hold scores.
func (l *lab) records() int {
	l.t.Helper()
	if l.git("for-each-ref", "refs/notes/promptgit/results") == "" {
		return 0
	}
	n := 0
	for _, line := range linesOf(l.git("notes", "--ref=promptgit/results", "list")) {
		n += len(linesOf(l.git("cat-file", "blob", line[:40])))
	}
	return n
}

// linesOf are the lines of a text, none for "".
func linesOf(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}

// twoPrompts is a history: greet is made, changed, changed back, and tell is
// made beside it. Each suite has two cases.
func twoPrompts(t *testing.T) (l *lab, commits []string) {
	t.Helper()
	l = newLab(t)
	l.write("suites/greet.yaml", `tests:
  - {id: ann, vars: {name: Ann}, assert: [{type: contains, value: Ann}]}
  - {id: bob, vars: {name: Bob}, assert: [{type: contains, value: hello}]}
`)
	l.write("suites/tell.yaml", "tests: [{assert: [{type: contains, value: story}]}]\n")
	commits = append(commits,
		l.set("prompts/greet.md", "Say hello to {{name}}.\n", "one"),
		l.set("prompts/greet.md", "Say hi to {{name}}.\n", "two"),
		l.set("prompts/greet.md", "Say hello to {{name}}.\n", "back"),
		l.set("prompts/tell.md", "Tell a story.\n", "tell"),
	)
	return l, commits
}

func TestTheWorkingTreeIsJudgedAndNothingIsRecorded(t *testing.T) {
	t.Parallel()
	l, _ := twoPrompts(t)
	l.write("prompts/greet.md", "Say something to {{name}}.\n")
	doc := l.eval(1, "--provider", "echo")
	var rows [][]any
	for _, r := range doc.Runs {
		rows = append(rows, []any{r.Rev, r.Prompt, r.Suite, r.Passed, r.Failed, r.Total, r.Record == nil, r.Reused})
	}
	if diff := cmp.Diff([][]any{
		{"worktree", "prompts/greet.md", "suites/greet.yaml", 1, 1, 2, true, false},
		{"worktree", "prompts/tell.md", "suites/tell.yaml", 1, 0, 1, true, false},
	}, rows); diff != "" {
		t.Error(diff)
	}
	if n := l.records(); n != 0 {
		t.Errorf("%d records were written", n)
	}
	if refs := l.git("for-each-ref", "refs/notes"); refs != "" {
		t.Errorf("refs were written: %s", refs)
	}
}

func TestAVersionIsComparedWithTheOneBeforeIt(t *testing.T) {
	t.Parallel()
	l, commits := twoPrompts(t)
	args := []string{"--prompt", "prompts/greet.md", "--provider", "echo"}
	delta := func(rev ...string) string {
		t.Helper()
		cells := strings.Split(strings.TrimSpace(l.run(append(append([]string{"eval"}, rev...), args...)...).out), "\t")
		return strings.Join(cells[8:10], " ")
	}
	l.write("prompts/greet.md", "Bye.\n")
	for _, c := range []struct{ rev, want string }{
		{"", "- -"}, // nothing is recorded yet
		{commits[0], "- -"},
		{commits[1], "-0.50 unknown"},
		{"HEAD", "+0.50 unknown"},
		{"", "-1.00 unknown"},
	} {
		var rev []string
		if c.rev != "" {
			rev = []string{c.rev}
		}
		if got := delta(rev...); got != c.want {
			t.Errorf("eval %s: want %s, got %s", c.rev, c.want, got)
		}
	}
	if score := l.git("log", "-1", "--format=%N", "--notes=promptgit/scores", commits[2]); !strings.Contains(score, "prompts/greet.md  1.00") {
		t.Errorf("the commit that made the version shows no score: %q", score)
	}
}

func TestARevisionIsCalledForOnceAndThenReused(t *testing.T) {
	t.Parallel()
	l, commits := twoPrompts(t)
	m := l.newModel(`echo "$in"`)
	first := l.eval(1, commits[1], "--provider", m.spec)
	if n := m.calls(); n != 2 {
		t.Errorf("want 2 calls, got %d", n)
	}
	run := first.Runs[0]
	if run.Rev != commits[1] || run.Record == nil || run.Reused || run.Calls != 2 || run.Cached != 0 {
		t.Errorf("got %+v", run)
	}
	again := l.eval(1, commits[1][:8], "--provider", m.spec)
	if n := m.calls(); n != 0 {
		t.Errorf("the second run made %d calls", n)
	}
	second := again.Runs[0]
	if !second.Reused || second.Calls != 0 || *second.Record != *run.Record {
		t.Errorf("got %+v", second)
	}
	second.Reused, second.Calls, second.Latency.P95 = run.Reused, run.Calls, run.Latency.P95
	if diff := cmp.Diff(run, second); diff != "" {
		t.Errorf("the record tells another story (-first, +reused):\n%s", diff)
	}
	if n := l.records(); n != 1 {
		t.Errorf("want 1 record, got %d", n)
	}
}

func TestOneContentInTwoCommitsIsJudgedOnce(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{"all": {"--all"}, "a range": {"HEAD~3..HEAD", "--prompt", "prompts/*"}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l, commits := twoPrompts(t)
			m := l.newModel(`echo "$in"`)
			doc := l.eval(0, append(args, "--provider", m.spec)...)
			var revs []string
			for _, r := range doc.Runs {
				revs = append(revs, r.Rev)
			}
			want := []string{commits[3], commits[2], commits[1]} // the first is the same as the third
			if diff := cmp.Diff(want, revs); diff != "" {
				t.Error(diff)
			}
			if n := m.calls(); n != 5 {
				t.Errorf("want 2 + 2 + 1 calls, got %d", n)
			}
			for _, r := range l.eval(0, append(args, "--provider", m.spec)...).Runs {
				if !r.Reused {
					t.Errorf("%s was judged again", r.Rev)
				}
			}
			if n := m.calls(); n != 0 {
				t.Errorf("the second run made %d calls", n)
			}
			if n := l.records(); n != 3 {
				t.Errorf("want 3 records, got %d", n)
			}
		})
	}
}

func TestRefreshCallsAgainAndNoCacheLeavesTheCacheAlone(t *testing.T) {
	t.Parallel()
	l, _ := twoPrompts(t)
	m := l.newModel(`echo "$in hello"`)
	steps := []struct {
		name  string
		args  []string
		calls int
	}{
		{"first without the cache", []string{"--no-cache"}, 3},
		{"nothing was written to it", nil, 3},
		{"now it was", nil, 0},
		{"refresh", []string{"--refresh"}, 3},
		{"and what it wrote", nil, 0},
		{"no cache", []string{"--no-cache"}, 3},
	}
	for _, s := range steps {
		l.ok(append([]string{"eval", "--provider", m.spec}, s.args...)...)
		if n := m.calls(); n != s.calls {
			t.Errorf("%s: want %d calls, got %d", s.name, s.calls, n)
		}
	}
	l.want(2, "eval", "--no-cache", "--refresh")
}

func TestRepeatAsksForMoreSamplesAndPaysOnlyForThose(t *testing.T) {
	t.Parallel()
	l, _ := twoPrompts(t)
	m := l.newModel(`echo "hello Ann $PROMPTGIT_SAMPLE"`)
	args := []string{"HEAD", "--prompt", "prompts/greet.md", "--provider", m.spec}
	l.eval(0, args...)
	m.calls()
	doc := l.eval(0, append(args, "--repeat", "3")...)
	if n := m.calls(); n != 4 {
		t.Errorf("want 2 more samples of 2 cases, got %d calls", n)
	}
	samples := map[string]int{}
	for _, r := range doc.Runs[0].Results {
		samples[r.ID+" "+r.Output]++
	}
	want := []string{"ann hello Ann 0", "ann hello Ann 1", "ann hello Ann 2", "bob hello Ann 0", "bob hello Ann 1", "bob hello Ann 2"}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(samples))); diff != "" {
		t.Error(diff)
	}
	if r := doc.Runs[0]; r.Total != 2 || r.Passed != 2 || r.Cached != 2 || r.Calls != 4 {
		t.Errorf("got %+v", r)
	}
	if again := l.eval(0, args...); !again.Runs[0].Reused || m.calls() != 0 {
		t.Error("a record of three samples does not stand for one")
	}
}

func TestACaseThatOnlyNewVersionsKnowIsNotApplicableToOldOnes(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.set("prompts/greet.md", "Say hello.\n", "one")
	l.set("prompts/greet.md", "Say hello in {{language}}.\n", "two")
	l.set("suites/greet.yaml", `tests:
  - {id: any, assert: [{type: contains, value: hello}]}
  - {id: lang, vars: {language: Welsh}, assert: [{type: contains, value: Welsh}]}
`, "suite")
	doc := l.eval(0, "--all", "--provider", "echo")
	var counts [][]int
	for _, r := range doc.Runs {
		counts = append(counts, []int{r.Passed, r.Failed, r.Errors, r.NA, r.Total, len(r.Results)})
	}
	if diff := cmp.Diff([][]int{{2, 0, 0, 0, 2, 2}, {1, 0, 0, 1, 2, 1}}, counts); diff != "" {
		t.Error(diff)
	}
	for _, r := range l.eval(0, "--all", "--provider", "echo").Runs {
		if !r.Reused {
			t.Error("a version with a case that does not apply is not complete")
		}
	}
}

func TestAValueThatIsNotThereIsNullAndAListIsNever(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("suites/x.yaml", "tests: [{assert: [{type: contains, value: x}]}]\n")
	l.set("prompts/x.md", "x\n", "one")
	broken := l.newModel("exit 3")
	raw := l.want(5, "eval", "HEAD", "--provider", broken.spec, "--json").out
	var doc struct {
		Runs []map[string]json.RawMessage
	}
	if err := json.Unmarshal([]byte(raw), &doc); err != nil {
		t.Fatal(err)
	}
	run := doc.Runs[0]
	want := []string{
		"best", "cached", "calls", "clusters", "comparison", "cost_usd", "dimensions", "errors", "failed", "failures", "interval", "judges", "latency_ms", "metrics", "model", "na", "passed", "prompt", "provider",
		"quality", "record", "results", "reused", "rev", "score", "simulated", "suite", "total", "variant",
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(run))); diff != "" {
		t.Error(diff)
	}
	for _, name := range []string{"score", "interval", "quality"} {
		if string(run[name]) != "null" {
			t.Errorf("%s is %s", name, run[name])
		}
	}
	var results []map[string]json.RawMessage
	if err := json.Unmarshal(run["results"], &results); err != nil {
		t.Fatal(err)
	}
	want = []string{
		"asserts", "case", "cost_usd", "description", "error", "finish_reason", "first_token_ms", "id", "index", "latency_ms", "metrics", "output",
		"pass", "rendered", "sample", "score", "tokens", "vars",
	}
	if diff := cmp.Diff(want, slices.Sorted(maps.Keys(results[0]))); diff != "" {
		t.Error(diff)
	}
	for name, text := range map[string]string{"asserts": "[]", "vars": "{}", "metrics": "{}", "score": "0", "pass": "false"} {
		if got := string(results[0][name]); got != text {
			t.Errorf("%s is %s, not %s", name, got, text)
		}
	}
}

func TestANumberThatJSONDoesNotHaveIsNullInTheDocument(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("promptgit.yaml", "provider: echo\n")
	l.write("suites/a.yaml", "tests: [{vars: {x: .inf, y: [-.inf, {z: .nan}]}, assert: [{type: contains, value: Infinity}]}]\n")
	l.set("prompts/a.md", "Say {{ x }} {{ y }}\n", "says")
	run := l.eval(0, "HEAD").Runs[0]
	want := map[string]any{"x": nil, "y": []any{nil, map[string]any{"z": nil}}}
	if diff := cmp.Diff(want, run.Results[0].Vars); diff != "" {
		t.Error(diff)
	}
	l.ok("show", "HEAD")
}
