package grade

import (
	"context"
	"errors"
	"fmt"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

const rubricRules = `Decide whether the output meets the rubric.
Read the rubric first. Then go through the output and note, for each thing that the rubric asks for, where the output does it or fails to. Judge only by the rubric: neither length nor style nor agreement with you counts unless the rubric says so. Where the rubric asks for several things, the output passes only if it does all of them.
Reply with one JSON object and nothing else:
{"reason": "one or two sentences that name what decided it", "score": 0.0, "pass": false}
score is a number from 0 (nothing of the rubric is met) to 1 (all of it is met); pass is true or false.`

func llmRubric() Type {
	return Type{
		Name:    "llm-rubric",
		Doc:     "A model judges the output by a rubric in words; with a threshold its score must reach that too.",
		Example: "type: llm-rubric\nvalue: names a date and apologizes once\nthreshold: 0.8\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Protocol: protocol(rubricRules)},
		New:     judging(askRubric),
	}
}

func askRubric(ctx context.Context, q question) (eval.Verdict, error) {
	messages, err := q.rubricMessages(ctx)
	if err != nil {
		return eval.Verdict{}, err
	}
	reply, err := q.chat(ctx, messages)
	if err != nil {
		return eval.Verdict{}, err
	}
	v, err := readRubric(reply, q.a.Threshold, q.a.Rubric != "")
	if err == nil && q.a.Not {
		v.Pass, v.Score = !v.Pass, min(1, max(0, 1-v.Score))
	}
	return v, err
}

func (q question) rubricMessages(ctx context.Context) ([]prompt.Message, error) {
	output := q.in.Answer.Output
	if q.a.Rubric != "" {
		return q.custom(ctx, q.a.Rubric, "output", parsed(output), "rubric", rubricOf(q.in.Value))
	}
	rubric, ok := rubricOf(q.in.Value).(string)
	switch q.in.Value.(type) {
	case *value.Object, []any:
		rubric, ok = compact(q.in.Value), true
	}
	if !ok || rubric == "" {
		return nil, errors.New("the value must be a rubric in words")
	}
	return compose(rubricRules, part{"rubric", rubric}, part{"output", output}), nil
}

// rubricOf is the value, "" where there is none.
func rubricOf(v any) any {
	if v == nil {
		return ""
	}
	return v
}

// readRubric reads {pass, score, reason} as promptfoo does: a pass that is not
// given is true, a score that is not given follows from pass, and a threshold
// must be reached besides. What promptfoo guesses is an error: a pass that is
// neither yes nor no, a score that is no number, and neither of them. Our own
// prompt asks for a score from 0 to 1, so that another one is a mistake; a
// rubricPrompt may ask for any.
func readRubric(reply string, threshold *float64, anyScale bool) (eval.Verdict, error) {
	o, err := replyObject(reply, "pass", "score")
	if err != nil {
		return eval.Verdict{}, err
	}
	v := eval.Verdict{Pass: true, Reason: replyReason(o)}
	if p := o["pass"]; p != nil {
		var ok bool
		if v.Pass, ok = replyBool(p); !ok {
			return eval.Verdict{}, fmt.Errorf("the judge's pass is neither true nor false: %s", quote(reply))
		}
	}
	score, given := o["score"]
	switch f, ok := replyNumber(score); {
	case !given && v.Pass:
		v.Score = 1
	case !given:
	case !ok:
		return eval.Verdict{}, fmt.Errorf("the judge's score is no number: %s", quote(reply))
	case !anyScale && (f < 0 || f > 1):
		return eval.Verdict{}, fmt.Errorf("the judge's score %v is not from 0 to 1; let the rubric ask for that, or give a rubricPrompt of your own", f)
	default:
		v.Score = f
	}
	if v.Reason == "" {
		v.Reason = fmt.Sprintf("the judge gave pass %v and score %.3g, and no reason", v.Pass, v.Score)
	}
	if threshold != nil && v.Pass && v.Score < *threshold {
		v.Pass = false
		v.Reason = fmt.Sprintf("score %.3g is under the threshold %v: %s", v.Score, *threshold, v.Reason)
	}
	return v, nil
}
