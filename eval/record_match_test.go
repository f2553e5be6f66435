package eval_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
)

func TestLatestIsTheLatestWithTheMostSamples(t *testing.T) {
	t.Parallel()
	record := func(id, at string, samples int, edit func(*eval.Record)) eval.Record {
		r := outcome(1)
		r.ID, r.Time, r.PromptKey = id, at, "sha256:p"
		r.Cases[0].Samples = samples
		if edit != nil {
			edit(&r)
		}
		return r
	}
	records := []eval.Record{
		record("C", "2026-11-22T07:00:00Z", 1, nil),
		record("A", "2026-11-20T07:00:00Z", 3, nil),
		record("B", "2026-11-21T07:00:00Z", 3, nil),
		record("Z", "2026-11-19T07:00:00Z", 3, nil),
		record("D", "2026-11-23T07:00:00Z", 9, func(r *eval.Record) { r.Model = "gpt-y" }),
		record("E", "2026-11-23T07:00:00Z", 9, func(r *eval.Record) { r.PromptKey = "sha256:q"; r.Cases[0].Errors = 1 }),
		record("F", "2026-11-24T07:00:00Z", 99, func(r *eval.Record) { r.PromptKey = "sha256:r"; r.Cases[0].Errors = 1 }),
		record("G", "2026-11-18T07:00:00Z", 1, func(r *eval.Record) { r.PromptKey = "sha256:r" }),
	}
	for _, row := range []struct {
		name   string
		filter eval.RecordFilter
		want   string // id, "" for none
	}{
		{"of this version and model", eval.RecordFilter{PromptKey: "sha256:p", Model: "gpt-x"}, "B"},
		{"of any model", eval.RecordFilter{PromptKey: "sha256:p"}, "D"},
		{"of any version, an incomplete one with as many samples", eval.RecordFilter{}, "D"},
		{"an incomplete one alone", eval.RecordFilter{PromptKey: "sha256:q"}, "E"},
		{"a complete one before an interrupted one of more samples", eval.RecordFilter{PromptKey: "sha256:r"}, "G"},
		{"complete ones only", eval.RecordFilter{Complete: true}, "D"},
		{"of another suite", eval.RecordFilter{SuiteKey: "sha256:other"}, ""},
	} {
		got, ok := eval.Latest(records, row.filter)
		if got.ID != row.want || ok != (row.want != "") {
			t.Errorf("%s: want %q, got %q", row.name, row.want, got.ID)
		}
	}
}

func TestScoreLine(t *testing.T) {
	t.Parallel()
	base := outcome(mix(8, 2)...)
	base.Path, base.Suite, base.SuiteKey = "prompts/reply.md", "suites/support.yaml", "sha256:1a2b3c4d5e6f"
	base.Time, base.N, base.Score = "2026-11-22T07:00:00Z", 10, dollars(0.8)
	before := base
	before.Score = dollars(0.84)
	const line = "prompts/reply.md  0.80 [0.49, 0.94]  (was 0.84: unknown)  support@1a2b3c4d  gpt-x  n=10x1  2026-11-22"
	for _, row := range []struct {
		name     string
		edit     func(r *eval.Record)
		previous *eval.Record
		want     string
	}{
		{"with the one before", func(*eval.Record) {}, &before, line},
		{"the first", func(*eval.Record) {}, nil, strings.Replace(line, "  (was 0.84: unknown)", "", 1)},
		{
			"simulated", func(r *eval.Record) { r.Simulated = true }, nil,
			"prompts/reply.md  0.80 [0.49, 0.94]  support@1a2b3c4d  gpt-x  n=10x1  simulated  2026-11-22",
		},
		{
			"another suite and model before", func(r *eval.Record) { r.SuiteKey, r.Model, r.Provider = "sha256:ffff", "", "echo" }, &before,
			"prompts/reply.md  0.80 [0.49, 0.94]  (was 0.84, other suite, other model: unknown)  support@ffff  echo  n=10x1  2026-11-22",
		},
		{
			"too few clusters", func(r *eval.Record) { r.Cases = inClusters(outcome(mix(8, 2)...), 5).Cases }, nil,
			"prompts/reply.md  0.80 (too few clusters, 2 of 10)  support@1a2b3c4d  gpt-x  n=10x1  2026-11-22",
		},
		{
			"errors", func(r *eval.Record) { r.Error = 2; r.Cases = nil; r.Score = nil }, nil,
			"prompts/reply.md  no score  support@1a2b3c4d  gpt-x  n=10x1  2 not judged  2026-11-22",
		},
		{
			"a path that would break the line", func(r *eval.Record) { r.Path = "a\nb" }, nil,
			`"a\nb"  0.80 [0.49, 0.94]  support@1a2b3c4d  gpt-x  n=10x1  2026-11-22`,
		},
	} {
		r := base
		row.edit(&r)
		if got := eval.ScoreLine(&r, row.previous, eval.Unknown); got != row.want {
			t.Errorf("%s:\nwant %s\ngot  %s", row.name, row.want, got)
		}
	}
}

func TestARecordAnswersAColumnOrIsNotUsedAgain(t *testing.T) {
	t.Parallel()
	run := newRun([]sample{pass(), fail()}, []sample{pass(), pass()}, nil)
	r := eval.NewRecord(run, meta)
	onlyTwo := func(c *eval.Case) bool { return c.Index < 2 }
	for name, c := range map[string]struct {
		ask  func(col *eval.Column)
		want bool
	}{
		"what was asked":             {func(*eval.Column) {}, true},
		"fewer samples":              {func(col *eval.Column) { col.Repeat = 1 }, true},
		"more samples":               {func(col *eval.Column) { col.Repeat = 3 }, false},
		"more of one case":           {func(col *eval.Column) { col.Suite.Cases[1].Repeat = 5 }, false},
		"a case that now applies":    {func(col *eval.Column) { col.Applies = nil }, false},
		"a case that was not judged": {func(col *eval.Column) { col.Suite.Cases[0].Key = "ffffffff" }, false},
	} {
		col, s := run.Column, *run.Column.Suite
		s.Cases = slices.Clone(s.Cases)
		col.Suite, col.Applies = &s, onlyTwo
		c.ask(&col)
		if got := r.Answers(col); got != c.want {
			t.Errorf("%s: got %v", name, got)
		}
	}
}

func TestAnEditedScriptIsAnotherModel(t *testing.T) {
	t.Parallel()
	record := func(endpoint string) eval.Record {
		run := newRun(each(pass(), fail())...)
		run.Column.Target.Endpoint = endpoint
		return eval.NewRecord(run, meta)
	}
	old, edited := record("exec model.sh one"), record("exec model.sh two")
	unknown := old
	unknown.EndpointKey = "" // as written before there was the field
	if old.EndpointKey != record("exec model.sh one").EndpointKey || old.EndpointKey == edited.EndpointKey {
		t.Errorf("the keys are %s and %s", old.EndpointKey, edited.EndpointKey)
	}
	if !eval.Compare(old, edited, eval.CompareOptions{}).ModelChanged {
		t.Error("a comparison does not say that something else answered")
	}
	filter := eval.RecordFilter{Endpoint: edited.EndpointKey}
	if filter.Match(old) || !filter.Match(edited) || !filter.Match(unknown) {
		t.Error("the filter takes the wrong records")
	}
}
