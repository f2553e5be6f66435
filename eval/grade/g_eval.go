package grade

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// The two prompts of g-eval: the judge first lays down how it will judge, and
// then judges by that (Liu et al., "G-Eval", 2023).
const (
	gEvalSteps = `A text will be judged by the criteria below. Write down how: three or four short steps, in order, that anybody could follow and that look at nothing but the criteria.
Reply with one JSON object on one line and nothing else:
{"steps": ["first step", "second step", "third step"]}`
	gEvalScore = `Judge the output by the criteria, following the steps one by one, given what was asked.
Reply with one JSON object on one line and nothing else:
{"score": 0, "reason": "one or two sentences that name what raised and what lowered the score"}
score is a whole number from 0 (no criterion is met) to 10 (all are met in full).`
	gEvalMost = 10
)

func gEval() Type {
	return Type{
		Name:    "g-eval",
		Doc:     "A model writes down steps by which to judge a criterion, and then scores the output by them; of several criteria the mean counts, and it must reach the threshold, 0.7 by default.",
		Example: "type: g-eval\nvalue: [is polite, answers the question]\nthreshold: 0.8\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Protocol: protocol(gEvalSteps, gEvalScore)},
		New:     judging(askGEval),
	}
}

func askGEval(ctx context.Context, q question) (eval.Verdict, error) {
	criteria, err := q.criteria()
	if err != nil {
		return eval.Verdict{}, err
	}
	sum := 0.0
	reasons := make([]string, len(criteria))
	for i, c := range criteria {
		score, reason, err := q.criterion(ctx, c)
		if err != nil {
			return eval.Verdict{}, fmt.Errorf("criterion %s: %w", quote(c), err)
		}
		sum += score
		reasons[i] = reason
	}
	score := sum / float64(len(criteria))
	return q.negated(verdict(score >= q.threshold(0.7), score, "%s", short(strings.Join(reasons, " | ")))), nil
}

func (q question) criteria() ([]string, error) {
	items, isList := q.in.Value.([]any)
	if !isList {
		items = []any{q.in.Value}
	}
	list := make([]string, len(items))
	for i, x := range items {
		text, ok := x.(string)
		if !ok || strings.TrimSpace(text) == "" {
			return nil, errors.New("the value must be a criterion in words, or a list of them")
		}
		list[i] = text
	}
	if len(list) == 0 {
		return nil, errors.New("the list of criteria is empty")
	}
	return list, nil
}

func (q question) criterion(ctx context.Context, criterion string) (score float64, reason string, err error) {
	if q.asked() == "" {
		return 0, "", errors.New("the prompt is empty, and what is judged is the reply to it")
	}
	own, _ := value.DecodeJSON([]byte(q.a.Rubric))
	rubrics, _ := own.(*value.Object) // another form is not for g-eval, as in promptfoo
	template := func(name string) string {
		v, _ := rubrics.Get(name)
		text, _ := v.(string)
		return text
	}
	messages := compose(gEvalSteps, part{"criteria", criterion})
	if t := template("steps"); t != "" {
		if messages, err = q.custom(ctx, t, "criteria", criterion); err != nil {
			return 0, "", err
		}
	}
	reply, err := q.chat(ctx, messages)
	if err != nil {
		return 0, "", err
	}
	steps, err := readSteps(reply)
	if err != nil {
		return 0, "", err
	}
	messages, err = q.gEvalMessages(ctx, template("evaluate"), criterion, steps)
	if err != nil {
		return 0, "", err
	}
	if reply, err = q.chat(ctx, messages); err != nil {
		return 0, "", err
	}
	return readGEval(reply)
}

func (q question) gEvalMessages(ctx context.Context, tmpl, criterion string, steps []string) ([]prompt.Message, error) {
	list := strings.Join(steps, "\n- ")
	output := q.in.Answer.Output
	if tmpl != "" {
		return q.custom(ctx, tmpl, "criteria", criterion, "steps", list, "maxScore", strconv.Itoa(gEvalMost),
			"input", parsed(q.asked()), "output", parsed(output))
	}
	return compose(gEvalScore, part{"criteria", criterion}, part{"steps", "- " + list}, part{"asked", q.asked()}, part{"output", output}), nil
}

func readSteps(reply string) ([]string, error) {
	o, err := replyObject(reply, "steps")
	if err != nil {
		return nil, err
	}
	items, _ := o["steps"].([]any)
	steps := make([]string, 0, len(items))
	for _, x := range items {
		if text, ok := x.(string); ok && strings.TrimSpace(text) != "" {
			steps = append(steps, text)
		}
	}
	if len(steps) == 0 || len(steps) < len(items) {
		return nil, fmt.Errorf("the judge's steps are no list of texts: %s", quote(reply))
	}
	return steps, nil
}

// readGEval reads {score, reason}; the score becomes one from 0 to 1.
func readGEval(reply string) (score float64, reason string, err error) {
	o, err := replyObject(reply, "score")
	if err != nil {
		return 0, "", err
	}
	score, ok := replyNumber(o["score"])
	switch {
	case !ok:
		return 0, "", fmt.Errorf("the judge's score is no number: %s", quote(reply))
	case score < 0 || score > gEvalMost:
		return 0, "", fmt.Errorf("the judge's score %v is not from 0 to %d", score, gEvalMost)
	}
	if reason = replyReason(o); reason == "" {
		return 0, "", fmt.Errorf("the judge gave a score without a reason: %s", quote(reply))
	}
	return score / gEvalMost, reason, nil
}
