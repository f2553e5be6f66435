package grade

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/memo"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

const factualityRules = `Compare the facts in the submitted answer with those in the reference answer, which is right. Wording, style, grammar and order do not matter, only what is claimed.
Choose the one category that fits:
A: the submitted answer says less than the reference, and nothing against it
B: the submitted answer says more than the reference, and nothing against it
C: both say the same
D: they contradict each other in some fact
E: they differ, but in nothing that matters for the facts
Reply with one JSON object and nothing else:
{"category": "C", "reason": "one sentence that names the facts that decided it"}`

func factuality() Type { return factualityType("factuality") }

func modelGradedFactuality() Type { return factualityType("model-graded-factuality") }

func factualityType(name string) Type {
	return Type{
		Name:    name,
		Doc:     "A model compares the facts in the output with those in a reference answer; a contradiction fails, and options.factuality gives the score of each outcome.",
		Example: "type: " + name + "\nvalue: The Eiffel Tower is 330 m high.\n",
		Since:   "0.2.0",
		Model:   true,
		Judge: &eval.JudgeType{
			Tasks: []eval.Task{eval.Chat}, Protocol: protocol(factualityRules), Options: "factuality", Check: checkFactuality,
		},
		New: judging(askFactuality),
	}
}

// factualityNames are promptfoo's names of the categories' scores.
func factualityNames() map[string]string {
	return map[string]string{"subset": "A", "superset": "B", "agree": "C", "disagree": "D", "differButFactual": "E"}
}

func checkFactuality(a *eval.Assertion) (message, hint string) {
	if message, hint = noNot(a); message != "" {
		return message, hint
	}
	if _, err := factualityScores(a); err != nil {
		return err.Error(), "write options: {factuality: {subset: 1, superset: 0.5}}"
	}
	return "", ""
}

// factualityScores are the scores of the categories: 1, and 0 for D, unless the
// options say otherwise.
func factualityScores(a *eval.Assertion) (map[string]float64, error) {
	scores := map[string]float64{"A": 1, "B": 1, "C": 1, "D": 0, "E": 1}
	v, _ := a.Config.Get("factuality")
	if v == nil {
		return scores, nil
	}
	given, ok := v.(*value.Object)
	if !ok {
		return nil, errors.New("options.factuality must be a mapping")
	}
	names := factualityNames()
	for name, x := range given.All() {
		letter, known := names[name]
		if !known {
			return nil, fmt.Errorf("options.factuality has no %q; there are %s", name, strings.Join(slices.Sorted(maps.Keys(names)), ", "))
		}
		f, number := replyNumber(x)
		if _, text := x.(string); text || !number {
			return nil, fmt.Errorf("options.factuality.%s must be a number", name)
		}
		scores[letter] = f
	}
	return scores, nil
}

func askFactuality(ctx context.Context, q question) (eval.Verdict, error) {
	reference, err := q.textValue("the reference answer")
	if err != nil {
		return eval.Verdict{}, err
	}
	scores, err := factualityScores(q.a)
	if err != nil {
		return eval.Verdict{}, err
	}
	output := q.in.Answer.Output
	var messages []prompt.Message
	if q.a.Rubric != "" {
		messages, err = q.custom(ctx, q.a.Rubric, "input", q.asked(), "ideal", reference, "completion", parsed(output))
	} else {
		messages = compose(factualityRules, part{"asked", q.asked()}, part{"reference", reference}, part{"submitted", output})
	}
	if err != nil {
		return eval.Verdict{}, err
	}
	reply, err := q.chat(ctx, messages)
	if err != nil {
		return eval.Verdict{}, err
	}
	category, reason, err := readFactuality(reply)
	if err != nil {
		return eval.Verdict{}, err
	}
	return verdict(scores[category] > 0, scores[category], "category %s: %s", category, reason), nil
}

// option is a category in the older form of the reply, "(C) because".
var option = memo.Regexp(`\(?\b([A-Ea-e])\)`)

// readFactuality reads {category, reason}, or else "(C) reason". Where several
// letters are named the reply must begin with the one that counts.
func readFactuality(reply string) (category, reason string, err error) {
	o, err := replyObject(reply, "category")
	if err == nil {
		letter, _ := o["category"].(string)
		letter = strings.ToUpper(strings.Trim(strings.TrimSpace(letter), "()"))
		if len(letter) != 1 || letter < "A" || letter > "E" {
			return "", "", fmt.Errorf("the judge's category is none of A to E: %s", quote(reply))
		}
		return letter, replyReason(o), nil
	}
	if strings.Contains(reply, "{") {
		return "", "", err
	}
	found := option().FindAllStringSubmatchIndex(reply, -1)
	letters := map[string]bool{}
	for _, at := range found {
		letters[strings.ToUpper(reply[at[2]:at[3]])] = true
	}
	if len(found) == 0 || len(letters) > 1 && found[0][0] > 0 {
		return "", "", fmt.Errorf("the judge's reply names no category, or several: %s", quote(reply))
	}
	first := found[0]
	return strings.ToUpper(reply[first[2]:first[3]]), short(reply[first[1]:]), nil
}
