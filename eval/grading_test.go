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
	"github.com/promptgit/promptgit/internal/diag"
)

func grading(by, at string, grades ...eval.Grade) eval.Grading {
	return eval.Grading{Version: 1, ID: "G" + at + by, Time: at, By: by, Record: "R", Grades: grades}
}

func TestPeopleAddDimensionsAndChangeNothingElse(t *testing.T) {
	t.Parallel()
	r := withMetric(outcome(1, 0, 1, 1), "tone", 1, 1, 1, 1)
	r.ID, r.Weights = "R", map[string]float64{}
	graded := r.WithGradings([]eval.Grading{
		grading("Ada", "2", eval.Grade{Case: "k0", Score: 0.4}, eval.Grade{Case: "k1", Score: 0, Failure: "made up"}), // takes back what she said before
		grading("Ada", "1", eval.Grade{Case: "k0", Score: 1, Failure: "rude"}, eval.Grade{Case: "gone", Score: 1}),
		grading("Bob", "1", eval.Grade{Case: "k0", Score: 1}, eval.Grade{Case: "k2", Score: 0.5}, eval.Grade{Case: "k2", Sample: 1, Score: 0.7}),
		{Version: 1, By: "Eve", Record: "another", Grades: []eval.Grade{{Case: "k3", Score: 1}}},
	})
	got := map[string]float64{}
	for _, d := range eval.Dimensions(nil, graded) {
		got[d.Name] = *d.Score
		if d.Name != "tone" && d.Weight != nil {
			t.Errorf("%s has a weight in the quality", d.Name)
		}
	}
	want := map[string]float64{"tone": 1, "human": (0.7 + 0 + 0.6) / 3, "human:Ada": 0.2, "human:Bob": 0.8}
	if diff := cmp.Diff(want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]int{"made up": 1}, graded.Failures()); diff != "" {
		t.Error(diff)
	}
	sum, ok := graded.Grades()
	wantSum := eval.Grades{Graders: []string{"Ada", "Bob"}, Cases: 3, Between: eval.Agreement{Same: 0, Of: 1}, Verdict: eval.Agreement{Same: 3, Of: 3}}
	if diff := cmp.Diff(wantSum, sum); diff != "" || !ok {
		t.Error(diff)
	}
	if graded.Encode() != r.Encode() {
		t.Error("grades got into the line of the record")
	}
	if _, ok := r.Grades(); ok || r.Cases[0].Human != nil {
		t.Error("the record itself was changed")
	}
}

func TestPeopleArePairedLikeAnyMetric(t *testing.T) {
	t.Parallel()
	var before, after []eval.Grade
	for _, k := range strings.Fields("k0 k1 k2 k3 k4 k5") {
		before, after = append(before, eval.Grade{Case: k, Score: 1}), append(after, eval.Grade{Case: k})
	}
	base, head := outcome(repeat(1, 9)...), outcome(repeat(1, 9)...)
	base.ID, head.ID = "R", "R"
	base = base.WithGradings([]eval.Grading{grading("Ada", "1", before...)})
	head = head.WithGradings([]eval.Grading{grading("Ada", "1", after...), grading("Bob", "1", after[:2]...)})
	human := named(eval.Dimensions(&base, head), "human")
	if *human.Verdict != eval.Worse || *human.PValue != 0.03125 || human.Common != 6 {
		t.Errorf("got %+v", human)
	}
	if ada := named(eval.Dimensions(&base, head), "human:Ada"); ada.Verdict != nil || *ada.PValue != 0.03125 {
		t.Errorf("one grader alone gets no verdict: %+v", ada)
	}
}

