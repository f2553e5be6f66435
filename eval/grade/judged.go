package grade

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

// reading is the version of how replies are read: it grows when an old verdict
// would be another one, so that scores are not compared across that.
const reading = 1

// protocol identifies a type's own prompts and how it reads replies.
func protocol(prompts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(append(prompts, fence, closing), "\x00")))
	return fmt.Sprintf("%d/%s", reading, hex.EncodeToString(sum[:4]))
}

// Judged are the types that ask models, for the parser of suites.
func (types Types) Judged() map[string]eval.JudgeType {
	list := map[string]eval.JudgeType{}
	for _, t := range types {
		if t.Judge != nil {
			list[t.Name] = *t.Judge
		}
	}
	return list
}

// noNot refuses "not-" of types where promptfoo 0.121 takes no notice of it, so
// that neither reading of it can be the wrong one.
func noNot(a *eval.Assertion) (message, hint string) {
	if !a.Not {
		return "", ""
	}
	return a.FullType() + " is not supported: promptfoo judges it like " + a.Type + ", without the not-",
		"write type: " + a.Type + ", or say what you mean with not-llm-rubric"
}

// noVotes refuses votes where every one would say the same.
func noVotes(a *eval.Assertion) (message, hint string) {
	if _, given := a.Config.Get("votes"); given {
		return a.FullType() + " takes no votes: its model always says the same", "remove votes"
	}
	return "", ""
}

// question is what a judge is asked.
type question struct {
	in   *eval.GradeInput
	a    *eval.Assertion
	vote int

	kept  *bool // set where the last answer is one of the cache
	again bool  // answers of the cache are not wanted
}

// readable asks, and once more where it was an answer of the cache that could not
// be read, so that no reply spoils every run from then on.
func readable[T any](q question, ask func(question) (T, error)) (T, error) {
	q.kept = new(bool)
	v, err := ask(q)
	if err != nil && *q.kept {
		q.again = true
		v, err = ask(q)
	}
	return v, err
}

// asker is a grader that judges once, by one question or several; vote tells
// its samples apart.
type asker func(ctx context.Context, q question) (eval.Verdict, error)

// judged is a grader that asks a model.
type judged struct {
	a   eval.Assertion
	ask asker
}

func judging(ask asker) func(eval.Assertion) (eval.Grader, error) {
	return func(a eval.Assertion) (eval.Grader, error) { return judged{a, ask}, nil }
}

// Grade asks as often as the assertion has votes.
func (j judged) Grade(ctx context.Context, in eval.GradeInput) (eval.Verdict, error) {
	return majority(j.a.Votes, func(vote int) (eval.Verdict, error) {
		return readable(question{in: &in, a: &j.a, vote: vote}, func(q question) (eval.Verdict, error) { return j.ask(ctx, q) })
	})
}

// chat asks for a text. What is no whole answer is an error.
func (q question) chat(ctx context.Context, messages []prompt.Message) (string, error) {
	a, err := q.send(ctx, q.a.Judge, eval.Chat, messages)
	if err != nil {
		return "", err
	}
	reply := strings.TrimSpace(a.Output)
	switch {
	case a.Refusal:
		return "", fmt.Errorf("the judge refused to judge: %s", quote(reply))
	case a.FinishReason == "length":
		return "", errors.New("the judge's reply was cut off at the limit of its tokens; raise max_tokens in the judge's config")
	case reply == "":
		return "", errors.New("the judge replied nothing")
	}
	return reply, nil
}

func (q question) send(ctx context.Context, judge *eval.ProviderSpec, task eval.Task, messages []prompt.Message) (eval.Answer, error) {
	switch {
	case q.in.Judge == nil:
		return eval.Answer{}, errors.New("no model can be asked here")
	case judge == nil:
		return eval.Answer{}, errors.New("no model is named that judges")
	}
	a, err := q.in.Judge.Ask(ctx, eval.JudgeQuestion{Judge: *judge, Task: task, Messages: messages, Vote: q.vote, Again: q.again})
	*q.kept = err == nil && a.Cached
	return a, err
}

// input is the message of a task that looks at one text.
func input(text string) []prompt.Message { return []prompt.Message{{Role: "user", Text: text}} }

// short is a judge's reason on one line, not too long for a table.
func short(reason string) string {
	const most = 500
	line := strings.Join(strings.Fields(strings.ToValidUTF8(reason, "�")), " ")
	if runes := []rune(line); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return line
}

// textValue is the value of an assertion that must be text.
func (q question) textValue(what string) (string, error) {
	text, ok := q.in.Value.(string)
	if !ok || strings.TrimSpace(text) == "" {
		return "", fmt.Errorf("the value must be a text: %s", what)
	}
	return text, nil
}

// threshold is that of the assertion, else def.
func (q question) threshold(def float64) float64 {
	if q.a.Threshold != nil {
		return *q.a.Threshold
	}
	return def
}

// epsilon is JavaScript's Number.EPSILON, by which promptfoo compares some
// scores.
const epsilon = 0x1p-52

// negated turns a verdict round where the assertion says "not-".
func (q question) negated(v eval.Verdict) eval.Verdict {
	if q.a.Not {
		v.Pass, v.Score = !v.Pass, 1-v.Score
	}
	return v
}
