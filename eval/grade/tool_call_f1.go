package grade

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func toolCallF1() Type {
	return Type{
		Name: "tool-call-f1",
		Doc: "The F1 of the names of the tools that the output calls, against the names of the value, reaches the threshold (default 1, all and no others). " +
			"Calls are found in the forms of OpenAI, Anthropic and Google, also as JSON in lines of text. The score is the F1, with not- too.",
		Example: "type: tool-call-f1\nvalue: [search, get_weather]\nthreshold: 0.8\n",
		Since:   "0.2.0",
		New:     func(a eval.Assertion) (eval.Grader, error) { return toolCallGrader{a}, nil },
	}
}

type toolCallGrader struct{ assertion eval.Assertion }

func (g toolCallGrader) Grade(_ context.Context, in eval.GradeInput) (eval.Verdict, error) {
	expected, err := expectedTools(in.Value)
	if err != nil {
		return eval.Verdict{}, err
	}
	called, err := calledTools(in.Answer)
	if err != nil {
		return eval.Verdict{}, err
	}
	threshold := 1.0
	if g.assertion.Threshold != nil {
		threshold = *g.assertion.Threshold
	}
	f1 := setF1(expected, called)
	v := eval.Verdict{Pass: f1 >= threshold != g.assertion.Not, Score: f1}
	want := "at least"
	if g.assertion.Not {
		want = "less than"
	}
	v.Reason = fmt.Sprintf("expected an F1 of %s %v for calls of %s; got %.4g for %s",
		want, threshold, quoteSet(expected), f1, quoteSet(called))
	return v, nil
}

type nameSet map[string]bool

func expectedTools(v any) (nameSet, error) {
	var list []string
	switch v := v.(type) {
	case string:
		for name := range strings.SplitSeq(v, ",") {
			list = append(list, value.JSTrim(name))
		}
	case []any:
		for _, item := range v {
			list = append(list, text(item))
		}
	}
	if len(list) == 0 {
		return nil, errors.New("the value must be a list of names of tools, or a text with commas")
	}
	names := nameSet{}
	for _, name := range list {
		names[name] = true
	}
	return names, nil
}

// setF1 is the harmonic mean of the parts of called that were expected and of
// expected that were called, 0 where both are.
func setF1(expected, called nameSet) float64 {
	both := 0.0
	for name := range expected {
		if called[name] {
			both++
		}
	}
	if both == 0 {
		return 0
	}
	precision, recall := both/float64(len(called)), both/float64(len(expected))
	return float64(2*precision*recall) / (precision + recall)
}

func quoteSet(names nameSet) string {
	if len(names) == 0 {
		return "none"
	}
	return quoteList(slices.Sorted(maps.Keys(names)))
}
