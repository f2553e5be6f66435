package grade

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func classifier() Type {
	return Type{
		Name:    "classifier",
		Doc:     "A classifier gives the output a label with a score that reaches the threshold, 1 by default; without a value any label counts.",
		Example: "type: classifier\nvalue: polite\nthreshold: 0.8\n",
		Since:   "0.2.0",
		Model:   true,
		Judge:   &eval.JudgeType{Tasks: []eval.Task{eval.Classify}, Protocol: protocol(), Check: noVotes},
		New:     judging(askClassifier),
	}
}

func askClassifier(ctx context.Context, q question) (eval.Verdict, error) {
	label, given := q.in.Value.(string)
	if !given && q.in.Value != nil {
		return eval.Verdict{}, errors.New("the value must be a label, or be left out")
	}
	a, err := q.send(ctx, q.a.Judge, eval.Classify, input(q.in.Answer.Output))
	if err != nil {
		return eval.Verdict{}, err
	}
	labels, err := readLabels(a.Output)
	if err != nil {
		return eval.Verdict{}, err
	}
	if !given {
		label = slices.MaxFunc(slices.Sorted(maps.Keys(labels)), func(a, b string) int { return cmp.Compare(labels[a], labels[b]) })
	}
	score, bound := labels[label], q.threshold(1)
	return q.negated(verdict(score >= bound-epsilon, score, "label %s: expected a score of at least %v, got %.3g", quote(label), bound, score)), nil
}

// readLabels reads an object of labels with their scores. A label that is not
// there has score 0, as in promptfoo: classifiers leave out the unlikely ones.
func readLabels(output string) (map[string]float64, error) {
	v, err := value.DecodeJSON([]byte(output))
	o, ok := v.(*value.Object)
	if err != nil || !ok || o.Len() == 0 {
		return nil, fmt.Errorf("the classifier gave no object of labels with their scores: %s", quote(output))
	}
	labels := map[string]float64{}
	for name, x := range o.All() {
		f, number := replyNumber(x)
		if _, text := x.(string); text || !number {
			return nil, fmt.Errorf("the classifier's score of %s is no number: %s", quote(name), quote(output))
		}
		labels[name] = f
	}
	return labels, nil
}
