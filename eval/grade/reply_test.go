package grade_test

import (
	"context"
	"math"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/eval/grade"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// FuzzReply holds for every reply of a judge: a verdict with a score in range and
// a short reason, or an error, and never both.
func FuzzReply(f *testing.F) {
	for _, seed := range []string{
		`{"pass": true, "score": 0.5, "reason": "x"}`, "```json\n{\"score\": 7, \"reason\": \"y\"}\n```", "(C) because", "text\nY", "{'a': {", "1. a [Attributed]",
		`{"category": "D"}`, `{"better": "A"}`, `{"verdict": "no"}`, "Final verdict for each statement in order: Yes. No.", "[1, 0.5]", `{"polite": 0.9}`, `["hate"]`,
		`{"steps": ["a"], "score": 3, "reason": "z"}`, strings.Repeat("{", 300), "{{{}}}", "\xff{\"pass\":\"\xfe\"}",
	} {
		f.Add(seed)
	}
	types := grade.All()
	f.Fuzz(func(t *testing.T, reply string) {
		for _, typ := range types {
			if typ.Judge == nil || typ.New == nil {
				continue
			}
			a := example(t, typ)
			a.Judge, a.Embedder = &eval.ProviderSpec{ID: "j"}, &eval.ProviderSpec{ID: "e"}
			grader, err := types.New(a)
			if err != nil {
				t.Fatal(err)
			}
			render := func(_ context.Context, tmpl string, _ *value.Object) (string, error) { return tmpl, nil }
			v, err := grader.Grade(t.Context(), eval.GradeInput{
				Sample: eval.Sample{
					Case: &eval.Case{}, Answer: eval.Answer{Output: "It is 330 m high."},
					Messages: []prompt.Message{{Role: "user", Text: "How high is it?"}},
				},
				Services: eval.Services{Render: render, Judge: saying(reply)},
				Value:    a.Value, Vars: object("query", "How high?", "context", "It is 330 m high."),
			})
			switch {
			case err != nil && v != (eval.Verdict{}):
				t.Errorf("%s: a verdict beside the error %v: %+v", typ.Name, err, v)
			case err != nil:
			case math.IsNaN(v.Score) || math.IsInf(v.Score, 0) || v.Reason == "" || strings.Contains(v.Reason, "\n") || len(v.Reason) > 5000:
				t.Errorf("%s: %+v", typ.Name, v)
			case strings.HasPrefix(typ.Name, "similar") || typ.Name == "classifier" || typ.Name == "answer-relevance": // scores of the embedding or of the classifier
			case v.Score < 0 || v.Score > 1:
				t.Errorf("%s: score %v", typ.Name, v.Score)
			}
		}
	})
}

func TestAHugeReplyIsRefusedAtOnce(t *testing.T) {
	t.Parallel()
	for _, reply := range []string{strings.Repeat("{a", 1<<19), strings.Repeat("{", 1<<20), strings.Repeat("{}", 1<<19), strings.Repeat("x", 2<<20), strings.Repeat(`{"a":`, 1<<17)} {
		try(t, []trial{{name: reply[:2], assert: rubric, replies: []string{reply}, err: "the judge's reply"}})
	}
}
