package eval_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

var meta = eval.RecordMeta{
	ID:       "01JDA000000000000000000000",
	Time:     time.Date(2026, 11, 22, 7, 0, 0, 0, time.FixedZone("", 3600)),
	Tool:     "promptgit/0.1.0",
	Previous: "sha256:before",
	Commit:   strings.Repeat("a", 40),
}

func TestARecordHoldsWhatTheRunSays(t *testing.T) {
	t.Parallel()
	run := newRun([]sample{pass(), pass()}, []sample{fail(), pass()}, []sample{pass(), failed()}, nil)
	run.Column.Suite.Cases[1].ID = "angry-customer"
	r := eval.NewRecord(run, meta)
	if r.V != 1 || r.Time != "2026-11-22T06:00:00Z" || r.Path != "prompts/reply.md" || r.Suite != "suites/reply.yaml" ||
		r.Provider != "openai" || r.Model != "gpt-x" || r.ResolvedModel != "gpt-x-1" || r.Reps != 2 || r.Previous != "sha256:before" {
		t.Errorf("%+v", r)
	}
	if r.PromptKey != run.Column.Prompt.Key() || r.SuiteKey != run.Column.Suite.Key() || !strings.HasPrefix(r.ParamsKey, "sha256:") {
		t.Errorf("keys: %q %q %q", r.PromptKey, r.SuiteKey, r.ParamsKey)
	}
	if r.N != 2 || r.Pass != 1 || r.Fail != 1 || r.Error != 1 || r.NA != 1 || *r.Score != 0.75 || *r.Quality != 7.5 || *r.LatencyP50 != 1000 || r.Tokens != 50 {
		t.Errorf("%+v", r)
	}
	want := []eval.CaseRecord{
		{Key: "aa345678", Index: 0, Passes: 2, Samples: 2, Score: dollars(1), Tokens: 20, CostUSD: dollars(0.002), LatencyMS: 1000},
		{Key: "ba345678", ID: "angry-customer", Index: 1, Passes: 1, Samples: 2, Score: dollars(0.5), Tokens: 20, CostUSD: dollars(0.002), LatencyMS: 1000},
		{Key: "ca345678", Index: 2, Passes: 1, Samples: 1, Score: dollars(1), Tokens: 10, CostUSD: dollars(0.001), LatencyMS: 1000, Errors: 1},
		{Key: "da345678", Index: 3, NA: true},
	}
	if diff := cmp.Diff(want, r.Cases); diff != "" {
		t.Error(diff)
	}
	if r.Complete() {
		t.Error("a case without a verdict leaves the record incomplete")
	}
	if diff := cmp.Diff([]string{"angry-customer"}, r.Failed()); diff != "" {
		t.Error(diff)
	}
}

func TestParamsKeyDependsOnValuesNotOnOrder(t *testing.T) {
	t.Parallel()
	key := func(edit func(*eval.Run)) string {
		run := newRun(each(pass())...)
		edit(run)
		return eval.NewRecord(run, meta).ParamsKey
	}
	base := key(func(r *eval.Run) { r.Column.Prompt.Params.Set("seed", int64(1)) })
	other := key(func(r *eval.Run) {
		p := r.Column.Prompt.Params
		p.Delete("temperature")
		p.Set("seed", int64(1))
		p.Set("temperature", 0.2)
	})
	if base != other {
		t.Error("the order of parameters counts")
	}
	if base == key(func(*eval.Run) {}) {
		t.Error("a parameter does not count")
	}
	if key(func(r *eval.Run) { r.Column.Prompt.Params = nil }) != key(func(r *eval.Run) { r.Column.Prompt.Params.Delete("temperature") }) {
		t.Error("no parameters and an empty list differ")
	}
}

func TestSeveralModelsThatAnsweredAreAllNamed(t *testing.T) {
	t.Parallel()
	run := newRun(each(pass(), pass(), pass())...)
	run.Results[1].Answer.Model = "gpt-w"
	run.Results[2].Answer.Model = ""
	if got := eval.NewRecord(run, meta).ResolvedModel; got != "gpt-w,gpt-x-1" {
		t.Errorf("got %q", got)
	}
}

func TestARecordIsComplete(t *testing.T) {
	t.Parallel()
	for name, row := range map[string]struct {
		cases [][]sample
		want  bool
	}{
		"all judged":                    {each(pass(), fail()), true},
		"na is an answer":               {[][]sample{{pass()}, nil}, true},
		"an error":                      {each(pass(), failed()), false},
		"a missing case":                {[][]sample{{pass()}, {}}, false},
		"one sample of several missing": {[][]sample{{pass(), failed()}}, false},
		"no cases at all":               {nil, false},
		"every case na":                 {[][]sample{nil, nil}, true},
		"all errors":                    {each(failed(), failed()), false},
	} {
		if got := eval.NewRecord(newRun(row.cases...), meta).Complete(); got != row.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestARecordSurvivesItsLine(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		run := newRun(drawCases(t)...)
		run.Column.Prompt.Path = rapid.String().Draw(t, "path")
		run.Column.Target.Simulated = rapid.Bool().Draw(t, "simulated")
		for i := range run.Column.Suite.Cases {
			run.Column.Suite.Cases[i].ID = rapid.StringN(0, 5, -1).Draw(t, "id")
		}
		r := eval.NewRecord(run, meta)
		line := r.Encode()
		for _, c := range []byte(line) {
			if c < 0x20 || c > 0x7e {
				t.Fatalf("byte %#x in %s", c, line)
			}
		}
		back, err := eval.DecodeRecord(line)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, back, cmpopts.EquateEmpty()); diff != "" {
			t.Fatal(diff)
		}
		if again := back.Encode(); again != line {
			t.Fatalf("want %s\ngot  %s", line, again)
		}
	})
}

