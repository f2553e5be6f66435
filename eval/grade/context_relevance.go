package grade

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/prompt"
)

const (
	insufficient = "Insufficient Information"

	relevanceRules = `Find what in the context helps to answer the query.
Copy each sentence of the context that does, word for word and unchanged, one on a line. Leave out every other sentence. Do not number them and add no words of your own.
If no sentence of the context helps, reply with this line alone: ` + insufficient
)

func contextRelevance() Type {
	return Type{
		Name:    "context-relevance",
		Doc:     "A model copies the sentences of the context that help to answer the query; their share of the context must reach the threshold.",
		Example: "type: context-relevance\nthreshold: 0.5\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Context: true, Protocol: protocol(relevanceRules), Check: noNot},
		New:     judging(askContextRelevance),
	}
}

func askContextRelevance(ctx context.Context, q question) (eval.Verdict, error) {
	query, m, err := q.queryAndContext(ctx)
	if err != nil {
		return eval.Verdict{}, err
	}
	if len(m.units()) == 0 {
		return eval.Verdict{}, errors.New("the context has no sentence")
	}
	var messages []prompt.Message
	if q.a.Rubric != "" {
		messages, err = q.custom(ctx, q.a.Rubric, "context", m.text(), "query", query)
	} else {
		messages = compose(relevanceRules, part{"query", query}, part{"context", m.text()})
	}
	if err != nil {
		return eval.Verdict{}, err
	}
	reply, err := q.chat(ctx, messages)
	if err != nil {
		return eval.Verdict{}, err
	}
	score, err := m.relevance(reply)
	if err != nil {
		return eval.Verdict{}, err
	}
	bound := q.threshold(0)
	return verdict(score >= bound-epsilon, score, "expected a relevance of at least %v, got %.3g", bound, score), nil
}

// relevance is the number of distinct sentences in the reply over that of the
// context, at most 1. A reply that quotes nothing of the context is no list of
// its sentences, and so no verdict.
func (m material) relevance(reply string) (float64, error) {
	if strings.Contains(reply, insufficient) {
		return 0, nil
	}
	found := sentences(reply)
	if m.chunked || len(lines(m.text())) > 1 {
		found = lines(reply)
	}
	distinct, quoted := map[string]bool{}, false
	whole := words(m.text())
	for _, s := range found {
		distinct[s] = true
		quoted = quoted || words(s) != "" && strings.Contains(whole, words(s))
	}
	if !quoted {
		return 0, fmt.Errorf("the judge's reply quotes nothing of the context: %s", quote(reply))
	}
	units := len(m.units())
	return float64(min(len(distinct), units)) / float64(units), nil
}

// words are those of a text in lower case, without what stands around a quoted
// sentence: spaces, quotes, dashes and numbers of a list.
func words(s string) string {
	s = strings.Join(strings.Fields(strings.ToLower(s)), " ")
	return strings.Trim(strings.TrimLeft(s, "0123456789.)-*• \"'“"), " \"'”.!?")
}
