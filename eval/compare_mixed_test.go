package eval_test

import (
	"strings"
	"testing"
	"time"

	"github.com/promptgit/promptgit/eval"
)

func TestOldAndFreshRecordsAreNotMixedInAVerdict(t *testing.T) {
	t.Parallel()
	const month = 30 * 24 * time.Hour
	for name, row := range map[string]struct {
		edit   func(base, head *eval.Record)
		maxAge time.Duration
		reason string
	}{
		"one time": {func(b, h *eval.Record) { b.Time, h.Time = "2025-01-01T00:00:00Z", "2025-01-20T00:00:00Z" }, month, ""},
		"further apart": {
			func(b, h *eval.Record) { b.Time, h.Time = "2026-01-01T00:00:00Z", "2026-03-01T00:00:00Z" }, month,
			"judged 59 days apart, more than eval.max_age (30 days)",
		},
		"the newer first": {func(b, h *eval.Record) { b.Time, h.Time = "2026-03-01T00:00:00Z", "2026-01-01T00:00:00Z" }, month, "judged 59 days apart"},
		"hours":           {func(b, h *eval.Record) { b.Time, h.Time = "2026-03-01T00:00:00Z", "2026-03-01T05:00:00Z" }, 90 * time.Minute, "judged 5h apart, more than eval.max_age (1h30m)"},
		"any age":         {func(b, h *eval.Record) { b.Time, h.Time = "2020-01-01T00:00:00Z", "2026-03-01T00:00:00Z" }, 0, ""},
		"simulated": {func(b, h *eval.Record) {
			b.Time, h.Time, b.Simulated, h.Simulated = "2020-01-01T00:00:00Z", "2026-03-01T00:00:00Z", true, true
		}, month, ""},
		"a recording": {func(b, h *eval.Record) {
			b.Time, h.Time, b.Provider, h.Provider = "2020-01-01T00:00:00Z", "2026-03-01T00:00:00Z", "replay", "replay"
		}, month, ""},
		"no time":               {func(_, h *eval.Record) { h.Time = "2026-03-01T00:00:00Z" }, month, ""},
		"another model answers": {func(b, h *eval.Record) { b.ResolvedModel, h.ResolvedModel = "gpt-x-1", "gpt-x-2" }, month, "another model answered: gpt-x-1, then gpt-x-2"},
		"another is asked": {func(b, h *eval.Record) {
			b.Model, h.Model, b.ResolvedModel, h.ResolvedModel = "gpt-x", "gpt-y", "gpt-x-1", "gpt-y-1"
		}, month, ""},
	} {
		base, head := outcome(mix(15, 0)...), outcome(mix(5, 10)...)
		row.edit(&base, &head)
		got := eval.Compare(base, head, eval.CompareOptions{MaxAge: row.maxAge})
		want := eval.Worse
		if row.reason != "" {
			want = eval.Unknown
		}
		if got.Verdict != want || !strings.HasPrefix(got.Reason, row.reason) || (row.reason == "") != (got.Reason == "") {
			t.Errorf("%s: %s, %q", name, got.Verdict, got.Reason)
		}
		if got.PValue == nil || got.Interval95 == nil {
			t.Errorf("%s: the numbers stay", name)
		}
	}
}
