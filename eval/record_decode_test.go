package eval_test

import (
	"errors"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/eval"
)

// sameDecoded holds a reader to DecodeRecord.
func sameDecoded(tb rapid.TB, r *eval.RecordReader, line string) {
	tb.Helper()
	want, wantErr := eval.DecodeRecord(line)
	got, err := r.Decode(line)
	for _, kind := range []error{eval.ErrNotRecord, eval.ErrNewerRecord} {
		if errors.Is(err, kind) != errors.Is(wantErr, kind) {
			tb.Fatalf("%q: want %v, got %v", line, wantErr, err)
		}
	}
	if (err == nil) != (wantErr == nil) {
		tb.Fatalf("%q: want %v, got %v", line, wantErr, err)
	}
	if err == nil && got.Encode() != want.Encode() {
		tb.Fatalf("%q: %s", line, cmp.Diff(want.Encode(), got.Encode()))
	}
	if err == nil && !reflect.DeepEqual(want, got) { // nil is not empty
		tb.Fatalf("%q: want %+v, got %+v", line, want, got)
	}
}

// lines are such as a reader must be careful with.
func lines() []string {
	line := eval.NewRecord(newRun([]sample{pass(), fail()}, []sample{failed()}, nil), meta).Encode()
	return []string{
		line, " " + line, line + "\n", line + "x", "", "{", "{}", "null", "[]", `{"v":null}`, `{"v":0}`, `{"v":1}`, `{"v":2}`, `{"v":3}`, `{"v":1.0}`, `{"v":01}`,
		`{"v":1,"v":2}`, `{"cases":null,"v":1}`, `{"cases":[],"v":1}`, `{"cases":[null],"v":1}`, `{"cases":[{}],"v":1}`, `{"Cases":[],"v":1}`,
		`{"cases":[{"k":"a","m":{"x":1},"s":1},{"k":"b","m":{"x":1},"s":0.25},{"k":"c","m":{"x":1,"x":2}}],"v":1}`,
		`{"cases":[{"k":"a","m":{"a}b":1}},{"k":"b","m":{"a}b":0}},{"k":"c","m":{"a}c":0}}],"v":1}`, `{"cases":[{"k":"a","m":null}],"v":1}`,
		`{"cases":[{"k":"a","s":-0,"c":1e-7}],"metrics":{},"v":1}`, `{"score":1e999,"v":1}`, `{"score":-1,"v":1}`, `{"score":.5,"v":1}`, `{"score":1.,"v":1}`,
		`{"score":00,"v":1}`, `{"score":0.00,"v":1}`, `{"score":1E+2,"v":1}`, `{"score":+1,"v":1}`, `{"n":1e2,"v":1}`, `{"n":-1,"v":1}`, `{"n":99999999999999999999,"v":1}`,
		`{"path":"a\"b","v":1}`, `{"path":"ä","v":1}`, `{"path":"` + "\xff" + `","v":1}`, `{"path":"` + "\x00" + `","v":1}`, `{"path":null,"v":1}`, `{"simulated":1,"v":1}`,
		`{"v":1}{"v":1}`, `{"a_new_field":{"x":[1]},"v":1}`, `{"v":1,"simulated":true}`, `{"simulated":true1,"v":1}`, `{"failure_types":["x"],"v":1}`, `{"v":2,"variant":{"model":"m"}}`,
		`{"includes":{"parts/a.md":"ab","parts/b}.md":"cd"},"v":1}`, `{"includes":{},"v":1}`, `{"includes":null,"v":1}`, `{"includes":{"a":1},"v":1}`, `{"includes":["a"],"v":1}`,
		`{"latency_p50_ms":null,"v":1}`, `{"latency_p50_ms":12,"v":1}`, `{"metrics":{"a":1},"v":1,"weights":{"a":1}}`, `{"cases":[{"k":"\"k\":\""}],"v":1}`,
	}
}

func TestAReaderOfRecordsGivesWhatEncodingJSONGives(t *testing.T) {
	t.Parallel()
	var r eval.RecordReader
	for _, line := range lines() {
		sameDecoded(t, &r, line)
	}
	rapid.Check(t, func(t *rapid.T) {
		line := []byte(rapid.SampledFrom(lines()).Draw(t, "line"))
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		for range rng.IntN(3) {
			if len(line) > 0 {
				const likely = `{}[]",:.0123eE+-null truefalse\` + "\x00\xc3"
				line[rng.IntN(len(line))] = likely[rng.IntN(len(likely))]
			}
		}
		sameDecoded(t, &r, string(line))
	})
}

func FuzzRecordReader(f *testing.F) {
	for _, line := range lines() {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line string) {
		var r eval.RecordReader
		sameDecoded(t, &r, line)
		sameDecoded(t, &r, line) // what was kept is given again
	})
}