func TestAGradingIsNoRecordAndARecordNoGrading(t *testing.T) {
	t.Parallel()
	r := eval.Record{V: 1, ID: "R", PromptKey: "sha256:p"}
	g := eval.NewGrading(r, "Ada Lovelace", []eval.Grade{{Case: "1f0c77ab", Score: 0.7, Failure: "tone", Note: "too é curt"}, {Case: "5b9e20d4#2", Sample: 2}},
		eval.RecordMeta{ID: "01KAN", Time: time.Date(2026, 11, 28, 6, 0, 0, 0, time.FixedZone("", 3600)), Tool: "promptgit/1"})
	line := g.Encode()
	want := `{"by":"Ada Lovelace","grades":[{"f":"tone","k":"1f0c77ab","note":"too \u00e9 curt","r":0,"s":0.7},{"k":"5b9e20d4#2","r":2,"s":0}],` +
		`"grading":1,"id":"01KAN","prompt_key":"sha256:p","record":"R","t":"2026-11-28T05:00:00Z","tool":"promptgit/1"}`
	if diff := cmp.Diff(want, line); diff != "" {
		t.Error(diff)
	}
	if _, err := eval.DecodeRecord(line); !errors.Is(err, eval.ErrNotRecord) {
		t.Errorf("an older version would take it for a record: %v", err)
	}
	back, err := eval.DecodeGrading(line)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(g, back); diff != "" {
		t.Error(diff)
	}
	for name, foreign := range map[string]string{
		"a record":                  r.Encode(),
		"a newer grading":           strings.Replace(line, `"grading":1`, `"grading":2`, 1),
		"text":                      "well done",
		"a score above 1":           strings.Replace(line, "0.7", "7", 1),
		"a score below 0":           strings.Replace(line, "0.7", "-0.7", 1),
		"a sample before the first": strings.Replace(line, `"r":2`, `"r":-2`, 1),
		"nobody":                    strings.Replace(line, "Ada Lovelace", " ", 1),
		"a name of two lines":       strings.Replace(line, "Ada Lovelace", `Ada\nLovelace`, 1),
		"a failure that parts":      strings.Replace(line, "tone", "a;b", 1),
		"no case":                   strings.Replace(line, "1f0c77ab", "", 1),
	} {
		if _, err := eval.DecodeGrading(foreign); !errors.Is(err, eval.ErrNotGrading) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func TestTheOrderOfGradingsMeansNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		one := rapid.Custom(func(t *rapid.T) eval.Grading {
			g := grading(rapid.SampledFrom([]string{"Ada", "Bob"}).Draw(t, "by"), rapid.StringMatching("[0-9]{3}").Draw(t, "at"))
			for range rapid.IntRange(0, 3).Draw(t, "grades") {
				g.Grades = append(g.Grades, eval.Grade{Case: rapid.SampledFrom([]string{"k0", "k1"}).Draw(t, "case"), Score: rapid.Float64Range(0, 1).Draw(t, "score")})
			}
			return g
		})
		list := rapid.SliceOfNDistinct(one, 0, 6, func(g eval.Grading) string { return g.ID }).Draw(t, "list")
		r := outcome(1, 0)
		r.ID = "R"
		want := r.WithGradings(list)
		got := r.WithGradings(rapid.Permutation(list).Draw(t, "shuffled"))
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
		twice := r.WithGradings(append(list, list...))
		if diff := cmp.Diff(want, twice); diff != "" {
			t.Fatal(diff)
		}
	})
}

func FuzzDecodeGrading(f *testing.F) {
	f.Add(grading("Ada", "2026-11-28T05:00:00Z", eval.Grade{Case: "k0", Score: 0.5, Failure: "x"}).Encode())
	f.Add(`{"grading":1,"by":"a","grades":[{"k":"k0","s":1e-300}]}`)
	f.Fuzz(func(t *testing.T, line string) {
		g, err := eval.DecodeGrading(line)
		if err != nil {
			if !errors.Is(err, eval.ErrNotGrading) {
				t.Errorf("an error without a type: %v", err)
			}
			return
		}
		first := g.Encode()
		back, err := eval.DecodeGrading(first)
		if err != nil || back.Encode() != first {
			t.Errorf("%s does not come back: %v", first, err)
		}
		r := outcome(1, 0)
		r.ID = g.Record
		graded := r.WithGradings([]eval.Grading{g, back})
		eval.Dimensions(&graded, graded)
		graded.Grades()
	})
}

func FuzzReadGrades(f *testing.F) {
	f.Add(`{"key":"a","score":7,"failure":"tone","note":"x"}` + "\n" + `{"key":"b","pass":false}`)
	f.Add("{\"key\":\"a\",\"score\":1e400}\n\n[{}]")
	outputs := map[string]eval.Grade{"a": {Case: "k0"}, "b": {Case: "k1"}}
	f.Fuzz(func(t *testing.T, text string) {
		grades, err := eval.ReadGrades("g.jsonl", strings.NewReader(text), outputs)
		if err != nil {
			var list diag.Errors
			if grades != nil || !errors.As(err, &list) {
				t.Fatalf("got %v, %v", grades, err)
			}
			for _, d := range list {
				if d.Pos.Line < 1 || d.Pos.Line > strings.Count(text, "\n")+1 {
					t.Errorf("line %d of %q", d.Pos.Line, text)
				}
			}
			return
		}
		if len(grades) > 0 {
			if _, err := eval.DecodeGrading(grading("Ada", "1", grades...).Encode()); err != nil {
				t.Errorf("what is read cannot be stored: %v", err)
			}
		}
	})
}
