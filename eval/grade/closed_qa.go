package grade

import (
	"context"
	"fmt"
	"strings"
	"unicode"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

const closedQARules = `Decide whether the answer meets the criterion, given what was asked.
Think it through in a few sentences: what does the criterion demand, and does the answer do it? Nothing but the criterion counts.
Then end your reply with a last line that holds a single letter and nothing else: Y if the criterion is met, N if it is not.`

func closedQA() Type {
	return Type{
		Name:    "model-graded-closedqa",
		Doc:     "A model says yes or no to whether the output meets a criterion.",
		Example: "type: model-graded-closedqa\nvalue: mentions the warranty\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Protocol: protocol(closedQARules), Check: noNot},
		New:     judging(askClosedQA),
	}
}

func askClosedQA(ctx context.Context, q question) (eval.Verdict, error) {
	criterion, err := q.textValue("the criterion")
	if err != nil {
		return eval.Verdict{}, err
	}
	output := q.in.Answer.Output
	var messages []prompt.Message
	if q.a.Rubric != "" {
		messages, err = q.custom(ctx, q.a.Rubric, "input", q.asked(), "criteria", criterion, "completion", parsed(output))
	} else {
		messages = compose(closedQARules, part{"asked", q.asked()}, part{"answer", output}, part{"criterion", criterion})
	}
	if err != nil {
		return eval.Verdict{}, err
	}
	reply, err := q.chat(ctx, messages)
	if err != nil {
		return eval.Verdict{}, err
	}
	yes, ok := lastLetter(reply)
	switch {
	case !ok:
		return eval.Verdict{}, fmt.Errorf("the judge's reply ends neither in Y nor in N: %s", quote(reply))
	case yes:
		return verdict(true, 1, "the criterion is met: %s", short(reply)), nil
	}
	return verdict(false, 0, "the criterion is not met: %s", short(reply)), nil
}

// lastLetter reads the Y or N, or the YES or NO, that a reply ends with, alone
// or as the last word; punctuation and marks of Markdown around it are passed
// over.
func lastLetter(reply string) (yes, ok bool) {
	words := strings.FieldsFunc(reply, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '\'' && r != '’' })
	if len(words) == 0 {
		return false, false
	}
	switch words[len(words)-1] {
	case "Y", "YES", "Yes":
		return true, true
	case "N", "NO", "No":
		return false, true
	}
	return false, false
}
