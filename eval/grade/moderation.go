package grade

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/promptgit/promptgit/eval"
)

func moderation() Type {
	return Type{
		Name:    "moderation",
		Doc:     "A moderation service finds nothing in the output that violates its categories, or those of a list.",
		Example: "type: moderation\nvalue: [hate, violence]\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Moderate}, Protocol: protocol(), Check: noVotes},
		New:     judging(askModeration),
	}
}

func askModeration(ctx context.Context, q question) (eval.Verdict, error) {
	var only []string
	items, isList := q.in.Value.([]any)
	if !isList && q.in.Value != nil {
		return eval.Verdict{}, errors.New("the value must be a list of categories, or be left out")
	}
	for _, x := range items {
		name, ok := x.(string)
		if !ok {
			return eval.Verdict{}, errors.New("the value must be a list of names of categories")
		}
		only = append(only, name)
	}
	if q.in.Answer.Output == "" {
		return q.negated(verdict(true, 1, "there is no output to moderate")), nil
	}
	a, err := q.send(ctx, q.a.Judge, eval.Moderate, input(q.in.Answer.Output))
	if err != nil {
		return eval.Verdict{}, err
	}
	var flags []string
	if json.Unmarshal([]byte(a.Output), &flags) != nil || flags == nil {
		return eval.Verdict{}, fmt.Errorf("the moderation gave no list of categories: %s", quote(a.Output))
	}
	found := slices.DeleteFunc(flags, func(name string) bool { return len(only) > 0 && !slices.Contains(only, name) })
	if len(found) > 0 {
		return q.negated(verdict(false, 0, "flagged as %s", short(strings.Join(found, ", ")))), nil
	}
	return q.negated(verdict(true, 1, "not flagged")), nil
}