func TestALineHasSortedKeysAndNullForWhatIsNotThere(t *testing.T) {
	t.Parallel()
	r := eval.Record{V: 1, Path: "prompts/é<b>.md", Metrics: map[string]float64{}, Cases: []eval.CaseRecord{{Key: "0a1b2c3d", Errors: 1}}}
	want := `{"cases":[{"e":1,"i":0,"k":"0a1b2c3d","n":0,"p":0,"s":null}],"commit":"","cost_usd":null,"endpoint_key":"","error":0,"fail":0,` +
		`"id":"","latency_p50_ms":null,"metrics":{},"model":"","n":0,"na":0,"params_key":"","pass":0,"path":"prompts/\u00e9<b>.md",` +
		`"previous":"","prompt_key":"","provider":"","quality":null,"reps":0,"resolved_model":"","score":null,"se":null,"simulated":false,` +
		`"suite":"","suite_key":"","t":"","tokens":0,"tool":"","v":1}`
	if got := r.Encode(); got != want {
		t.Errorf("want %s\ngot  %s", want, got)
	}
}

// A program of before there were variants keeps such a line and does not use it.
func TestOnlyAVariantHasTheSecondVersion(t *testing.T) {
	t.Parallel()
	of := meta
	of.Variant, of.PromptKey = value.NewObject("seed", int64(1)), "sha256:own"
	if r := eval.NewRecord(newRun(each(pass())...), of); r.V != 2 || r.PromptKey != "sha256:own" {
		t.Errorf("got version %d of %s", r.V, r.PromptKey)
	}
	if r := eval.NewRecord(newRun(each(pass())...), meta); r.V != 1 {
		t.Errorf("the prompt itself has version %d", r.V)
	}
}

func TestForeignLinesAreToldApart(t *testing.T) {
	t.Parallel()
	for _, row := range []struct {
		name, line string
		want       error
	}{
		{"unknown fields are passed over", `{"v":1,"path":"p","later":{"a":[1]},"cases":[{"k":"x","zz":1}]}`, nil},
		{"a variant", `{"v":2,"path":"p","cases":[{"k":"x"}],"variant":{"seed":1}}`, nil},
		{"a newer version", `{"v":3,"path":7}`, eval.ErrNewerRecord},
		{"no version", `{"path":"p"}`, eval.ErrNotRecord},
		{"version zero", `{"v":0}`, eval.ErrNotRecord},
		{"a version that is text", `{"v":"1"}`, eval.ErrNotRecord},
		{"a field of another type", `{"v":1,"path":7}`, eval.ErrNotRecord},
		{"a note by hand", `works well, keep it`, eval.ErrNotRecord},
		{"an empty line", ``, eval.ErrNotRecord},
		{"another document", `[1]`, eval.ErrNotRecord},
		{"cut short", `{"v":1,"path":"p`, eval.ErrNotRecord},
	} {
		got, err := eval.DecodeRecord(row.line)
		if !errors.Is(err, row.want) {
			t.Errorf("%s: want %v, got %v", row.name, row.want, err)
		}
		if row.want == nil && (got.Path != "p" || len(got.Cases) != 1) {
			t.Errorf("%s: %+v", row.name, got)
		}
	}
}

func FuzzDecodeRecord(f *testing.F) {
	f.Add(eval.NewRecord(newRun([]sample{pass(), fail()}, []sample{failed()}, nil), meta).Encode())
	f.Add(`{"v":1,"score":1e300,"metrics":{"a":-0.0},"cases":[{"s":0.1}]}`)
	f.Add(`{"v":2,"variant":{"model":"m"}}`)
	f.Add(`{"v":3}`)
	f.Fuzz(func(t *testing.T, line string) {
		r, err := eval.DecodeRecord(line)
		if err != nil {
			if !errors.Is(err, eval.ErrNotRecord) && !errors.Is(err, eval.ErrNewerRecord) {
				t.Errorf("an error without a type: %v", err)
			}
			return
		}
		first := r.Encode()
		back, err := eval.DecodeRecord(first)
		if err != nil || back.Encode() != first {
			t.Errorf("%s does not come back: %v", first, err)
		}
		eval.ScoreLine(&r, &back, eval.Same)
		eval.Compare(r, back, eval.CompareOptions{})
	})
}
