package eval_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// The writer of cases must give what the general one gives: lines of old records
// are compared with it.
func TestARecordIsWrittenInCanonicalForm(t *testing.T) {
	t.Parallel()
	number := rapid.OneOf(
		rapid.Float64(), rapid.Just(math.NaN()), rapid.Just(math.Inf(1)), rapid.Just(math.Copysign(0, -1)), rapid.Just(1e21),
		rapid.Map(rapid.IntRange(-3, 3), func(n int) float64 { return float64(n) / 2 }),
	)
	text := rapid.OneOf(rapid.String(), rapid.Just(`"cases":null`), rapid.Just("\u2028<&>"))
	one := rapid.Custom(func(t *rapid.T) eval.CaseRecord {
		return eval.CaseRecord{
			Key: text.Draw(t, "key"), ID: text.Draw(t, "id"), Cluster: text.Draw(t, "cluster"), Index: rapid.Int().Draw(t, "index"),
			Passes: rapid.IntRange(0, 3).Draw(t, "passes"), Samples: rapid.IntRange(0, 3).Draw(t, "samples"),
			Score: rapid.Ptr(number, true).Draw(t, "score"), CostUSD: rapid.Ptr(number, true).Draw(t, "cost"),
			Metrics: rapid.MapOfN(text, number, 0, 3).Draw(t, "metrics"), Failures: rapid.MapOfN(text, rapid.IntRange(0, 3), 0, 3).Draw(t, "failures"),
			Tokens: rapid.IntRange(0, 3).Draw(t, "tokens"), LatencyMS: rapid.Int64Range(0, 3).Draw(t, "latency"),
			Errors: rapid.IntRange(0, 3).Draw(t, "errors"), NA: rapid.Bool().Draw(t, "na"),
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		r := eval.Record{V: 1, Path: text.Draw(t, "path"), Cases: rapid.SliceOfN(one, 0, 4).Draw(t, "cases")}
		if rapid.Bool().Draw(t, "nil") {
			r.Cases = nil
		}
		if got, want := r.Encode(), string(value.Canonical(r)); got != want {
			t.Fatalf("want %s\ngot  %s", want, got)
		}
	})
}
