package grade

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

const (
	attributed   = "[attributed]"
	unattributed = "[not attributed]"

	recallRules = `Check whether the context supports the reference answer.
Go through the reference answer sentence by sentence. For each write one line: its number, the sentence, in a few words what in the context supports it or that nothing does, and at the end [Attributed] where the context supports it or [Not Attributed] where it does not.
Write these lines and nothing else, for example:
1. The tower was built in 1889. The second sentence of the context gives the year. [Attributed]
2. It is painted every seven years. The context says nothing of paint. [Not Attributed]`
)

func contextRecall() Type {
	return Type{
		Name:    "context-recall",
		Doc:     "A model tells which sentences of a reference answer the context supports; their share must reach the threshold.",
		Example: "type: context-recall\nvalue: The tower opened in 1889.\nthreshold: 0.8\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Context: true, Protocol: protocol(recallRules), Check: noNot},
		New:     judging(askContextRecall),
	}
}

func askContextRecall(ctx context.Context, q question) (eval.Verdict, error) {
	reference, err := q.textValue("the reference answer")
	if err != nil {
		return eval.Verdict{}, err
	}
	m, err := q.context(ctx, q.asked())
	if err != nil {
		return eval.Verdict{}, err
	}
	var messages []prompt.Message
	if q.a.Rubric != "" {
		messages, err = q.custom(ctx, q.a.Rubric, "context", m.text(), "groundTruth", reference)
	} else {
		messages = compose(recallRules, part{"context", m.text()}, part{"reference", reference})
	}
	if err != nil {
		return eval.Verdict{}, err
	}
	reply, err := q.chat(ctx, messages)
	if err != nil {
		return eval.Verdict{}, err
	}
	score, err := readRecall(reply)
	if err != nil {
		return eval.Verdict{}, err
	}
	bound := q.threshold(0)
	return verdict(score >= bound-epsilon, score, "expected a recall of at least %v, got %.3g", bound, score), nil
}

// readRecall is the share of the lines with a mark that are attributed.
func readRecall(reply string) (float64, error) {
	all, yes := 0, 0
	for _, line := range lines(strings.ToLower(reply)) {
		switch {
		case strings.Contains(line, unattributed):
			all++
		case strings.Contains(line, attributed):
			all++
			yes++
		}
	}
	if all == 0 {
		return 0, fmt.Errorf("the judge marked no sentence as attributed or not: %s", quote(reply))
	}
	return float64(yes) / float64(all), nil
}
