package grade

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/prompt"
)

const selectRules = `Several outputs answer the same request. Choose the one that is best by the criterion. Their order says nothing, nor does their length unless the criterion says so.
The outputs are numbered from 0. Reply with the number of the best one and nothing else.`

func selectBest() Type {
	return Type{
		Name:    "select-best",
		Doc:     "Of the outputs of several prompts and providers for one case, the one that a model finds best by a criterion.",
		Example: "type: select-best\nvalue: the friendliest answer\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Protocol: protocol(selectRules)},
		Compare: func(a eval.Assertion) (eval.Comparer, error) { return selection{a}, nil },
	}
}

type selection struct{ a eval.Assertion }

// Compare asks as often as the assertion has votes; more than half of them make
// the best one. One output alone is the best without a question.
func (s selection) Compare(ctx context.Context, in eval.CompareInput) ([]eval.Verdict, error) {
	first := eval.GradeInput{Sample: in.Rivals[0].Sample, Services: in.Services, Value: in.Value, Vars: in.Vars}
	criterion, err := question{in: &first, a: &s.a}.textValue("the criterion")
	if err != nil {
		return nil, err
	}
	if len(in.Rivals) == 1 {
		return []eval.Verdict{verdict(true, 1, "the only output, so that nothing was asked")}, nil
	}
	k := max(s.a.Votes, 1)
	won := make([]int, len(in.Rivals))
	for n := range k {
		best, err := readable(question{in: &first, a: &s.a, vote: n}, func(q question) (int, error) {
			return s.choose(ctx, q, criterion, in.Rivals)
		})
		if err != nil {
			return nil, err
		}
		won[best]++
	}
	verdicts := make([]eval.Verdict, len(won))
	for i, n := range won {
		verdicts[i] = verdict(2*n > k, float64(n)/float64(k), "chosen by %d of %d votes: %s", n, k, short(criterion))
	}
	return verdicts, nil
}

func (s selection) choose(ctx context.Context, q question, criterion string, rivals []eval.Rival) (int, error) {
	messages, err := q.selectMessages(ctx, criterion, rivals)
	if err != nil {
		return 0, err
	}
	reply, err := q.chat(ctx, messages)
	if err != nil {
		return 0, err
	}
	return readChoice(reply, len(rivals))
}

func (q question) selectMessages(ctx context.Context, criterion string, rivals []eval.Rival) ([]prompt.Message, error) {
	if q.a.Rubric != "" {
		outputs := make([]any, len(rivals))
		for i, r := range rivals {
			outputs[i] = parsed(r.Answer.Output)
		}
		return q.custom(ctx, q.a.Rubric, "criteria", criterion, "outputs", outputs)
	}
	parts := []part{{"criterion", criterion}}
	for i, r := range rivals {
		parts = append(parts, part{"output-" + strconv.Itoa(i), r.Answer.Output})
	}
	return compose(selectRules, parts...), nil
}

var wholeNumber = memo.Regexp(`-?\d+`)

// readChoice reads a number from 0 to n-1. Where a reply names several, the one
// that it begins with counts.
func readChoice(reply string, n int) (int, error) {
	found := wholeNumber().FindAllString(reply, -1)
	differ := false
	for _, x := range found {
		differ = differ || x != found[0]
	}
	if len(found) == 0 || differ && !strings.HasPrefix(strings.TrimLeft(reply, " \t\r\n*#`\"'("), found[0]) {
		return 0, fmt.Errorf("the judge's reply names no output, or several: %s", quote(reply))
	}
	i, err := strconv.Atoi(found[0])
	if err != nil || i < 0 || i >= n {
		return 0, fmt.Errorf("the judge chose output %s, and they are numbered from 0 to %d", found[0], n-1)
	}
	return i, nil
}
