package grade

import (
	"context"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

const (
	guessRules = `Guess the question that the answer was given to.
Reply with that one question, ending in a question mark, and nothing else. It should ask for all that the answer tells and for nothing else. Where the answer evades or says that it does not know, ask for what it evades.`
	guesses = 3
)

func answerRelevance() Type {
	return Type{
		Name:    "answer-relevance",
		Doc:     "A model guesses three times what was asked from the output alone; the mean cosine between the embeddings of its guesses and of the query, or else of the prompt, must reach the threshold.",
		Example: "type: answer-relevance\nthreshold: 0.7\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Chat, eval.Embed}, Protocol: protocol(guessRules), Check: noNot},
		New:     judging(askAnswerRelevance),
	}
}

func askAnswerRelevance(ctx context.Context, q question) (eval.Verdict, error) {
	query := q.asked()
	if v, _ := q.in.Vars.Get("query"); v != nil {
		if _, ok := v.(string); ok {
			var err error
			if query, err = q.textVar(ctx, "query"); err != nil {
				return eval.Verdict{}, err
			}
		}
	}
	messages, err := q.guessMessages(ctx)
	if err != nil {
		return eval.Verdict{}, err
	}
	wanted, err := q.vector(ctx, q.a.Embedder, query)
	if err != nil {
		return eval.Verdict{}, err
	}
	sum := 0.0
	for n := range guesses {
		one := q
		one.vote = q.vote*guesses + n // each guess is a sample of its own
		reply, err := one.chat(ctx, messages)
		if err == nil {
			err = refused(reply)
		}
		if err == nil && !strings.ContainsAny(reply, "?？؟") {
			err = fmt.Errorf("the judge's reply is no question: %s", quote(reply))
		}
		if err != nil {
			return eval.Verdict{}, err
		}
		guessed, err := q.vector(ctx, q.a.Embedder, reply)
		if err != nil {
			return eval.Verdict{}, err
		}
		likeness, err := cosine(wanted, guessed)
		if err != nil {
			return eval.Verdict{}, err
		}
		sum += likeness
	}
	score, bound := sum/guesses, q.threshold(0)
	return verdict(score >= bound-epsilon, score, "expected a relevance of at least %v, got %.3g", bound, score), nil
}

func (q question) guessMessages(ctx context.Context) ([]prompt.Message, error) {
	output := q.in.Answer.Output
	if q.a.Rubric != "" {
		return q.custom(ctx, q.a.Rubric, "answer", parsed(output))
	}
	return compose(guessRules, part{"answer", output}), nil
}
