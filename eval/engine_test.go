package eval_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// model is a provider made of a function; it counts its calls.
type model struct {
	answer func(ctx context.Context, req eval.Request) (eval.Answer, error)
	mu     sync.Mutex
	calls  int
}

func (m *model) Complete(ctx context.Context, req eval.Request) (eval.Answer, error) {
	m.mu.Lock()
	m.calls++
	m.mu.Unlock()
	if m.answer == nil {
		return eval.Answer{Output: "echo " + req.Rendered}, ctx.Err()
	}
	return m.answer(ctx, req)
}

func (m *model) target() eval.Target {
	return eval.Target{Provider: "test", Model: "m", Endpoint: "memory", Caller: m, Price: &eval.Price{}}
}

// memory is a cache in a map.
type memory struct {
	mu   sync.Mutex
	kept map[string]eval.Answer
	err  error
}

func (c *memory) Get(key string) (eval.Answer, bool, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, ok := c.kept[key]
	return a, ok && c.err == nil, c.err
}

func (c *memory) Put(key string, a eval.Answer) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.kept == nil {
		c.kept = map[string]eval.Answer{}
	}
	c.kept[key] = a
	return c.err
}

// same grades an output by equality with the assertion's value.
type same struct{}

func (same) Grade(_ context.Context, in eval.GradeInput) (eval.Verdict, error) {
	if in.Value == "unjudgeable" {
		return eval.Verdict{}, errors.New("the grader has no idea")
	}
	if in.Answer.Output == in.Value {
		return eval.Verdict{Pass: true, Score: 1}, nil
	}
	return eval.Verdict{Reason: "differs"}, nil
}

