package grade

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

const conversationRules = `Decide whether the last reply of the assistant is relevant: does it respond to what the user last said, in the light of the turns before it? A greeting or thanks in return for the user's is relevant. Whether it is correct does not matter.
Reply with one JSON object and nothing else:
{"verdict": "yes", "reason": "one sentence"}
verdict is "yes" or "no".`

func conversationRelevance() Type {
	return Type{
		Name:    "conversation-relevance",
		Doc:     "A model tells for each turn of the var _conversation, or for the one at hand, whether the reply is relevant to the turns before it; the share must reach the threshold, 0.5 by default.",
		Example: "type: conversation-relevance\nthreshold: 0.75\nconfig: {windowSize: 4}\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Protocol: protocol(conversationRules), Check: checkWindow},
		New:     judging(askConversation),
	}
}

func checkWindow(a *eval.Assertion) (message, hint string) {
	v, given := a.Config.Get("windowSize")
	if n, whole := v.(int64); given && (!whole || n < 1) {
		return "windowSize of " + a.FullType() + " must be a whole number from 1 on", "write config: {windowSize: 5}"
	}
	return "", ""
}

// turn is what was said and what came back.
type turn struct{ input, output string }

func (q question) turns() ([]turn, error) {
	v, _ := q.in.Vars.Get("_conversation")
	list, _ := v.([]any)
	if len(list) == 0 {
		return []turn{{q.asked(), q.in.Answer.Output}}, nil
	}
	turns := make([]turn, len(list))
	for i, x := range list {
		o, ok := x.(*value.Object)
		if !ok {
			return nil, errors.New("the var _conversation must be a list of {input, output}")
		}
		in, _ := o.Get("input")
		out, _ := o.Get("output")
		turns[i] = turn{said(in), said(out)}
	}
	return turns, nil
}

func said(v any) string {
	if text, ok := v.(string); ok {
		return text
	}
	return compact(v)
}

func askConversation(ctx context.Context, q question) (eval.Verdict, error) {
	turns, err := q.turns()
	if err != nil {
		return eval.Verdict{}, err
	}
	window := 5
	if v, ok := q.a.Config.Get("windowSize"); ok {
		if n, whole := v.(int64); whole {
			window = int(min(n, 1000))
		}
	}
	relevant := 0
	why := ""
	for i := range turns {
		yes, reason, err := q.relevant(ctx, turns[max(0, i-window+1):i+1])
		if err != nil {
			return eval.Verdict{}, err
		}
		if yes {
			relevant++
		} else {
			why = "; " + reason
		}
	}
	score, bound := float64(relevant)/float64(len(turns)), q.threshold(0.5)
	v := verdict((score >= bound-epsilon) != q.a.Not, score, "%d of %d turns are relevant%s", relevant, len(turns), why)
	if q.a.Not {
		v.Score = 1 - score
	}
	return v, nil
}

func (q question) relevant(ctx context.Context, turns []turn) (yes bool, reason string, err error) {
	messages, err := q.conversationMessages(ctx, turns)
	if err != nil {
		return false, "", err
	}
	reply, err := q.chat(ctx, messages)
	if err != nil {
		return false, "", err
	}
	o, err := replyObject(reply, "verdict")
	if err != nil {
		return false, "", err
	}
	text, _ := o["verdict"].(string)
	switch strings.ToLower(strings.TrimSpace(text)) {
	case "yes":
		return true, replyReason(o), nil
	case "no":
		return false, replyReason(o), nil
	}
	return false, "", fmt.Errorf("the judge's verdict is neither yes nor no: %s", quote(reply))
}

func (q question) conversationMessages(ctx context.Context, turns []turn) ([]prompt.Message, error) {
	if q.a.Rubric != "" {
		list := make([]any, len(turns))
		for i, t := range turns {
			list[i] = value.NewObject("input", t.input, "output", t.output)
		}
		return q.custom(ctx, q.a.Rubric, "messages", list)
	}
	parts := make([]part, 0, 2*len(turns))
	for _, t := range turns {
		parts = append(parts, part{"user", t.input}, part{"assistant", t.output})
	}
	return compose(conversationRules, parts...), nil
}
