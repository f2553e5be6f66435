package grade

import (
	"context"
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

const pairwiseRules = `Two answers, A and B, were given to the same request. Decide which one is better by the criterion. Their order says nothing, nor does their length unless the criterion says so.
Reply with one JSON object and nothing else:
{"reason": "one or two sentences that name what decided it", "better": "A"}
better is "A", "B", or "tie" where neither is better.`

const anyCriterion = "Which answer does more fully and more correctly what was asked?"

func pairwise() Type {
	return Type{
		Name:    "pairwise",
		Doc:     "A model compares the output with a reference answer, in both orders: better in both is 1, worse in both is 0, anything else is a tie, 0.5; the score must reach the threshold, 0.5 by default.",
		Example: "type: pairwise\nvalue: shorter, with all the facts\nconfig: {reference: The parcel arrives on Monday.}\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Protocol: protocol(pairwiseRules, anyCriterion), Check: checkReference},
		New:     judging(askPairwise),
	}
}

func checkReference(a *eval.Assertion) (message, hint string) {
	v, _ := a.Config.Get("reference")
	text, ok := v.(string)
	switch {
	case !ok || text == "":
		return a.FullType() + " has no answer to compare the output with", "write config: {reference: ...}"
	case strings.HasPrefix(text, "file://"):
		return "the reference of " + a.FullType() + " is the name of a file", "make it a var, wanted: " + text + ", and write reference: '{{wanted}}'"
	}
	return "", ""
}

func askPairwise(ctx context.Context, q question) (eval.Verdict, error) {
	criterion := anyCriterion
	if q.in.Value != nil {
		var err error
		if criterion, err = q.textValue("the criterion"); err != nil {
			return eval.Verdict{}, err
		}
	}
	v, _ := q.a.Config.Get("reference")
	text, _ := v.(string)
	reference, err := q.in.Render(ctx, text, q.in.Vars)
	if err != nil {
		return eval.Verdict{}, fmt.Errorf("config.reference: %w", err)
	}
	output := q.in.Answer.Output
	first := seeded(output, reference, q.vote)
	var better [2]string
	var reasons [2]string
	for i, outputFirst := range []bool{first, !first} {
		pair := [2]string{reference, output}
		if outputFirst {
			pair = [2]string{output, reference}
		}
		if better[i], reasons[i], err = q.better(ctx, criterion, pair); err != nil {
			return eval.Verdict{}, err
		}
		if !outputFirst { // in terms of the output
			better[i] = map[string]string{"A": "B", "B": "A", "tie": "tie"}[better[i]]
		}
	}
	score, word := 0.5, "a tie"
	switch better {
	case [2]string{"A", "A"}:
		score, word = 1, "better"
	case [2]string{"B", "B"}:
		score, word = 0, "worse"
	}
	if better[0] != better[1] {
		word += ", since the two orders disagree"
	}
	return q.negated(verdict(score >= q.threshold(0.5), score, "against the reference: %s: %s", word, short(reasons[0]+" | "+reasons[1]))), nil
}

// seeded chooses by the texts which order is asked first.
func seeded(output, reference string, vote int) bool {
	sum := sha256.Sum256(fmt.Appendf(nil, "%d:%d:%s:%s", vote, len(output), output, reference))
	return sum[0]&1 == 0
}

func (q question) better(ctx context.Context, criterion string, pair [2]string) (letter, reason string, err error) {
	messages, err := q.pairMessages(ctx, criterion, pair)
	if err != nil {
		return "", "", err
	}
	reply, err := q.chat(ctx, messages)
	if err != nil {
		return "", "", err
	}
	o, err := replyObject(reply, "better")
	if err != nil {
		return "", "", err
	}
	text, _ := o["better"].(string)
	switch text = strings.ToUpper(strings.TrimSpace(text)); text {
	case "A", "B":
		return text, replyReason(o), nil
	case "TIE":
		return "tie", replyReason(o), nil
	}
	return "", "", fmt.Errorf("the judge's choice is none of A, B and tie: %s", quote(reply))
}

func (q question) pairMessages(ctx context.Context, criterion string, pair [2]string) ([]prompt.Message, error) {
	if q.a.Rubric != "" {
		return q.custom(ctx, q.a.Rubric, "input", q.asked(), "criteria", criterion, "a", pair[0], "b", pair[1])
	}
	return compose(pairwiseRules, part{"asked", q.asked()}, part{"criterion", criterion}, part{"answer-a", pair[0]}, part{"answer-b", pair[1]}), nil
}