// newEngine renders "{name}" in messages, and tells real time.
func newEngine() *eval.Engine {
	return &eval.Engine{
		Render: func(_ context.Context, p *prompt.Prompt, vars *value.Object) ([]prompt.Message, error) {
			out := make([]prompt.Message, len(p.Messages))
			for i, m := range p.Messages {
				if strings.Contains(m.Text, "{broken}") {
					return nil, errors.New("the template is broken")
				}
				for name, v := range vars.All() {
					m.Text = strings.ReplaceAll(m.Text, "{"+name+"}", fmt.Sprint(v))
				}
				out[i] = m
			}
			return out, nil
		},
		RenderValue: func(_ context.Context, tmpl string, _ *value.Object) (string, error) { return tmpl, nil },
		Graders:     func(eval.Assertion) (eval.Grader, error) { return same{}, nil },
		Now:         time.Now,
		Sleep: func(ctx context.Context, d time.Duration) error {
			timer := time.NewTimer(d)
			defer timer.Stop()
			select {
			case <-timer.C:
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		},
	}
}

func ask(text string) *prompt.Prompt {
	return &prompt.Prompt{Messages: []prompt.Message{{Role: "user", Text: text}}}
}

// suite has n cases that differ in the var "n" and expect an echo.
func suite(n int) *eval.Suite {
	s := &eval.Suite{}
	for i := range n {
		s.Cases = append(s.Cases, eval.Case{
			Index: i, Key: fmt.Sprintf("%08x", i), Vars: value.NewObject("n", i),
			Asserts: []eval.Assertion{{Type: "equals", Weight: 1, Value: fmt.Sprintf("echo case %d", i)}},
		})
	}
	return s
}

// brief is what a test compares of a result.
func brief(r eval.Result) string {
	if r.Err != nil {
		return fmt.Sprintf("%d/%d error: %v", r.Case.Index, r.Sample, r.Err)
	}
	return fmt.Sprintf("%d/%d %s pass=%v score=%v cached=%v", r.Case.Index, r.Sample, r.Answer.Output, r.Pass, r.Score, r.Answer.Cached)
}

func briefs(run eval.Run) (out []string) {
	for _, r := range run.Results {
		out = append(out, brief(r))
	}
	return out
}

func mustRun(t *testing.T, e *eval.Engine, cols ...eval.Column) []eval.Run {
	t.Helper()
	runs, err := e.Run(t.Context(), cols)
	if err != nil {
		t.Fatal(err)
	}
	return runs
}

func TestEveryKindOfCaseGetsItsResult(t *testing.T) {
	t.Parallel()
	recorded := "recorded"
	s := suite(6)
	s.Cases[1].Output = &recorded
	s.Cases[2].Asserts[0].Value = "something else"
	s.Cases[3].Asserts[0].Value = "unjudgeable"
	s.Cases[4].Repeat = 2
	m := &model{answer: func(_ context.Context, req eval.Request) (eval.Answer, error) {
		if req.Row == 0 {
			return eval.Answer{}, &eval.CallError{Status: 400, Err: errors.New("too long")}
		}
		return eval.Answer{Output: "echo " + req.Rendered}, nil
	}}
	col := eval.Column{
		Prompt: ask("case {n}"), Suite: s, Target: m.target(), Repeat: 1,
		Applies: func(c *eval.Case) bool { return c.Index != 5 },
	}
	run := mustRun(t, newEngine(), col)[0]
	want := []string{
		"0/0 error: HTTP 400: too long",
		"1/0 recorded pass=false score=0 cached=false",
		"2/0 echo case 2 pass=false score=0 cached=false",
		"3/0 error: " + run.Results[3].Err.Error(),
		"4/0 echo case 4 pass=true score=1 cached=false",
		"4/1 echo case 4 pass=true score=1 cached=false",
	}
	if diff := cmp.Diff(want, briefs(run)); diff != "" {
		t.Errorf("want -, got +:\n%s", diff)
	}
	if !strings.Contains(run.Results[3].Err.Error(), "no idea") {
		t.Errorf("the reason is lost: %v", run.Results[3].Err)
	}
	if diff := cmp.Diff([]int{5}, run.NA); diff != "" || run.Calls != 5 || m.calls != 5 || run.Cached != 0 {
		t.Errorf("na %v, calls %d of %d, cached %d", run.NA, run.Calls, m.calls, run.Cached)
	}
}

func TestATemplateThatCannotBeRenderedIsAnErrorOfItsCases(t *testing.T) {
	t.Parallel()
	m := &model{}
	run := mustRun(t, newEngine(), eval.Column{Prompt: ask("{broken}"), Suite: suite(3), Target: m.target()})[0]
	for _, r := range run.Results {
		if r.Err == nil || !strings.Contains(r.Err.Error(), "template is broken") {
			t.Errorf("got %s", brief(r))
		}
	}
	if m.calls != 0 {
		t.Errorf("%d calls were made", m.calls)
	}
}

func TestVersionsWithTheSameTextShareACall(t *testing.T) {
	t.Parallel()
	m := &model{}
	a := eval.Column{Prompt: ask("case {n}"), Suite: suite(10), Target: m.target(), Repeat: 2}
	b := a
	b.Prompt = ask("case {n}")
	c := a
	c.Prompt = &prompt.Prompt{Messages: ask("case {n}").Messages, Params: value.NewObject("temperature", 0.5)}
	runs := mustRun(t, newEngine(), a, b, c)
	if m.calls != 40 || runs[0].Calls+runs[1].Calls != 20 || runs[0].Cached+runs[1].Cached != 20 || runs[2].Calls != 20 {
		t.Errorf("calls %d: %d, %d, %d; cached %d, %d, %d", m.calls,
			runs[0].Calls, runs[1].Calls, runs[2].Calls, runs[0].Cached, runs[1].Cached, runs[2].Cached)
	}
	for _, run := range runs {
		for _, r := range run.Results {
			if !r.Pass {
				t.Errorf("got %s", brief(r))
			}
		}
	}
}

func TestKnownAnswersComeFromTheCacheAndAreGradedAnew(t *testing.T) {
	t.Parallel()
	m, kept := &model{}, &memory{}
	e := newEngine()
	e.Cache = kept
	col := eval.Column{Prompt: ask("case {n}"), Suite: suite(5), Target: m.target(), Repeat: 2}
	mustRun(t, e, col)
	col.Suite = suite(5)
	col.Suite.Cases[1].Asserts[0].Value = "changed"
	run := mustRun(t, e, col)[0]
	if m.calls != 10 || run.Calls != 0 || run.Cached != 10 {
		t.Errorf("calls %d, of the second run %d, cached %d", m.calls, run.Calls, run.Cached)
	}
	if run.Results[2].Pass || !run.Results[0].Pass {
		t.Errorf("the changed assertion is not used: %v", briefs(run))
	}

	e.Refresh = true
	if run = mustRun(t, e, col)[0]; run.Calls != 10 || run.Cached != 0 {
		t.Errorf("refresh: calls %d, cached %d", run.Calls, run.Cached)
	}
	e.Refresh, e.NoCache, kept.kept = false, true, nil
	if run = mustRun(t, e, col)[0]; run.Calls != 10 || len(kept.kept) != 0 {
		t.Errorf("no cache: calls %d, kept %d", run.Calls, len(kept.kept))
	}
	col.Target.Free = true
	e.NoCache = false
	if run = mustRun(t, e, col)[0]; run.Calls != 10 || len(kept.kept) != 0 {
		t.Errorf("a free target: calls %d, kept %d", run.Calls, len(kept.kept))
	}
}

func TestACacheThatFailsIsReportedAndCostsNoResult(t *testing.T) {
	t.Parallel()
	var warnings []string
	m := &model{}
	e := newEngine()
	e.Cache = &memory{err: errors.New("disk on fire")}
	e.Warn = func(err error) { warnings = append(warnings, err.Error()) }
	run := mustRun(t, e, eval.Column{Prompt: ask("case {n}"), Suite: suite(1), Target: m.target()})[0]
	want := []string{"read the response cache: disk on fire", "write the response cache: disk on fire"}
	if diff := cmp.Diff(want, warnings); diff != "" || !run.Results[0].Pass {
		t.Errorf("%s\nwarnings want -, got +:\n%s", brief(run.Results[0]), diff)
	}
}

func TestVersionsAdvanceEvenlyWhateverTheirSize(t *testing.T) {
	t.Parallel()
	m := &model{}
	e := newEngine()
	e.Concurrency = 1
	long := eval.Column{Prompt: ask("long {n}"), Suite: suite(40), Target: m.target()}
	short := eval.Column{Prompt: ask("short {n}"), Suite: suite(10), Target: m.target()}
	done := [2]int{}
	e.Progress = func(ev eval.Event) {
		done[ev.Column]++
		if a, b := float64(done[0])/40, float64(done[1])/10; a-b > 0.15 || b-a > 0.15 {
			t.Errorf("after %d of %d: %v", ev.Done, ev.Total, done)
		}
	}
	mustRun(t, e, long, short)
	if done != [2]int{40, 10} {
		t.Errorf("progress tells %v", done)
	}
}

func TestResultsDoNotDependOnConcurrencyOrCompletionOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, sameHoweverItRuns)
}

