package eval

import (
	"errors"
	"fmt"
	"maps"

	"gopkg.in/yaml.v3"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/formula"
)

// Derived is a metric that is computed from the others of a run: from the
// weighted sums of their scores over all samples, as in promptfoo, and from the
// number of samples, __count.
type Derived struct {
	Name    string
	Value   string           // the expression as written
	Formula *formula.Formula // nil where the expression cannot be read: the metric is 0
	Pos     diag.Pos
}

const sampleCount = "__count"

// derived reads `derivedMetrics:`. An expression that cannot be read leaves 0 in
// promptfoo without a word; here it is said.
func (p *suiteParser) derived(keys *keySet) []Derived {
	n := keys.get("derivedMetrics")
	if n == nil {
		return nil
	}
	if n.Kind != yaml.SequenceNode {
		keys.wrong(n, "derivedMetrics", "a list of {name, value}")
		return nil
	}
	var list []Derived
	for _, item := range n.Content {
		one := p.keys(keys.d, keys.d.deref(p, item), "derived metric", []string{"name", "value"})
		d := Derived{Name: one.text("name"), Pos: one.at}
		if d.Name == "" {
			p.errs.Add(one.at, "a derived metric without a name", "write {name: f1, value: 2 * precision * recall / (precision + recall)}")
			continue
		}
		if one.get("value") == nil {
			p.errs.Add(one.at, "a derived metric without a value", "write {name: f1, value: 2 * precision * recall / (precision + recall)}")
			continue
		}
		var err error
		d.Value = one.text("value")
		if d.Formula, err = formula.Parse(d.Value); err != nil {
			p.warnings.Add(one.pos("value"), fmt.Sprintf("the derived metric %q stays 0: %v", d.Name, err), "numbers, names of metrics, + - * / % ^, comparisons and functions such as mean and sqrt can stand there")
		}
		list = append(list, d)
	}
	return list
}

// Derive computes the derived metrics of a run. Like promptfoo it does so after
// each sample, which shows where one of them builds on itself. The errors tell
// which ones have no value in the end; they are 0, or what they last were.
func (run *Run) Derive() (problems []error) {
	list := run.Column.Suite.Derived
	if len(list) == 0 {
		return nil
	}
	scores := map[string]float64{}
	failed := map[string]error{}
	count := 0
	for i := range run.Results {
		r := &run.Results[i]
		if errors.Is(r.Err, ErrInterrupted) {
			continue
		}
		count++
		for name, mean := range r.Metrics {
			weight, weighted := r.Weights[name]
			if !weighted {
				weight = 1
			}
			scores[name] += mean * weight
		}
		evaluate(list, scores, count, failed)
	}
	run.Derived = map[string]float64{}
	for _, d := range list {
		run.Derived[d.Name] = scores[d.Name]
		if err := failed[d.Name]; err != nil {
			problems = append(problems, fmt.Errorf("%v: the derived metric %q stays %v: %w", d.Pos, d.Name, scores[d.Name], err))
		}
	}
	return problems
}

func evaluate(list []Derived, scores map[string]float64, count int, failed map[string]error) {
	scope := maps.Clone(scores)
	scope[sampleCount] = float64(count)
	for _, d := range list {
		if _, known := scores[d.Name]; !known {
			scores[d.Name] = 0
		}
		if d.Formula == nil {
			continue
		}
		v, err := d.Formula.Eval(scope)
		if failed[d.Name] = err; err == nil {
			scores[d.Name], scope[d.Name] = v, v
		}
	}
}
