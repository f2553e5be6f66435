package grade

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// githubRules are what the built-in evaluators of GitHub Models ask for, in our
// own words, and what they look at.
type githubRules struct {
	rules string
	parts []string
}

const githubScale = "\nReply with one whole number from 1 to 5 and nothing else."

func githubEvaluators() map[string]githubRules {
	return map[string]githubRules{
		"similarity": {
			"Rate how far the answer says the same as the right answer to the question, whatever the words.\n" +
				"1: it has nothing in common with it\n2: little\n3: about half\n4: most\n5: it says all of it, and nothing against it" + githubScale,
			[]string{"question", "right-answer", "answer"},
		},
		"coherence": {
			"Rate how well the response hangs together as an answer to the query: whether its sentences follow from each other, in an order that can be followed.\n" +
				"1: words without a connection\n2: fragments\n3: partly in order, with gaps or jumps\n4: clear and in order\n5: every sentence leads to the next" + githubScale,
			[]string{"query", "response"},
		},
		"fluency": {
			"Rate the language of the response: grammar, choice of words, and how easily it reads. What it says does not matter.\n" +
				"1: hardly understandable\n2: many mistakes, very simple sentences\n3: understandable, with some mistakes\n4: good, with few mistakes\n5: without mistakes, varied and precise" + githubScale,
			[]string{"response"},
		},
		"relevance": {
			"Rate how well the response answers the query.\n" +
				"1: it is about something else\n2: it is about the subject but answers nothing\n3: it answers a part\n4: it answers all that was asked\n5: it answers all and adds what helps to understand it" + githubScale,
			[]string{"query", "response"},
		},
		"groundedness": {
			"Rate how far the response to the query rests on the context alone.\n" +
				"1: it has to do with neither\n2: it is about the subject but answers nothing\n3: it answers, with something that the context does not say\n4: it is right but leaves out what the context says\n5: it is right and complete by the context" + githubScale,
			[]string{"context", "query", "response"},
		},
	}
}

// The choices of every built-in evaluator (github/gh-models, cmd/eval).
func githubStars() []any {
	var list []any
	for i, score := range []float64{0, 0.25, 0.5, 0.75, 1} {
		list = append(list, value.NewObject("choice", strconv.Itoa(i+1), "score", score))
	}
	return list
}

func githubLLM() Type {
	var texts []string
	for _, name := range eval.GitHubEvaluators() {
		texts = append(texts, githubEvaluators()[name].rules)
	}
	return Type{
		Name: eval.GitHubLLM,
		Doc: "An evaluator of GitHub Models that asks a model: the first choice that its reply contains, in any case, gives the score; " +
			"more than 0 passes, and a reply without a choice is 0.",
		Example: "type: github-llm\nconfig: {uses: fluency}\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Chat}, Protocol: protocol(texts...)},
		New:     judging(askGitHub),
	}
}

func askGitHub(ctx context.Context, q question) (eval.Verdict, error) {
	messages, choices, err := q.githubMessages()
	if err != nil {
		return eval.Verdict{}, err
	}
	reply, err := q.chat(ctx, messages)
	if err != nil {
		return eval.Verdict{}, err
	}
	low := strings.ToLower(reply)
	for _, x := range choices {
		o, _ := x.(*value.Object)
		v, _ := o.Get("choice")
		text, isText := v.(string)
		s, _ := o.Get("score")
		score, number := replyNumber(s)
		if !isText || !number {
			return eval.Verdict{}, fmt.Errorf("choices of %s must be a list of {choice, score}", q.a.Type)
		}
		if strings.Contains(low, strings.ToLower(text)) {
			return q.negated(verdict(score > 0, score, "the judge's reply has the choice %s: %s", quote(text), short(reply))), nil
		}
	}
	return q.negated(verdict(false, 0, "the judge's reply has none of the choices: %s", short(reply))), nil
}

func (q question) githubMessages() ([]prompt.Message, []any, error) {
	text := func(name string) string {
		v, _ := q.a.Config.Get(name)
		s, _ := v.(string)
		return s
	}
	output := strings.TrimSpace(q.in.Answer.Output)
	vars := q.in.Vars.Clone()
	vars.Set("completion", output)
	if kind, known := githubEvaluators()[text("uses")]; known {
		data := map[string]string{
			"question": "{{input}}", "query": "{{input}}", "right-answer": "{{expected}}", "context": "{{expected}}",
			"answer": "{{completion}}", "response": "{{completion}}",
		}
		parts := make([]part, len(kind.parts))
		for i, name := range kind.parts {
			parts[i] = part{name, prompt.Literal(data[name], vars)}
		}
		return compose(kind.rules, parts...), githubStars(), nil
	}
	if text("prompt") == "" {
		return nil, nil, fmt.Errorf("%s needs a config with prompt and choices, or with uses", q.a.Type)
	}
	v, _ := q.a.Config.Get("choices")
	choices, _ := v.([]any)
	messages := input(prompt.Literal(text("prompt"), vars))
	if system := text("systemPrompt"); system != "" {
		messages = append([]prompt.Message{{Role: "system", Text: system}}, messages...)
	}
	return messages, choices, nil
}