func sameHoweverItRuns(t *rapid.T) {
	cases := rapid.IntRange(0, 12).Draw(t, "cases")
	repeat := rapid.IntRange(1, 3).Draw(t, "repeat")
	failing := rapid.IntRange(0, 12).Draw(t, "failing case")
	run := func(concurrency int, yields func(eval.Request) int) (out [][]string) {
		m := &model{}
		m.answer = func(_ context.Context, req eval.Request) (eval.Answer, error) {
			for range yields(req) {
				runtime.Gosched()
			}
			if req.Row == failing {
				return eval.Answer{}, &eval.CallError{Status: 400, Err: errors.New("refused")}
			}
			return eval.Answer{Output: fmt.Sprint(req.Rendered, req.Sample, req.Seed)}, nil
		}
		e := newEngine()
		e.Concurrency = concurrency
		cols := []eval.Column{
			{Prompt: ask("one {n}"), Suite: suite(cases), Target: m.target(), Repeat: repeat},
			{Prompt: ask("two {n}"), Suite: suite(cases), Target: m.target(), Repeat: 1},
		}
		runs, err := e.Run(context.Background(), cols)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range runs {
			out = append(out, append(briefs(r), strconv.Itoa(r.Calls)))
		}
		return out
	}
	turns := rapid.SliceOfN(rapid.IntRange(0, 200), 16, 16).Draw(t, "yields")
	concurrency := rapid.IntRange(2, 40).Draw(t, "concurrency")
	want := run(1, func(eval.Request) int { return 0 })
	got := run(concurrency, func(r eval.Request) int { return turns[(r.Row*3+r.Sample)%16] })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatalf("want -, got +:\n%s", diff)
	}
}

func TestAnInterruptKeepsWhatIsFinished(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	m, kept := &model{}, &memory{}
	m.answer = func(ctx context.Context, req eval.Request) (eval.Answer, error) {
		if req.Row >= 3 {
			<-ctx.Done() // a model that never answers
			return eval.Answer{}, ctx.Err()
		}
		return eval.Answer{Output: "echo " + req.Rendered}, nil
	}
	e := newEngine()
	e.Concurrency, e.Cache = 2, kept
	e.Progress = func(ev eval.Event) {
		if ev.Done == 3 {
			cancel()
		}
	}
	runs, err := e.Run(ctx, []eval.Column{{Prompt: ask("case {n}"), Suite: suite(50), Target: m.target()}})
	if !errors.Is(err, context.Canceled) || len(runs) != 1 || len(runs[0].Results) != 50 {
		t.Fatalf("got %d runs, %v", len(runs), err)
	}
	for i, r := range runs[0].Results {
		if finished := i < 3; finished != r.Pass || finished == errors.Is(r.Err, eval.ErrInterrupted) {
			t.Errorf("got %s", brief(r))
		}
	}
	if len(kept.kept) != 3 || m.calls > 5 {
		t.Errorf("kept %d answers of %d calls", len(kept.kept), m.calls)
	}
}

// BenchmarkCached is a suite whose answers are all known: rendering, keys,
// reading and grading.
func BenchmarkCached(b *testing.B) {
	m := &model{}
	e := newEngine()
	e.Cache = &memory{}
	col := eval.Column{Prompt: ask("case {n} " + strings.Repeat("of some length ", 100)), Suite: suite(5000), Target: m.target()}
	for b.Loop() {
		if _, err := e.Run(b.Context(), []eval.Column{col}); err != nil {
			b.Fatal(err)
		}
	}
}
